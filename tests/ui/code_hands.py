"""What the tests of the code view and of its words share."""

from __future__ import annotations

from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from tests.mistake_hands import network
from tests.ui.view_hands import run

NETWORKS = ["xor", "mazur", "overfitting", "clipping", "deep-relu-he", "dropout"]


def timeline_of(name: str) -> Timeline:
    """A lesson's run, or one with dropout, small batches and a rate that falls."""
    if name != "dropout":
        return run(name)
    return Timeline(
        Problem(
            network(
                layer={"dropout": 0.3},
                optimizer={"name": "rmsprop", "learning_rate": 0.01},
                regularization={"l2": 0.01},
                training={"batch_size": 2, "schedule": "step"},
            )
        )
    )
