"""One description of a setting, read by files, forms, commands and tests alike."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bpviz.core import errors
from bpviz.core.errors import ExperimentError, unknown_name

Kind = Literal["bool", "int", "float", "str", "choice", "pair", "vector", "matrix"]

_KIND_NAMES: dict[Kind, str] = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "choice": "a name",
    "pair": "two numbers [first, second]",
    "vector": "a list of numbers",
    "matrix": "a list of rows of numbers",
}


@dataclass(frozen=True)
class Param:
    """A setting: its default value, its kind and what is allowed.

    `low` and `high` bound each number; they are excluded where `low_open` or `high_open` is set.
    `choices` gives the known names of a setting of kind ``"choice"``.
    """

    default: Any
    kind: Kind
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    choices: Callable[[], Sequence[str]] | None = None

    def check(self, place: str, value: Any) -> Any:
        """`value` as the kind stores it.

        Raises
        ------
        ExperimentError
            Wrong type, out of range or an unknown name; the message names `place`.
        """
        if value is None and self.default is None:
            return None
        if self.kind == "bool":
            if isinstance(value, bool):
                return value
        elif self.kind == "str":
            if isinstance(value, str):
                return value
        elif self.kind == "choice":
            if isinstance(value, str):
                return self._known(place, value)
        elif self.kind in ("int", "float"):
            return self._number(place, value)
        elif self.kind == "pair":
            return self._vector(place, value, length=2)
        elif self.kind == "vector":
            return self._vector(place, value)
        else:
            return self._matrix(place, value)
        raise self._wrong_type(place, value)

    def _wrong_type(self, place: str, value: Any) -> ExperimentError:
        shown = value if isinstance(value, str | int | float) else type(value).__name__
        if isinstance(value, str):
            shown = f'"{errors.brief(value)}"'
        return ExperimentError(
            place, errors.WRONG_TYPE, expected=_KIND_NAMES[self.kind], value=shown
        )

    def _known(self, place: str, value: str) -> str:
        known = self.choices() if self.choices else ()
        if value not in known:
            raise unknown_name(place, value, known)
        return value

    def _number(self, place: str, value: Any) -> int | float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong_type(place, value)
        if self.kind == "int" and not isinstance(value, int):
            raise self._wrong_type(place, value)
        too_large = isinstance(value, int) and value.bit_length() > errors.MANY_BITS
        if too_large or not math.isfinite(value):
            raise ExperimentError(place, errors.NOT_FINITE, value=value)
        if value < self.low:
            template = errors.TOO_LOW_OPEN if self.low_open else errors.TOO_LOW
            raise ExperimentError(place, template, low=f"{self.low:g}", value=value)
        if value == self.low and self.low_open:
            raise ExperimentError(place, errors.TOO_LOW_OPEN, low=f"{self.low:g}", value=value)
        if value > self.high:
            template = errors.TOO_HIGH_OPEN if self.high_open else errors.TOO_HIGH
            raise ExperimentError(place, template, high=f"{self.high:g}", value=value)
        if value == self.high and self.high_open:
            raise ExperimentError(place, errors.TOO_HIGH_OPEN, high=f"{self.high:g}", value=value)
        return value if self.kind == "int" else float(value)

    def _vector(self, place: str, value: Any, length: int | None = None) -> tuple[int | float, ...]:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self._wrong_type(place, value)
        if length is not None and len(value) != length:
            raise ExperimentError(place, errors.WRONG_LENGTH, expected=length, value=len(value))
        number = Param(0.0, "float", self.low, self.high, self.low_open, self.high_open)
        return tuple(number.check(f"{place}[{i}]", v) for i, v in enumerate(value))

    def _matrix(self, place: str, value: Any) -> tuple[tuple[int | float, ...], ...]:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self._wrong_type(place, value)
        rows = tuple(self._vector(f"{place}[{i}]", row) for i, row in enumerate(value))
        for i, row in enumerate(rows):
            if len(row) != len(rows[0]):
                raise ExperimentError(
                    place, errors.ODD_ROWS, row=i, value=len(row), expected=len(rows[0])
                )
        return rows


Params = Mapping[str, Param]


def setting(default: Any, kind: Kind, **limits: Any) -> Any:
    """A dataclass field that carries its `Param` as metadata."""
    return field(default=default, metadata={"param": Param(default, kind, **limits)})


def defaults(params: Params) -> dict[str, Any]:
    """The default value of every setting in `params`."""
    return {name: param.default for name, param in params.items()}
