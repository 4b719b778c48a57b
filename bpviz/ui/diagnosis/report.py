"""All that the diagnosis has to show at a step, before it is laid out."""

from __future__ import annotations

from dataclasses import dataclass

from bpviz.core.verdicts import Verdict
from bpviz.ui.diagnosis.columns import COLUMNS, Column, written
from bpviz.ui.diagnosis.table import Row, Table
from bpviz.ui.number_format import USUAL
from bpviz.ui.texts import activation_name


@dataclass(frozen=True)
class Report:
    """The verdicts and the table; `selected` is a layer, 0 where none is.

    `digits` are those of the numbers, where there is room.
    """

    table: Table
    verdicts: tuple[Verdict, ...]
    can_die: bool
    selected: int
    digits: int = USUAL

    @property
    def activations(self) -> tuple[str, ...]:
        """The names of the activations that there are, each once."""
        return tuple(dict.fromkeys(row.activation for row in self.table.rows))

    @property
    def offered(self) -> list[Column]:
        """The columns that make sense for the network."""
        return [column for column in COLUMNS if column.field != "dead" or self.can_die]

    def tip(self, row: Row) -> str:
        """Everything about a layer, with more digits."""
        lines = [f"{row.layer} {activation_name(row.activation)}"]
        for column in self.offered:
            text = written(column, row, max(self.digits, USUAL))
            if text:
                sick = row.sick.get(column.field)
                lines.append(f"{column.name}: {text}{'' if sick is None else ' ' + sick.sign}")
        return "\n".join(lines)
