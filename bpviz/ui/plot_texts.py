"""Labels in a plot, kept within it and apart from each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from bpviz.ui.label_places import covered, places
from bpviz.ui.plot_items import PlotThing, Scale


@dataclass(frozen=True)
class Label:
    """A text of a few lines at a point.

    Centred `away` below it, or left or right of it, or at whichever side has room for it.
    """

    x: float
    y: float
    text: str
    color: QColor
    side: Literal["below", "left", "right", "free"] = "below"


class Texts(PlotThing):
    """Labels at points, kept within the plot."""

    def __init__(self, box: pg.ViewBox, z: float = 30.0) -> None:
        super().__init__(box, z)
        self.labels: tuple[Label, ...] = ()
        self.font = QFont()
        self.away = 0.0  # logical pixels
        self.backdrop = QColor(0, 0, 0, 0)

    def set_labels(self, labels: Sequence[Label], font: QFont, away: float = 0.0) -> None:
        """Write other labels, `away` logical pixels from their points."""
        self.labels, self.font, self.away = tuple(labels), font, away
        self.update()

    def draw(self, painter: QPainter, scale: Scale) -> None:
        font, placed = self.arranged(scale)
        painter.setFont(font)
        for label, box in placed:
            painter.fillRect(box, self.backdrop)
            painter.setPen(label.color)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label.text)

    def arranged(self, scale: Scale) -> tuple[QFont, list[tuple[Label, QRectF]]]:
        """The font, and where the labels stand.

        Where there is no room for all the type is smaller, and then some labels are left out.
        """
        font, boxes = self.font, self._boxes(scale, self.font)
        pairs = list(zip(self.labels, boxes, strict=True))
        if not all(label.side == "free" for label in self.labels):
            return font, pairs
        for share in (0.85, 0.7):
            if not covered(boxes):
                break
            font = QFont(self.font)
            font.setPixelSize(max(1, round(share * self.font.pixelSize())))
            boxes = self._boxes(scale, font)
        placed: list[tuple[Label, QRectF]] = []
        for label, box in zip(self.labels, boxes, strict=True):
            if not any(box.intersects(other) for _, other in placed):
                placed.append((label, box))
        return font, placed

    def _boxes(self, scale: Scale, font: QFont) -> list[QRectF]:
        metrics, rect = QFontMetricsF(font), scale.rect
        sizes = []
        for label in self.labels:
            lines = label.text.split("\n")
            width = max(metrics.horizontalAdvance(line) for line in lines) + 6
            sizes.append(QSizeF(width, metrics.height() * len(lines)))
        if all(label.side == "free" for label in self.labels):
            points = [QPointF(scale.x(label.x), scale.y(label.y)) for label in self.labels]
            return places(points, sizes, rect, self.away)
        found = []
        for label, size in zip(self.labels, sizes, strict=True):
            width, height = size.width(), size.height()
            left, top = float(scale.x(label.x)) - width / 2, float(scale.y(label.y)) - height / 2
            if label.side == "below":
                top += self.away if top + self.away + height <= rect.bottom() else -self.away
            else:
                left += (width / 2 + self.away) * (1 if label.side == "right" else -1)
            left = min(max(left, rect.left()), rect.right() - width)
            top = min(max(top, rect.top()), rect.bottom() - height)
            found.append(QRectF(left, top, width, height))
        return found
