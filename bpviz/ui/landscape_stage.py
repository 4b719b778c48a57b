"""Where a loss surface is seen: from above, with contour lines or colours alone, or in space."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from bpviz.ui.landscape_legend import legend_of
from bpviz.ui.paint.landscape_minima import Minima
from bpviz.ui.paint.landscape_shapes import Landscape
from bpviz.ui.paint.relief import Relief
from bpviz.ui.paint.surface import Hint, Map
from bpviz.ui.paint.trails import Arrows, Trails
from bpviz.ui.plot import ColorBar, PlotWidget
from bpviz.ui.theme import DARK, Theme

if TYPE_CHECKING:
    from bpviz.ui.turntable import Turntable

Style = Literal["contours", "heat", "space"]
STYLES: tuple[Style, ...] = ("contours", "heat", "space")
LEAST_HEIGHT, WIDE, LEAST_OF_WIDE = 200.0, 360.0, 140.0
"""Logical pixels, at normal type size, below which axes have no titles; wide maps have room."""

Floats = NDArray[np.float64]


class LandscapeStage(QStackedWidget):
    """One landscape in three styles: contour lines, a heat map, and a surface in space.

    Signals
    -------
    clicked(float, float)
        Coordinates α and β that were clicked.
    """

    clicked = Signal(float, float)

    def __init__(self, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_stage")
        self.theme: Theme = DARK
        self.style_now: Style = "contours"
        self.landscape: Landscape | None = None
        self.plot = MapPlot(self, name=f"{name}_plot")
        self.plot.clicked.connect(self.clicked)
        self._turntable: Turntable | None = None
        self._read: Callable[[float, float], str] | None = None
        self._title = self._badge = self._hint = ""
        self.addWidget(self.plot)

    @property
    def turntable(self) -> Turntable:
        """The surface in space; made when it is first looked at."""
        if self._turntable is None:
            from bpviz.ui.turntable import Turntable

            name = self.objectName().replace("stage", "turntable")
            table = self._turntable = Turntable(self, name=name)
            table.set_theme(self.theme)
            table.set_readout(self._read)
            table.set_badge(self._badge or self._hint)
            table.clicked.connect(self.clicked)
            self.addWidget(table)
        return self._turntable

    def set_style(self, style: Style) -> None:
        """Show the same landscape in another style."""
        self.style_now = style
        self.setCurrentWidget(self.turntable if style == "space" else self.plot)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Other colours and type sizes."""
        self.theme = theme
        self.plot.set_theme(theme)
        if self._turntable is not None:
            self._turntable.set_theme(theme)
        self._show()

    def set_landscape(
        self, landscape: Landscape, *, avoid: Floats | None = None, quickly: bool = False
    ) -> None:
        """Show a landscape; no contour's value covers the points `avoid`, (m, 2).

        `quickly` leaves out what takes long, while one picture follows the other.
        """
        self.landscape = landscape
        self.plot.set_avoid(avoid)
        self.plot.quickly = quickly
        self._show()

    def set_readout(self, read: Callable[[float, float], str]) -> None:
        """What to write beside the cursor at (α, β)."""
        self._read = read
        self.plot.set_readout(read)
        if self._turntable is not None:
            self._turntable.set_readout(read)

    def set_title(self, title: str) -> None:
        """What stands above the map on screen."""
        self._title = title
        self.plot.set_title(title)

    def set_badge(self, text: str) -> None:
        """A warning above the picture."""
        self._badge = text
        self.plot.badge(text)
        if self._turntable is not None:
            self._turntable.set_badge(text or self._hint)

    def set_hint(self, text: str) -> None:
        """A sentence upon the picture that says what to do; in space it is where a warning is."""
        self._hint = text
        self.plot.hint.set_text(text, self.theme)
        if self._turntable is not None:
            self._turntable.set_badge(self._badge or text)

    def paint_picture(self, painter: QPainter, rect: QRectF, title: str) -> None:
        """Paint title and landscape into `rect`, in full resolution."""
        quickly, self.plot.quickly = self.plot.quickly, False
        hint = self._hint
        self.set_hint("")  # who looks at a picture cannot follow it
        if self.style_now == "space":
            self.turntable.paint_picture(painter, rect, title)
        else:
            self.plot.set_title(title)
            self.plot.show_landscape(self.landscape, self.style_now, rect.size())
            self.plot.paint_picture(painter, rect)
        self.plot.quickly = quickly
        self.set_hint(hint)
        if self.isVisible():
            self._fit_screen()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit into the room on screen, after pictures that were painted out of sight."""
        super().showEvent(event)
        self._fit_screen()

    def _fit_screen(self) -> None:
        self.plot.set_title(self._title)
        self._show()

    def _show(self) -> None:
        if self.style_now == "space":
            self.turntable.set_landscape(self.landscape)
        else:
            self.plot.show_landscape(self.landscape, self.style_now, QSizeF(self.size()))

    def sizeHint(self) -> QSize:
        return QSize(360, 240)


class MapPlot(PlotWidget):
    """A landscape from above.

    Signals
    -------
    clicked(float, float)
        Coordinates that were clicked.
    """

    clicked = Signal(float, float)

    def __init__(self, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent, name=name)
        box = self.view_box
        self.map, self.arrows, self.trails = Map(box), Arrows(box), Trails(box)
        self.minima, self.hint = Minima(box), Hint(box)
        self.left_axis.grid_lines = self.bottom_axis.grid_lines = False
        self.quickly = False
        self._titles = ("", "")
        self._relief: tuple[object, ...] = ()

    def set_avoid(self, points: Floats | None) -> None:
        """Points (m, 2) that no contour's value should cover."""
        self.map.set_avoid(np.empty((0, 2)) if points is None else points)

    def show_landscape(self, landscape: Landscape | None, style: Style, room: QSizeF) -> None:
        """Show a landscape, or nothing yet, in a picture of so many pixels."""
        if landscape is None:
            return
        self.set_range(landscape.x, landscape.y)
        dressed = (landscape.relief, self.theme, landscape.x, landscape.y)
        if dressed != self._relief:
            self._relief = dressed
            self.map.set_relief(*dressed)
        self.map.set_lines(style == "contours", not self.quickly)
        self.set_color_bar(self._bar(landscape.relief) if style == "heat" else None)
        self.set_legend(legend_of(landscape, room.height(), self.theme))
        self.minima.set_minima(landscape.minima, self.theme)
        self.trails.set_trails(landscape.trails, self.theme)
        self.arrows.set_arrows(landscape.arrows, self.theme)
        scale = self.theme.font_scale
        least = LEAST_OF_WIDE if room.width() >= WIDE * scale else LEAST_HEIGHT
        titles = landscape.titles[:2] if room.height() >= least * scale else ("", "")
        if titles != self._titles:
            self._titles = titles
            self.set_labels(*titles)

    def _bar(self, relief: Relief) -> ColorBar:
        ends = (relief.low, relief.high)
        low, high = map(math.log10, ends) if relief.log else ends
        return ColorBar.of(self.theme.sequential_map, low, high, log=relief.log)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click tells its place."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            at = self.mapToScene(event.position().toPoint())
            self._tell(at)

    def _tell(self, at: QPointF) -> None:
        box = self.view_box
        if box.mapRectToScene(box.rect()).contains(at):
            place = box.mapSceneToView(at)
            self.clicked.emit(place.x(), place.y())
