"""What is wrong with the run, in words, and each layer in numbers."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QToolTip, QWidget

from bpviz.core.step import Step
from bpviz.ui.diagnosis.found import PAUSE, found
from bpviz.ui.diagnosis.picture import Picture
from bpviz.ui.diagnosis.report import Report
from bpviz.ui.diagnosis.table import Dead, can_die, table_of
from bpviz.ui.selection import Selection
from bpviz.ui.view import View

LARGEST, SMALLEST = 1.5, 0.2
"""How many times the usual size of type a picture for a slide may have."""


class DiagnosisView(View):
    """The verdicts on the run in words, and below them a table of all layers.

    A layer is chosen by a click on its row, or on its number in a sentence; the row of the chosen
    one is marked. Numbers that this iteration has not computed yet are those of the one before,
    in gray. Hovering a column's header tells its definition, a row all its numbers. What does not
    fit is scrolled, below a header that stays; a picture for a slide shows all layers.
    """

    name = "diagnosis"
    writes_digits = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(200, 120)
        self.setMouseTracking(True)
        self._drawn_at = 0.0
        self._dead: Dead | None = None
        self._report: Report | None = None
        self._picture: Picture | None = None
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.setObjectName("diagnosis_scroll")
        self.bar.valueChanged.connect(self.update)
        self.bar.hide()

    @property
    def report(self) -> Report | None:
        """What is shown."""
        return self._report

    @property
    def picture(self) -> Picture | None:
        """How it is laid out on screen."""
        return self._picture

    # ---- what the window says ------------------------------------------------------------------

    def new_timeline(self) -> None:
        """Another network."""
        assert self.timeline is not None
        self._dead = Dead(self.timeline)
        self._report = self._picture = None
        self.bar.setValue(0)
        self.update()

    def draw(self, step: Step) -> None:
        """The verdicts on a step, and its numbers; while steps fly past, of one in a while."""
        now = time.perf_counter()
        if self.playing and self._report is not None and now - self._drawn_at < PAUSE:
            return
        self._drawn_at = now
        self._report = self._reported(step, hurried=self.playing)
        self._lay_out()

    def set_selection(self, selection: Selection) -> None:
        """Mark the row of the layer that was chosen, and bring it into view."""
        moved = selection.layer != self.selection.layer
        self.selection = selection
        if self._report is not None:
            self._report = replace(self._report, selected=selection.layer)
            self._lay_out()
            if moved:
                self._reveal(selection.layer)

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        self._lay_out()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self._lay_out()

    def _reported(self, step: Step, *, hurried: bool = False) -> Report:
        assert self.timeline is not None
        assert self._dead is not None
        verdicts = found(self.timeline, step, hurried=hurried)
        table = table_of(self.timeline, step, verdicts, self._dead)
        problem, chosen = self.timeline.problem, self.selection.layer
        return Report(table, verdicts, can_die(problem), chosen, self.numbers.digits)

    # ---- layout --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Fit the picture to the width, beside the scroll bar where one is needed."""
        if self._report is None:
            return
        thick = self.bar.sizeHint().width()
        picture = Picture(self._report, self.width(), self.theme, self.height())
        scrolls = picture.height > self.height() + 0.5
        if scrolls:
            picture = Picture(self._report, self.width() - thick, self.theme)
        self._picture = picture
        self.bar.setVisible(scrolls)
        self.bar.setGeometry(self.width() - thick, 0, thick, self.height())
        self.bar.setRange(0, max(0, round(picture.height - self.height())) if scrolls else 0)
        self.bar.setPageStep(self.height())
        self.bar.setSingleStep(round(20 * self.theme.font_scale))
        self.update()

    def _reveal(self, layer: int) -> None:
        """Scroll no further than needed for a layer's row to be seen."""
        if self._picture is None or not 0 < layer <= len(self._picture.report.table.rows):
            return
        top, bottom = self._picture.row_box(layer)
        if top < self.bar.value():
            self.bar.setValue(round(top))
        elif bottom > self.bar.value() + self.height():
            self.bar.setValue(round(bottom - self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(560, 300)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        if self._picture is not None:
            self._picture.paint(painter, self.bar.value(), self.height())
        painter.end()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint everything into `rect`, in type as large as all that is to be shown allows."""
        painter.fillRect(rect, self.theme.color("panel"))
        if self.step is None:
            return
        report, factor = self._reported(self.step), LARGEST
        smallest = 1.0 if self.theme.least_type else SMALLEST
        usual = Picture(report, rect.width(), self.theme).grid
        while True:
            width, height = rect.width() / factor, rect.height() / factor
            picture = Picture(report, width, self.theme, height)
            whole = factor <= 1.0 or picture.grid.shows_as_much_as(usual)
            if (whole and picture.height <= height) or factor == smallest:
                break
            factor = max(smallest, 0.97 * factor)
        painter.save()
        painter.translate(rect.topLeft())
        painter.scale(factor, factor)
        picture.paint(painter, 0.0, height)
        painter.restore()

    # ---- the mouse -----------------------------------------------------------------------------

    def layer_at(self, point: QPointF) -> int | None:
        """The layer whose row or whose number in a sentence is at a point."""
        if self._picture is None:
            return None
        row = self._picture.row_at(point, self.bar.value())
        return self._picture.link_at(point, self.bar.value()) if row is None else row.layer

    def tip_at(self, point: QPointF) -> str:
        """What hovering a point tells."""
        if self._picture is None or self._report is None:
            return ""
        column = self._picture.column_at(point, self.bar.value())
        if column is not None:
            return column.definition(self._report.activations)
        row = self._picture.row_at(point, self.bar.value())
        return "" if row is None else self._report.tip(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        shape = Qt.CursorShape
        over = self.layer_at(event.position()) is not None
        self.setCursor(shape.PointingHandCursor if over else shape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        layer = self.layer_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and layer is not None:
            if layer != self.selection.layer:
                self.set_selection(Selection(layer=layer, sample=self.selection.sample))
            self.selection_changed.emit(self.selection)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.bar.event(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            text = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)
