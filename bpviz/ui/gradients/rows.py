"""Outlines of distributions, one above the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from bpviz.ui.colors import mixed
from bpviz.ui.plot_items import PlotThing, Scale
from bpviz.ui.plot_lines import solid_pen, stroke
from bpviz.ui.theme import DARK, Theme

_LIMIT = 0.94  # of a row's reach, the highest outline


@dataclass(frozen=True, eq=False)
class Row:
    """One distribution, as places on the axis.

    Attributes
    ----------
    at : float
        Where its foot stands.
    counts : (bins,)
        How many values are in bins of equal width over the whole axis.
    zero_share : float
        The share of values that are exactly zero; `counts` are without them.
    mean, low, high : float
        The mean, and one standard deviation below and above it; NaN where there is none.
    """

    at: float
    counts: NDArray[np.int64]
    zero_share: float
    mean: float
    low: float
    high: float


class Rows(PlotThing):
    """Filled outlines, each as high as its row reaches, the lower in front of the upper.

    A row of which nothing is known is a dashed line; one without a finite value has a cross.
    """

    def __init__(self, box: pg.ViewBox, z: float = 10.0) -> None:
        super().__init__(box, z)
        self.rows: tuple[Row, ...] = ()
        self.absent: tuple[float, ...] = ()
        self.lost: tuple[float, ...] = ()
        self.zero = 0.0
        self.reach = 1.0
        self.color = QColor("white")
        self.theme: Theme = DARK

    def set_data(
        self,
        rows: Sequence[Row],
        absent: Sequence[float],
        lost: Sequence[float],
        reach: float,
        color: QColor,
    ) -> None:
        """Show `rows`, `reach` high; nothing is known at `absent`, nothing finite at `lost`."""
        self.rows, self.absent, self.lost = tuple(rows), tuple(absent), tuple(lost)
        self.reach, self.color = reach, color
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Colours and type sizes."""
        self.theme = theme
        self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        for at in self.absent:
            self._foot(painter, scale, at, dashed=True)
        for at in self.lost:
            self._foot(painter, scale, at)
            self._cross(painter, scale, at)
        for row in sorted(self.rows, key=lambda row: -row.at):
            self._foot(painter, scale, row.at)
            self._outline(painter, scale, row)
        for row in self.rows:
            self._zeros(painter, scale, row)
            self._spread(painter, scale, row)

    def _foot(self, p: QPainter, scale: Scale, at: float, *, dashed: bool = False) -> None:
        y, rect = float(scale.y(at)), scale.rect
        if dashed:
            p.setPen(solid_pen(self.theme.color("muted", 0.8), dashed=True))
            p.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        else:  # ten times faster than a line
            color = mixed(self.theme.color("muted"), self.theme.color("panel"), 0.5)
            p.fillRect(QRectF(rect.left(), round(y), rect.width(), 1.0), color)

    def _cross(self, p: QPainter, scale: Scale, at: float) -> None:
        font = self.theme.font(13, bold=True)
        middle, y = scale.rect.center().x(), float(scale.y(at))
        p.setFont(font)
        p.setPen(self.theme.color("danger"))
        size = 1.4 * font.pixelSize()
        p.drawText(
            QRectF(middle - size, y - size, 2 * size, size), Qt.AlignmentFlag.AlignCenter, "✕"
        )

    def _height(self, scale: Scale) -> float:
        """Logical pixels of the highest outline."""
        return _LIMIT * self.reach * float(scale.y(0.0) - scale.y(1.0))

    def _outline(self, p: QPainter, scale: Scale, row: Row) -> None:
        most = int(row.counts.max(initial=0))
        if not most:
            return
        rect, foot = scale.rect, float(scale.y(row.at))
        used = np.flatnonzero(row.counts)
        first, last = max(0, int(used[0]) - 1), min(len(row.counts) - 1, int(used[-1]) + 1)
        bins = np.arange(first, last + 1)
        xs = rect.left() + (bins + 0.5) / len(row.counts) * rect.width()
        ys = foot - row.counts[first : last + 1] / most * self._height(scale)
        xs, ys = np.r_[xs[0], xs, xs[-1]], np.r_[foot, ys, foot]
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(mixed(self.color, self.theme.color("panel"), 0.4))
        # The line hides the edge, so that need not be smooth: large areas take half the time.
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        polygon = pg.functions.create_qpolygonf(len(xs))
        places = pg.functions.ndarray_from_qpolygonf(polygon)
        places[:, 0], places[:, 1] = xs, ys
        p.drawPolygon(polygon)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        p.setBrush(Qt.BrushStyle.NoBrush)
        stroke(p, xs, ys, solid_pen(self.color, 1.0))

    def _zeros(self, p: QPainter, scale: Scale, row: Row) -> None:
        """An upright bar as high as the share of exact zeros."""
        x, foot = float(scale.x(self.zero)), float(scale.y(row.at))
        if row.zero_share and scale.rect.left() <= x <= scale.rect.right():
            high = row.zero_share * self._height(scale)
            wide = 4.0 * self.theme.font_scale
            p.fillRect(QRectF(x - wide / 2, foot - high, wide, high), self.theme.color("warning"))

    def _spread(self, p: QPainter, scale: Scale, row: Row) -> None:
        """A dot at the mean on a line of one standard deviation to either side."""
        if not np.isfinite([row.mean, row.low, row.high]).all():
            return
        k, rect, foot = self.theme.font_scale, scale.rect, round(float(scale.y(row.at)))
        apart = float(scale.y(0.0) - scale.y(1.0))
        ends = np.clip([scale.x(row.low), scale.x(row.high)], rect.left(), rect.right()).tolist()
        thick = max(1.0, min(2.0 * k, 0.08 * apart))
        color = self.theme.color("text")
        p.fillRect(QRectF(ends[0], foot - thick / 2, ends[1] - ends[0], thick), color)
        x = float(scale.x(row.mean))
        if rect.left() <= x <= rect.right():
            size = min(3.5 * k, 0.25 * apart)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(color)
            p.drawEllipse(QPointF(x, foot), size, size)
