"""The strip at the bottom: this iteration's micro-steps as chips, and the run as a scrubber."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from bpviz.core.breakpoints import Breakpoint, breakpoint_for
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.paint.timeline import (
    Track,
    chip_flag,
    chip_label,
    chip_rects,
    chip_widths,
    paint_chip_stops,
    paint_chips,
    paint_flag,
    paint_loss,
    paint_track,
    paint_track_stops,
    track_bar,
    track_end,
    track_flag,
    track_iteration,
)
from bpviz.ui.theme import DARK, Theme

HEIGHT = 34.0
MARGIN = 10.0
REACH = 18.0
"""Width and height of the place where a click goes to a bookmark; its flag is smaller."""
CHIPS_SHARE = 0.46
"""The part of the width that chips may take."""


class TimelineStrip(QWidget):
    """Shows where one is, and lets one go anywhere by mouse; bookmarks stand on it as flags.

    Signals
    -------
    position_chosen(int)
        The number of a micro-step that was clicked, or scrubbed to.
    run_chosen(int)
        The number of a micro-step that is to be played to.
    breakpoint_toggled(Breakpoint)
        Playing is to stop there, or no longer.
    """

    position_chosen = Signal(int)
    run_chosen = Signal(int)
    breakpoint_toggled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline_strip")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.theme: Theme = DARK
        self._timeline: Timeline | None = None
        self._step: Step | None = None
        self._labels: list[str] = []
        self._widths: list[float] = []
        self._end = 0
        self._dragging = False
        self._breakpoints: tuple[Breakpoint, ...] = ()
        self._bookmarks: tuple[int, ...] = ()
        self._chips: tuple[object, QPixmap] | None = None  # as painted last, and for what
        self._loss: tuple[object, QPixmap] | None = None

    # ---- what it shows -----------------------------------------------------------------------

    def set_timeline(self, timeline: Timeline) -> None:
        """Show another run."""
        self._timeline = timeline
        self._step = None
        self._end = 0
        self.retranslate()

    def show_step(self, step: Step) -> None:
        """Mark where one is."""
        self._step = step
        self.update()

    def set_breakpoints(self, breakpoints: Sequence[Breakpoint]) -> None:
        """Mark where playing stops."""
        self._breakpoints = tuple(breakpoints)
        self.update()

    def set_bookmarks(self, steps: Sequence[int]) -> None:
        """Put a flag at each of these micro-steps, which a click goes to."""
        self._bookmarks = tuple(steps)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change colours and type sizes."""
        self.theme = theme
        self._measure()
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        """Set the words in the chips."""
        words = {"batch": self.tr("batch"), "loss": self.tr("loss"), "clip": self.tr("clip")}
        problem = self._timeline.problem if self._timeline else None
        micros = [] if problem is None else self._micros()
        self._labels = [chip_label(micro, words) for micro in micros]
        self._measure()
        self.update()

    def _micros(self) -> list:  # type: ignore[type-arg]
        assert self._timeline is not None
        problem = self._timeline.problem
        return [problem.micro_step(i) for i in range(problem.steps_per_iteration)]

    def _measure(self) -> None:
        self._widths = chip_widths(self._labels, self.theme)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(600, round(HEIGHT * self.theme.font_scale + MARGIN))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())

    # ---- where things are --------------------------------------------------------------------

    def chip_area(self) -> list[QRectF]:
        """Where each micro-step's chip stands."""
        if self._step is None or not self._widths:
            return []
        height = HEIGHT * self.theme.font_scale
        area = QRectF(
            MARGIN, (self.height() - height) / 2, self.width() * CHIPS_SHARE - MARGIN, height
        )
        return chip_rects(area, self._widths, self._step.position)

    def track_area(self) -> QRectF:
        """Where the scrubber is."""
        chips = self.chip_area()
        left = (chips[-1].right() if chips else 0.0) + 2 * MARGIN
        height = HEIGHT * self.theme.font_scale
        room = 8.0 * len(str(self._end)) * self.theme.font_scale + MARGIN
        width = max(40.0, self.width() - left - room - MARGIN)
        return QRectF(left, (self.height() - height) / 2, width, height)

    def bar(self) -> QRectF:
        """Where the scrubber's bar is."""
        return track_bar(self.track_area(), self.theme.font_scale)

    def flags(self) -> list[tuple[int, QRectF]]:
        """The bookmarks on the scrubber, and where their flags are."""
        track, area = self.track(), self.track_area()
        if track is None or self._timeline is None:
            return []
        per, scale = self._timeline.steps_per_iteration, self.theme.font_scale
        return [
            (step, track_flag(area, track, step / per, scale))
            for step in self._bookmarks
            if track.first <= step / per <= track.end
        ]

    def track(self) -> Track | None:
        """What the scrubber shows."""
        if self._timeline is None or self._step is None:
            return None
        timeline, history = self._timeline, self._timeline.history
        training = timeline.problem.experiment.training
        planned = training.epochs * timeline.problem.iterations_per_epoch
        if not (self._dragging and self._end):  # a scale that moved under the mouse would run away
            self._end = track_end(max(timeline.head, self._step.iteration + 1), planned)
        return Track(
            first=timeline.first_iteration,
            end=max(self._end, timeline.first_iteration + 1),
            head=timeline.head,
            iteration=self._step.iteration,
            iterations=history.iterations,
            loss=history.loss,
        )

    # ---- Qt ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        track = self.track()
        if track is None or self._step is None:
            return
        painter = QPainter(self)
        step = self._step
        area = self.track_area()
        self._paint_chips(painter, area.left())
        paint_chip_stops(painter, self._stopped_chips(), self.theme)
        bar = self.bar()
        curve = QRectF(bar.left(), area.top(), bar.width(), bar.top() - area.top())
        self._paint_loss(painter, curve, track)
        paint_track(painter, area, track, self.theme.phase_color(step.micro.direction), self.theme)
        paint_track_stops(painter, area, track, self._stopped_iterations(), self.theme)
        self._paint_flags(painter)
        painter.setFont(self.theme.font(12))
        painter.setPen(self.theme.color("muted"))
        beside = QRectF(area.right() + 4, area.top(), self.width() - area.right(), area.height())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.drawText(beside, flags, str(track.end))
        painter.end()

    def _paint_flags(self, painter: QPainter) -> None:
        """The bookmarks on the scrubber, and those of this iteration on its chips."""
        assert self._step is not None
        for _, flag in self.flags():
            paint_flag(painter, flag, self.bar().top(), self.theme)
        start = self._step.index - self._step.position
        for place, rect in enumerate(self.chip_area()):
            if start + place in self._bookmarks:
                flag = chip_flag(rect, self.theme.font_scale)
                paint_flag(painter, flag, flag.bottom(), self.theme)

    def _paint_chips(self, painter: QPainter, right: float) -> None:
        """The chips, kept as a picture: at full speed one always sees the same micro-step."""
        assert self._step is not None
        at, ratio = self._step.position, self.devicePixelRatioF()
        key = (at, ratio, self.width(), self.height(), self.theme, tuple(self._labels))
        if self._chips is None or self._chips[0] != key:
            pixmap = self._blank(right, ratio)
            inner = QPainter(pixmap)
            paint_chips(inner, self.chip_area(), self._micros(), self._labels, at, self.theme)
            inner.end()
            self._chips = key, pixmap
        painter.drawPixmap(0, 0, self._chips[1])

    def _paint_loss(self, painter: QPainter, area: QRectF, track: Track) -> None:
        """The loss curve, kept until it has another point."""
        ratio = self.devicePixelRatioF()
        key = (track.first, track.end, len(track.loss), ratio, area, self.theme, self._timeline)
        if self._loss is None or self._loss[0] != key:
            pixmap = self._blank(self.width(), ratio)
            inner = QPainter(pixmap)
            paint_loss(inner, area, track, self.theme)
            inner.end()
            self._loss = key, pixmap
        painter.drawPixmap(0, 0, self._loss[1])

    def _blank(self, width: float, ratio: float) -> QPixmap:
        pixmap = QPixmap(round(width * ratio), round(self.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        return pixmap

    def _stopped_chips(self) -> list[QRectF]:
        """The chips of micro-steps at which playing stops."""
        wanted = [b.settings for b in self._breakpoints if b.kind == "micro_step"]
        if not wanted:
            return []
        return [
            rect
            for rect, micro in zip(self.chip_area(), self._micros(), strict=True)
            if any(w["phase"] == micro.phase and w["layer"] in (0, micro.layer) for w in wanted)
        ]

    def _stopped_iterations(self) -> list[int]:
        """The iterations at whose start playing stops."""
        assert self._timeline is not None
        epoch = self._timeline.problem.iterations_per_epoch
        length = {"iteration": 1, "epoch": epoch}
        return [
            b.settings["number"] * length[b.kind] for b in self._breakpoints if b.kind in length
        ]

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu_at(event.pos().toPointF())
        if menu is not None:
            menu.popup(event.globalPos())

    def menu_at(self, at: QPointF) -> QMenu | None:
        """What can be done with the micro-step or iteration under the mouse."""
        track, chip = self.track(), self._chip_at(at)
        if track is None or self._step is None:
            return None
        problem, per = self._step.problem, self._step.problem.steps_per_iteration
        if chip is not None:
            micro = self._micros()[chip]
            found = breakpoint_for(problem, "micro_step", phase=micro.phase, layer=micro.layer)
            target = self._step.iteration * per + chip
            texts = self.tr("Stop here when playing"), self.tr("Do not stop here any more")
            run = self.tr("Run to this micro-step")
        elif self.track_area().adjusted(-10, -10, 10, 10).contains(at):
            iteration = track_iteration(self.bar(), track, at.x())
            found = breakpoint_for(problem, "iteration", number=iteration)
            target = iteration * per
            texts = (
                self.tr("Stop at iteration {n} when playing").format(n=iteration),
                self.tr("Do not stop at iteration {n} any more").format(n=iteration),
            )
            run = self.tr("Run to iteration {n}").format(n=iteration)
        else:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        to_run = menu.addAction(run, lambda: self.run_chosen.emit(target))
        to_run.setObjectName("run_to_cursor")
        to_run.setEnabled(target > self._step.index)
        stop = menu.addAction(
            texts[found in self._breakpoints], lambda: self.breakpoint_toggled.emit(found)
        )
        stop.setObjectName("toggle_breakpoint")
        return menu

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._step is None:
            return
        chip = self._chip_at(event.position())
        if chip is not None:
            per = self._step.problem.steps_per_iteration
            self.position_chosen.emit(self._step.iteration * per + chip)
        elif (bookmark := self._bookmark_at(event.position())) is not None:
            self.position_chosen.emit(bookmark)
        elif self.track_area().adjusted(-10, -10, 10, 10).contains(event.position()):
            self._dragging = True
            self._scrub(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._scrub(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().event(event)

    def _chip_at(self, at: QPointF) -> int | None:
        for i, rect in enumerate(self.chip_area()):
            if rect.adjusted(-0.5 * 4, -4, 0.5 * 4, 4).contains(at):
                return i
        return None

    def _bookmark_at(self, at: QPointF) -> int | None:
        """The bookmark under the mouse; of several the next one, then the first again."""
        assert self._step is not None
        side = REACH * self.theme.font_scale
        found = []
        for step, flag in self.flags():
            room = max(0.0, side - flag.width()) / 2
            if flag.adjusted(-room, -4, room, max(3.0, side - flag.height())).contains(at):
                found.append(step)
        return next((step for step in found if step > self._step.index), next(iter(found), None))

    def _scrub(self, event: QMouseEvent) -> None:
        """Go to the iteration under the mouse, at the same place within the iteration."""
        track = self.track()
        if track is None or self._step is None:
            return
        iteration = track_iteration(self.bar(), track, event.position().x())
        if iteration != self._step.iteration:
            per = self._step.problem.steps_per_iteration
            self.position_chosen.emit(iteration * per + self._step.position)

    def _show_tip(self, event: QHelpEvent) -> None:
        track, chip = self.track(), self._chip_at(event.pos().toPointF())
        text = ""
        if chip is not None:
            micro = self._micros()[chip]
            text = micro.code
        elif self._step is not None and (
            (bookmark := self._bookmark_at(event.pos().toPointF())) is not None
        ):
            iteration, place = divmod(bookmark, self._step.problem.steps_per_iteration)
            text = self.tr("Bookmark: iteration {n}, {step}")
            text = text.format(n=iteration, step=self._labels[place])
        elif track is not None and self.track_area().contains(event.pos().toPointF()):
            iteration = track_iteration(self.bar(), track, event.pos().x())
            text = self.tr("iteration {n}").format(n=iteration)
        QToolTip.showText(event.globalPos(), text, self)
