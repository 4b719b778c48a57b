"""One themed plot: title, legend, axes that can be read from the last row, readout, badge.

`PlotWidget` wraps a pyqtgraph plot with fixed ranges. It lays its scene out in logical pixels, so
that the same scene is shown on screen and painted, at any other size, into a picture.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bpviz.ui.plot_axis import Axis
from bpviz.ui.plot_furniture import ColorBar, Furniture, LegendEntry, Readout
from bpviz.ui.plot_items import Curve
from bpviz.ui.theme import DARK, Theme

__all__ = [
    "Clean",
    "ColorBar",
    "LegendEntry",
    "PlotWidget",
    "clean",
    "iteration_range",
    "round_up",
    "spread",
]

MARGIN = 8.0
_BESIDE = 0.015  # of all iterations, left of the first and right of the last


@dataclass(frozen=True)
class Clean:
    """Data without what pyqtgraph cannot take.

    Attributes
    ----------
    values : (...) float64
        A copy in which everything not finite is NaN.
    missing : int
        How many values were not finite.
    """

    values: NDArray[np.float64]
    missing: int


def clean(data: ArrayLike) -> Clean:
    """Replace infinities by NaN and count both; a curve is drawn with gaps there."""
    values = np.array(data, dtype=np.float64)
    bad = ~np.isfinite(values)
    values[bad] = np.nan
    return Clean(values, int(bad.sum()))


def spread(
    *data: ArrayLike,
    margin: float = 0.05,
    least: float = 1e-12,
    empty: tuple[float, float] = (0, 1),
) -> tuple[float, float]:
    """A range that holds every finite value of `data`, with a `margin` (share of the span).

    At least `least` wide; `empty` where there is no finite value.
    """
    low, high = math.inf, -math.inf
    for values in data:
        array = np.asarray(values, dtype=float)
        finite = array[np.isfinite(array)]
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    if low > high:
        return float(empty[0]), float(empty[1])
    span = max(high - low, least, 1e-9 * max(abs(low), abs(high)))
    middle = low + (high - low) / 2
    return middle - span * (0.5 + margin), middle + span * (0.5 + margin)


def round_up(iteration: int) -> int:
    """The end of an axis that holds `iteration` and does not move at each frame."""
    least = max(10, iteration)
    unit = 10 ** math.floor(math.log10(least))
    return next(int(m * unit) for m in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if m * unit >= least)


def iteration_range(iteration: int) -> tuple[float, float]:
    """The range of an axis from 0 to `round_up`, with room for whole dots at both ends."""
    last = float(round_up(iteration))
    return -_BESIDE * last, (1.0 + _BESIDE) * last


class PlotWidget(pg.GraphicsView):
    """A plot with a header (title, legend, badge), two axes and a readout under the cursor.

    Put each `PlotThing` into `view_box` once, then set its data and the range for
    each frame. Logarithmic axes hold log10 of the value; the readout is given the value itself.
    """

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent, background=DARK.panel)
        self.setObjectName(name)
        self.setCentralItem(None)
        # Keys belong to the window (Space plays); pyqtgraph's view would swallow them.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.left_axis, self.bottom_axis = Axis("left"), Axis("bottom")
        self.plot_item = pg.PlotItem(
            axisItems={"left": self.left_axis, "bottom": self.bottom_axis}, enableMenu=False
        )
        self.view_box: pg.ViewBox = self.plot_item.vb
        for axis in (self.left_axis, self.bottom_axis):
            axis.setZValue(-200)  # their grid lies under the data
        self.plot_item.hideButtons()
        # They draw nothing, but with cosmetic pens, which SVG readers stumble over.
        self.view_box.border = None
        self.view_box.borderRect.hide()
        self.view_box.setMouseEnabled(False, False)
        self.view_box.disableAutoRange()
        self.view_box.setDefaultPadding(0)
        self.scene().addItem(self.plot_item)
        self.furniture = Furniture()
        self.furniture.crowd = self._crowd
        self.scene().addItem(self.furniture)
        self.readout = Readout()
        self.scene().addItem(self.readout)
        self.theme: Theme = DARK
        self._reader: Callable[[float, float], str] | None = None
        self._arranged: tuple[object, ...] | None = None
        self._pictured: QSizeF | None = None  # of the picture it is laid out for, if any
        self.scene().sigMouseMoved.connect(self._moved)
        self.setMinimumSize(80, 60)
        self.set_theme(DARK)

    # ---- what a view sets --------------------------------------------------------------------

    def set_theme(self, theme: Theme) -> None:
        """Colours and type sizes of everything but the things a view put in itself."""
        self.theme = theme
        self.setBackground(theme.panel)
        for part in (self.left_axis, self.bottom_axis, self.furniture, self.readout):
            part.theme = theme
            part.update()
        self._arrange()

    def set_title(self, title: str, subtitle: str = "", short: str = "") -> None:
        """Title in bold and, muted beside or below it, a subtitle, or `short` where that fits."""
        furniture = self.furniture
        furniture.title, furniture.subtitle, furniture.short_subtitle = title, subtitle, short
        self._arrange()

    def set_labels(self, x: str, y: str) -> None:
        """Axis titles; write units into them: ``"time (s)"``."""
        self.bottom_axis.title, self.left_axis.title = x, y
        self._arrange()

    def set_log(self, *, x: bool = False, y: bool = False) -> None:
        """Say which axes hold log10 of their value."""
        self.bottom_axis.log, self.left_axis.log = x, y
        self._arrange()

    def set_legend(self, entries: Sequence[LegendEntry]) -> None:
        """What the colours and marks mean; an empty sequence for no legend."""
        if tuple(entries) != self.furniture.legend:
            self.furniture.legend = tuple(entries)
            self._arrange()

    def reserve_header(self, width: float, height: float) -> None:
        """Leave the right upper corner to a control of the view."""
        if (width, height) != self.furniture.reserved:
            self.furniture.reserved = (width, height)
            self._arrange()

    def set_color_bar(self, bar: ColorBar | None) -> None:
        """The scale of colours beside the plot, or None."""
        if bar != self.furniture.color_bar:
            self.furniture.color_bar = bar
            self._arrange()
            self.furniture.update()

    def set_readout(self, read: Callable[[float, float], str] | None) -> None:
        """What to write beside the cursor at (x, y); an empty text for nothing."""
        self._reader = read
        self.readout.hide()

    def badge(self, text: str) -> None:
        """A warning above the plot; an empty text takes it away."""
        if text != self.furniture.badge:
            self.furniture.badge = text
            self._arrange()

    def set_message(self, text: str) -> None:
        """A sentence in place of the plot; an empty text brings the plot back."""
        if text != self.furniture.message:
            self.furniture.message = text
            self.plot_item.setVisible(not text)
            self._arrange()

    def set_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show exactly these ranges (log10 on logarithmic axes).

        Raises
        ------
        ValueError
            A bound is not finite, or low is not below high: pyqtgraph can loop for ever on such.
        """
        for low, high in (x, y):
            if not (math.isfinite(low) and math.isfinite(high) and low < high):
                raise ValueError(f"no range to show: {low} to {high}")
        (x0, x1), (y0, y1) = self.view_box.viewRange()
        if (x0, x1) != x or (y0, y1) != y:
            self.view_box.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)
            self._arrange()

    def plot_size(self) -> QSizeF:
        """Width and height of the area within the axes, in logical pixels."""
        return QSizeF(self.view_box.size())

    # ---- pictures ----------------------------------------------------------------------------

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint everything but the readout into `rect`, laid out anew for its size."""
        read_out = self.readout.isVisible()
        self.readout.hide()
        self.lay_out(rect.size())
        self.scene().prepareForPaint()
        painter.save()
        painter.fillRect(rect, self.theme.color("panel"))
        source = QRectF(QPointF(0, 0), rect.size())
        self.scene().render(painter, rect, source, Qt.AspectRatioMode.IgnoreAspectRatio)
        painter.restore()
        if self.isVisible():
            self._pictured = None
            self._arrange()
        self.readout.setVisible(read_out)

    def lay_out(self, size: QSizeF) -> None:
        """Lay out for a picture of `size`, until it is painted or the plot is seen again.

        `plot_size` is that of the picture to come, whatever title, legend and ranges it is given.
        """
        self._pictured = QSizeF(size)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(360, 240)

    # ---- layout and mouse --------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if hasattr(self, "readout"):  # pyqtgraph calls this while it is being built
            self.readout.hide()
            self._pictured = None
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pictured is not None:
            self._pictured = None
            self._arrange()
        super().paintEvent(event)

    def _arrange(self) -> None:
        """Header on top, colour bar on the right, the plot in what is left."""
        if not hasattr(self, "_arranged"):
            return
        size = QSizeF(self.size()) if self._pictured is None else self._pictured
        self.furniture.lay_out(size)
        top, right = self.furniture.header_height, self.furniture.bar_width
        axes = (self.left_axis, self.bottom_axis)
        look = [(a.range[:], a.log, a.title, a.names, a.least_extent, a.grid_lines) for a in axes]
        arranged = (size, top, right, look, self.theme, self.furniture.message)
        if arranged == self._arranged:
            self.furniture.update(QRectF(0, 0, size.width(), top))
            return
        self._arranged = arranged
        self.setSceneRect(QRectF(QPointF(0, 0), size))
        area = QRectF(MARGIN, top, size.width() - 2 * MARGIN - right, size.height() - top - MARGIN)
        if area.width() < 20 or area.height() < 20:
            return
        # The numbers decide how wide an axis is, its length decides which numbers it has.
        for _ in range(2):
            self.plot_item.setGeometry(area)
            self.plot_item.layout.activate()
            self.left_axis.fit()
            self.bottom_axis.fit()
            self.plot_item.layout.activate()
        view = self.view_box
        self.furniture.plot = view.mapRectToScene(view.rect())
        self.furniture.update()
        for axis in axes:
            axis.update()

    def _crowd(self, area: QRectF) -> int:
        """How many points of curves lie in `area` of the scene."""
        place, count = self.view_box.mapRectFromScene(area), 0
        for item in self.view_box.childItems():
            if isinstance(item, Curve):
                scale = item.scale_now()
                with np.errstate(invalid="ignore"):
                    across, up = abs(scale.x(item.xs) - place.center().x()), scale.y(item.ys)
                    across = across if up.ndim == 1 else across[:, None]
                    inside = (across <= place.width() / 2) & (up >= place.top())
                    count += int((inside & (up <= place.bottom())).sum())
        return count

    def _moved(self, at: QPointF) -> None:
        text = ""
        view = self.view_box
        if self._reader is not None and not self.furniture.message:
            inside = view.mapRectToScene(view.rect()).contains(at)
            if inside:
                point = view.mapSceneToView(at)
                x = 10.0 ** point.x() if self.bottom_axis.log else point.x()
                y = 10.0 ** point.y() if self.left_axis.log else point.y()
                text = self._reader(x, y)
        self.readout.show_at(at, text, self.sceneRect())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.readout.hide()
