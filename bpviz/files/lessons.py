"""Lessons: an experiment with a few words on what to watch, in each language.

A lesson is a folder ``resources/lessons/NN-name`` with ``experiment.toml``, ``en.md`` and
``ru.md``; adding one is adding a folder. The texts are Markdown; their first line is ``# Title``.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import Experiment
from bpviz.files import messages
from bpviz.files.experiment_file import read_experiment
from bpviz.resources import resource_path

LANGUAGES = ("en", "ru")
"""The languages in which each lesson has a text; the first stands in where one is missing."""

_FOLDER = re.compile(r"\d+-(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)")


@dataclass(frozen=True)
class Lesson:
    """A lesson that is built in.

    `title` and `text` are by language; the text is Markdown without its title line.
    """

    name: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    path: Path
    experiment: Experiment

    def title_in(self, language: str) -> str:
        """The title in `language`, or in English."""
        return self.title.get(language, self.title[LANGUAGES[0]])

    def text_in(self, language: str) -> str:
        """The text in `language`, or in English."""
        return self.text.get(language, self.text[LANGUAGES[0]])


def lesson_names() -> tuple[str, ...]:
    """The names of all lessons, in the order of their folders' numbers."""
    return tuple(_folders())


def lessons() -> tuple[Lesson, ...]:
    """All lessons, in the order of their folders' numbers."""
    return tuple(_load(name, folder) for name, folder in _folders().items())


def lesson(name: str) -> Lesson:
    """The lesson called `name`.

    Raises
    ------
    ExperimentError
        No lesson is called so; the message names those there are.
    """
    folders = _folders()
    if name not in folders:
        raise _unknown(name)
    return _load(name, folders[name])


def load_experiment(name_or_path: str | os.PathLike[str]) -> tuple[Experiment, Lesson | Path]:
    """Read what a user asks for by one word: a lesson's name or an experiment file's path.

    A lesson's name wins; ``./xor`` is the file.

    Returns
    -------
    experiment : Experiment
    source : Lesson or Path
        Where it came from.

    Raises
    ------
    ExperimentError
        There is neither, or the file is wrong.
    """
    name = os.fspath(name_or_path)
    if name in _folders():
        found = lesson(name)
        return found.experiment, found
    path = Path(name)
    if not os.path.lexists(name) and not path.suffix and path.name == name:
        raise _unknown(name)
    return read_experiment(path), path


def _folders() -> dict[str, Path]:
    """Name → folder, in order."""
    root = resource_path("lessons")
    found = {}
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        match = _FOLDER.fullmatch(folder.name)
        if match and folder.is_dir():
            found[match["name"]] = folder
    return found


def _load(name: str, folder: Path) -> Lesson:
    title, text = {}, {}
    for language in LANGUAGES:
        title[language], text[language] = _read_text(folder / f"{language}.md")
    path = folder / "experiment.toml"
    return Lesson(name, title, text, path, read_experiment(path))


def _read_text(path: Path) -> tuple[str, str]:
    """The title and the rest of a lesson's text."""
    place = f"{path.parent.name}/{path.name}"
    try:
        whole = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise ExperimentError(place, messages.CANNOT_READ, reason=error) from error
    first, _, rest = whole.partition("\n")
    if not first.startswith("# ") or not first[2:].strip():
        raise ExperimentError(place, messages.NO_TITLE)
    return first[2:].strip(), rest.strip() + "\n"


def _unknown(name: str) -> ExperimentError:
    known, name = lesson_names(), name or '""'
    near = difflib.get_close_matches(name.lower(), known, n=1)
    listed = ", ".join(known)
    if near:
        return ExperimentError(name, messages.NO_EXPERIMENT_GUESS, guess=near[0], known=listed)
    return ExperimentError(name, messages.NO_EXPERIMENT, known=listed)
