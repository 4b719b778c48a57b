"""Two to four runs beside each other: networks, gradients, activations, losses, loss surface."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QFontMetricsF, QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.compare.chase import Chase, Turns
from bpviz.ui.compare.layout import HEADER, areas
from bpviz.ui.compare.naming import names_of
from bpviz.ui.compare.pane import Pane
from bpviz.ui.compare.plots import LayerPlot, LossPlot, Shown
from bpviz.ui.compare.runs import MOST, Key, Rivals, at, unnamed
from bpviz.ui.compare.surface import SharedSurface
from bpviz.ui.compare.words import Words, first_words
from bpviz.ui.paint.network_picture import NetworkPicture, network_picture
from bpviz.ui.texts import error_line
from bpviz.ui.view import View

PATIENCE = 300
"""Milliseconds that the pictures of the step before stay while a run catches up; then they say so,
and how far it is, again and again."""
LONGEST = 50
"""Characters that an entry of the menu may have."""
COLORS = {
    "dark": ("#eef2f5", "#e69f00", "#56b4e9", "#cc79a7"),
    "light": ("#b8326f", "#b87700", "#0072b2", "#1b2733"),
    "print": ("#8f0f4f", "#cf9a1c", "#2f7fc4", "#111a22"),
}
"""The run that is shown, then the others (Okabe & Ito's, darker on light ground; on paper each of
another lightness). All can be seen on a loss surface, too."""


class CompareView(View):
    """The run that is shown and others, at the same micro-step, on the same axes.

    The others have the same data and seed and one thing changed, or are other runs of the session.
    Everything is drawn in turns of the event loop, one part in each; a newer step waits until the
    parts of this one are drawn, so that all show the same. While a run catches up, the pictures of
    the step before stay for a moment; then its place says how far it is.
    """

    name = "compare"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rivals = Rivals()
        self.runs: tuple[Shown, ...] = ()
        self.panes: list[Pane] = []
        self._all_panes: list[Pane] = []
        self._wanted: Step | None = None
        self._aimed: Step | None = None
        self._since = 0.0
        self.edge_scale = 1.0
        self._described: dict[Timeline, tuple[NetworkPicture, Words]] = {}
        self.gradients, self.activations = (
            LayerPlot("gradients", self),
            LayerPlot("activations", self),
        )
        self.losses, self.surface = LossPlot(self), SharedSurface(self)
        self.add = QToolButton(self)
        self.add.setObjectName("compare_with")
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._menu = QMenu(self.add)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._offer)
        self.add.setMenu(self._menu)
        self._turns, self._chase = Turns(self), Chase(self)
        self._chase.arrived.connect(self._look, Qt.ConnectionType.QueuedConnection)
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._look)
        self.setMinimumSize(300, 240)
        self.retranslate()
        self.restyle()

    # ---- what the window says ----------------------------------------------------------------

    def new_timeline(self) -> None:
        """The same contrasts of another experiment, or the one that tells most about it."""
        assert self.timeline is not None
        self._stop()
        self.rivals.set_timeline(self.timeline)
        self.runs, self._described = (), {}

    def draw(self, step: Step) -> None:
        """Show every run at this step; those that lag behind catch up first."""
        if self.settled:
            self._since = time.perf_counter()
        self._wanted = step
        if not self._turns.busy:
            self._begin()

    @property
    def settled(self) -> bool:
        """Whether all runs are shown at the step that was shown last, but for the surface."""
        return self._wanted is None and not self._turns.busy

    @property
    def behind(self) -> bool:
        """Whether playing as fast as one can should wait for the other runs."""
        return self.in_sight and not self.settled

    def picture_slices(self) -> Iterator[float]:
        """Have something to compare with, all runs caught up and everything drawn."""
        step = self.step
        if step is None:
            return
        self.begin()
        self._stop()
        self._chase.follow(rival.timeline for rival in self.rivals.all)
        for rival in self.rivals.all:
            for _ in self._chase.slices(rival.timeline, step):
                yield 0.0
        for part in self._parts(step, on_screen=False):
            part()
        yield from self.surface.slices(self.runs, step.iteration)

    def restyle(self) -> None:
        """Colours and sizes of everything."""
        for plot in self._plots:
            plot.set_theme(self.theme)
        self.add.setFont(self.theme.font(12))
        self._lay_out()

    def retranslate(self) -> None:
        """Every text in the language of now."""
        self.add.setText(self.tr("Compare with…"))
        self.add.setToolTip(self.tr("Another run with the same data and seed, one thing changed"))
        for plot in self._plots:
            plot.retranslate()
        self._lay_out()
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden view computes nothing."""
        super().hideEvent(event)
        self._stop()
        self._chase.stop()
        self._stale = True

    def sizeHint(self) -> QSize:
        return QSize(640, 420)

    # ---- what the user chooses -----------------------------------------------------------------

    def begin(self) -> None:
        """Have something to compare with: the most telling contrast, if nothing was chosen."""
        if not self.rivals.all:
            self.rivals.begin()
            self._changed()

    def compare_with(self, key: Key) -> None:
        """Show one more run."""
        self.rivals.add(key)
        self._changed()

    def leave(self, key: Key) -> None:
        """Show one run less."""
        self.rivals.remove(key)
        self._changed()

    def _changed(self) -> None:
        """Other runs than before."""
        self._stop()
        self.refresh()

    def _offer(self) -> None:
        """What can be added, and what can be taken away."""
        self._menu.clear()
        full = len(self.rivals.all) >= MOST
        previous = None
        for place, offer in enumerate(self.rivals.offers()):
            kind = type(offer.key)
            if previous is not None and kind is not previous:
                self._menu.addSeparator()
            previous = kind
            text = f"{offer.name} ({offer.refusal})" if offer.refusal else offer.name
            action = self._action(text)
            name = offer.key if isinstance(offer.key, str) else f"run_{place}"
            action.setObjectName(f"compare_{name}")
            action.triggered.connect(lambda _=False, key=offer.key: self.compare_with(key))
            action.setEnabled(not full and not offer.refusal)
        if self.rivals.all:
            self._menu.addSeparator()
        for place, (rival, name) in enumerate(zip(self.rivals.all, self._names()[1:], strict=True)):
            text = self.tr("Take away: {name}").format(name=name)
            action = self._action(text)
            key = rival.key if isinstance(rival.key, str) else f"run_{place}"
            action.setObjectName(f"compare_leave_{key}")
            action.triggered.connect(lambda _=False, key=rival.key: self.leave(key))

    def _action(self, text: str) -> QAction:
        """An entry of the menu; the whole of a long text is its tool tip."""
        short = text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
        action = self._menu.addAction(short.replace("&", "&&"))
        action.setToolTip(text)
        return action

    # ---- turn by turn --------------------------------------------------------------------------

    def _begin(self) -> None:
        """Bring the other runs to the newest step, one after the other."""
        step = self._aimed = self._wanted
        if step is None:
            return
        runs = [rival.timeline for rival in self.rivals.all]
        self._chase.follow(runs)
        self._turns.begin([*(partial(self._chase.go, run, step) for run in runs), self._look])

    def _look(self) -> None:
        """Draw when all are there, or when that takes too long."""
        if self._turns.busy or self._wanted is None:
            return
        if self._wanted is not self._aimed:
            self._begin()
        elif self._chase.done or time.perf_counter() - self._since > PATIENCE / 1000:
            self._turns.begin([*self._parts(self._wanted), self._end])
        elif not self._patience.isActive():
            self._patience.start(PATIENCE)

    def _end(self) -> None:
        """All parts are drawn: rest, wait for who is late, or go on with a newer step."""
        self._since = time.perf_counter()
        if self._wanted is self._aimed and all(run.step is not None for run in self.runs):
            self._wanted = None
        else:
            self._look()

    def _stop(self) -> None:
        """Draw and compute nothing more."""
        self._turns.stop()
        self._patience.stop()
        self.surface.stop()
        self._wanted = self._aimed = None

    # ---- what is shown -------------------------------------------------------------------------

    def _parts(self, step: Step, *, on_screen: bool = True) -> list[Callable[[], object]]:
        """What to do to show all runs at a step; each takes a few milliseconds.

        A picture needs no networks that are drawn on screen, and computes the surface itself.
        """
        self.runs = self._shown_runs(step)
        self._match_panes()
        quickly = self.playing
        return [
            *(partial(self._describe, run) for run in self.runs),
            *(
                part
                for place, pane in enumerate(self.panes)
                for part in (
                    partial(self._fill_pane, place),
                    *((pane.draw_edges, pane.draw) if on_screen else (pane.draw_when_seen,)),
                )
            ),
            lambda: self.gradients.show_runs(self.runs),
            lambda: self.activations.show_runs(self.runs),
            lambda: self.losses.show_runs(self.runs, step.iteration),
            *(
                [lambda: self.surface.show_runs(self.runs, step.iteration, quickly=quickly)]
                if on_screen
                else []
            ),
        ]

    def _shown_runs(self, step: Step) -> tuple[Shown, ...]:
        assert self.timeline is not None
        colors, names = COLORS[self.theme.name], self._names()
        runs = [Shown(names[0], colors[0], self.timeline, step)]
        for rival, name, color in zip(self.rivals.all, names[1:], colors[1:], strict=False):
            there = self._chase.steps.get(rival.timeline)
            runs.append(Shown(name, color, rival.timeline, there))
        return tuple(runs)

    def _names(self) -> list[str]:
        """Where each run differs from the others."""
        assert self.timeline is not None
        own, *others = names_of([self.timeline, *(rival.timeline for rival in self.rivals.all)])
        return [own or self.tr("this run"), *(name or unnamed() for name in others)]

    def _match_panes(self) -> None:
        """Have as many panes as runs."""
        if len(self.panes) == len(self.runs):
            return
        while len(self._all_panes) < len(self.runs):
            self._all_panes.append(Pane(self))
        self.panes = self._all_panes[: len(self.runs)]
        self._lay_out()
        for pane in self._all_panes:
            pane.setVisible(pane in self.panes)

    def _describe(self, run: Shown) -> None:
        """Find what a run's network shows, and what is wrong with it."""
        self._described.pop(run.timeline, None)
        if run.step is not None:
            source = at(run.timeline, run.step.iteration)
            words = first_words(source, run.step, hurried=self.playing)
            self._described[run.timeline] = network_picture(run.step), words

    def _fill_pane(self, place: int) -> None:
        """Give a pane its run's network, in the colours of a scale that all networks share."""
        run = self.runs[place]
        scales = [picture.edge_scale for picture, _ in self._described.values()]
        self.edge_scale = max((scale for scale in scales if math.isfinite(scale)), default=1.0)
        picture, words = self._described.get(run.timeline, (None, Words()))
        if picture is not None:
            picture = replace(picture, edge_scale=self.edge_scale)
        title = run.name
        if place == 0 and title != self.tr("this run"):
            title = self.tr("this run: {name}").format(name=title)
        percent = int(100 * self._chase.share(run.timeline))
        waiting = self.tr("catching up: {percent} %").format(percent=percent)
        self.panes[place].set_run(run.color, title, picture, words, waiting, self.theme)

    def _lay_out(self) -> None:
        where = areas(QRectF(self.rect()), len(self.panes), self.theme.font_scale)
        for pane, area in zip(self.panes, where.panes, strict=True):
            pane.setGeometry(area.toRect())
        for part, area in zip(self._plots, where.plots, strict=True):
            part.setGeometry(area.toRect())
        size = self.add.sizeHint()
        top = max(2, round((where.header.height() - size.height()) / 2))
        self.add.setGeometry(self.width() - size.width() - 8, top, size.width(), size.height())
        self.update()

    @property
    def _plots(self) -> tuple[LayerPlot | LossPlot | SharedSurface, ...]:
        return self.gradients, self.activations, self.losses, self.surface

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        header = QRectF(0, 0, self.add.x(), HEADER * self.theme.font_scale)
        self._paint_header(painter, header)
        painter.end()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint title, networks and plots into `rect`, all runs caught up."""
        self.prepare_picture()
        painter.fillRect(rect, self.theme.color("panel"))
        where = areas(rect, len(self.panes), self.theme.font_scale)
        self._paint_header(painter, where.header)
        for pane, area in zip(self.panes, where.panes, strict=True):
            pane.paint(painter, area)
        for part, area in zip(self._plots, where.plots, strict=True):
            part.paint_picture(painter, area)

    def _paint_header(self, painter: QPainter, area: QRectF) -> None:
        """The title; beside it, why a contrast that was chosen cannot be run."""
        theme = self.theme
        painter.setFont(theme.font(15, bold=True))
        painter.setPen(theme.color("text"))
        text = area.adjusted(10, 0, -10, 0)
        title = self.tr("Compare")
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, title)
        if self.rivals.refused is not None:
            text.setLeft(text.left() + QFontMetricsF(painter.font()).horizontalAdvance(title) + 20)
            painter.setFont(theme.font(12))
            painter.setPen(theme.color("danger"))
            line, cut = error_line(self.rivals.refused), Qt.TextElideMode.ElideRight
            line = QFontMetricsF(painter.font()).elidedText(line, cut, text.width())
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, line)
