"""Painters of the strip at the bottom: this iteration's micro-steps, and the run's iterations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from bpviz.core.program import MicroStep
from bpviz.ui.colors import mixed
from bpviz.ui.theme import Theme, ink_on

CHIP_PADDING = 9.0
CHIP_GAP = 4.0
TICK_GAP = 1.0
TIGHTEST = 0.75
"""The part of its width that a chip with a label needs."""
STOP = 3.5
"""Radius of the dot that marks a breakpoint."""
FLAG = 9.0
"""Width and height of the flag that marks a bookmark."""
KNOB, BAR = 7.5, 5.0
"""Radius of the scrubber's knob and height of its bar."""
LOSS_POINTS = 120
"""Points of the loss curve; it is small, and antialiasing more of them takes milliseconds."""
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SYMBOLS = {
    "linear": "z",
    "activation": "a",
    "dropout": "m",
    "dropout_backward": "∂a",
    "delta": "δ",
    "gradient": "∇",
    "update": "W",
}


def chip_label(micro: MicroStep, words: dict[str, str]) -> str:
    """What a micro-step's chip says: ``z¹``, ``δ²``; `words` has those of batch, loss and clip."""
    if micro.phase in words:
        return words[micro.phase]
    symbol = _SYMBOLS.get(micro.phase, micro.phase)
    return symbol + (str(micro.layer).translate(_SUPERSCRIPT) if micro.layer else "")


def chip_rects(rect: QRectF, widths: Sequence[float], current: int) -> list[QRectF]:
    """Where the chips stand in `rect`, given what their labels want.

    Where they do not fit, they give up their margins; where that is not enough, all but the
    current one shrink to ticks of the same width.
    """
    n = len(widths)
    wanted = sum(widths)
    room = rect.width() - CHIP_GAP * (n - 1)
    if wanted * TIGHTEST <= room:
        gap, shown = CHIP_GAP, [width * min(1.0, room / wanted) for width in widths]
    else:
        own = min(widths[current], 0.5 * rect.width())
        gap = TICK_GAP
        tick = max(0.5, (rect.width() - own - gap * (n - 1)) / max(1, n - 1))
        shown = [own if i == current else tick for i in range(n)]
    rects, x = [], rect.left()
    for width in shown:
        rects.append(QRectF(x, rect.top(), width, rect.height()))
        x += width + gap
    return rects


def chip_widths(labels: Sequence[str], theme: Theme) -> list[float]:
    """The widths that the labels want, in logical pixels."""
    metrics = QFontMetricsF(theme.font(13, bold=True))
    padding = 2 * CHIP_PADDING * theme.font_scale
    smallest = 34.0 * theme.font_scale
    return [max(smallest, metrics.horizontalAdvance(label) + padding) for label in labels]


def paint_chips(
    painter: QPainter,
    rects: Sequence[QRectF],
    micros: Sequence[MicroStep],
    labels: Sequence[str],
    current: int,
    theme: Theme,
) -> None:
    """Paint a chip a micro-step in its phase's colour: done, current (bright), still to come."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for i, (rect, micro, label) in enumerate(zip(rects, micros, labels, strict=True)):
        color = theme.phase_color(micro.direction)
        ground = theme.color("panel")
        fill = color if i == current else mixed(color, ground, 0.55 if i < current else 0.18)
        font = theme.font(13, bold=i == current)
        labelled = QFontMetricsF(font).horizontalAdvance(label) + 4 <= rect.width()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        inset = 0.0 if i == current else 1.5
        shape = rect.adjusted(0, inset, 0, -inset)
        painter.drawRoundedRect(shape, 4 if labelled else 1, 4 if labelled else 1)
        if i == current:
            painter.setPen(QPen(theme.color("text"), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(shape.adjusted(1, 1, -1, -1), 4, 4)
        if labelled:
            painter.setFont(font)
            # What is still to come is quieter, but as legible.
            painter.setPen(ink_on(fill) if i <= current else theme.color("muted"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, label)


def paint_chip_stops(painter: QPainter, rects: Sequence[QRectF], theme: Theme) -> None:
    """Paint a dot in the corner of each chip at which playing stops."""
    radius = STOP * theme.font_scale
    for rect in rects:
        inset = min(radius + 2.0, rect.width() / 2)
        paint_stop(painter, rect.topLeft() + QPointF(inset, radius + 2.0), theme)


def paint_stop(painter: QPainter, at: QPointF, theme: Theme, size: float = 1.0) -> None:
    """Paint the dot of a breakpoint around a point, `size` times as large as on a chip."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(theme.color("panel"), 1.5))
    painter.setBrush(theme.color("danger"))
    radius = STOP * size * theme.font_scale
    painter.drawEllipse(at, radius, radius)


@dataclass(frozen=True)
class Track:
    """The iterations of a run.

    `end` is the scale's right end, `head` how far the run is computed, `iteration` where one is;
    `iterations` (m,) and `loss` (m,) are its kept history; `first` is where a branch begins.
    """

    first: int
    end: int
    head: int
    iteration: int
    iterations: NDArray[np.int64]
    loss: NDArray[np.float64]


def track_end(head: int, planned: int) -> int:
    """A right end for the scale: what is planned, or a round number beyond what is computed."""
    if planned >= head and planned > 0:
        return planned
    power = 10 ** (len(str(max(1, head))) - 1)
    return next(m * power for m in (1, 2, 5, 10, 20) if m * power >= max(10, head * 1.05))


def track_bar(rect: QRectF, scale: float = 1.0) -> QRectF:
    """The bar's own rectangle within the track's."""
    side, height = (KNOB + 1.5) * scale, BAR * scale
    top = rect.bottom() - (KNOB + 1.5) * scale - height / 2 + 2
    return QRectF(rect.left() + side, top, max(1.0, rect.width() - 2 * side), height)


def track_x(bar: QRectF, track: Track, iteration: float) -> float:
    """The x at which an iteration stands on the bar."""
    share = (iteration - track.first) / max(1, track.end - track.first)
    return bar.left() + min(1.0, max(0.0, share)) * bar.width()


def track_iteration(bar: QRectF, track: Track, x: float) -> int:
    """The iteration that stands at x on the bar."""
    share = min(1.0, max(0.0, (x - bar.left()) / max(1.0, bar.width())))
    return track.first + round(share * (track.end - track.first))


def paint_track(painter: QPainter, rect: QRectF, track: Track, knob: QColor, theme: Theme) -> None:
    """Paint the bar, the part computed, and a knob in the phase's colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    bar = track_bar(rect, theme.font_scale)
    here, head = track_x(bar, track, track.iteration), track_x(bar, track, track.head)
    painter.setPen(Qt.PenStyle.NoPen)
    for right, color in (
        (bar.right(), theme.color("border")),
        (head, mixed(theme.color("accent"), theme.color("panel"), 0.45)),
        (here, theme.color("accent")),
    ):
        painter.setBrush(color)
        painter.drawRoundedRect(
            QRectF(bar.left(), bar.top(), max(0.0, right - bar.left()), bar.height()),
            bar.height() / 2,
            bar.height() / 2,
        )
    painter.setPen(QPen(theme.color("text"), 2.0))
    painter.setBrush(knob)
    radius = KNOB * theme.font_scale
    painter.drawEllipse(QPointF(here, bar.center().y()), radius, radius)


def paint_track_stops(
    painter: QPainter, rect: QRectF, track: Track, iterations: Sequence[int], theme: Theme
) -> None:
    """Paint a dot on the bar for each iteration at which playing stops."""
    bar = track_bar(rect, theme.font_scale)
    for iteration in iterations:
        if track.first <= iteration <= track.end:
            at = QPointF(track_x(bar, track, iteration), bar.center().y())
            paint_stop(painter, at, theme)


def chip_flag(rect: QRectF, scale: float) -> QRectF:
    """Where the flag of a bookmarked micro-step stands: in its chip's upper right corner."""
    side = min(0.75 * FLAG * scale, rect.width())
    return QRectF(rect.right() - side, rect.top() + 1.0, side, side)


def track_flag(rect: QRectF, track: Track, iteration: float, scale: float) -> QRectF:
    """Where the flag of a bookmark stands: above the bar, its pole where the iteration is."""
    bar, side = track_bar(rect, scale), FLAG * scale
    return QRectF(track_x(bar, track, iteration), rect.top(), side, side)


def paint_flag(painter: QPainter, flag: QRectF, foot: float, theme: Theme) -> None:
    """Paint a flag, its pole down to `foot`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(theme.color("text"), 1.5))
    painter.drawLine(flag.topLeft(), QPointF(flag.left(), foot))
    painter.setPen(QPen(theme.color("panel"), 1.0))
    painter.setBrush(theme.color("text"))
    tip = QPointF(flag.right(), flag.center().y())
    painter.drawPolygon(QPolygonF([flag.topLeft(), tip, flag.bottomLeft()]))


def paint_loss(painter: QPainter, rect: QRectF, track: Track, theme: Theme) -> None:
    """Paint the loss over the iterations as a quiet area in `rect`; only its shape is meant."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    keep = np.isfinite(track.loss) & (track.loss >= 0)
    iterations, loss = track.iterations[keep], track.loss[keep]
    room = rect.adjusted(0, 0, 0, -2)
    if len(loss) < 2 or room.height() < 6:
        return
    stride = -(-len(loss) // LOSS_POINTS)
    iterations, loss = iterations[::stride], loss[::stride]
    top = float(loss.max()) or 1.0
    points = [
        QPointF(track_x(rect, track, float(i)), room.bottom() - room.height() * value / top)
        for i, value in zip(iterations, loss, strict=True)
    ]
    area = QPainterPath()
    area.addPolygon(
        QPolygonF(
            [QPointF(points[0].x(), room.bottom()), *points, QPointF(points[-1].x(), room.bottom())]
        )
    )
    painter.fillPath(area, theme.color("loss", 0.22))
    painter.setPen(QPen(theme.color("loss"), 1.0))
    painter.drawPolyline(QPolygonF(points))
