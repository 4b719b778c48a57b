"""Is the backward pass right? Its gradient beside the numerical one, weight by weight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollArea, QToolTip, QVBoxLayout, QWidget

from bpviz.core.problem import Problem
from bpviz.core.step import Step
from bpviz.ui.control_row import ControlRow
from bpviz.ui.gradcheck.picture import Picture
from bpviz.ui.gradcheck.work import Check, CheckWork
from bpviz.ui.paint.text import CENTER, draw_text
from bpviz.ui.selection import Selection
from bpviz.ui.surface_worker import SurfaceWorker
from bpviz.ui.theme import DARK, Theme
from bpviz.ui.view import View

KEPT = 32 * 2**20
"""Bytes of a run's checks that are remembered; the last one always is."""
INLINE = 0.02
"""Seconds that a check may take in the window's thread before it goes to another."""
SMALL = 200_000
"""Products of a pass, weights times samples, beyond which a single slice may be too long there."""
LARGEST, SMALLEST = 1.6, 0.2
"""How many times the usual size of type a picture for a slide may have."""


class Controls(ControlRow):
    """The title, progress, a button that checks, and one that checks every iteration."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("gradcheck", parent)
        self.check = self.button("run", "")
        self.always = self.button("always", "⟳")
        self.always.setCheckable(True)
        self.add(self.check, self.always)
        self.retranslate()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.title = self.tr("Gradient check")
        self.doing = self.tr("checking the gradient, {share}")
        self.check.setText(self.tr("Check"))
        self.check.setToolTip(self.tr("Compare the gradient with numerical differences (Ctrl+G)"))
        self.always.setToolTip(self.tr("Check at every iteration that is shown"))
        self.cancel.setToolTip(self.tr("Stop checking"))
        self.update()


class Canvas(QWidget):
    """Where the picture is painted.

    Signals
    -------
    clicked(QPointF)
    """

    clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = DARK
        self.picture: Picture | None = None
        self.words = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        if self.picture is not None:
            self.picture.paint(painter)
        else:
            font, ink = self.theme.font(14), self.theme.color("muted")
            draw_text(painter, QRectF(self.rect()), self.words, font, ink, CENTER)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(event.position())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = "" if self.picture is None else self.picture.text_at(event.pos().toPointF())
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)


class GradcheckView(View):
    """The check of the state that the step began with, once it was asked for.

    What was found stays with its iteration: stepping back shows it again. A large network is
    checked by a thread, with progress; the newest request wins. A click chooses a weight.
    """

    name = "gradcheck"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(200, 120)
        self._found: OrderedDict[int, Check] = OrderedDict()
        self._shown: Check | None = None
        self._pictured: Check | None = None  # the last that was made for a picture
        self._wanted: CheckWork | None = None  # asked for, and neither found nor stopped
        self.controls = Controls(self)
        self.canvas = Canvas()
        self.area = QScrollArea(self)
        self.area.setObjectName("gradcheck_scroll")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.canvas)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.controls)
        column.addWidget(self.area, 1)
        self._worker = SurfaceWorker(self)
        self._worker.surface_changed.connect(self._on_found)
        self._worker.progress_changed.connect(self._on_progress)
        self.controls.cancelled.connect(self._stop)
        self.controls.check.clicked.connect(self.check)
        self.controls.always.toggled.connect(lambda on: self.check() if on else None)
        self.canvas.clicked.connect(self._on_clicked)

    @property
    def shown(self) -> Check | None:
        """The check on screen."""
        return self._shown

    def check(self) -> None:
        """Check the gradient where one is, now or on a thread; out of sight, once it is seen."""
        if self.step is None or self.timeline is None:
            return
        self._wanted = CheckWork(self.step.problem, self.step.state)
        if self.in_sight:
            self._ask(anyway=True)
        else:
            self._stale = True

    def _ask(self, *, anyway: bool = False) -> None:
        """Have what is wanted checked, if it is not on its way."""
        if self._wanted is not None:
            inline = INLINE if _is_small(self._wanted.problem) else 0.0
            self._worker.ask(self._wanted, inline, hurried=self.playing, anyway=anyway)

    def _stop(self) -> None:
        """The user has waited enough."""
        self._wanted = None
        self._worker.stop()

    def _on_progress(self, share: float | None) -> None:
        """Show it; out of sight, as a dock behind a tab is that Qt never hides, compute nothing."""
        self.controls.set_progress(share)
        if share and not self.in_sight:
            self._rest()

    def _rest(self) -> None:
        """Compute nothing until the view is seen again."""
        self._stale = self._stale or self._worker.busy
        self._worker.cancel()

    # ---- what the window says ------------------------------------------------------------------

    def new_timeline(self) -> None:
        """Another run: what was found in the other one does not hold here."""
        self._worker.cancel()
        self._wanted = None
        self._found.clear()
        self._pictured = None
        self._show(None)

    def draw(self, step: Step) -> None:
        """What is known of the step's iteration."""
        found = self._found.get(step.iteration)
        if found is None and self.controls.always.isChecked() and not self.playing:
            self._wanted = CheckWork(step.problem, step.state)
        self._ask()
        self._show(self._found.get(step.iteration))

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        self.controls.restyle(self.theme)
        self.canvas.theme = self.theme
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, self.theme.color("panel"))
        self.setPalette(palette)
        self._show(self._shown)

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.controls.retranslate()
        self._show(self._shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show(self._shown)

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden view computes nothing."""
        super().hideEvent(event)
        self._rest()

    def sizeHint(self) -> QSize:
        return QSize(560, 300)

    # ---- what it finds -------------------------------------------------------------------------

    def _on_found(self, check: Check) -> None:
        if self.timeline is None or check.problem is not self.timeline.problem:
            return
        self._wanted = None
        self._found[check.state.iteration] = check
        self._found.move_to_end(check.state.iteration)
        while len(self._found) > 1 and sum(one.nbytes for one in self._found.values()) > KEPT:
            self._found.popitem(last=False)
        if self.step is not None and self.step.iteration == check.state.iteration:
            self._show(check)

    def _show(self, check: Check | None) -> None:
        self._shown = check
        self.canvas.picture = None
        self.canvas.setMinimumHeight(0)
        self.canvas.words = self.tr("Not checked at this iteration yet: press “Check” or Ctrl+G.")
        if check is not None:
            room = self.area.size()
            picture = self._picture(check, room.width(), room.height())
            if picture.height > room.height() + 0.5:
                bar = self.area.verticalScrollBar().sizeHint().width()
                picture = self._picture(check, room.width() - bar, room.height())
            self.canvas.picture = picture
            self.canvas.setMinimumHeight(int(picture.height))
        self.canvas.update()

    def _picture(self, check: Check, width: float, height: float, cut: bool = False) -> Picture:
        iteration = check.state.iteration
        return Picture(check.problem, check.found, iteration, width, self.theme, height, cut)

    def _on_clicked(self, at: object) -> None:
        picture = self.canvas.picture
        element = None if picture is None else picture.element_at(at)  # type: ignore[arg-type]
        if element is None:
            return
        check, index = element
        n_in = self.step.problem.layers[check.layer - 1].n_in if self.step else 0
        source, unit = index if check.name == "W" else (n_in, *index)
        chosen = Selection(check.layer, unit, source, self.selection.sample)
        self.selection_changed.emit(chosen)

    def picture_slices(self) -> Iterator[float]:
        """Check the gradient of the step, for the picture only, where that was not done yet."""
        if self.step is None or self._known(self.step) is not None:
            return
        for progress in CheckWork(self.step.problem, self.step.state).refine():
            self._pictured = progress.result or self._pictured
            yield progress.share

    def _known(self, step: Step) -> Check | None:
        """What was found for the step, on screen or for a picture."""
        found, pictured = self._found.get(step.iteration), self._pictured
        if found is None and pictured is not None and _is_of(pictured, step):
            return pictured
        return found

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the check of the step, made now where it was not yet."""
        painter.fillRect(rect, self.theme.color("panel"))
        if self.step is None:
            return
        self.prepare_picture()
        check = self._known(self.step)
        assert check is not None
        factor, smallest = LARGEST, 1.0 if self.theme.least_type else SMALLEST
        while True:
            cut = factor == smallest
            picture = self._picture(check, rect.width() / factor, rect.height() / factor, cut)
            if picture.height <= rect.height() / factor or cut:
                break
            factor = max(smallest, 0.95 * factor)
        painter.save()
        painter.translate(rect.topLeft())
        painter.scale(factor, factor)
        picture.paint(painter)
        painter.restore()


def _is_of(check: Check, step: Step) -> bool:
    """Whether it is the check of a step's iteration."""
    return check.problem is step.problem and check.state.iteration == step.iteration


def _is_small(problem: Problem) -> bool:
    """Whether no slice of a check holds up the window."""
    return problem.n_params * problem.batch_size <= SMALL
