"""The list of all arrays of an iteration, by micro-step."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from bpviz.core.step import Step
from bpviz.ui.paint.text import LEFT, RIGHT, draw_text, text_width
from bpviz.ui.tensors import words
from bpviz.ui.tensors.arrays import AT_START, Entry, Key, entries
from bpviz.ui.theme import DARK, Theme

NAME, SMALL = 13.5, 11.5
WIDTH, NARROWEST = 216, 150
"""The most and the least width, in logical pixels at the usual size of type."""


@dataclass(frozen=True)
class _Line:
    """A heading, or an array."""

    title: str
    position: int
    entry: Entry | None


class ArrayList(QAbstractScrollArea):
    """Arrays under the micro-steps that compute them; what is not known yet is dashed.

    Signals
    -------
    chosen(Key)
        The user clicked an array.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tensors_list")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys stay the window's
        self.viewport().setMouseTracking(True)
        self.theme: Theme = DARK
        self.step: Step | None = None
        self.key: Key | None = None
        self._lines: list[_Line] = []
        self._tops: list[float] = [0.0]
        self._made_for: object = None

    # ---- what it shows -------------------------------------------------------------------------

    def show_step(self, step: Step, key: Key | None, *, reveal: bool) -> None:
        """The arrays as far as `step` has come, with one of them chosen, in sight if wished."""
        made_for = id(step.problem), len(step.batch)
        if self._made_for != made_for or self.step is None:
            self._made_for, self.step = made_for, step
            self._make(step)
        self.step, self.key = step, key
        if reveal:
            self._reveal(key)
        self.viewport().update()

    def restyle(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.theme = theme
        self._measure()
        self.viewport().update()

    def retranslate(self) -> None:
        """Every heading in the language of now."""
        if self.step is not None:
            self._make(self.step)
        self.viewport().update()

    def forget(self) -> None:
        """Show nothing, until there is a step."""
        self.step = self.key = self._made_for = None
        self._lines = []
        self._measure()
        self.viewport().update()

    def _make(self, step: Step) -> None:
        lines, position = [], None
        for entry in entries(step):
            if entry.position != position:
                position = entry.position
                lines.append(_Line(words.group_title(step, position), position, None))
            name = words.symbol(step.problem, entry)
            lines.append(_Line(name, entry.position, entry))
        self._lines = lines
        self._measure()

    def _measure(self) -> None:
        k = self.theme.font_scale
        heading = math.ceil(QFontMetricsF(self.theme.font(SMALL)).height() + 5 * k)
        row = math.ceil(QFontMetricsF(self.theme.font(NAME)).height() + 4 * k)
        heights = [heading if line.entry is None else row for line in self._lines]
        self._tops = [0.0, *accumulate(heights)]
        self._fit()

    def _fit(self) -> None:
        bar, high = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, math.ceil(self._tops[-1] - high)))
        bar.setPageStep(high)
        bar.setSingleStep(round(20 * self.theme.font_scale))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()
        self._reveal(self.key)

    def _reveal(self, key: Key | None) -> None:
        """Bring an array that is out of sight, or its heading, to the middle."""
        at = next((i for i, line in enumerate(self._lines) if line.entry and line.entry.key == key),
                  None)  # fmt: skip
        if at is None:
            return
        heading = at - 1 if self._lines[at - 1].entry is None else at
        bar, high = self.verticalScrollBar(), self.viewport().height()
        top, bottom = self._tops[heading], self._tops[at + 1]
        if top < bar.value() or bottom > bar.value() + high:
            bar.setValue(round((top + bottom - high) / 2))

    # ---- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self.theme.color("panel"))
        scroll, high = self.verticalScrollBar().value(), self.viewport().height()
        for at in range(self._at(scroll), len(self._lines)):
            top = self._tops[at] - scroll
            if top > high:
                break
            box = QRectF(0, top, self.viewport().width(), self._tops[at + 1] - self._tops[at])
            self._paint_line(painter, box, self._lines[at])
        painter.end()

    def _paint_line(self, painter: QPainter, box: QRectF, line: _Line) -> None:
        assert self.step is not None
        theme, k = self.theme, self.theme.font_scale
        direction = "batch"
        if line.position != AT_START:
            direction = self.step.record.micros[line.position].direction
        inner = box.adjusted(12 * k, 0, -6 * k, 0)
        if line.entry is None:
            current = line.position == self.step.position
            color = theme.phase_color(direction)
            font = theme.font(SMALL, bold=current)
            draw_text(painter, inner.adjusted(-2 * k, 0, 0, 0), line.title, font, color, LEFT)
            return
        known = line.entry.position <= self.step.position
        bar = QRectF(4 * k, box.y() + 1, 3 * k, box.height() - 2)
        painter.fillRect(bar, theme.color(direction, 1.0 if known else 0.35))
        if line.entry.key == self.key:
            painter.fillRect(box.adjusted(8 * k, 0, 0, 0), theme.color("accent", 0.25))
        if not known:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("muted", 0.5), 1.0, Qt.PenStyle.DashLine))
            painter.drawRect(box.adjusted(9.5 * k, 1.5, -3.5, -2.5))
        self._paint_names(painter, inner.adjusted(2 * k, 0, 0, 0), line, known)

    def _paint_names(self, painter: QPainter, inner: QRectF, line: _Line, known: bool) -> None:
        theme = self.theme
        assert line.entry is not None
        bold, small = theme.font(NAME, bold=True), theme.font(SMALL)
        muted = theme.color("muted")
        draw_text(painter, inner, line.title, bold, theme.color("text") if known else muted, LEFT)
        shape = words.shape_text(line.entry)
        right = shape if known else words.tr(words.NOT_YET)
        room = inner.width() - text_width(line.title, bold) - 8 * theme.font_scale
        if not known and text_width(f"{shape}  {right}", small) <= room:
            right = f"{shape}  {right}"
        place = QRectF(inner.right() - room, inner.y(), room, inner.height())
        draw_text(painter, place, right, small, muted, RIGHT)

    # ---- the mouse -----------------------------------------------------------------------------

    def _at(self, y: float) -> int:
        return max(0, bisect_right(self._tops, y) - 1)

    def entry_at(self, point: QPointF) -> Entry | None:
        """The array at a point."""
        y = point.y() + self.verticalScrollBar().value()
        at = self._at(y)
        return self._lines[at].entry if y >= 0 and at < len(self._lines) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        entry = self.entry_at(event.position())
        if entry is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(entry.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        entry = self.entry_at(event.position())
        shape = Qt.CursorShape.ArrowCursor if entry is None else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)
        text = ""
        if entry is not None and self.step is not None:
            text = f"{words.symbol(self.step.problem, entry)}: {words.meaning(entry)}"
            if entry.key.slot:
                text += f" ({entry.key.slot})"
            if entry.position > self.step.position:
                text += "\n" + words.later_text(self.step, entry)
        QToolTip.showText(event.globalPosition().toPoint(), text, self.viewport())
