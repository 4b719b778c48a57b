"""What is chosen, from one network to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bpviz.core import Experiment, Problem, Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.deck import Deck, clipped
from bpviz.ui.selection import Selection
from bpviz.ui.theme import DARK
from bpviz.ui.views.inspector import InspectorView
from bpviz.ui.views.network import NetworkView
from tests.ui.view_hands import last_step, run


def network(inputs: int, units: int = 3, *, bias: bool = True) -> Timeline:
    """A run with so many inputs and hidden neurons."""
    data = {"source": "inline", "inputs": [[0.1] * inputs], "targets": [[1.0]]}
    layers = [{"units": units, "use_bias": bias}, {"units": 1, "use_bias": bias}]
    return Timeline(Problem(Experiment.from_dict({"data": data, "layers": layers})))


@pytest.mark.parametrize(
    ("source", "before", "after", "found"),
    [
        (2, network(2), network(2, bias=False), None),
        (2, network(2), network(4), 4),
        (4, network(4), network(2), 2),
        (2, network(4), network(2), None),
        (3, network(4), network(2), None),
        (1, network(4), network(2), 1),
        (1, network(4), network(2, bias=False), 1),
    ],
)
def test_a_bias_stays_a_bias(
    source: int, before: Timeline, after: Timeline, found: int | None
) -> None:
    """In another network a bias stays a bias, a weight a weight, or none is chosen any more."""
    assert clipped(Selection(1, 1, source), after, before) == Selection(1, 1, found)


def test_what_is_chosen_exists() -> None:
    """Layer, unit, source and sample are brought into the network's range."""
    timeline = network(2)
    assert clipped(Selection(7, 9, None, 9), timeline) == Selection(2, 0)
    assert clipped(Selection(1, 0, 2), timeline) == Selection(1, 0, 2)
    assert clipped(Selection(1, 0, 3), timeline) == Selection(1, 0)
    assert clipped(Selection(0, 1, 1), timeline) == Selection(0, 1)
    assert clipped(Selection(1, 0, 2), network(2, bias=False)) == Selection(1, 0)


def test_a_chosen_bias_that_goes_away(qapp: Any) -> None:
    """The inspector shows the neuron when the bias that it showed is switched off."""
    timeline, parent = run("xor"), NetworkView()
    deck = Deck(DARK, timeline, parent)
    inspector = deck.make("inspector")
    assert isinstance(inspector, InspectorView)
    inspector.resize(900, 300)
    inspector.show()
    deck.select(Selection(1, 0, 2))
    deck.show_step(last_step(timeline, 0))
    inspector._show()
    assert inspector.subject is not None
    assert inspector.subject.kind == "parameter"
    experiment = lesson("xor").experiment
    layers = tuple(replace(layer, use_bias=False) for layer in experiment.layers)
    after = Timeline(Problem(replace(experiment, layers=layers)))
    deck.set_timeline(after)
    deck.show_step(last_step(after, 0))
    inspector._show()
    assert inspector.subject.kind == "neuron"
    deck.stop()
    inspector.close()
    for widget in (inspector, parent):
        widget.deleteLater()
