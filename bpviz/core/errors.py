"""What a user can get wrong, said in one line that names the place and what is allowed."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable

UNKNOWN = 'unknown "{value}". Known: {known}'
UNKNOWN_GUESS = 'unknown "{value}"; did you mean "{guess}"? Known: {known}'
WRONG_TYPE = "must be {expected}, got {value}"
MISSING = "is missing"
TOO_LOW = "must be at least {low}, got {value}"
TOO_LOW_OPEN = "must be > {low}, got {value}"
TOO_HIGH = "must be at most {high}, got {value}"
TOO_HIGH_OPEN = "must be < {high}, got {value}"
NOT_FINITE = "must be a finite number, got {value}"
WRONG_LENGTH = "must have {expected} numbers, got {value}"
WRONG_SHAPE = "must have shape {expected}, got {value}"
WRONG_UNITS = "must be {expected} for this data, got {value}"
WRONG_OUTPUT = 'the loss "{loss}" needs the output activation {expected}, got "{value}"'
WRONG_OUTPUT_PAIR = (
    'the loss "{loss}" needs the output activation {expected}, got "{value}"; '
    '"{value}" goes with the loss "{partner}" and {units} output units'
)
WRONG_TARGETS = 'must sum to 1 in each row for the loss "{loss}", row {row} sums to {value}'
TARGETS_RANGE = 'must be between {low} and {high} for the loss "{loss}", got {value}'
NO_LAYERS = "needs at least one layer"
NO_TRAIN_DATA = "leaves no training sample of {samples}"
LOW_ABOVE_HIGH = 'must be below "{other}" ({limit}), got {value}'
ODD_ROWS = "all rows must have the same length; row {row} has {value}, the first has {expected}"
NEED_DAMPENING = "nesterov needs momentum > 0 and dampening = 0"
MISTAKE_NEEDS = '"{value}" needs {expected}'
TOO_BIG = "one iteration would hold {value} numbers; at most {high}: fewer units or smaller batches"

TEMPLATES: tuple[str, ...] = (
    UNKNOWN,
    UNKNOWN_GUESS,
    WRONG_TYPE,
    MISSING,
    TOO_LOW,
    TOO_LOW_OPEN,
    TOO_HIGH,
    TOO_HIGH_OPEN,
    NOT_FINITE,
    WRONG_LENGTH,
    WRONG_SHAPE,
    WRONG_UNITS,
    WRONG_OUTPUT,
    WRONG_OUTPUT_PAIR,
    WRONG_TARGETS,
    TARGETS_RANGE,
    NO_LAYERS,
    NO_TRAIN_DATA,
    LOW_ABOVE_HIGH,
    ODD_ROWS,
    NEED_DAMPENING,
    MISTAKE_NEEDS,
    TOO_BIG,
)
"""Every template that the core raises, so that a translation can be complete."""


LONGEST = 80
"""Letters of a wrong value that a message repeats."""

MANY_BITS = 1000
"""A whole number of more bits than this is described: it fits neither a float nor a line."""


def brief(value: object) -> object:
    """A wrong value as a message can hold it, whatever a file contained."""
    if isinstance(value, int) and value.bit_length() > MANY_BITS:
        return f"about {'-' * (value < 0)}1e{int(value.bit_length() * math.log10(2.0))}"
    if isinstance(value, str) and len(value) > LONGEST:
        return value[: LONGEST - 1] + "…"
    return value


class BpvizError(ValueError):
    """An error that a user can act on.

    Parameters
    ----------
    place : str
        Where: ``"layers[1].activation"``; a file name may stand in front. May be empty.
    template : str
        What is wrong and what is allowed, with ``{names}`` for the values.
    **values : object
        What the names stand for.
    """

    def __init__(self, place: str, template: str, **values: object) -> None:
        self.place = place
        self.template = template
        if "value" in values:
            values["value"] = brief(values["value"])
        self.values = values
        text = template.format(**values)
        super().__init__(" ".join((f"{place}: {text}" if place else text).splitlines()))

    def within(self, outer: str) -> BpvizError:
        """The same error, its place preceded by `outer` (a file name)."""
        place = f"{outer}: {self.place}" if self.place else outer
        return type(self)(place, self.template, **self.values)


class ExperimentError(BpvizError):
    """Something in an experiment is wrong or does not fit the rest."""


def unknown_name(place: str, value: object, known: Iterable[str]) -> ExperimentError:
    """The error for a name that is not in `known`, with the nearest one offered."""
    names = list(known)
    near = difflib.get_close_matches(str(value), names, n=1)
    listed = ", ".join(names)
    if near:
        return ExperimentError(place, UNKNOWN_GUESS, value=value, guess=near[0], known=listed)
    return ExperimentError(place, UNKNOWN, value=value, known=listed)
