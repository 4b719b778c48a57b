"""Texts of the core in the user's language: names of registry entries and settings, errors."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bpviz.core import errors
from bpviz.core.errors import BpvizError
from bpviz.ui.mistakes.secret import kept, told_name
from bpviz.ui.names import (
    KIND_NAMES,
    NEEDS,
    activation_name,
    choice_name,
    column_name,
    direction_name,
    initializer_name,
    loss_name,
    optimizer_name,
    phase_name,
    schedule_name,
    source_name,
)
from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.settings_text import setting_help, setting_key, setting_name, zero_meaning

__all__ = [
    "activation_name",
    "choice_name",
    "column_name",
    "direction_name",
    "error_line",
    "error_text",
    "initializer_name",
    "loss_name",
    "optimizer_name",
    "phase_name",
    "schedule_name",
    "setting_help",
    "setting_key",
    "setting_name",
    "source_name",
    "zero_meaning",
]

ERROR_TEMPLATES = (
    QT_TRANSLATE_NOOP("core", 'unknown "{value}". Known: {known}'),
    QT_TRANSLATE_NOOP("core", 'unknown "{value}"; did you mean "{guess}"? Known: {known}'),
    QT_TRANSLATE_NOOP("core", "must be {expected}, got {value}"),
    QT_TRANSLATE_NOOP("core", "is missing"),
    QT_TRANSLATE_NOOP("core", "must be at least {low}, got {value}"),
    QT_TRANSLATE_NOOP("core", "must be > {low}, got {value}"),
    QT_TRANSLATE_NOOP("core", "must be at most {high}, got {value}"),
    QT_TRANSLATE_NOOP("core", "must be < {high}, got {value}"),
    QT_TRANSLATE_NOOP("core", "must be a finite number, got {value}"),
    QT_TRANSLATE_NOOP("core", "must have {expected} numbers, got {value}"),
    QT_TRANSLATE_NOOP("core", "must have shape {expected}, got {value}"),
    QT_TRANSLATE_NOOP("core", "must be {expected} for this data, got {value}"),
    QT_TRANSLATE_NOOP(
        "core", 'the loss "{loss}" needs the output activation {expected}, got "{value}"'
    ),
    QT_TRANSLATE_NOOP(
        "core",
        'the loss "{loss}" needs the output activation {expected}, got "{value}"; '
        '"{value}" goes with the loss "{partner}" and {units} output units',
    ),
    QT_TRANSLATE_NOOP(
        "core", 'must sum to 1 in each row for the loss "{loss}", row {row} sums to {value}'
    ),
    QT_TRANSLATE_NOOP(
        "core", 'must be between {low} and {high} for the loss "{loss}", got {value}'
    ),
    QT_TRANSLATE_NOOP("core", "needs at least one layer"),
    QT_TRANSLATE_NOOP("core", "leaves no training sample of {samples}"),
    QT_TRANSLATE_NOOP("core", 'must be below "{other}" ({limit}), got {value}'),
    QT_TRANSLATE_NOOP(
        "core",
        "all rows must have the same length; row {row} has {value}, the first has {expected}",
    ),
    QT_TRANSLATE_NOOP("core", "nesterov needs momentum > 0 and dampening = 0"),
    QT_TRANSLATE_NOOP("core", '"{value}" needs {expected}'),
    QT_TRANSLATE_NOOP(
        "core",
        "one iteration would hold {value} numbers; at most {high}: fewer units or smaller batches",
    ),
)
"""A copy of `bpviz.core.errors.TEMPLATES`, where Qt's tools can see it."""

FILE_TEMPLATES = (
    QT_TRANSLATE_NOOP("core", "cannot be read: {reason}"),
    QT_TRANSLATE_NOOP("core", "cannot be written: {reason}"),
    QT_TRANSLATE_NOOP("core", "is a folder, not a file"),
    QT_TRANSLATE_NOOP("core", "is larger than {limit} MB, too large for an experiment file"),
    QT_TRANSLATE_NOOP("core", "is not UTF-8 text (byte {offset}); save it as UTF-8"),
    QT_TRANSLATE_NOOP("core", "is not valid TOML: {reason}"),
    QT_TRANSLATE_NOOP("core", "is nested too deeply"),
    QT_TRANSLATE_NOOP("core", "is missing; an experiment file begins with format = {known}"),
    QT_TRANSLATE_NOOP("core", "must be {known}, got {value}"),
    QT_TRANSLATE_NOOP("core", "is {value}, made by a newer bpviz; this one reads format {known}"),
    QT_TRANSLATE_NOOP("core", "there is no such file"),
    QT_TRANSLATE_NOOP("core", "there is no such folder"),
    QT_TRANSLATE_NOOP("core", "cannot be written: no permission"),
    QT_TRANSLATE_NOOP("core", "is neither a lesson nor a file. Lessons: {known}"),
    QT_TRANSLATE_NOOP(
        "core",
        'is neither a lesson nor a file; did you mean the lesson "{guess}"? Lessons: {known}',
    ),
    QT_TRANSLATE_NOOP("core", 'must begin with a line "# Title"'),
)
"""A copy of `bpviz.files.messages.TEMPLATES`."""


def error_text(error: BpvizError) -> str:
    """What is wrong and what is allowed, translated, without the place."""
    values = {key: _shown(error, key, value) for key, value in error.values.items()}
    template = QCoreApplication.translate("core", error.template)
    return template.format(**values)


def error_line(error: BpvizError) -> str:
    """The whole line: the place as it is called in files, then `error_text`."""
    text = error_text(error)
    return f"{error.place}: {text}" if error.place else text


def _shown(error: BpvizError, key: str, value: object) -> object:
    """A value of an error as it is called on screen."""
    if key in ("loss", "partner"):
        return loss_name(str(value))
    if key == "other":
        return setting_name(str(value))
    if key == "expected" and value in (*KIND_NAMES, *NEEDS):
        return QCoreApplication.translate("core", str(value))
    if key == "value" and error.place == "training.mistake" and kept():
        return told_name("mistake", str(value))
    if error.template == errors.MISTAKE_NEEDS and key == "value":
        return choice_name("mistake", str(value))
    if error.template in (errors.WRONG_OUTPUT, errors.WRONG_OUTPUT_PAIR):
        names = str(value).split(" / ")
        return " / ".join(choice_name("activation", name) for name in names)
    if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"':
        return QCoreApplication.translate("core", '"{text}"').format(text=value[1:-1])
    return value
