"""Two to four runs beside each other: their networks, their gradients, their losses."""

from __future__ import annotations

import math
import time
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from bpviz.core.step import Step
from bpviz.ui.compare.plots import GradientPlot, LossPlot, Shown
from bpviz.ui.compare.runs import MOST, Rivals, keep_up, matching, name_of
from bpviz.ui.paint.network import paint_network
from bpviz.ui.paint.network_picture import NetworkPicture, network_picture
from bpviz.ui.view import View

SLICE = 0.010
"""Seconds of computing in one turn of the event loop, while runs catch up."""
PATIENCE = 0.3
"""Seconds between two pictures of how far they are."""
HEADER = 34.0
NAME = 22.0
"""Heights of the title's row and of the name above a network, in pixels of ordinary type."""
COLORS = {
    "dark": ("#e8eef4", "#e69f00", "#56b4e9", "#cc79a7"),
    "light": ("#1b2733", "#b87700", "#0072b2", "#a8437c"),
}
"""The run that is shown, then the others (Okabe & Ito's, darker on light ground)."""


class CompareView(View):
    """The run that is shown and others, at the same micro-step, on the same axes.

    The others have the same data and seed and one thing changed. They are computed in slices of
    the event loop; until one has caught up, its place says how far it is.
    """

    name = "compare"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rivals = Rivals()
        self._done, self._shown_at = 1.0, 0.0
        self.runs: tuple[Shown, ...] = ()
        self._pictures: dict[str, NetworkPicture] = {}
        self._edge_scale = 1.0
        self._canvas: QPixmap | None = None
        self.gradients, self.losses = GradientPlot(self), LossPlot(self)
        self.add = QToolButton(self)
        self.add.setObjectName("compare_with")
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self.add)
        self._menu.aboutToShow.connect(self._offer)
        self.add.setMenu(self._menu)
        self._turns = QTimer(self, singleShot=True)
        self._turns.timeout.connect(self._turn)
        self.setMinimumSize(300, 240)
        self.retranslate()
        self.restyle()

    # ---- what the window says ----------------------------------------------------------------

    def new_timeline(self) -> None:
        """The same contrasts of another experiment."""
        assert self.timeline is not None
        self.rivals.set_timeline(self.timeline)
        self.runs = ()

    def draw(self, step: Step) -> None:
        """Show every run at this step; those that lag behind catch up first."""
        self._done = keep_up(self.rivals.all, step.iteration, SLICE)
        self._show(step)
        if not self.settled:
            self._turns.start(0)

    def _turn(self) -> None:
        """Let the others catch up for a moment; show how far they are now and then."""
        if self.step is None:
            return
        self._done = keep_up(self.rivals.all, self.step.iteration, SLICE)
        if self._done == 1.0 or time.perf_counter() - self._shown_at > PATIENCE:
            self._show(self.step)
        if not self.settled:
            self._turns.start(0)

    @property
    def settled(self) -> bool:
        """Whether all runs are where the shown one is."""
        return all(run.step is not None for run in self.runs)

    def prepare_picture(self) -> None:
        """Have something to compare with, and let all runs catch up, now."""
        if self.step is not None:
            self.begin()
            keep_up(self.rivals.all, self.step.iteration, None)
            self._show(self.step)

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        self.gradients.set_theme(self.theme)
        self.losses.set_theme(self.theme)
        self.add.setFont(self.theme.font(12))
        self._lay_out()
        if self.step is not None:
            self._show(self.step)

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.add.setText(self.tr("Compare with…"))
        self.add.setToolTip(self.tr("Another run with the same data and seed, one thing changed"))
        self.gradients.retranslate()
        self.losses.retranslate()
        self._lay_out()
        if self.step is not None:
            self._show(self.step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden view computes nothing."""
        super().hideEvent(event)
        self._turns.stop()
        self._stale = True

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    # ---- what the user chooses -----------------------------------------------------------------

    def begin(self) -> None:
        """Have something to compare with: the first contrast, if nothing was chosen so far."""
        if not self.rivals.keys:
            for key in self.rivals.offered()[:1]:
                self.compare_with(key)

    def compare_with(self, key: str) -> None:
        """Show one more run."""
        self.rivals.add(key)
        self.refresh()

    def leave(self, key: str) -> None:
        """Show one run less."""
        self.rivals.remove(key)
        self.refresh()

    def _offer(self) -> None:
        """What can be added, and what can be taken away."""
        self._menu.clear()
        for key in self.rivals.offered():
            action = self._menu.addAction(name_of(key))
            action.setObjectName(f"compare_{key}")
            action.triggered.connect(lambda _=False, key=key: self.compare_with(key))
            action.setEnabled(len(self.rivals.keys) < MOST)
        if self.rivals.keys:
            self._menu.addSeparator()
        for key in self.rivals.keys:
            text = self.tr("Take away: {name}").format(name=name_of(key))
            action = self._menu.addAction(text)
            action.setObjectName(f"compare_leave_{key}")
            action.triggered.connect(lambda _=False, key=key: self.leave(key))

    # ---- what is shown -----------------------------------------------------------------------

    def _show(self, step: Step) -> None:
        assert self.timeline is not None
        colors = COLORS[self.theme.name]
        runs = [Shown(self.tr("this run"), colors[0], self.timeline, step)]
        for rival, color in zip(self.rivals.all, colors[1:], strict=False):
            there = rival.timeline.stored(max(step.iteration, rival.timeline.first_iteration))
            found = None if there is None else rival.timeline[matching(step, rival.timeline)]
            runs.append(Shown(name_of(rival.key), color, rival.timeline, found))
        self.runs = tuple(runs)
        self._pictures = {r.name: network_picture(r.step) for r in runs if r.step is not None}
        scales = [picture.edge_scale for picture in self._pictures.values()]
        self._edge_scale = max((scale for scale in scales if math.isfinite(scale)), default=1.0)
        self._canvas = None
        self.gradients.show_runs(self.runs)
        self.losses.show_runs(self.runs, step.iteration)
        self._shown_at = time.perf_counter()
        self.update()

    def _areas(self, rect: QRectF) -> tuple[QRectF, QRectF, QRectF]:
        """Where the networks, the gradients and the losses stand."""
        top = rect.adjusted(0, HEADER * self.theme.font_scale, 0, 0)
        networks = QRectF(top.left(), top.top(), top.width(), 0.52 * top.height())
        below = QRectF(top.left(), networks.bottom(), top.width() / 2, 0.48 * top.height())
        return networks, below, below.translated(below.width(), 0)

    def _lay_out(self) -> None:
        self._canvas = None
        _, gradients, losses = self._areas(QRectF(self.rect()))
        self.gradients.setGeometry(gradients.toRect())
        self.losses.setGeometry(losses.toRect())
        size = self.add.sizeHint()
        self.add.setGeometry(self.width() - size.width() - 8, 5, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        size = (QSizeF(self.size()) * ratio).toSize()
        if self._canvas is None or self._canvas.size() != size:
            self._canvas = QPixmap(size)
            self._canvas.setDevicePixelRatio(ratio)
            inner = QPainter(self._canvas)
            self._paint(inner, QRectF(self.rect()))
            inner.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._canvas)
        painter.end()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint title, networks and plots into `rect`, all runs caught up."""
        self.prepare_picture()
        painter.fillRect(rect, self.theme.color("panel"))
        self._paint(painter, rect)
        _, gradients, losses = self._areas(rect)
        self.gradients.paint_picture(painter, gradients)
        self.losses.paint_picture(painter, losses)

    def _paint(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the title and the networks with their names."""
        theme = self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.fillRect(rect, theme.color("panel"))
        painter.setFont(theme.font(15, bold=True))
        painter.setPen(theme.color("text"))
        header = QRectF(rect.left() + 10, rect.top(), rect.width(), HEADER * theme.font_scale)
        painter.drawText(header, Qt.AlignmentFlag.AlignVCenter, self.tr("Compare"))
        if not self.runs:
            return
        networks, _, _ = self._areas(rect)
        width = networks.width() / len(self.runs)
        for i, run in enumerate(self.runs):
            left = networks.left() + i * width
            self._paint_run(painter, QRectF(left, networks.top(), width, networks.height()), run)

    def _paint_run(self, painter: QPainter, area: QRectF, run: Shown) -> None:
        theme = self.theme
        high = NAME * theme.font_scale
        name = QRectF(area.left() + 8, area.top(), area.width() - 16, high)
        painter.setFont(theme.font(13, bold=True))
        painter.setPen(theme.color("text"))
        dot = 5.0 * theme.font_scale
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(run.color))
        painter.drawEllipse(QRectF(name.left(), name.center().y() - dot, 2 * dot, 2 * dot))
        painter.restore()
        text = QRectF(name).adjusted(3 * dot, 0, 0, 0)
        metrics = QFontMetricsF(painter.font())
        shown = metrics.elidedText(run.name, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, shown)
        place = area.adjusted(4, high, -4, -2)
        picture = self._pictures.get(run.name)
        if picture is not None:
            paint_network(painter, place, replace(picture, edge_scale=self._edge_scale), theme)
            return
        painter.fillRect(place, theme.color("stage"))
        painter.setPen(theme.color("muted"))
        percent = self.tr("catching up: {percent} %").format(percent=int(100 * self._done))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, percent)
