"""A sentence under the plots, in which numbers carry the marks that they have in the plots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from bpviz.ui.plot_points import add_symbol
from bpviz.ui.theme import DARK, Theme

_SIZES = (14.0, 12.5, 11.0)  # of the type, the first that fits
_PAD = 10.0


@dataclass(frozen=True)
class Part:
    """Some words, with a mark of a `color` of the theme before them where there is one.

    Parts with a mark stay in one piece; other words may go on in the next row. `tip` is what
    hovering explains.
    """

    text: str
    color: str = ""
    mark: Literal["box", "circle"] = "box"
    tip: str = ""
    bold: bool = False


Placed = tuple[QRectF, Part, str]


class Caption(QWidget):
    """One row of `Part`s, or two where the width is small."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gradients_caption")
        self.theme: Theme = DARK
        self.parts: tuple[Part, ...] = ()

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Say something else."""
        if tuple(parts) != self.parts:
            self.parts = tuple(parts)
            self.update()

    def restyle(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.theme = theme
        self.update()

    def height_for(self, width: float, longest: float) -> float:
        """The height it needs, whatever it says: the plots above must not jump.

        `longest` is the width, at font scale 1, from which one row is enough.
        """
        rows = 1 if width >= longest * self.theme.font_scale else 2
        return rows * QFontMetricsF(self.theme.font(_SIZES[0])).height() + 8

    # ---- drawing -----------------------------------------------------------------------------

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Paint it into `rect`, in logical pixels."""
        painter.fillRect(rect, self.theme.color("panel"))
        size, placed = self.placed(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for box, part, text in placed:
            font = self.theme.font(size, bold=part.bold)
            painter.setFont(font)
            if part.color:
                self._mark(painter, box, part)
                box = box.adjusted(self._room(font), 0, 0, 0)
            ink = part.color if part.bold and part.color == "danger" else "text"
            painter.setPen(self.theme.color(ink))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            fitting = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, flags, fitting)

    def _mark(self, p: QPainter, box: QRectF, part: Part) -> None:
        color, half = self.theme.color(part.color), 0.26 * box.height()
        at = QPointF(box.left() + half + 1, box.center().y())
        if part.mark == "box":
            p.fillRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half), color)
            return
        path = QPainterPath()
        add_symbol(path, "circle", at.x(), at.y(), half)
        p.fillPath(path, QColor(color))

    @staticmethod
    def _room(font: QFont) -> float:
        """Logical pixels of a mark and the gap behind it."""
        return 0.52 * QFontMetricsF(font).height() + 6

    # ---- layout ------------------------------------------------------------------------------

    def placed(self, rect: QRectF) -> tuple[float, list[Placed]]:
        """Size of the type, and the pieces of text with their places: in as many rows as fit."""
        inner = rect.adjusted(_PAD, 2, -_PAD, -4)
        for size in _SIZES:
            placed = self._flow(inner, size)
            if not placed or placed[-1][0].bottom() <= inner.bottom() + 1:
                break
        return size, [(box, part, text) for box, part, text in placed if inner.intersects(box)]

    def _flow(self, inner: QRectF, size: float) -> list[Placed]:
        x, y, found = inner.left(), inner.top(), list[Placed]()
        for part in self.parts:
            font = self.theme.font(size, bold=part.bold)
            metrics = QFontMetricsF(font)
            room = self._room(font) if part.color else 0.0
            for text in [part.text] if part.color else part.text.split(" "):
                width = min(room + metrics.horizontalAdvance(text) + 1, inner.width())
                if x > inner.left() and x + width > inner.right() + 1:
                    x, y = inner.left(), y + metrics.height()
                found.append((QRectF(x, y, width, metrics.height()), part, text))
                x += width + metrics.horizontalAdvance(" ")
        return found

    # ---- screen ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter, QRectF(self.rect()))
        painter.end()

    def tip_at(self, at: QPointF) -> str:
        """What hovering there explains."""
        _, placed = self.placed(QRectF(self.rect()))
        return next((part.tip for box, part, _ in placed if box.contains(at)), "")

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos().toPointF()), self)
            return True
        return super().event(event)
