"""Size, place, layout and type size of the window, from one start to the next."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from bpviz.ui.docks import Docks, sensible_geometry
from bpviz.ui.settings import SCALES, Settings

USUAL = QSize(1920, 1080)
"""The window's size where the first start does not maximize it."""

ROOMY = 1.15
"""A screen so many times larger than the usual window is not filled at the first start."""


class WindowMemory:
    """Keeps and restores how the window stands, also around presenting."""

    def __init__(self, window: QMainWindow, settings: Settings) -> None:
        self._window = window
        self._settings = settings
        self.presenting = False
        self._before = QByteArray()
        self._was_maximized = False
        self._frame = QRect()

    # ---- type size ---------------------------------------------------------------------------

    def scale(self) -> float:
        """The chosen type size; at first, one that suits the screen's height."""
        chosen = self._settings.number("scale", SCALES[0], SCALES[-1], 0.0)
        return chosen or usual_scale(QGuiApplication.primaryScreen().availableSize().height())

    def change_scale(self, by: int) -> None:
        """Choose the next larger (1) or smaller (−1) type size."""
        now = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - self.scale()))
        self._settings.keep("scale", SCALES[min(max(now + by, 0), len(SCALES) - 1)])

    # ---- place and layout --------------------------------------------------------------------

    def restore(self, docks: Docks) -> bool:
        """Take the place and layout that were kept, as far as they make sense.

        Returns whether there was a layout; if not, it is the default one.
        """
        window = self._window
        frame = parse_rect(self._settings.text("geometry"))
        room = QGuiApplication.primaryScreen().availableGeometry()
        if frame is None:
            maximize = room.width() < ROOMY * USUAL.width()
            frame = QRect(room.topLeft(), room.size() if maximize else USUAL)
            frame.moveCenter(room.center())
        else:
            maximize = self._settings.text("maximized") == "yes"
        window.setGeometry(sensible_geometry(frame, window.minimumSize()))
        if maximize:
            window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
        if docks.restore(self._settings.data("layout")):
            return True
        docks.arrange()
        return False

    def keep(self, docks: Docks) -> None:
        """Remember place and layout, those before presenting if that is on."""
        window = self._window
        layout = self._before if self.presenting else docks.save()
        maximized = self._was_maximized if self.presenting else window.isMaximized()
        frame = window.normalGeometry()
        self._settings.keep("layout", layout)
        self._settings.keep("maximized", "yes" if maximized else "no")
        if frame.isValid():
            values = (frame.x(), frame.y(), frame.width(), frame.height())
            self._settings.keep("geometry", " ".join(map(str, values)))
        self._settings.write()

    # ---- presenting --------------------------------------------------------------------------

    def begin_presenting(self, docks: Docks) -> None:
        """Fill the screen; what the class need not read gives its room to the views."""
        self._before = docks.save()
        self._was_maximized = self._window.isMaximized()
        for name in ("experiment", "lesson"):
            docks.all[name].hide()
        self._frame = self._window.geometry()
        self._window.showFullScreen()
        docks.resize()
        QTimer.singleShot(300, self._window, self._fill_screen)

    def _fill_screen(self) -> None:
        """Without a window manager nobody else makes the window as large as the screen."""
        room = self._window.screen().geometry()
        if self.presenting and self._window.size() != room.size():
            self._window.setGeometry(room)

    def end_presenting(self, docks: Docks) -> None:
        """Go back to the window as it was."""
        if self._was_maximized:
            self._window.showMaximized()
        else:
            self._window.showNormal()
            self._window.setGeometry(self._frame)
        self.restore_layout(docks)

    def restore_layout(self, docks: Docks) -> None:
        """Arrange the docks as they were before presenting."""
        docks.restore(self._before)


def usual_scale(height: int) -> float:
    """The type size for a screen so many logical pixels high: 1 up to 1080, 2 at 2160."""
    return max(scale for scale in SCALES if scale <= max(1.0, height / 1080))


def parse_rect(text: str) -> QRect | None:
    """Four whole numbers, x y width height, of a size that a screen can have; else None."""
    try:
        x, y, width, height = map(int, text.split())
    except ValueError:
        return None
    fits = max(abs(x), abs(y)) < 2**20 and 0 < width < 2**16 and 0 < height < 2**16
    return QRect(x, y, width, height) if fits else None
