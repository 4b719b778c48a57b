"""What stands around a plot: title, legend, badge, colour bar, message, readout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem

from bpviz.ui.plot_axis import TICK_SIZE, Ticks, decade_ticks, linear_ticks
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_points import add_symbol
from bpviz.ui.theme import DARK, Theme

TITLE_SIZE = 15
TEXT_SIZE = 12
_PAD = 10.0
_HEADER_SHARE = 0.34  # of the height, at most, for a header with legend
_SAMPLE = 22.0  # width of the little line or mark beside a legend's text, at font scale 1
_SMALL_SAMPLE = 14.0  # the same in a legend upon the plot
_APART = 14.0  # between two entries of a legend, at font scale 1
_SMALL_SIZE = 11

Style = Literal[
    "line", "dashed", "circle", "square", "diamond", "ring", "dotted", "box", "hatched", "text"
]


@dataclass(frozen=True)
class LegendEntry:
    """A name, with the line or mark that it stands for; ``"text"`` writes `mark` before it."""

    text: str
    color: str
    style: Style = "line"
    mark: str = ""


@dataclass(frozen=True)
class ColorBar:
    """A scale of colours: `ramp` is (n, 3) as bytes, from `low` to `high`, named `title`.

    With `log` the ends are log10 of the values.
    """

    ramp: bytes
    low: float
    high: float
    title: str = ""
    log: bool = False

    @staticmethod
    def of(
        ramp: NDArray[np.uint8], low: float, high: float, title: str = "", *, log: bool = False
    ) -> ColorBar:
        """A bar for one of the theme's maps."""
        return ColorBar(np.ascontiguousarray(ramp).tobytes(), low, high, title, log)

    def ticks(self, count: int) -> Ticks:
        """Its numbers, about `count` of them."""
        find = decade_ticks if self.log else linear_ticks
        return find(self.low, self.high, count)


class Furniture(QGraphicsItem):
    """Header and colour bar of a plot. `lay_out` first; then the sizes are known."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(100)
        self.theme: Theme = DARK
        self.title = self.subtitle = self.badge = self.message = ""
        self.short_subtitle = ""  # instead of the subtitle where that does not fit a row
        self.legend: tuple[LegendEntry, ...] = ()
        self.color_bar: ColorBar | None = None
        self.reserved = (0.0, 0.0)  # width and height of the right upper corner
        self.plot = QRectF()
        self.header_height = 0.0
        self.bar_width = 0.0
        self._size = QSizeF(0, 0)
        self._rows: list[tuple[str, QRectF, Any]] = []
        self._title_size: float = TITLE_SIZE
        self.crowd: Callable[[QRectF], int] = lambda area: 0  # points of curves in an area
        self._within = False  # the legend stands in the plot, as the header has no room for it
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # gives exposedRect

    def boundingRect(self) -> QRectF:
        return QRectF(QPointF(0, 0), self._size)

    # ---- layout ------------------------------------------------------------------------------

    def lay_out(self, size: QSizeF) -> None:
        """Place title, subtitle, legend and badge for a scene of `size`, in as many rows.

        Where they would leave the plot less than about half of the height, a legend of lines moves
        into the plot, and any other goes.
        """
        if size != self._size:
            self.prepareGeometryChange()
        self._size = size
        self._rows = []
        width = size.width() - 2 * _PAD
        bold = QFontMetricsF(self.theme.font(TITLE_SIZE, bold=True))
        plain = QFontMetricsF(self.theme.font(TEXT_SIZE))
        y, free = 6.0, 0.0
        if self.title:
            y, free = self._place_title(y, width, plain, bold)
        before = len(self._rows)
        below = self._place_legend(y, width, plain, free, bold)
        if below > y and below > _HEADER_SHARE * size.height():
            del self._rows[before:]
            self._within = all(entry.style in ("line", "dashed") for entry in self.legend)
        else:
            y, self._within = below, False
        if self.badge and not self.message:
            height = plain.height() + 6
            self._rows.append(("badge", QRectF(_PAD, y, width, height), self.badge))
            y += height + 4
        # The highest number of the left axis may reach as far up.
        self.header_height = y + 5 * self.theme.font_scale
        self.bar_width = self._bar_extent()

    def _place_title(
        self, y: float, width: float, plain: QFontMetricsF, bold: QFontMetricsF
    ) -> tuple[float, float]:
        """Title, and the subtitle beside or below it; the next y and what is free for a legend."""
        row = width - self.reserved[0]
        bold = self._fit_title(row)
        title = min(bold.horizontalAdvance(self.title) + 2, row)
        self._rows.append(("title", QRectF(_PAD, y, title, bold.height()), self.title))
        free = row - title - 24
        below = y + max(bold.height(), self.reserved[1] - 4) + 2
        if not self.subtitle:
            return below, free
        wanted = plain.horizontalAdvance(self.subtitle) + 2
        if wanted <= free:
            box = QRectF(_PAD + row - wanted, y, wanted, bold.height())
            self._rows.append(("subtitle", box, self.subtitle))
            return below, free - wanted - 24
        text = self.subtitle if wanted <= width else self.short_subtitle or self.subtitle
        self._rows.append(("subtitle", QRectF(_PAD, below, width, plain.height()), text))
        return below + plain.height() + 2, 0.0

    def _fit_title(self, row: float) -> QFontMetricsF:
        """Write the title smaller before any of it is left out."""
        for size in (TITLE_SIZE, TITLE_SIZE - 1.5, TITLE_SIZE - 3, TITLE_SIZE - 4):
            self._title_size = size
            metrics = QFontMetricsF(self.theme.font(size, bold=True))
            if metrics.horizontalAdvance(self.title) + 2 <= row:
                break
        return metrics

    def _place_legend(
        self, y: float, width: float, plain: QFontMetricsF, free: float, bold: QFontMetricsF
    ) -> float:
        """Legend beside the title where it fits, else in rows below; the next free y."""
        if not self.legend or self.message:
            return y
        k = self.theme.font_scale
        apart = _APART * k
        widths = [(_SAMPLE + 4) * k + plain.horizontalAdvance(e.text) + apart for e in self.legend]
        if sum(widths) <= free:
            title = next((box for kind, box, _ in self._rows if kind == "title"), QRectF())
            x, top = title.right() + 24, title.top()
            for entry, entry_width in zip(self.legend, widths, strict=True):
                self._rows.append(("entry", QRectF(x, top, entry_width, bold.height()), entry))
                x += entry_width
            return y
        x = _PAD
        for entry, entry_width in zip(self.legend, widths, strict=True):
            if x > _PAD and x + entry_width - apart > _PAD + width:
                x, y = _PAD, y + plain.height() + 2
            box = QRectF(x, y, min(entry_width, width), plain.height())
            self._rows.append(("entry", box, entry))
            x += entry_width
        return y + plain.height() + 4

    def _bar_extent(self) -> float:
        if self.color_bar is None or self.message:
            return 0.0
        plain = QFontMetricsF(self.theme.font(TICK_SIZE))
        ticks = self.color_bar.ticks(4)
        numbers = max((plain.horizontalAdvance(text) for _, text in ticks.labelled), default=0.0)
        return 10 + 14 + 6 + numbers + (plain.height() + 2 if self.color_bar.title else 0)

    # ---- painting ----------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        if self._within and not self.message:
            self._legend_within(painter)
        if self.plot.contains(option.exposedRect) and not self.message:
            return  # a frame of data only
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for kind, box, what in self._rows:
            if kind == "title":
                self._text(painter, box, what, self._title_size, "text", bold=True)
            elif kind == "subtitle":
                self._text(painter, box, what, TEXT_SIZE, "muted")
            elif kind == "badge":
                self._badge(painter, box, what)
            else:
                self._entry(painter, box, what)
        if self.message:
            painter.setFont(self.theme.font(14))
            painter.setPen(self.theme.color("muted"))
            area = self.boundingRect().adjusted(20, self.header_height, -20, -10)
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(area, flags, self.message)
        elif self.color_bar is not None:
            self._bar(painter, self.color_bar)

    def _text(
        self, p: QPainter, box: QRectF, text: str, size: float, color: str, *, bold: bool = False
    ) -> None:
        p.setFont(self.theme.font(size, bold=bold))
        p.setPen(self.theme.color(color))
        shown = QFontMetricsF(p.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        p.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _badge(self, p: QPainter, box: QRectF, text: str) -> None:
        p.setFont(self.theme.font(TEXT_SIZE))
        metrics = QFontMetricsF(p.font())
        # The number that counts stands at the end.
        shown = metrics.elidedText("⚠ " + text, Qt.TextElideMode.ElideMiddle, box.width() - 12)
        pill = QRectF(box)
        pill.setWidth(metrics.horizontalAdvance(shown) + 14)
        p.setPen(solid_pen(self.theme.color("danger")))
        p.setBrush(self.theme.color("danger", 0.15))
        p.drawRoundedRect(pill, 4, 4)
        p.setPen(self.theme.color("text"))
        p.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)

    def _entry(self, p: QPainter, box: QRectF, entry: LegendEntry) -> None:
        color, middle, k = QColor(entry.color), box.center().y(), self.theme.font_scale
        room = _SAMPLE * k
        p.setBrush(color)
        p.setPen(solid_pen(color, 2.0 * k, dashed=entry.style == "dashed"))
        if entry.style in ("line", "dashed"):
            p.drawLine(QPointF(box.left(), middle), QPointF(box.left() + room, middle))
        elif entry.style == "text":
            p.setFont(self.theme.font(TEXT_SIZE, bold=True))
            sample = QRectF(box.left(), box.top(), room, box.height())
            p.drawText(sample, Qt.AlignmentFlag.AlignCenter, entry.mark)
        else:
            self._sample(p, QPointF(box.left() + room / 2, middle), entry)
        rest = box.adjusted(room + 4 * k, 0, 0, 0)
        self._text(p, rest, entry.text, TEXT_SIZE, "muted")

    def _legend_within(self, p: QPainter) -> None:
        """A compact legend upon the plot, in one row, or else in a column as long as it fits."""
        p.setFont(self.theme.font(_SMALL_SIZE))
        metrics, k = QFontMetricsF(p.font()), self.theme.font_scale
        sample = _SMALL_SAMPLE * k
        widths = [sample + 8 * k + metrics.horizontalAdvance(e.text) for e in self.legend]
        in_row = sum(widths) + 6 <= self.plot.width()
        width = sum(widths) if in_row else min(max(widths), self.plot.width() - 6)
        lines = min(len(self.legend), max(1, int(self.plot.height() / metrics.height())))
        height = metrics.height() * (1 if in_row else lines)
        box = self._free_place(width, height)
        p.fillRect(box, self.theme.color("panel", 0.8))
        x, middle = box.left(), box.top() + metrics.height() / 2
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        shown = self.legend if in_row else self.legend[:lines]
        for entry, entry_width in zip(shown, widths, strict=False):
            p.setPen(solid_pen(QColor(entry.color), 2.0 * k, dashed=entry.style == "dashed"))
            p.drawLine(QPointF(x + 2, middle), QPointF(x + sample, middle))
            p.setPen(self.theme.color("text"))
            left = x + sample + 3 * k
            room = QRectF(left, middle - metrics.height() / 2, box.right() - left, metrics.height())
            p.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, entry.text)
            if in_row:
                x += entry_width
            else:
                middle += metrics.height()

    def _free_place(self, width: float, height: float) -> QRectF:
        """At the upper edge of the plot, or at the lower one where that has far less in it."""
        high = QRectF(self.plot.right() - width - 3, self.plot.top() + 2, width, height)
        low = high.translated(0, self.plot.height() - height - 4)
        return low if 2 * self.crowd(low) < self.crowd(high) else high

    def _sample(self, p: QPainter, at: QPointF, entry: LegendEntry) -> None:
        path, k = QPainterPath(), self.theme.font_scale
        if entry.style in ("box", "hatched"):
            path.addRect(at.x() - 7 * k, at.y() - 5 * k, 14 * k, 10 * k)
        else:
            add_symbol(path, entry.style, at.x(), at.y(), 5.0 * k)
        p.setPen(solid_pen(QColor(entry.color), 1.5 * k))
        if entry.style == "hatched":
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(solid_pen(QColor(entry.color), k, dashed=True))
        elif entry.style == "ring":
            p.setBrush(Qt.BrushStyle.NoBrush)
        elif entry.style == "dotted":  # a dot upon any mark
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(self.theme.color("muted"))
            p.drawEllipse(at, 5.5 * k, 5.5 * k)
            p.setBrush(QColor(entry.color))
            p.drawEllipse(at, 2.5 * k, 2.5 * k)
            return
        p.drawPath(path)

    def _bar(self, p: QPainter, bar: ColorBar) -> None:
        colors = np.frombuffer(bar.ramp, np.uint8).reshape(-1, 3)[::-1]
        pixels = np.full((len(colors), 1, 4), 255, np.uint8)
        pixels[:, 0, :3] = colors[:, ::-1]
        image = QImage(pixels.data, 1, len(colors), 4, QImage.Format.Format_RGB32).copy()
        box = QRectF(self.plot.right() + 10, self.plot.top(), 14, self.plot.height())
        p.drawImage(box, image)
        p.setPen(solid_pen(self.theme.color("muted")))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRect(box)
        p.setFont(self.theme.font(TICK_SIZE))
        metrics = QFontMetricsF(p.font())
        count = max(2, int(box.height() / (2.2 * metrics.height())))
        p.setPen(self.theme.color("muted"))
        for at, text in bar.ticks(min(count, 4)).labelled:
            y = box.bottom() - (at - bar.low) / (bar.high - bar.low) * box.height()
            y = min(max(y, box.top() + metrics.height() / 2), box.bottom() - metrics.height() / 2)
            place = QRectF(box.right() + 5, y - metrics.height() / 2, 200, metrics.height())
            p.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        if bar.title:
            p.save()
            p.translate(self._size.width() - _PAD + 4, box.center().y())
            p.rotate(-90)
            p.setPen(self.theme.color("text"))
            long = QRectF(-box.height() / 2, -metrics.height(), box.height(), metrics.height())
            p.drawText(long, Qt.AlignmentFlag.AlignCenter, bar.title)
            p.restore()


class Readout(QGraphicsItem):
    """A small box beside the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(200)
        self.theme: Theme = DARK
        self.text = ""
        self._box = QRectF()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.hide()

    def boundingRect(self) -> QRectF:
        return self._box.adjusted(-1, -1, 1, 1)

    def show_at(self, at: QPointF, text: str, scene: QRectF) -> None:
        """Write `text` beside `at`, within `scene`; an empty text hides the box."""
        if not text:
            self.hide()
            return
        self.prepareGeometryChange()
        self.text = text
        metrics = QFontMetricsF(self.theme.font(TEXT_SIZE))
        lines = text.split("\n")
        width = max(metrics.horizontalAdvance(line) for line in lines) + 14
        height = metrics.height() * len(lines) + 8
        x = at.x() + 14 if at.x() + 14 + width <= scene.right() else at.x() - 14 - width
        y = at.y() - 10 - height if at.y() - 10 - height >= scene.top() else at.y() + 18
        x = min(max(x, scene.left()), max(scene.left(), scene.right() - width))
        self._box = QRectF(x, y, width, height)
        self.show()
        self.update()

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(solid_pen(self.theme.color("border")))
        painter.setBrush(self.theme.color("field", 0.94))
        painter.drawRoundedRect(self._box, 4, 4)
        painter.setPen(self.theme.color("text"))
        painter.setFont(self.theme.font(TEXT_SIZE))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self._box.adjusted(7, 0, 0, 0), flags, self.text)
