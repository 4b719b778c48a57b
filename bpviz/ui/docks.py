"""Where everything stands around the stage: docks that move, close and come back."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QTabBar,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpviz.ui.icons import icon
from bpviz.ui.registry import VIEWS
from bpviz.ui.theme import Theme

LAYOUT_VERSION = 3
"""Raised when the docks change, so that an old layout is not applied to new docks."""

DESIGN = QSize(1920, 1080)
"""The window that the default layout is drawn for."""
LEFT, RIGHT = 330, 590
FORM, LESSON = 500, 400
"""Shares of the left side's height; a lesson's text is longer than the place, so it gets much."""
WIDE = 700
"""Width of the views on the right where they share one place."""
BELOW = 360
LOW, LOWEST = 860, 640
"""Below these heights, in pixels of ordinary type, the lower views on the right share one place;
below the second all views on the right do."""
ON_THE_RIGHT = ("gradients", "surface", "prediction", "loss")
"""The views on the right that have a place of their own where there is room for three rows."""
SHARING = {name: spec.shares for name, spec in VIEWS.items() if spec.shares}
"""Docks that are closed at first, and in whose place they open."""
FOREMOST = (*dict.fromkeys(SHARING.values()), "surface")
"""Who stands in front of the tabs of its place where nobody chose; the last one counts."""
HANDLE, BAR = 9, 24
"""Heights of the handle of a dock in the window, and of the bar of one that floats."""


class DockTitle(QWidget):
    """A slim handle to drag a dock by; a dock in a window of its own gets a bar with buttons.

    Views write their titles themselves, so in the window every row of pixels is theirs. A double
    click floats a dock, the right mouse button offers what the buttons do.
    """

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("dock_title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self._dock = dock
        self._scale = 1.0
        self._buttons = {}
        self._actions = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 4, 0)
        row.setSpacing(0)
        row.addStretch(1)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for name, slot in (
            ("float", lambda: dock.setFloating(not dock.isFloating())),
            ("close", dock.close),
        ):
            button = QToolButton(self)
            button.setObjectName(f"{name}_dock")
            button.setProperty("flat", True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(slot)
            row.addWidget(button)
            self._buttons[name] = button
            self._actions[name] = QAction(self)
            self._actions[name].triggered.connect(slot)
            self.addAction(self._actions[name])
        dock.topLevelChanged.connect(self._fit)
        self._fit(dock.isFloating())

    def _fit(self, floating: bool) -> None:
        for button in self._buttons.values():
            button.setVisible(floating)
        self.setFixedHeight(round((BAR if floating else HANDLE) * self._scale))

    def set_theme(self, theme: Theme) -> None:
        """Draw the buttons in the theme's colours."""
        self._scale = theme.font_scale
        side = round(11 * theme.font_scale)
        for name, button in self._buttons.items():
            button.setIcon(icon(name, theme.color("muted")))
            button.setIconSize(QSize(side, side))
        self._fit(self._dock.isFloating())

    def set_tips(self, tips: dict[str, str]) -> None:
        """Say what the buttons do."""
        for name, button in self._buttons.items():
            button.setToolTip(tips[name])
            self._actions[name].setText(tips[name])

    def paintEvent(self, event: QPaintEvent) -> None:
        """A grip of three dots, where there is only the handle."""
        super().paintEvent(event)
        if self._dock.isFloating():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        color = self.palette().windowText().color()
        color.setAlphaF(0.35)
        painter.setBrush(color)
        middle, radius = QRectF(self.rect()).center(), 1.4 * self._scale
        for shift in (-6, 0, 6):
            painter.drawEllipse(middle + QPointF(shift * self._scale, 0), radius, radius)
        painter.end()


class Dock(QDockWidget):
    """A part of the window that one can move, float and close."""

    def __init__(self, name: str, parent: QMainWindow) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_dock")
        self.title = DockTitle(self)
        self.setTitleBarWidget(self.title)
        self._body = QFrame(self)
        self._body.setObjectName("dock_body")
        column = QVBoxLayout(self._body)
        column.setContentsMargins(1, 0, 1, 1)
        self.setWidget(self._body)
        # Chosen in the View menu it comes in front of those that share its place.
        self.toggleViewAction().triggered.connect(lambda shown: self.raise_() if shown else None)

    def put(self, widget: QWidget) -> None:
        """Show `widget` in the dock."""
        layout = self._body.layout()
        assert layout is not None
        layout.addWidget(widget)
        policy = QSizePolicy.Policy
        widget.setSizePolicy(policy.Expanding, policy.Expanding)


class Docks:
    """The docks of the window and their arrangement."""

    NAMES = (
        "experiment",
        "lesson",
        *(name for name, spec in VIEWS.items() if spec.area != "stage"),
    )
    USUAL = tuple(name for name in NAMES if name not in SHARING)

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.all = {name: Dock(name, window) for name in self.NAMES}
        self._scale = 1.0
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        area = Qt.DockWidgetArea
        for corner, side in (
            (Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea),
            (Qt.Corner.TopLeftCorner, area.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, area.RightDockWidgetArea),
            (Qt.Corner.TopRightCorner, area.RightDockWidgetArea),
        ):
            window.setCorner(corner, side)

    def arrange(self, names: Collection[str] = USUAL, front: Collection[str] = ()) -> None:
        """The default layout of `names`: form and lesson left, views right, explanation below.

        Those of `front` stand before others in the same place.
        """
        window, docks = self._window, self.all
        area, both = Qt.DockWidgetArea, Qt.Orientation
        for dock in docks.values():
            window.removeDockWidget(dock)
            dock.setFloating(False)
        window.addDockWidget(area.LeftDockWidgetArea, docks["experiment"])
        window.splitDockWidget(docks["experiment"], docks["lesson"], both.Vertical)
        window.addDockWidget(area.BottomDockWidgetArea, docks["explanation"])
        window.addDockWidget(area.RightDockWidgetArea, docks["gradients"])
        rows = self._rows_that_fit()
        if rows == 1:
            window.tabifyDockWidget(docks["gradients"], docks["surface"])
        else:
            window.splitDockWidget(docks["gradients"], docks["surface"], both.Vertical)
        if rows < 3:
            window.tabifyDockWidget(docks["surface"], docks["prediction"])
            window.tabifyDockWidget(docks["prediction"], docks["loss"])
        else:  # split before anything is a tab: beside a dock with tabs Qt makes one more tab
            window.splitDockWidget(docks["surface"], docks["prediction"], both.Vertical)
            window.splitDockWidget(docks["prediction"], docks["loss"], both.Horizontal)
        for name, host in SHARING.items():
            window.tabifyDockWidget(docks[host], docks[name])
        for name, dock in docks.items():
            dock.setVisible(name in names)
        for name in (*FOREMOST, *front):
            if name in names:
                docks[name].raise_()
        self.resize()

    def _in_front(self) -> list[str]:
        """The docks that somebody brought in front of others in the same place."""
        return [
            name
            for name, dock in self.all.items()
            if not dock.visibleRegion().isEmpty() and self._window.tabifiedDockWidgets(dock)
        ]

    def open(self, name: str) -> None:
        """Show a dock, in front of those that share its place."""
        self.all[name].show()
        self.all[name].raise_()

    def adapt(self, *, always: bool = False) -> None:
        """Lay the views on the right out anew if another number of rows fits now.

        What somebody has moved elsewhere stays as it is, unless `always` and the room is scarce.
        """
        fit, rows = self._rows_that_fit(), self._rows()
        scarce = always and fit < 3
        if rows == fit or not (rows or scarce):
            return
        shown = [name for name, dock in self.all.items() if not dock.isHidden()]
        self.arrange(shown, self._in_front())

    def _rows_that_fit(self) -> int:
        """How many rows of views on the right can be read."""
        height = self._window.height() / self._scale
        return 1 if height < LOWEST else 2 if height < LOW else 3

    def _rows(self) -> int | None:
        """In how many rows the views on the right stand; None where somebody moved docks."""
        window, docks, area = self._window, self.all, Qt.DockWidgetArea
        where = {"right": area.RightDockWidgetArea, "below": area.BottomDockWidgetArea}
        places = {name: where.get(VIEWS[name].area) for name in self.NAMES if name in VIEWS}
        places |= dict.fromkeys(("experiment", "lesson"), area.LeftDockWidgetArea)
        shown = {name: dock for name, dock in docks.items() if not dock.isHidden()}
        for name, dock in shown.items():
            if dock.isFloating() or window.dockWidgetArea(dock) != places[name]:
                return None
        names = {dock: name for name, dock in shown.items()}
        groups = {
            frozenset(names[other] for other in window.tabifiedDockWidgets(dock) if other in names)
            | {name}
            for name, dock in shown.items()
        }
        tabs = {group for group in groups if len(group) > 1}
        return next((rows for rows in (3, 2, 1) if tabs == _tabs_of(rows, shown)), None)

    def resize(self) -> None:
        """Give each dock that is shown its part of the window."""
        window = self._window
        width = window.width() / DESIGN.width()
        height = window.height() / DESIGN.height()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        right = (RIGHT if self._rows_that_fit() > 1 else WIDE) * width
        half = right / 2
        first = next((name for name in ON_THE_RIGHT if not self._away(name)), "gradients")
        left = "lesson" if self._away("experiment") else "experiment"
        self._share({left: LEFT * max(width, 0.8), first: right}, across)
        self._share({"prediction": half, "loss": half}, across)
        self._share({"experiment": FORM, "lesson": LESSON}, down)
        self._share({"explanation": BELOW * height}, down)
        self._share({"gradients": 275, "surface": 330, "prediction": 300}, down)

    def _share(self, sizes: dict[str, float], orientation: Qt.Orientation) -> None:
        shown = {self.all[name]: size for name, size in sizes.items() if not self._away(name)}
        self._window.resizeDocks(list(shown), [round(size) for size in shown.values()], orientation)

    def _away(self, name: str) -> bool:
        """Whether a dock is closed, or behind another one in the same place."""
        dock = self.all[name]
        behind = name != "surface" and self.all["surface"] in self._window.tabifiedDockWidgets(dock)
        return dock.isHidden() or behind

    def save(self) -> QByteArray:
        """The layout, to be kept."""
        return self._window.saveState(LAYOUT_VERSION)

    def restore(self, state: QByteArray) -> bool:
        """Take a kept layout; tell whether it was one."""
        restored = not state.isEmpty() and self._window.restoreState(state, LAYOUT_VERSION)
        # Where all but one dock of a place are closed, Qt forgets a tab bar in the window's corner.
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in self._window.findChildren(QTabBar, options=direct):
            if bar.pos().isNull() and bar.count() < 2:
                bar.hide()
        return restored

    def set_theme(self, theme: Theme) -> None:
        """Draw all title bars in the theme's colours."""
        self._scale = theme.font_scale
        for dock in self.all.values():
            dock.title.set_theme(theme)


def _tabs_of(rows: int, shown: Collection[str]) -> set[frozenset[str]]:
    """Which of the shown docks share a place where the views on the right stand in `rows`."""
    first, *others = ON_THE_RIGHT
    places = {
        3: [[name] for name in ON_THE_RIGHT],
        2: [[first], others],
        1: [[*ON_THE_RIGHT]],
    }[rows]
    groups = (
        {*place, *(name for name, host in SHARING.items() if host in place)} & set(shown)
        for place in (*places, ["explanation"])
    )
    return {frozenset(group) for group in groups if len(group) > 1}


def sensible_geometry(frame: QRect, smallest: QSize) -> QRect:
    """`frame` moved and shrunk so that it can be seen and grasped on some screen."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    center = frame.center()
    room = next((s for s in screens if s.contains(center)), screens[0])
    size = frame.size().expandedTo(smallest).boundedTo(room.size())
    inside = QRect(frame.topLeft(), size)
    if room.contains(inside):
        return inside
    x = min(max(inside.x(), room.x()), room.right() + 1 - size.width())
    y = min(max(inside.y(), room.y()), room.bottom() + 1 - size.height())
    return QRect(x, y, size.width(), size.height())
