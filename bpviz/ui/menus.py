"""The menu bar, and the menu of lessons that the tool bar shares with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from bpviz.files.lessons import Lesson
from bpviz.ui.actions import Actions
from bpviz.ui.noop import QT_TRANSLATE_NOOP

SEPARATOR = "-"

MENUS = (
    (
        "file_menu",
        QT_TRANSLATE_NOOP("Menus", "&File"),
        ("open", "save", "save_as", SEPARATOR, "export", SEPARATOR, "quit"),
    ),
    (
        "edit_menu",
        QT_TRANSLATE_NOOP("Menus", "&Edit"),
        ("undo", "redo", SEPARATOR, "new_start", "apply_from_here"),
    ),
    (
        "run_menu",
        QT_TRANSLATE_NOOP("Menus", "&Run"),
        (
            "play", "step", "step_back", SEPARATOR, "next_iteration", "previous_iteration",
            SEPARATOR, "reset", "end", SEPARATOR, "bookmark", "breakpoints", "gradcheck",
            "compare",
        ),
    ),
    ("lessons_menu", QT_TRANSLATE_NOOP("Menus", "&Lessons"), ()),
    (
        "view_menu",
        QT_TRANSLATE_NOOP("Menus", "&View"),
        ("present", SEPARATOR, "larger", "smaller", "theme", "language", SEPARATOR),
    ),
    ("help_menu", QT_TRANSLATE_NOOP("Menus", "&Help"), ("keys", "about")),
)  # fmt: skip


class Menus:
    """The menus of a window, with the texts of its language."""

    def __init__(self, window: QMainWindow, actions: Actions) -> None:
        self._menus: dict[str, QMenu] = {}
        self._titles: dict[str, str] = {}
        self._group = QActionGroup(window)
        for name, title, entries in MENUS:
            menu = window.menuBar().addMenu("")
            menu.setObjectName(name)
            for entry in entries:
                if entry == SEPARATOR:
                    menu.addSeparator()
                else:
                    menu.addAction(actions[entry])
            self._menus[name], self._titles[name] = menu, title
        self._reset_layout = actions["reset_layout"]
        self.retranslate()

    @property
    def lessons(self) -> QMenu:
        """The menu of lessons."""
        return self._menus["lessons_menu"]

    def add_to_view(self, *menus: QMenu) -> None:
        """Put menus of their own into the View menu."""
        for menu in menus:
            self._menus["view_menu"].addMenu(menu)
        self._menus["view_menu"].addSeparator()

    def add_docks(self, toggles: Iterable[QAction]) -> None:
        """List the parts that can be shown and hidden in the View menu."""
        view = self._menus["view_menu"]
        for toggle in toggles:
            view.addAction(toggle)
        view.addSeparator()
        view.addAction(self._reset_layout)

    def set_lessons(
        self, lessons: Iterable[Lesson], language: str, choose: Callable[[str], object]
    ) -> None:
        """List the lessons by title."""
        for action in self._group.actions():
            self._group.removeAction(action)
        self.lessons.clear()
        for lesson in lessons:
            action = self.lessons.addAction(lesson.title_in(language).replace("&", "&&"))
            action.setObjectName(f"lesson_{lesson.name}")
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, name=lesson.name: choose(name))
            self._group.addAction(action)

    def mark_lesson(self, name: str | None) -> None:
        """Tick the lesson that is open, or none."""
        self._group.setExclusive(False)
        for action in self._group.actions():
            action.setChecked(action.objectName() == f"lesson_{name}")
        self._group.setExclusive(True)

    def retranslate(self) -> None:
        """Set the titles again."""
        for name, menu in self._menus.items():
            menu.setTitle(QCoreApplication.translate("Menus", self._titles[name]))
