"""Edits by pointing: a branch with one number changed, undone and redone like any other change."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from bpviz.core.edits import ParameterEdit, SampleEdit
from bpviz.files.lessons import load_experiment
from bpviz.ui.session import Session


@pytest.fixture
def session(qapp: Any) -> Iterator[Session]:
    """The lesson `xor` at iteration 5, in the middle of the iteration."""
    session = Session(*load_experiment("xor"))
    session.player.seek(5 * session.player.per_iteration + 3)
    yield session
    session.player.close()
    session.deleteLater()


def test_a_weight_is_changed_in_a_branch(session: Session) -> None:
    """The branch begins with this iteration; all but the one weight is as it was."""
    before = session.player.step
    assert session.edit(ParameterEdit(1, 1, 2, 0.75))
    step = session.player.step
    assert (step.iteration, step.position) == (5, 0)
    changed = np.argwhere(step.W[1] != before.W_before[1])
    assert changed.tolist() == [[1, 2]]
    assert step.W[1][1, 2] == 0.75
    session.undo.undo()
    assert session.player.step.index == before.index
    assert np.array_equal(session.player.step.state.params, before.state.params)
    session.undo.redo()
    assert session.player.step.W[1][1, 2] == 0.75


def test_a_target_is_changed_in_a_branch(session: Session) -> None:
    """A sample's label becomes another one; the experiment, and its file, say so."""
    assert session.edit(SampleEdit(0, 2, 1.0))
    assert session.player.step.y[0, 0] == 1.0
    assert session.player.step.iteration == 5
    assert session.experiment.data.changes == ((0.0, 2.0, 1.0),)
    assert session.modified


def test_what_cannot_be_is_refused(session: Session) -> None:
    """A value that is no number leaves the run as it is, and says why."""
    said: list[Any] = []
    session.refused.connect(said.append)
    run = session.player.timeline
    assert not session.edit(ParameterEdit(1, 0, 0, math.nan))
    assert not session.edit(SampleEdit(0, 2, 7.0))
    assert [str(error).split(":")[0] for error in said] == [
        "layers[0].weights",
        "data.changes[0][2]",
    ]
    assert session.player.timeline is run
