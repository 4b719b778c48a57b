"""Where everything stands around the stage: docks that move, close and come back."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from bpviz.ui.icons import icon
from bpviz.ui.theme import Theme

LAYOUT_VERSION = 1
"""Raised when the docks change, so that an old layout is not applied to new docks."""

DESIGN = QSize(1920, 1080)
"""The window that the default layout is drawn for."""
LEFT, RIGHT = 310, 590
BELOW = 380


class DockTitle(QWidget):
    """A slim bar to drag a dock by, with its buttons; views write their titles themselves."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("dock_title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._buttons = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 4, 0)
        row.setSpacing(0)
        row.addStretch(1)
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

    def set_theme(self, theme: Theme) -> None:
        """Draw the buttons in the theme's colours."""
        side = round(11 * theme.font_scale)
        for name, button in self._buttons.items():
            button.setIcon(icon(name, theme.color("muted")))
            button.setIconSize(QSize(side, side))

    def set_tips(self, tips: dict[str, str]) -> None:
        """Say what the buttons do."""
        for name, button in self._buttons.items():
            button.setToolTip(tips[name])


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

    def put(self, widget: QWidget) -> None:
        """Show `widget` in the dock."""
        layout = self._body.layout()
        assert layout is not None
        layout.addWidget(widget)
        policy = QSizePolicy.Policy
        widget.setSizePolicy(policy.Expanding, policy.Expanding)


class Docks:
    """The docks of the window and their arrangement."""

    NAMES = ("experiment", "lesson", "explanation", "gradients", "surface", "prediction", "loss")

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.all = {name: Dock(name, window) for name in self.NAMES}
        window.setDockNestingEnabled(True)
        area = Qt.DockWidgetArea
        for corner, side in (
            (Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea),
            (Qt.Corner.TopLeftCorner, area.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, area.RightDockWidgetArea),
            (Qt.Corner.TopRightCorner, area.RightDockWidgetArea),
        ):
            window.setCorner(corner, side)

    def arrange(self) -> None:
        """The default layout: form and lesson left, views right, explanation below the stage."""
        window, docks = self._window, self.all
        area, both = Qt.DockWidgetArea, Qt.Orientation
        for dock in docks.values():
            window.removeDockWidget(dock)
            dock.setFloating(False)
        window.addDockWidget(area.LeftDockWidgetArea, docks["experiment"])
        window.splitDockWidget(docks["experiment"], docks["lesson"], both.Vertical)
        window.addDockWidget(area.BottomDockWidgetArea, docks["explanation"])
        window.addDockWidget(area.RightDockWidgetArea, docks["gradients"])
        window.splitDockWidget(docks["gradients"], docks["surface"], both.Vertical)
        window.splitDockWidget(docks["surface"], docks["prediction"], both.Vertical)
        window.splitDockWidget(docks["prediction"], docks["loss"], both.Horizontal)
        for dock in docks.values():
            dock.show()
        self.resize()

    def resize(self) -> None:
        """Give each dock its part of the window."""
        window, docks = self._window, self.all
        width = window.width() / DESIGN.width()
        height = window.height() / DESIGN.height()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        window.resizeDocks(
            [docks["experiment"], docks["gradients"]],
            [round(LEFT * max(width, 0.75)), round(RIGHT * width)],
            across,
        )
        half = round(RIGHT * width / 2)
        window.resizeDocks([docks["prediction"], docks["loss"]], [half, half], across)
        window.resizeDocks([docks["experiment"], docks["lesson"]], [600, 300], down)
        window.resizeDocks([docks["explanation"]], [round(BELOW * height)], down)
        window.resizeDocks(
            [docks["gradients"], docks["surface"], docks["prediction"]], [275, 330, 300], down
        )

    def save(self) -> QByteArray:
        """The layout, to be kept."""
        return self._window.saveState(LAYOUT_VERSION)

    def restore(self, state: QByteArray) -> bool:
        """Take a kept layout; tell whether it was one."""
        return not state.isEmpty() and self._window.restoreState(state, LAYOUT_VERSION)

    def set_theme(self, theme: Theme) -> None:
        """Draw all title bars in the theme's colours."""
        for dock in self.all.values():
            dock.title.set_theme(theme)


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
