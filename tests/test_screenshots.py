"""The script that makes pictures to look at: which it makes."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from bpviz.files.lessons import lesson_names
from bpviz.ui.registry import VIEWS

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module; the platform that it asks for is forgotten again."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.syspath_prepend(SCRIPTS)
    return importlib.import_module("screenshots")


def test_every_lesson_has_its_moment_and_views_that_exist(script: ModuleType) -> None:
    """The one table names all lessons, and nothing but views."""
    assert set(script.MOMENTS) == set(lesson_names())
    for moment in script.MOMENTS.values():
        assert moment.views
        assert set(moment.views) <= set(VIEWS)


def test_windows_of_all_lessons_but_only_the_views_that_they_are_about(script: ModuleType) -> None:
    """A lesson has a window of each size, theme and language, and its views; parts choose."""
    names = [name for name, *_ in script.pictures([], ["ravine"])]
    assert len(names) == 2 * 2 * (3 + 2)
    assert len(set(names)) == len(names)
    assert {name for name in names if "-window-" in name and "dark-en" in name} == {
        "ravine-window-1280x720-dark-en",
        "ravine-window-1920x1080-dark-en",
    }
    assert [name for name, *_ in script.pictures(["race", "light-ru"], ["optimizer-race"])] == [
        "optimizer-race-race-light-ru",
        "optimizer-race-window-1280x720-light-ru",
        "optimizer-race-window-1920x1080-light-ru",
        "optimizer-race-presenter-light-ru",
    ]


def test_an_unknown_lesson_is_refused(
    script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message names the lessons that there are."""
    with pytest.raises(SystemExit):
        script.main(["--lessons", "xor,nothing"])
    assert 'unknown "nothing"; known: xor, scores' in capsys.readouterr().err
