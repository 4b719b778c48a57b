"""The experiment as a form: what a lecturer changes first on top, the rest one click away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import Experiment
from bpviz.ui.draft import Draft, LayerTable
from bpviz.ui.fields import ChoiceBox, NumberEdit
from bpviz.ui.form_layers import LayersPart
from bpviz.ui.form_parts import ELSEWHERE, PARTS
from bpviz.ui.form_rows import Cell, Fold, SettingRow, discard, label_width, word_width
from bpviz.ui.form_style import form_style
from bpviz.ui.texts import error_line, error_text
from bpviz.ui.theme import DARK, Theme

GUESSED = "training.mistake"
"""What the form keeps to itself while it is to be guessed."""

DELAY = 300
"""Milliseconds after the last key before what was typed is judged."""


class ExperimentForm(QWidget):
    """Edits an experiment. What is wrong is refused where it stands; what was valid stays.

    Signals
    -------
    experiment_changed(Experiment)
        The form holds another valid experiment: at once after a choice, 0.3 s after typing.
    """

    experiment_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("experiment_form")
        self._experiment = Experiment()
        self._draft = Draft(self._experiment)
        self._rows: dict[str, SettingRow] = {}
        self._secret = False
        self._theme = DARK
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self._judge)
        self._build()
        self.set_theme(DARK)
        self.retranslate()

    # ---- what the window uses ----------------------------------------------------------------

    @property
    def experiment(self) -> Experiment:
        """The last valid experiment."""
        return self._experiment

    @property
    def is_valid(self) -> bool:
        """Whether the form shows the experiment in force, and nothing else."""
        return self._banner.isHidden() and not self._timer.isActive()

    def set_experiment(self, experiment: Experiment) -> None:
        """Fill the form, without a signal. The experiment in force leaves typing undisturbed."""
        if experiment == self._experiment and self.is_valid:
            return
        if experiment == self._experiment and self._timer.isActive():
            return
        self._timer.stop()
        self._experiment = experiment
        self._draft = Draft(experiment)
        self._show_problems([])
        self._sync()

    def set_secret(self, secret: bool) -> None:
        """Keep to itself which mistake the experiment has, or show it again."""
        self._secret = secret
        self._sync()

    def revert(self) -> None:
        """Show the experiment in force again, whatever was typed."""
        self._timer.stop()
        self._draft = Draft(self._experiment)
        self._show_problems([])
        self._sync()

    def set_theme(self, theme: Theme) -> None:
        """Change colours and sizes."""
        self._theme = theme
        self.setStyleSheet(form_style(theme))
        self._align()

    def retranslate(self) -> None:
        """Set every text again, after the language changed."""
        for part in PARTS:
            self._folds[part.name].set_title(QCoreApplication.translate("Form", part.title))
        for row in self._rows.values():
            row.retranslate()
        self._layers.retranslate()
        for name in self._more:
            self._title_more(name)
        self._revert.setText(self.tr("Take back"))
        self._revert.setToolTip(self.tr("Show the experiment that is running"))
        self._sync()
        if not self._banner.isHidden():
            self._show_problems(self._draft.judge()[1])

    def sizeHint(self) -> QSize:
        scale = self._theme.font_scale
        return QSize(round(280 * scale), round(600 * scale))

    def minimumSizeHint(self) -> QSize:
        scale = self._theme.font_scale
        return QSize(round(220 * scale), round(160 * scale))

    # ---- building ----------------------------------------------------------------------------

    def _build(self) -> None:
        self._folds: dict[str, Fold] = {}
        self._more: dict[str, Fold] = {}
        content = QWidget()
        content.setObjectName("form_content")
        column = QVBoxLayout(content)
        column.setContentsMargins(9, 8, 4, 12)
        column.setSpacing(14)
        for part in PARTS:
            fold = Fold(f"section_{part.name}", content, is_open=True, role="heading")
            fold.folded.connect(self._align)
            self._folds[part.name] = fold
            column.addWidget(fold)
            if part.more:
                self._more[part.name] = Fold(
                    f"more_{part.name}", fold.body, is_open=False, role="more"
                )
        for more in self._more.values():
            more.folded.connect(self._align)
        column.addStretch(1)
        self._layers = LayersPart(self._draft, self._changed, self.revert, self._folds["layers"])
        self._layers.altered.connect(self._on_altered)
        self._layers.unfolded.connect(self._align)
        self.area = QScrollArea(self)
        self.area.setObjectName("form_scroll")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(content)
        self.area.viewport().installEventFilter(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addWidget(self._build_banner())

    def _build_banner(self) -> QFrame:
        """What stands below the form while it does not show the experiment in force."""
        self._banner = QFrame(self)
        self._banner.setObjectName("form_banner")
        self._banner.hide()
        self._message = QLabel(self._banner)
        self._message.setObjectName("form_message")
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._revert = QPushButton(self._banner)
        self._revert.setObjectName("form_revert")
        self._revert.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._revert.clicked.connect(self.revert)
        row = QHBoxLayout(self._banner)
        row.setContentsMargins(12, 6, 10, 6)
        row.addWidget(self._message, 1)
        row.addWidget(self._revert)
        return self._banner

    # ---- the draft on screen -----------------------------------------------------------------

    def _sync(self) -> None:
        """Show the draft: make the fields that it needs, remove those it no longer has."""
        shown: set[str] = set()
        for part in PARTS:
            fold = self._folds[part.name]
            if part.name == "layers":
                self._layers.show_draft(self._draft)
                continue
            first = self._expand(part.first)
            rest = [place for place in self._expand(part.more) if place not in first]
            shown.update(first, rest)
            rows: list[QWidget] = [self._row(place) for place in first]
            if part.name in self._more:
                self._more[part.name].set_rows([self._row(place) for place in rest])
                rows.append(self._more[part.name])
            fold.set_rows(rows)
        for place in [place for place in self._rows if place not in shown]:
            discard(self._rows.pop(place))
        for place, row in self._rows.items():
            row.cell.field.set_value(self._draft.get(place))
            row.setVisible(not (self._secret and place == GUESSED))
        self._offer_inline()
        for name in self._more:
            self._title_more(name)
        self._align()
        self._order_keys()

    def _expand(self, places: Sequence[str]) -> list[str]:
        """The places that there are now, in order; a star gives what the choice adds."""
        found: list[str] = []
        for place in places:
            section, _, key = place.rpartition(".")
            if place == "seed":
                found.append(place)
            elif key == "*":
                found += [f"{section}.{name}" for name in self._draft.sections[section].chosen]
            elif key in self._draft.sections[section].params:
                found.append(place)
        return list(dict.fromkeys(found))

    def _row(self, place: str) -> SettingRow:
        param = self._draft.param(place)
        row = self._rows.get(place)
        if row is not None and row.kind != param.kind:
            discard(self._rows.pop(place))
            row = None
        if row is None:
            row = SettingRow(place, param, self._changed, self.revert, self)
            self._rows[place] = row
        if isinstance(row.cell.field, NumberEdit):
            row.cell.field.param = param
        return row

    def _offer_inline(self) -> None:
        """A table can be chosen only where the experiment brought one."""
        data = self._draft.sections["data"]
        has_table = data.values["source"] == "inline" or data.remembers("inline")
        tip = "" if has_table else self.tr("Open an experiment file that has a table")
        field = self._rows["data.source"].cell.field
        assert isinstance(field, ChoiceBox)
        field.set_available("inline", has_table, tip)

    def _title_more(self, name: str) -> None:
        """Say how many of the hidden settings are not as usual."""
        part = next(part for part in PARTS if part.name == name)
        first = self._expand(part.first)
        hidden = [place for place in self._expand(part.more) if place not in first]
        count = sum(not self._draft.is_default(place) for place in hidden)
        more = self.tr("More")
        title = self.tr("More ({count} set)").format(count=count) if count else more
        self._more[name].set_title(title)

    def _align(self) -> None:
        """Give all labels one width; the longest wrap rather than take too much of the line."""
        labels = [row.label for row in self._rows.values() if row.isVisibleTo(self)]
        wanted = max(map(label_width, labels), default=0)
        least = max(map(word_width, labels), default=0)
        width = min(wanted, max(round(0.4 * (self.area.viewport().width() - 18)), least))
        for row in self._rows.values():
            row.set_label_width(width)
        self._layers.set_label_width(width)

    def _order_keys(self) -> None:
        """Let Tab go through the form from top to bottom."""
        before: QWidget | None = None
        for cell in self._cells_in_order():
            for control in cell.field.controls():
                if before is not None:
                    QWidget.setTabOrder(before, control)
                before = control

    def _cells_in_order(self) -> Iterator[Cell]:
        for part in PARTS:
            if part.name == "layers":
                yield from self._layers.cells()
            for place in dict.fromkeys((*self._expand(part.first), *self._expand(part.more))):
                yield self._rows[place].cell

    # ---- what the user does ------------------------------------------------------------------

    def _changed(self, cell: Cell, typing: bool) -> None:
        """A field changed; more typing may follow."""
        value, place = cell.value(), cell.place
        if value != self._draft.get(place) or type(value) is not type(self._draft.get(place)):
            self._draft.set(place, value)
            table, key = self._draft.table(place) if place != "seed" else (None, "")
            if isinstance(table, LayerTable) and key == "init":
                table.use_given = False
        elif not self._timer.isActive():
            return
        if typing:
            self._timer.start()
            return
        self._sync()
        self._judge()

    def _on_altered(self) -> None:
        """Layers came, went or changed places."""
        self._sync()
        self._judge()

    def _judge(self) -> None:
        """Pass a valid experiment on; say what is wrong with another."""
        self._timer.stop()
        experiment, problems = self._draft.judge()
        self._show_problems(problems)
        self._layers.show_draft(self._draft)
        for name in self._more:
            self._title_more(name)
        if experiment is not None and experiment != self._experiment:
            self._experiment = experiment
            self.experiment_changed.emit(experiment)

    def _show_problems(self, problems: Sequence[ExperimentError]) -> None:
        texts: dict[str, str] = {}
        lost = []
        for problem in problems:
            cell = self._find(problem.place)
            if cell is None:
                lost.append(error_line(problem))
            else:
                texts.setdefault(cell.place, error_text(problem))
        for cell in [*(row.cell for row in self._rows.values()), *self._layers.cells()]:
            cell.set_problem(texts.get(cell.place, ""))
        message = self.tr("Not applied yet: see the red field.") if problems else ""
        self._message.setText("\n".join(lost) or message)
        self._banner.setVisible(bool(problems))
        if problems:
            QTimer.singleShot(0, self, self._show_typed)

    def _show_typed(self) -> None:
        """Keep the row that is being typed in readable above what has appeared below."""
        for row in self._rows.values():
            if any(control.hasFocus() for control in row.cell.field.controls()):
                self.area.ensureWidgetVisible(row, 0, 6)

    def _find(self, place: str) -> Cell | None:
        """The cell where an error is shown; what hides it opens."""
        if place.endswith("]"):
            place = place.rpartition("[")[0]
        if place not in self._rows:
            place = ELSEWHERE.get(place, place)
        if place.startswith("layers["):
            self._folds["layers"].set_open(True)
            return self._layers.find(place)
        row = self._rows.get(place)
        if row is None:
            return None
        for part in PARTS:
            if place in self._expand(part.first):
                self._folds[part.name].set_open(True)
                return row.cell
            if place in self._expand(part.more):
                self._folds[part.name].set_open(True)
                self._more[part.name].set_open(True)
        return row.cell

    # ---- size --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Align the labels anew when the visible width changes."""
        if event.type() == QEvent.Type.Resize:
            self._align()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._align()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
