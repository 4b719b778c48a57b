"""Size, place, layout and type size of the window, from one start to the next.

And what was chosen in its dialog for exports, for as long as it is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from bpviz.ui.docks import Docks, sensible_geometry
from bpviz.ui.settings import SCALES, Settings

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow

USUAL = QSize(1920, 1080)
"""The window's size where the first start does not maximize it."""

ROOMY = 1.15
"""A screen so many times larger than the usual window is not filled at the first start."""

PRESENT_LEAST, PRESENT_SCALE = 1.25, 1.5
"""How much larger type is while presenting, on a low screen and on others."""
PRESENT_HEIGHTS = 720, 1080
"""What a low screen is, and what a usual one."""

SETTLES = (0, 60, 200, 500)
"""Milliseconds after which a window that left the full screen may have its size again."""


class WindowMemory:
    """Keeps and restores how the window stands, also around presenting."""

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        self._window = window
        self._settings = settings
        self.presenting = False
        self._before = QByteArray()
        self._was_maximized = False
        self._frame = QRect()
        self.exported: dict[str, object] = {}

    # ---- type size ---------------------------------------------------------------------------

    def scale(self) -> float:
        """The chosen type size; at first, one that suits the screen's height."""
        return chosen_scale(self._settings)

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
        QTimer.singleShot(300, self._window, self._fill_screen)

    def _fill_screen(self) -> None:
        """Without a window manager nobody else makes the window as large as the screen."""
        room = self._window.screen().geometry()
        if self.presenting and self._window.size() != room.size():
            self._window.setGeometry(room)

    def end_presenting(self) -> None:
        """Give the window the size and place back that it had; `restore_layout` follows."""
        if self._was_maximized:
            self._window.showMaximized()
        else:
            self._window.showNormal()
            self._window.setGeometry(self._frame)

    def restore_layout(self, docks: Docks) -> None:
        """Arrange the docks as they were before presenting.

        Sizes are right only in a window of the old size with the old type, and it gets that from
        the window system, later: so do it again then.
        """
        self._put_back(docks)
        for delay in SETTLES:
            QTimer.singleShot(delay, self._window, lambda: self._put_back(docks))

    def _put_back(self, docks: Docks) -> None:
        if self.presenting or self._window.comparing.on:
            return
        if docks.save() != self._before:
            docks.restore(self._before)

    def present_scale(self) -> float:
        """How much larger type is while presenting: less on a low screen, to leave room."""
        return present_scale(self._window.screen().size().height() / self.scale())


def present_scale(height: float) -> float:
    """How much larger type is on a screen so many pixels of ordinary type high."""
    low, high = PRESENT_HEIGHTS
    part = min(max((height - low) / (high - low), 0.0), 1.0)
    return PRESENT_LEAST + part * (PRESENT_SCALE - PRESENT_LEAST)


def chosen_scale(settings: Settings) -> float:
    """The type size in the settings, or one that suits the screen."""
    chosen = settings.number("scale", SCALES[0], SCALES[-1], 0.0)
    return chosen or usual_scale(QGuiApplication.primaryScreen().availableSize().height())


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
