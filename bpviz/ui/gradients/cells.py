"""Cells of colour in columns of any width, and how columns too narrow to be seen are joined."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPaintEngine, QPainter, QPen

from bpviz.ui.plot_items import PlotThing, Scale
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_scales import Floats

VALUE, UNKNOWN, ZERO, BAD = range(4)
"""What a cell holds: a number, nothing, exactly zero on a logarithmic scale, nothing finite."""

Kinds = NDArray[np.int8]
_OUTSIDE = 1.75  # logical pixels between the last column and its frame
_CRISP = 2  # pixels of an image for each logical one, where a reader may smooth it


def kinds_of(data: Floats, *, log: bool = True) -> Kinds:
    """What each value of `data` (m, L) is; NaN is not known yet, or none.

    Without `log` zero is a number like others.
    """
    kinds = np.full(data.shape, VALUE, np.int8)
    if log:
        kinds[data == 0] = ZERO
    kinds[np.isinf(data)] = BAD
    kinds[np.isnan(data)] = UNKNOWN
    return kinds


def joined(at: Floats, kinds: Kinds, size: int) -> tuple[Floats, Kinds]:
    """Every `size` rows of (m, L) as one: the mean of the places, the worst of `kinds`.

    The last group may be smaller. A zero or what is not finite is thus never lost among others.
    """
    starts = np.arange(0, len(at), size)
    known = kinds == VALUE
    sums = np.add.reduceat(np.where(known, at, 0.0), starts, axis=0)
    counts = np.add.reduceat(known.astype(np.int64), starts, axis=0)
    worst = np.maximum.reduceat(np.where(kinds == UNKNOWN, -1, kinds), starts, axis=0)
    return sums / np.maximum(counts, 1), np.where(worst < 0, UNKNOWN, worst).astype(np.int8)


class Cells(PlotThing):
    """A grid of cells whose rows lie around 1, 2, 3 …, with a frame around its last column.

    A cell with a value is a plain colour. Those without are hatched, so that no colour of the map
    can be taken for them; those not known yet are empty.
    """

    def __init__(self, box: pg.ViewBox, z: float = 0.0) -> None:
        super().__init__(box, z)
        self.edges: Floats = np.zeros(1)
        self.rgb: NDArray[np.uint8] = np.empty((0, 0, 3), np.uint8)
        self.kinds: Kinds = np.empty((0, 0), np.int8)
        self.hatching: dict[int, QColor] = {}
        self.frame: tuple[QPen, QPen] = (solid_pen(QColor("black")), solid_pen(QColor("white")))

    def set_data(self, edges: Floats, rgb: NDArray[np.uint8], kinds: Kinds) -> None:
        """Show columns between `edges` (m + 1,), coloured `rgb` (m, L, 3), of `kinds` (m, L)."""
        self.edges, self.rgb, self.kinds = edges, rgb, kinds
        self.update()

    def set_style(self, zero: QColor, bad: QColor, frame: QColor, halo: QColor) -> None:
        """Colours of the hatching, and of the frame and the halo that sets it off."""
        self.hatching = {ZERO: zero, BAD: bad}
        self.frame = (solid_pen(halo, 3.0), solid_pen(frame, 1.5))
        self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        if not self.kinds.size:
            return
        self._colors(painter, scale)
        for kind, color in self.hatching.items():
            self._hatch(painter, scale, kind, color)
        self._frame(painter, scale)

    def _colors(self, p: QPainter, scale: Scale) -> None:
        """One image, as wide as the plot: SVG files know no clipping as Qt writes them."""
        width = max(1, round(scale.rect.width()))
        low, high = scale.x_range
        xs = low + (np.arange(width) + 0.5) / width * (high - low)
        columns = np.searchsorted(self.edges, xs, side="right") - 1
        inside = (columns >= 0) & (columns < len(self.kinds))
        columns = np.where(inside, columns, 0)
        shown = inside[:, None] & (self.kinds[columns] == VALUE)
        pixels = np.zeros((self.kinds.shape[1], width, 4), np.uint8)
        # Image rows run downwards, bytes run B, G, R.
        bgr = np.where(shown[..., None], self.rgb[columns], 0)[:, ::-1, ::-1]
        pixels[..., :3] = bgr.swapaxes(0, 1)
        pixels[..., 3] = 255 * shown[:, ::-1].T
        image = QImage(pixels.data, width, len(pixels), QImage.Format.Format_ARGB32_Premultiplied)
        engine = p.paintEngine()
        if engine is None or engine.type() != QPaintEngine.Type.Raster:
            image = image.scaled(_CRISP * width, _CRISP * round(scale.rect.height()))
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        p.drawImage(scale.rect, image)

    def _hatch(self, p: QPainter, scale: Scale, kind: int, color: QColor) -> None:
        """Rectangles around what stands side by side in one row."""
        slant = Qt.BrushStyle.BDiagPattern if kind == BAD else Qt.BrushStyle.FDiagPattern
        soft = QColor(color)
        soft.setAlphaF(0.25)
        for row, own in enumerate((self.kinds == kind).T, 1):
            change = np.flatnonzero(np.diff(np.r_[False, own, False]))
            for first, last in change.reshape(-1, 2).tolist():
                box = self._box(scale, first, last, row - 0.5, row + 0.5)
                p.fillRect(box, soft)
                p.fillRect(box, QBrush(color, slant))

    def _frame(self, p: QPainter, scale: Scale) -> None:
        count, rows = self.kinds.shape
        box = self._box(scale, count - 1, count, 0.5, rows + 0.5)
        if box.isEmpty():
            return
        box.adjust(-_OUTSIDE, 0, _OUTSIDE, 0)  # a narrow column is seen within it
        p.setBrush(Qt.BrushStyle.NoBrush)
        for pen in self.frame:
            p.setPen(pen)
            p.drawRect(box)

    def _box(self, scale: Scale, first: int, last: int, low: float, high: float) -> QRectF:
        """The columns `first` to before `last` from `low` to `high`, within the plot."""
        left, right = float(scale.x(self.edges[first])), float(scale.x(self.edges[last]))
        top, bottom = float(scale.y(high)), float(scale.y(low))
        return QRectF(left, top, right - left, bottom - top).intersected(scale.rect)
