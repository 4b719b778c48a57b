"""What a picture needs is computed in small pieces, and once for a step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from PySide6.QtCore import QSize

from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.export.canvas import as_image
from bpviz.ui.export.picture import Look, fresh_views, picture_of
from bpviz.ui.registry import VIEWS
from bpviz.ui.selection import Selection
from bpviz.ui.theme import LIGHT
from bpviz.ui.view import View
from bpviz.ui.views.gradcheck import GradcheckView

HEAVY = ("gradcheck", "race", "surface", "compare")


@cache
def timeline() -> Timeline:
    """A run of ten layers."""
    found = Timeline(Problem(lesson("deep-sigmoid").experiment))
    found.advance(12)
    return found


@pytest.fixture
def view(qapp: Any, request: pytest.FixtureRequest) -> Iterator[View]:
    """The view of a name, at the end of iteration 10."""
    run = timeline()
    step = run[11 * run.steps_per_iteration - 1]
    with fresh_views([request.param], run, step, Selection(layer=1), LIGHT) as (made,):
        yield made


@pytest.mark.parametrize("view", HEAVY, indirect=True)
def test_it_is_computed_in_pieces_and_once(view: View) -> None:
    """Many pieces with growing shares; then, and once a picture was painted, nothing is left."""
    shares = list(view.picture_slices())
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] <= shares[-1] <= 1.0
    assert list(view.picture_slices()) == []
    as_image(picture_of([view], Look(QSize(320, 180), LIGHT)))
    assert list(view.picture_slices()) == []


@pytest.mark.parametrize("view", HEAVY, indirect=True)
def test_another_step_is_computed_anew(view: View) -> None:
    """What was computed for one iteration is not taken for another."""
    view.prepare_picture()
    before = as_image(picture_of([view], Look(QSize(480, 270), LIGHT)))
    run = timeline()
    view.show_step(run[1 * run.steps_per_iteration - 1])
    after = as_image(picture_of([view], Look(QSize(480, 270), LIGHT)))
    assert before != after
    view.show_step(run[11 * run.steps_per_iteration - 1])
    again = as_image(picture_of([view], Look(QSize(480, 270), LIGHT)))
    assert again == before


@pytest.mark.parametrize("view", HEAVY, indirect=True)
def test_work_that_is_given_up_does_no_harm(view: View) -> None:
    """A cancelled export leaves the view able to make the same picture later."""
    work = view.picture_slices()
    next(work)
    work.close()  # type: ignore[attr-defined]
    assert len(list(view.picture_slices())) > 0
    assert list(view.picture_slices()) == []


@pytest.mark.parametrize("view", ["gradcheck"], indirect=True)
def test_a_picture_does_not_check_the_gradient_on_screen(view: View) -> None:
    """What was made for a file alone stays off the screen until somebody asks for it there."""
    assert isinstance(view, GradcheckView)
    as_image(picture_of([view], Look(QSize(320, 180), LIGHT)))
    view.show_step(view.step)  # type: ignore[arg-type]
    assert view.shown is None


def test_other_views_need_nothing(qapp: Any) -> None:
    """Their pictures are painted at once."""
    run = timeline()
    step = run[11 * run.steps_per_iteration - 1]
    names = [name for name in VIEWS if name not in HEAVY]
    with fresh_views(names, run, step, Selection(layer=1), LIGHT) as views:
        assert [
            name for name, one in zip(names, views, strict=True) if [*one.picture_slices()]
        ] == []
