"""One of the compared runs: its name, what is wrong with it, and its network."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from bpviz.ui.compare.words import Words
from bpviz.ui.edge_cache import EdgeCache
from bpviz.ui.paint.network import EdgePainter, paint_network, picture_layout
from bpviz.ui.paint.network_edges import paint_edges
from bpviz.ui.paint.network_picture import NetworkPicture
from bpviz.ui.theme import DARK, Theme

NAME, LINE = 24.0, 17.0
"""Heights of the name and of a line of the verdict, in pixels of ordinary type."""
LINES = 2
"""Lines that a verdict may take."""
ROOMY = 190.0
"""Pixels of ordinary type, from which a pane is high enough for a verdict of two lines."""


class Pane(QWidget):
    """A run's name, verdict and network, kept as a pixmap."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = DARK
        self.color, self.name = "", ""
        self.picture: NetworkPicture | None = None
        self.words = Words()
        self.waiting = ""
        self._canvas: QPixmap | None = None
        self._edges = EdgeCache()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_run(
        self,
        color: str,
        name: str,
        picture: NetworkPicture | None,
        words: Words,
        waiting: str,
        theme: Theme,
    ) -> None:
        """Other contents, for `draw`; `waiting` stands in place of a network that is late."""
        self.color, self.name, self.picture, self.words = color, name, picture, words
        self.waiting, self.theme = waiting, theme
        self.setToolTip(words.whole)

    def draw_when_seen(self) -> None:
        """Draw it when it is next on screen, and not before."""
        self._canvas = None
        self.update()

    def draw_edges(self) -> None:
        """Do the longer half of `draw` before, in a turn of its own: the edges are kept."""
        if self.picture is None:
            return
        nothing = QPixmap(1, 1)
        nothing.setDevicePixelRatio(self.devicePixelRatioF())
        painter = QPainter(nothing)
        place = self._places(QRectF(self.rect()))[2]
        layout = picture_layout(self.picture, place, self.theme)
        edges = [layer.edges for layer in self.picture.layers[1:]]
        self._edges.paint(painter, layout, edges, self.picture.edge_scale, self.theme)
        painter.end()

    def draw(self) -> None:
        """Draw it in the size of now."""
        ratio = self.devicePixelRatioF()
        self._canvas = QPixmap((QSizeF(self.size()) * ratio).toSize())
        self._canvas.setDevicePixelRatio(ratio)
        painter = QPainter(self._canvas)
        self.paint(painter, QRectF(self.rect()), self._edges.paint)
        painter.end()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._canvas is None or self._canvas.size() != (QSizeF(self.size()) * ratio).toSize():
            self.draw()
        assert self._canvas is not None
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._canvas)
        painter.end()

    def paint(self, painter: QPainter, rect: QRectF, edges: EdgePainter = paint_edges) -> None:
        """Paint all of it into `rect`."""
        theme = self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.fillRect(rect, theme.color("panel"))
        if not self.name:
            return
        name, said, place = self._places(rect)
        self._paint_name(painter, name)
        self._paint_words(painter, said)
        if self.picture is None:
            painter.fillRect(place, theme.color("stage"))
            painter.setPen(theme.color("muted"))
            painter.setFont(theme.font(13))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.waiting)
        else:
            paint_network(painter, place, self.picture, theme, edges=edges)

    def _places(self, rect: QRectF) -> tuple[QRectF, QRectF, QRectF]:
        """Where the name, the verdict and the network stand."""
        scale = self.theme.font_scale
        left, width = rect.left() + 8, rect.width() - 16
        name = QRectF(left, rect.top(), width, NAME * scale)
        lines = LINES if rect.height() >= ROOMY * scale else 1
        said = QRectF(left, name.bottom(), width, lines * LINE * scale)
        network = QRectF(rect.left() + 4, said.bottom() + 3, rect.width() - 8, 0)
        network.setBottom(rect.bottom() - 2)
        return name, said, network

    def _paint_name(self, painter: QPainter, area: QRectF) -> None:
        radius = 5.0 * self.theme.font_scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.color))
        painter.drawEllipse(QPointF(area.left() + radius, area.center().y()), radius, radius)
        painter.setFont(self.theme.font(14, bold=True))
        painter.setPen(self.theme.color("text"))
        text = area.adjusted(3 * radius, 0, 0, 0)
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(self.name, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_words(self, painter: QPainter, area: QRectF) -> None:
        """The verdict, without its evidence where that has no room."""
        painter.setFont(self.theme.font(12))
        painter.setPen(self.theme.color(self.words.severity))
        metrics, high = QFontMetricsF(painter.font()), LINE * self.theme.font_scale
        lines = round(area.height() / high)
        shown = wrapped(self.words.text, metrics, area.width(), lines)
        if " ".join(shown) != self.words.text:
            shown = wrapped(self.words.brief, metrics, area.width(), lines)
        for row, line in enumerate(shown):
            at = QRectF(area.left(), area.top() + row * high, area.width(), high)
            painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, line)


def wrapped(text: str, metrics: QFontMetricsF, width: float, lines: int) -> list[str]:
    """The text in at most so many lines, the last one cut where it is too long."""
    rows: list[str] = []
    words = text.split()
    while words and len(rows) < lines - 1:
        count = len(words)
        while count > 1 and metrics.horizontalAdvance(" ".join(words[:count])) > width:
            count -= 1
        rows.append(" ".join(words[:count]))
        words = words[count:]
    if words:
        rows.append(metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width))
    return rows
