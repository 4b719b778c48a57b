"""Every command of the window: its name, text, keys and icon, in one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence

from bpviz.ui.icons import icon
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.theme import Theme


@dataclass(frozen=True)
class Command:
    """A command: `name` is the action's objectName."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False


COMMANDS = (
    Command("open", QT_TRANSLATE_NOOP("Actions", "&Open…"), ("Ctrl+O",), "open"),
    Command("save", QT_TRANSLATE_NOOP("Actions", "&Save"), ("Ctrl+S",), "save"),
    Command("save_as", QT_TRANSLATE_NOOP("Actions", "Save &as…"), ("Ctrl+Shift+S",)),
    Command("export", QT_TRANSLATE_NOOP("Actions", "&Export…"), ("Ctrl+E",), "export"),
    Command("quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), ("Ctrl+Q",)),
    Command("undo", QT_TRANSLATE_NOOP("Actions", "&Undo"), ("Ctrl+Z",)),
    Command("redo", QT_TRANSLATE_NOOP("Actions", "&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
    Command(
        "apply_from_here",
        QT_TRANSLATE_NOOP("Actions", "Edits apply from &here, without a restart"),
        checkable=True,
    ),
    Command("play", QT_TRANSLATE_NOOP("Actions", "&Play"), ("Space",), "play", checkable=True),
    Command("step", QT_TRANSLATE_NOOP("Actions", "&Step"), ("Right", "PgDown"), "step"),
    Command("step_back", QT_TRANSLATE_NOOP("Actions", "Step &back"), ("Left", "PgUp"), "step_back"),
    Command(
        "next_iteration",
        QT_TRANSLATE_NOOP("Actions", "&Next iteration"),
        ("Shift+Right",),
        "next_iteration",
    ),
    Command(
        "previous_iteration",
        QT_TRANSLATE_NOOP("Actions", "P&revious iteration"),
        ("Shift+Left",),
        "previous_iteration",
    ),
    Command("reset", QT_TRANSLATE_NOOP("Actions", "Back to the s&tart"), ("Home",), "reset"),
    Command("end", QT_TRANSLATE_NOOP("Actions", "To the &latest step"), ("End",), "end"),
    Command(
        "new_start",
        QT_TRANSLATE_NOOP("Actions", "New random start &values"),
        ("Ctrl+R",),
        "new_start",
    ),
    Command(
        "compare",
        QT_TRANSLATE_NOOP("Actions", "&Compare runs"),
        ("Ctrl+K",),
        "compare",
        checkable=True,
    ),
    Command("gradcheck", QT_TRANSLATE_NOOP("Actions", "Check the &gradient"), ("Ctrl+G",)),
    Command("bookmark", QT_TRANSLATE_NOOP("Actions", "Book&mark this step"), ("Ctrl+D",)),
    Command("breakpoints", QT_TRANSLATE_NOOP("Actions", "&Breakpoints…"), ("Ctrl+B",)),
    Command("lesson", QT_TRANSLATE_NOOP("Actions", "Show or hide what to &watch"), ("Ctrl+L",)),
    Command(
        "present",
        QT_TRANSLATE_NOOP("Actions", "&Present"),
        ("F11", "F5"),
        "present",
        checkable=True,
    ),
    Command("leave_presentation", QT_TRANSLATE_NOOP("Actions", "Stop presenting"), ("Esc",)),
    Command("larger", QT_TRANSLATE_NOOP("Actions", "&Larger type"), ("Ctrl++", "Ctrl+=")),
    Command("smaller", QT_TRANSLATE_NOOP("Actions", "&Smaller type"), ("Ctrl+-",)),
    Command("theme", QT_TRANSLATE_NOOP("Actions", "&Dark or light"), ("Ctrl+T",), "theme"),
    Command("language", QT_TRANSLATE_NOOP("Actions", "По-&русски")),
    Command("reset_layout", QT_TRANSLATE_NOOP("Actions", "&Reset layout")),
    Command("keys", QT_TRANSLATE_NOOP("Actions", "&Keys"), ("F1",)),
    Command("about", QT_TRANSLATE_NOOP("Actions", "&About bpviz")),
)


class Actions(Mapping[str, QAction]):
    """The window's actions, by name; not triggered while another window has the keyboard."""

    def __init__(self, parent: QObject) -> None:
        self._actions: dict[str, QAction] = {}
        for command in COMMANDS:
            action = QAction(parent)
            action.setObjectName(command.name)
            action.setCheckable(command.checkable)
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
            self._actions[command.name] = action
        self["leave_presentation"].setEnabled(False)
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def __len__(self) -> int:
        return len(self._actions)

    def retranslate(self) -> None:
        """Set the texts, and the tool tips with their keys."""
        for command in COMMANDS:
            action = self._actions[command.name]
            action.setText(QCoreApplication.translate("Actions", command.text))
            action.setToolTip(tip(action))
        self._actions["language"].setIconText(QCoreApplication.translate("Actions", "RU"))

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's colours."""
        for command in COMMANDS:
            if command.icon:
                image = icon(command.icon, theme.color("text"), theme.color("border"))
                self._actions[command.name].setIcon(image)


def plain(text: str) -> str:
    """A menu's text without the mark of its access key and without the ellipsis."""
    return text.replace("&", "").removesuffix("…")


def tip(action: QAction) -> str:
    """What the action does and its keys: ``Step (→, PgDown)``."""
    text = plain(action.text())
    keys = keys_of(action)
    return f"{text} ({keys})" if keys else text


def keys_of(action: QAction) -> str:
    """The keys of an action, as they are called here."""
    native = QKeySequence.SequenceFormat.NativeText
    names = [sequence.toString(native) for sequence in action.shortcuts()]
    arrows = {"Right": "→", "Left": "←"}
    for word, arrow in arrows.items():
        names = [name.replace(word, arrow) for name in names]
    return ", ".join(names)
