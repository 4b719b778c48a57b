"""The program on screen: scrolls with the current line, hovers, and has a gutter to click into."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from bpviz.core.step import Step
from bpviz.ui.code.source import FOLDED, Piece, Source
from bpviz.ui.code.values import value_html, value_lines
from bpviz.ui.number_format import STANDARD
from bpviz.ui.paint.code_rows import USUAL, Mark, Rows
from bpviz.ui.theme import DARK, Theme

SIZES = (15.0, 14.0, USUAL, 12.0)
"""Type sizes; the largest in which no line of the loop is too long is taken."""


class Pane(QAbstractScrollArea):
    """Shows a program at a step.

    Signals
    -------
    stop_toggled(int)
        The number of a line was clicked: the micro-step's position.
    menu_wanted(QPoint, object)
        A right click, where on screen, and the line's index or None.
    """

    stop_toggled = Signal(int)
    menu_wanted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code_pane")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Always there: if it came and went, so would room for the text, and with it the bar.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setMouseTracking(True)
        self.theme: Theme = DARK
        self.numbers = STANDARD
        self.folded = False
        self.mark = Mark()
        self.rows: Rows | None = None
        self._source: Source | None = None
        self._step: Step | None = None
        self.verticalScrollBar().valueChanged.connect(self._forget_hover)

    # ---- what it shows -------------------------------------------------------------------------

    def show_source(self, source: Source | None) -> None:
        """Another program, not at any step yet."""
        self._source, self._step = source, None
        self.mark = Mark(stops=self.mark.stops)
        self._lay_out()

    def show_step(self, step: Step) -> None:
        """Mark the step's lines and have them in the middle."""
        moved = self._step is None or step.position != self._step.position
        self._step = step
        if moved:
            direction = step.micro.direction
            self.mark = replace(self.mark, position=step.position, direction=direction)
            self.follow()
            self._forget_hover()
            self.viewport().update()

    def set_stops(self, stops: frozenset[int]) -> None:
        """Mark where playing stops, by position."""
        self.mark = replace(self.mark, stops=stops)
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        """Other colours and type sizes."""
        self.theme = theme
        self._lay_out()

    def fold(self, folded: bool) -> None:
        """Show what is above the loop in one row, or all of it."""
        self.folded = folded
        self._lay_out()

    def follow(self) -> None:
        """Scroll so that the current lines are in the middle third.

        How far down in it depends on how far the iteration is, so that the same step is always in
        the same place, and the text moves little from step to step.
        """
        rows = self.rows
        if rows is None or self._source is None:
            return
        current = rows.current(self.mark.position)
        if not current:
            return
        first = rows.lines.index(self._source.loop)
        share = (current.start - first) / max(1, len(rows.lines) - 1 - first)
        third = self.viewport().height() / 3
        middle = 0.5 * (current.start + current.stop) * rows.line
        top = middle - third - 0.5 * rows.line - share * max(0.0, third - rows.line)
        self.verticalScrollBar().setValue(round(top / rows.line) * round(rows.line))

    def _lay_out(self) -> None:
        if self._source is None:
            self.rows = None
        else:
            lines = self._source.rows(self.folded)
            loop = self._source.rows(True)
            width = self.viewport().width()
            for size in SIZES:
                needed = Rows(self._source, loop, self.theme, size).width
                if needed <= width:
                    break
            self.rows = Rows(self._source, lines, self.theme, size)
        self._set_bars()
        self.follow()
        self.viewport().update()

    def _set_bars(self) -> None:
        rows = self.rows
        room = self.viewport().size()
        for bar, needed, there in (
            (self.verticalScrollBar(), rows.height if rows else 0.0, room.height()),
            (self.horizontalScrollBar(), rows.width if rows else 0.0, room.width()),
        ):
            bar.setRange(0, max(0, round(needed - there)))
            bar.setPageStep(there)
            bar.setSingleStep(round(rows.line) if rows else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self.theme.color("stage"))
        if self.rows is not None:
            rows, top, room = self.rows, self.verticalScrollBar().value(), self.viewport().size()
            painter.translate(0, -top)
            first = int(top // rows.line)
            last = min(len(rows.lines), int((top + room.height()) // rows.line) + 1)
            shift = self.horizontalScrollBar().value()
            rows.paint(
                painter,
                self.mark,
                range(first, last),
                room.width(),
                shift=shift,
                folded=self.folded_text,
            )
        painter.end()

    def folded_text(self, count: int) -> str:
        """What stands for so many lines."""
        return self.tr("… {n} lines: functions, data, start values").format(n=count)

    # ---- the mouse -----------------------------------------------------------------------------

    def line_at(self, point: QPointF) -> int | None:
        """The line at a point of the viewport, by index; `FOLDED` for those above the loop."""
        if self.rows is None:
            return None
        row = self.rows.row_at(point.y() + self.verticalScrollBar().value())
        return None if row is None else self.rows.lines[row]

    def variable_at(self, point: QPointF) -> tuple[int, Piece] | None:
        """The variable at a point of the viewport, and its line."""
        if self.rows is None or point.x() < self.rows.margin:
            return None
        x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        found = self.rows.piece_at(point.x() + x, point.y() + y)
        return found if found and found[1].variable else None

    def tip_at(self, point: QPointF) -> str:
        """What hovering a point tells."""
        found = self.variable_at(point)
        if found is not None and self._source is not None and self._step is not None:
            name = found[1].variable
            lines = value_lines(self._source, self._step, name, self.numbers)
            return value_html(lines, self.theme)
        position = self._stop_at(point)
        if position is None:
            return ""
        stops = position in self.mark.stops
        return self.tr("Do not stop here any more") if stops else self.tr("Stop here when playing")

    def _stop_at(self, point: QPointF) -> int | None:
        """The micro-step whose line number is at a point."""
        line = self.line_at(point)
        if self.rows is None or self._source is None or line is None or line == FOLDED:
            return None
        return self._source.listing.lines[line].position if point.x() < self.rows.gutter else None

    def _folds_at(self, point: QPointF) -> bool:
        """Whether a click here folds, or unfolds, what is above the loop."""
        line = self.line_at(point)
        on_triangle = self.rows is not None and self.rows.gutter <= point.x() < self.rows.margin
        return line == FOLDED or (line == 0 and on_triangle)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        stop = self._stop_at(at) is not None
        self._aim(self.variable_at(at), self.line_at(at) if stop else None)
        hand = stop or self._folds_at(at)
        shape = Qt.CursorShape
        self.viewport().setCursor(shape.PointingHandCursor if hand else shape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        position = self._stop_at(event.position())
        if self._folds_at(event.position()):
            self.fold(not self.folded)
        elif position is not None:
            self.stop_toggled.emit(position)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos(), self.line_at(QPointF(event.pos())))

    def _aim(self, hovered: tuple[int, Piece] | None, aimed: int | None) -> None:
        mark = replace(self.mark, hovered=hovered, aimed=aimed)
        if mark != self.mark:
            self.mark = mark
            self.viewport().update()

    def _forget_hover(self) -> None:
        """The text moved, or its numbers are others: what was under the mouse is old."""
        self._aim(None, None)
        if QToolTip.isVisible():
            QToolTip.hideText()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._aim(None, None)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def _tell(self, at: QPoint, on_screen: QPoint) -> None:
        point = QPointF(at)
        found, area = self.variable_at(point), QRectF()
        if found is not None and self.rows is not None:
            x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
            box = self.rows.box(self.rows.lines.index(found[0]), found[1])
            area = box.translated(-x, -y)
        QToolTip.showText(on_screen, self.tip_at(point), self.viewport(), area.toAlignedRect())
