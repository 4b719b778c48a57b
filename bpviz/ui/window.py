"""The window: puts the parts together and passes on what they say."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QComboBox, QToolBar, QVBoxLayout, QWidget

from bpviz.core.errors import BpvizError
from bpviz.core.experiment import Experiment
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import Lesson, lessons
from bpviz.ui import dialogs
from bpviz.ui.actions import Actions
from bpviz.ui.bookmarks import Bookmarks
from bpviz.ui.comparing import Comparing
from bpviz.ui.deck import Deck
from bpviz.ui.docks import Docks
from bpviz.ui.edge_modes import EDGE_MODES, EdgeModes, TintModes
from bpviz.ui.language import Translations
from bpviz.ui.lesson_panel import LessonPanel
from bpviz.ui.menus import Menus
from bpviz.ui.message_bar import MessageBar
from bpviz.ui.number_menu import NumberMenu
from bpviz.ui.paint.network_tint import TINT_MODES
from bpviz.ui.registry import VIEWS
from bpviz.ui.session import Session
from bpviz.ui.settings import Settings
from bpviz.ui.status import Status
from bpviz.ui.stylesheet import BASE
from bpviz.ui.texts import error_line
from bpviz.ui.theme import DARK, Theme
from bpviz.ui.timeline_strip import TimelineStrip
from bpviz.ui.transport import Transport
from bpviz.ui.window_commands import connect_commands, connect_strip, connect_view
from bpviz.ui.window_input import InputWindow
from bpviz.ui.window_look import WindowLook
from bpviz.ui.window_memory import WindowMemory, chosen_scale
from bpviz.ui.window_pace import WindowPace

if TYPE_CHECKING:
    from bpviz.ui.form import ExperimentForm

SMALLEST = QSize(960, 600)

ROOM_AFTER = 150
"""Milliseconds after the last change of size before it is judged what fits."""


class MainWindow(InputWindow):
    """The application's window.

    The network is there when it is first shown; the other parts follow one by one, in turns of
    the event loop. `complete` makes them all at once.

    Signals
    -------
    completed()
        All parts are there.
    closed()
        It goes: what works for it ends.
    """

    completed = Signal()
    closed = Signal()

    def __init__(
        self,
        experiment: Experiment,
        source: Lesson | Path | None = None,
        settings: Settings | None = None,
        translations: Translations | None = None,
    ) -> None:
        settings = settings or Settings()
        QApplication.setFont(
            DARK.scaled(chosen_scale(settings)).font(BASE)
        )  # before it is measured
        super().__init__()
        self.setObjectName("main_window")
        self.setMinimumSize(SMALLEST)
        self.settings = settings
        self.translations = translations or Translations()
        self.session = Session(experiment, source, self)
        self.player = self.session.player
        self.bookmarks = Bookmarks(self.player)
        self.memory = WindowMemory(self, self.settings)
        self.look = WindowLook(self)
        self.comparing = Comparing(self)
        self._lessons: tuple[Lesson, ...] = ()
        self._shown = False
        self._rooms = QTimer(self, singleShot=True, interval=ROOM_AFTER)
        self._rooms.timeout.connect(self._judge_room)
        self._build()
        self._connect()
        self._later: list[Callable[[], object]] = [
            self._make_form,
            *(lambda name=name: self._make_view(name) for name in VIEWS if name != "network"),
            self._list_lessons,
        ]
        self.look.set_theme(self.theme)
        self._on_timeline(self.player.timeline)
        self._on_step(self.player.step)
        self._on_source(source)
        self.retranslate()
        if not self.memory.restore(self.docks):
            self._later.insert(0, self.docks.resize)  # when the window has its size
        self.pace.restore()
        self._on_edge_mode(self.settings.choice("edge_mode", EDGE_MODES, EDGE_MODES[0]))
        self._on_tint_mode(self.settings.choice("tint_mode", TINT_MODES, TINT_MODES[0]))
        self.stage.setFocus()

    # ---- building ----------------------------------------------------------------------------

    def _build(self) -> None:
        self.actions_ = Actions(self)
        self.menus = Menus(self, self.actions_)
        self.addActions(list(self.actions_.values()))  # so that keys work without a menu bar
        self.transport = Transport(self.actions_, self.menus.lessons)
        self.strip = TimelineStrip()
        self.status = Status(self)
        self.setStatusBar(self.status)
        self._add_bar("transport", self.transport, Qt.ToolBarArea.TopToolBarArea)
        self._add_bar("timeline_bar", self.strip, Qt.ToolBarArea.BottomToolBarArea)
        self.messages = MessageBar()
        center = QWidget()
        column = QVBoxLayout(center)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.messages)
        column.addWidget(self.stage, 1)
        self.setCentralWidget(center)
        self.docks = Docks(self)
        self.docks.arrange()
        self.edge_modes, self.tint_modes = EdgeModes(self), TintModes(self)
        self.number_menu = NumberMenu("view", self)
        self.menus.add_to_view(self.edge_modes, self.tint_modes, self.number_menu)
        self.menus.add_docks(dock.toggleViewAction() for dock in self.docks.all.values())
        self.lesson_panel = LessonPanel()
        self.docks.all["lesson"].put(self.lesson_panel)
        self.lesson_panel.view_chosen.connect(self.docks.open)
        self.form: ExperimentForm | None = None
        self.deck = Deck(self.theme, self.player.timeline, self)
        self.look.set_numbers(self.settings.numbers())
        self._make_view("network")
        self.deck.views["network"].tint_menu = self.tint_modes  # type: ignore[attr-defined]

    def _add_bar(self, name: str, widget: QWidget, area: Qt.ToolBarArea) -> None:
        bar = QToolBar(self)
        bar.setObjectName(name)
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.toggleViewAction().setVisible(False)
        bar.addWidget(widget)
        self.addToolBar(area, bar)

    def _make_view(self, name: str) -> None:
        view = self.deck.make(name)
        connect_view(self, view)
        view.use_settings(self.settings)
        view.setParent(self)
        if VIEWS[name].area == "stage":
            layout = self.stage.layout()
            assert layout is not None
            layout.addWidget(view)
        else:
            dock = self.docks.all[name]
            dock.put(view)
            # Raised from behind a tab it has its place in the next turn of the event loop.
            dock.visibilityChanged.connect(lambda _: QTimer.singleShot(0, view, view.catch_up))
        view.setVisible(name != "compare")  # see Comparing

    def _make_form(self) -> None:
        from bpviz.ui.form import ExperimentForm

        self.form = ExperimentForm()
        self.form.set_theme(self.theme)
        self.form.set_experiment(self.session.experiment)
        self.form.experiment_changed.connect(self._on_edit)
        self.docks.all["experiment"].put(self.form)

    def _list_lessons(self) -> None:
        try:
            self._lessons = lessons()
        except BpvizError as error:
            self.say(error)
        self._show_lessons()

    def complete(self) -> None:
        """Make everything that is not there yet, and show the step in all of it."""
        while self._later:
            self._later.pop(0)()
        self.deck.settle()
        self.completed.emit()

    def _make_next(self) -> None:
        if self._later:
            part = self._later.pop(0)
            QTimer.singleShot(0, self, self._make_next)  # first, so that one fault stops nothing
            part()
        else:
            self.completed.emit()

    def _connect(self) -> None:
        player, session, actions = self.player, self.session, self.actions_
        player.step_changed.connect(self._on_step)
        player.timeline_changed.connect(self._on_timeline)
        player.playing_changed.connect(self._on_playing)
        player.busy_changed.connect(self.status.show_busy)
        player.stopped.connect(self.status.show_stop)
        session.refused.connect(self.say)
        session.source_changed.connect(self._on_source)
        session.experiment_changed.connect(self._on_experiment)
        session.undo.canUndoChanged.connect(actions["undo"].setEnabled)
        session.undo.canRedoChanged.connect(actions["redo"].setEnabled)
        actions["undo"].setEnabled(False)
        actions["redo"].setEnabled(False)
        connect_commands(self)
        connect_strip(self)
        self.pace = WindowPace(self)
        self.edge_modes.mode_chosen.connect(self._on_edge_mode)
        self.tint_modes.mode_chosen.connect(self._on_tint_mode)
        self.number_menu.numbers_chosen.connect(self.look.set_numbers)
        self.status.cancelled.connect(player.cancel)
        self.deck.drawn.connect(player.note_painting)
        player.views_wait = self.deck.is_behind

    # ---- what the parts say ------------------------------------------------------------------

    def _on_step(self, step: Step) -> None:
        self.deck.show_step(step)
        self.strip.show_step(step)
        self.status.show_step(step)

    def _on_timeline(self, timeline: Timeline) -> None:
        self.messages.hide()
        self.deck.set_timeline(timeline)
        self.strip.set_timeline(timeline)
        self.status.set_timeline(timeline)

    def _on_playing(self, playing: bool) -> None:
        self.actions_["play"].setChecked(playing)
        self.transport.set_playing(playing, self.theme)
        self.pace.tell()

    def _on_edit(self, experiment: Experiment) -> None:
        """The form was edited; a chosen entry gives the keys back to the stage."""
        played = self.player.playing
        here = self.actions_["apply_from_here"].isChecked()
        if self.session.apply(experiment, from_here=here) and played and not self.player.playing:
            self.status.say(self.tr("Paused: started again with the changed experiment"))
        if isinstance(QApplication.focusWidget(), QComboBox):
            self.stage.setFocus()

    def _on_experiment(self, experiment: Experiment) -> None:
        if self.form is not None:
            self.form.set_experiment(experiment)
        self._show_title()

    def _on_source(self, source: Lesson | Path | None) -> None:
        self.lesson_panel.set_lesson(source if isinstance(source, Lesson) else None)
        self.menus.mark_lesson(source.name if isinstance(source, Lesson) else None)
        self._show_title()

    def _on_edge_mode(self, mode: str) -> None:
        self.edge_modes.set_mode(mode)
        self.deck.views["network"].edge_mode = mode  # type: ignore[attr-defined]
        self.settings.keep("edge_mode", mode)

    def _on_tint_mode(self, mode: str) -> None:
        self.tint_modes.set_mode(mode)
        self.deck.views["network"].tint_mode = mode  # type: ignore[attr-defined]
        self.settings.keep("tint_mode", mode)

    def say(self, error: BpvizError) -> None:
        """Say what was refused; what was loaded stays."""
        self.messages.say(error_line(error))

    def open(self, name: str | Path) -> bool:
        """Open a lesson or a file."""
        return self.session.open(name)

    # ---- look and language -------------------------------------------------------------------

    @property
    def theme(self) -> Theme:
        """Colours and type sizes of now."""
        return self.look.theme

    def judge_room_soon(self) -> None:
        """Sizes are changing; when they have settled, judge what fits."""
        self._rooms.start()

    def _judge_room(self) -> None:
        """Give the views the rows that fit into the window as it is now."""
        self.docks.adapt(always=self.memory.presenting)

    def toggle_language(self) -> None:
        """English becomes Russian, Russian becomes English."""
        language = "en" if self.translations.language == "ru" else "ru"
        self.settings.keep("language", language)
        self.translations.use(language)  # changeEvent follows

    def retranslate(self) -> None:
        """Set all texts again."""
        language = self.translations.language
        self.actions_.retranslate()
        self.menus.retranslate()
        self.edge_modes.retranslate()
        self.tint_modes.retranslate()
        self.number_menu.retranslate()
        self.status.retranslate()
        self.lesson_panel.set_language(language)
        self._show_lessons()
        titles = {name: spec.title for name, spec in VIEWS.items()}
        titles |= {"experiment": self.tr("Experiment"), "lesson": self.tr("What to watch")}
        tips = {"float": self.tr("Move into a window of its own"), "close": self.tr("Close")}
        for name, dock in self.docks.all.items():
            dock.setWindowTitle(titles[name])
            dock.title.set_tips(tips)
        self.deck.retranslate()
        if self.form is not None:
            self.form.retranslate()
        self._show_title()

    def _show_lessons(self) -> None:
        self.menus.set_lessons(self._lessons, self.translations.language, self.open)
        source = self.session.source
        self.menus.mark_lesson(source.name if isinstance(source, Lesson) else None)

    def _show_title(self) -> None:
        source, title = self.session.source, self.session.experiment.title
        if isinstance(source, Lesson):
            title = source.title_in(self.translations.language)
        elif isinstance(source, Path):
            title = title or source.stem
        self.transport.set_title(title or self.tr("Experiment"))
        self.setWindowTitle(f"{title or self.tr('Experiment')}[*] – bpviz")
        self.setWindowModified(self.session.modified)

    # ---- Qt ----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.UpdateRequest:
            return super().event(event)
        begin = time.perf_counter()
        result = super().event(event)
        self.player.note_painting(time.perf_counter() - begin)
        return result

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._shown:
            self._shown = True
            QTimer.singleShot(0, self, self._make_next)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().isValid():
            self.judge_room_soon()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "deck"):
            self.retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not dialogs.may_close(self):
            event.ignore()
            return
        self.closed.emit()
        self.comparing.show(False)  # the layout to be remembered is the other one
        self.player.close()
        self.deck.stop()
        self._later.clear()
        self.pace.keep()
        self.memory.keep(self.docks)
        super().closeEvent(event)
