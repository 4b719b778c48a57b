from __future__ import annotations

import string
from functools import cache
from typing import Any

import numpy as np
import pytest

from bpviz.core import Experiment, Problem, Timeline
from bpviz.core.diagnosis import delta_norms, grad_norms
from bpviz.core.measures import layer_measures
from bpviz.core.symmetry import twin_counts
from bpviz.core.update_effect import update_effect
from bpviz.core.verdict_advice import for_exploding, for_vanishing
from bpviz.core.verdict_past import past
from bpviz.core.verdict_texts import ADVICE, SENTENCES, TEMPLATES, layer_list
from bpviz.core.verdicts import SEVERITY, Verdict, verdicts
from bpviz.files.lessons import lesson


def network(hidden: list[dict[str, Any]], **changed: Any) -> Experiment:
    """A network with a sigmoid output on the circle, one thing changed."""
    output = {"units": 1, "activation": "sigmoid", **changed.pop("output", {})}
    table: dict[str, Any] = {
        "seed": 1,
        "data": {"source": "circle", "samples": 100},
        "layers": [*hidden, output],
        "loss": {"name": "binary_cross_entropy"},
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
    }
    return Experiment.from_dict({**table, **changed})


def hidden(activation: str, units: int = 8, count: int = 1, **rest: Any) -> list[dict[str, Any]]:
    """Equal hidden layers."""
    return [{"units": units, "activation": activation, **rest}] * count


def lesson_with(name: str, rate: float) -> Experiment:
    """A lesson with another learning rate of plain gradient descent."""
    optimizer = {"name": "sgd", "learning_rate": rate}
    return Experiment.from_dict({**lesson(name).experiment.to_dict(), "optimizer": optimizer})


SMALL_DATA = {"source": "moons", "samples": 60, "noise": 0.4, "test_fraction": 0.5}
FAST = {"name": "adam", "learning_rate": 0.01}
RAW_SCORES = {
    "source": "inline",
    "inputs": [[0.2, 0.9], [0.1, 0.5], [0.3, 0.6]],
    "targets": [[92.0], [86.0], [89.0]],
}

CASES: dict[str, tuple[Experiment, int, set[str]]] = {
    "deep sigmoid": (lesson("deep-sigmoid").experiment, 40, {"vanishing"}),
    "small tanh": (network(hidden("tanh", 8, 10, init="normal", std=0.01)), 40, {"vanishing"}),
    "exploding, first": (lesson("exploding").experiment, 0, {"exploding"}),
    "exploding, before the end": (
        lesson("exploding").experiment, 3, {"diverging", "exploding", "step_too_large"},
    ),
    "exploding, end": (lesson("exploding").experiment, 8, {"non_finite"}),
    "steep ravine": (
        lesson_with("ravine", 0.6), 10, {"diverging", "step_too_large"},
    ),
    "dead": (
        network(hidden("relu", 8, 2, init="he_normal"),
                optimizer={"name": "sgd", "learning_rate": 3.0}), 30, {"dead_relu"},
    ),
    "saturated": (network(hidden("tanh", 8, 3, init="normal", std=5.0)), 30, {"saturated"}),
    "raw targets": (
        network(hidden("linear", 4), data=RAW_SCORES, loss={"name": "mse"}),
        100, {"saturated"},
    ),
    "constant start": (
        network(hidden("tanh", 4, 2, init="constant"), output={"init": "constant"}),
        60, {"symmetric"},
    ),
    "tiny rate": (
        network(hidden("tanh"), optimizer={"name": "sgd", "learning_rate": 1e-5}),
        40, {"step_too_small"},
    ),
    "on purpose": (
        network(hidden("tanh"), training={"mistake": "factor_two"}), 40, {"mistake"},
    ),
    "few samples": (
        network(hidden("tanh", 32, 2), data=SMALL_DATA, optimizer=FAST), 100, {"overfitting"},
    ),
    "few samples, L2": (
        network(hidden("tanh", 32, 2), data=SMALL_DATA, optimizer=FAST,
                regularization={"l2": 0.05}), 200, {"healthy"},
    ),
    "deep ReLU, He": (network(hidden("relu", 16, 10, init="he_normal")), 200, {"healthy"}),
    "deep tanh, Xavier": (network(hidden("tanh", 8, 10)), 200, {"healthy"}),
    "dropout": (
        network(hidden("relu", 16, 2, init="he_normal", dropout=0.3), optimizer=FAST,
                training={"batch_size": 10}), 400, {"healthy"},
    ),
    **{
        name: (lesson(name).experiment, 400, {"healthy"})
        for name in ("xor", "scores", "mazur", "circle", "spiral", "sine", "ravine", "saddle",
                     "two-minima")
    },
}  # fmt: skip
"""Name → experiment, iteration, and all the verdicts that there are at its end."""


def end_of(timeline: Timeline, iteration: int) -> tuple[Verdict, ...]:
    """The verdicts at the last micro-step of an iteration."""
    return verdicts(timeline, timeline[(iteration + 1) * timeline.steps_per_iteration - 1])


@cache
def found(name: str) -> tuple[Verdict, ...]:
    """The verdicts of a case."""
    experiment, iteration, _ = CASES[name]
    timeline = Timeline(Problem(experiment))
    timeline.advance(iteration + 1)
    return end_of(timeline, iteration)


def one(name: str, kind: str) -> Verdict:
    """The verdict of a kind that a case has."""
    return next(verdict for verdict in found(name) if verdict.kind == kind)


@pytest.mark.parametrize("name", CASES)
def test_each_experiment_has_its_own_verdicts_and_no_others(name: str) -> None:
    """Every kind where it should be, and nowhere else; a sentence without a gap for each."""
    assert {verdict.kind for verdict in found(name)} == CASES[name][2]
    for verdict in found(name):
        assert verdict.text
        assert "{" not in verdict.text
        assert 0 <= verdict.since_iteration <= CASES[name][1]


def test_every_kind_is_seen_once_and_missed_thrice() -> None:
    """The experiments above cover all kinds, each with at least three that do not have it."""
    kinds = {sentence.split("_slope")[0].split("_weight")[0] for sentence in SENTENCES}
    kinds -= {"non_finite_loss", "saturated_output", "no_fault"}
    for kind in kinds:
        has = [kind in expected for _, _, expected in CASES.values()]
        assert any(has)
        assert has.count(False) >= 3


def test_a_verdict_says_where_since_when_and_how_much() -> None:
    """Layers, the first iteration that has it and the numbers of the sentence."""
    vanishing = one("deep sigmoid", "vanishing")
    assert vanishing.layers == (1, 2, 3, 4, 5, 6)
    assert vanishing.since_iteration == 0
    assert vanishing.values["steepest"] == 0.25
    assert vanishing.text.startswith("Layers 1–6: the gradient has vanished since iteration 0; ")
    assert "at most 0.25 per layer" in vanishing.text
    assert "weights pass on" in one("small tanh", "vanishing").text
    bad = one("exploding, end", "non_finite")
    assert (bad.since_iteration, bad.layers, bad.values["phase"]) == (4, (2,), "linear")
    steep = one("steep ravine", "step_too_large")
    assert steep.since_iteration == 0
    assert steep.values["predicted"] < 0 < steep.values["actual"]  # type: ignore[operator]
    assert one("steep ravine", "diverging").severity == "danger"
    assert one("raw targets", "saturated").sentence is SENTENCES["saturated_output"]
    assert one("constant start", "symmetric").values == {"twins": 8, "units": 8}
    assert one("few samples", "overfitting").severity == "warning"


def test_since_is_when_it_began() -> None:
    """Units that die in the first updates are dead since then, however much later one asks."""
    timeline = Timeline(Problem(CASES["dead"][0]))
    per = timeline.steps_per_iteration
    timeline.advance(31)
    shares = timeline.history.dead >= 0.4 * 8
    began = int(np.flatnonzero(shares[:, :2].any(axis=1))[0])
    for iteration in (began, 10, 30):
        verdict = verdicts(timeline, timeline[(iteration + 1) * per - 1])
        dead = next(v for v in verdict if v.kind == "dead_relu")
        assert dead.since_iteration <= iteration
        assert shares[dead.since_iteration].any()
    assert "dead_relu" not in {v.kind for v in end_of(timeline, began - 1)}


def test_a_step_knows_nothing_of_what_comes_later() -> None:
    """Going back to before the trouble shows none of it; gradients count once all are known."""
    timeline = Timeline(Problem(lesson("exploding").experiment))
    per = timeline.steps_per_iteration
    end_of(timeline, 9)
    micros = [timeline.problem.micro_step(k) for k in range(per)]
    known = next(k for k in range(per) if (micros[k].phase, micros[k].layer) == ("gradient", 1))
    assert verdicts(timeline, timeline[known - 1]) == ()
    assert {v.kind for v in verdicts(timeline, timeline[known])} == {"exploding"}
    assert {v.kind for v in verdicts(timeline, timeline[per - 1])} == {"exploding"}
    early = [verdicts(timeline, timeline[k]) for k in range(4 * per)]
    assert all(v.kind != "non_finite" for step in early for v in step)


HUGE_STARTS = [
    ("relu", "linear", "mse", 1e80),
    ("linear", "sigmoid", "binary_cross_entropy", 1e200),
    ("leaky_relu", "linear", "huber", 1e200),
    ("gelu", "softmax", "cross_entropy", 1e200),
    ("relu", "tanh", "hinge", -1.7e308),
    ("tanh", "tanh", "half_squared_error", 1.7e308),
]


@pytest.mark.parametrize(("activation", "output", "loss", "size"), HUGE_STARTS)
def test_a_first_iteration_that_is_not_finite_is_told_at_every_step(
    activation: str, output: str, loss: str, size: float
) -> None:
    """Before anything is kept, too: non-finite from the first bad value on, exactly since 0."""
    units = 2 if output == "softmax" else 1
    first = {"units": 2, "activation": activation, "weights": [[size, -size], [size, size]]}
    last = {"units": units, "activation": output, "weights": [[size] * units, [-size] * units]}
    table = {"data": {"source": "xor"}, "layers": [first, last], "loss": {"name": loss}}
    timeline = Timeline(Problem(Experiment.from_dict(table)))
    told = 0
    for index in range(timeline.steps_per_iteration):
        step = timeline[index]
        found = [v for v in verdicts(timeline, step) if v.kind == "non_finite"]
        assert len(found) == (step.non_finite is not None)
        for verdict in found:
            assert (verdict.since_iteration, verdict.since) == (0, "0")
        told += len(found)
    assert told > timeline.steps_per_iteration // 2


def test_a_branch_goes_on_with_what_it_inherits() -> None:
    """A smaller rate from iteration 20 on does not make the gradient have vanished since then."""
    timeline = Timeline(Problem(lesson("deep-sigmoid").experiment))
    changed = lesson_with("deep-sigmoid", 0.01)
    branch = timeline.branch(20, changed)
    (verdict,) = end_of(branch, 25)
    assert (verdict.kind, verdict.since_iteration) == ("vanishing", 0)


def test_a_verdict_does_not_lag_behind_the_step() -> None:
    """Where the history keeps every eighth row only, the rows in between are the step's own."""
    timeline = Timeline(Problem(CASES["deep ReLU, He"][0]))
    per = timeline.steps_per_iteration
    timeline.advance(8000)
    rows = timeline.history
    assert int(rows.iterations[1]) == 8
    assert int(rows.measure_iterations[1]) > 8
    step = timeline[7007 * per - 1]
    seen = past(timeline, step)
    assert (seen.iterations[-2:].tolist(), seen.measure_iterations[-1]) == ([7000, 7006], 7006)
    np.testing.assert_allclose(seen.grad_norm[-1], grad_norms(step))
    np.testing.assert_allclose(seen.delta_norm[-1], delta_norms(step))
    found = layer_measures(step)
    np.testing.assert_allclose(seen.update_ratio[-1], [layer.update_ratio for layer in found])
    np.testing.assert_allclose(seen.saturated[-1], [layer.saturated for layer in found])
    effect = update_effect(step)
    assert effect is not None
    assert (seen.predicted[-1], seen.actual[-1]) == (effect.predicted, effect.actual)
    (verdict,) = verdicts(timeline, step)
    assert verdict.values["loss"] == step.loss


def test_until_its_gradients_are_known_an_iteration_speaks_of_the_one_before() -> None:
    """Mid-way the newest complete iteration counts, and rows stay in their order."""
    timeline = Timeline(Problem(CASES["deep ReLU, He"][0]))
    per = timeline.steps_per_iteration
    timeline.advance(8000)
    forward, updated = timeline[7008 * per], timeline[7009 * per - 2]
    assert past(timeline, forward).iterations[-2:].tolist() == [7000, 7007]
    assert past(timeline, updated).iterations[-3:].tolist() == [7000, 7007, 7008]
    assert past(timeline, updated).measure_iterations[-1] == 7007
    for k in (7008 * per, 7009 * per - 2):
        assert [v.text for v in verdicts(timeline, timeline[k])]


def test_copies_are_counted_by_all_their_weights() -> None:
    """Units that differ in one outgoing weight are no copies: their gradients differ."""
    table = {
        "layers": [
            {"units": 3, "activation": "tanh", "weights": [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]},
            {"units": 1, "activation": "sigmoid", "weights": [[0.5], [0.25], [0.5]]},
        ]
    }
    problem = Problem(Experiment.from_dict(table))
    assert twin_counts(problem, problem.initial_state().params) == (2, 0)


def test_sentences_are_complete() -> None:
    """Each sentence ends in a stop, and the table for the translation holds it."""
    for sentence in SENTENCES.values():
        for text in filter(None, (sentence.what, sentence.advice)):
            assert text in TEMPLATES
            assert text.endswith(".")
            assert all(name != "" for _, name, _, _ in string.Formatter().parse(text))
    plain = {"healthy", "no_fault", "mistake"}
    assert {name for name in SENTENCES if ";" not in SENTENCES[name].what} == plain
    assert all(sentence.what.count(";") <= 1 for sentence in SENTENCES.values())
    assert set(SEVERITY) <= set(SENTENCES)


@pytest.mark.parametrize(
    ("layers", "text"),
    [((3,), "3"), ((1, 2), "1, 2"), ((1, 2, 3, 6), "1–3, 6"), ((1, 3, 5), "1, 3, 5")],
)
def test_layers_are_listed_briefly(layers: tuple[int, ...], text: str) -> None:
    """Three or more in a row are a range."""
    assert layer_list(layers) == text


def test_a_loss_above_its_first_value_is_not_called_healthy() -> None:
    """Where nothing is found wrong and the loss has risen, neither word nor colour praises it."""
    timeline = Timeline(Problem(lesson("circle").experiment))
    (risen,), (fallen,) = end_of(timeline, 3), end_of(timeline, 5)
    assert (risen.kind, risen.severity) == ("healthy", "muted")
    assert risen.values["loss"] > risen.values["first"]  # type: ignore[operator]
    assert risen.text == "No fault found: the loss is 0.778, it began with 0.7."
    assert (fallen.kind, fallen.severity) == ("healthy", "good")
    assert fallen.text.startswith("Healthy: ")


def test_a_mistake_on_purpose_comes_first_and_is_not_named() -> None:
    """From the first step on and whatever else is wrong; which one it is may be a question."""
    table = lesson("dead-relu").experiment.to_dict()
    texts = set()
    for name in ("no_hidden_slope", "factor_two"):
        wrong = Experiment.from_dict({**table, "training": {"mistake": name}})
        timeline = Timeline(Problem(wrong))
        assert [v.kind for v in verdicts(timeline, timeline[0])] == ["mistake"]
        first, *rest = end_of(timeline, 12)
        assert (first.kind, first.severity) == ("mistake", "warning")
        assert "healthy" not in {v.kind for v in rest}
        texts.add(first.text)
    assert texts == {"A mistake is in the computation, on purpose."}


def advice(experiment: Experiment, kind: str) -> str:
    """What helps against a fault that is there after the first iteration."""
    found = end_of(Timeline(Problem(experiment)), 0)
    return next(v.sentence.advice for v in found if v.kind == kind)


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        ({"activation": "sigmoid"}, "relu"),
        ({"activation": "sigmoid", "init": "normal", "std": 0.01}, "relu"),
        ({"activation": "tanh", "init": "normal", "std": 0.01}, "relu_or_xavier"),
        ({"activation": "relu", "init": "xavier_normal"}, "he"),
        ({"activation": "relu", "init": "normal", "std": 0.01}, "he"),
        ({"activation": "linear", "init": "normal", "std": 0.01}, "he"),
        ({"activation": "softplus", "init": "normal", "std": 0.01}, "he"),
    ],
)
def test_what_is_advised_against_vanishing_is_not_there_already(
    layer: dict[str, Any], text: str
) -> None:
    """Thirty layers that lose the gradient are told what they do not have yet."""
    rest = {key: value for key, value in layer.items() if key != "activation"}
    deep = network(hidden(layer["activation"], 8, 30, **rest))
    assert advice(deep, "vanishing") == ADVICE[text]


def test_layers_of_relu_and_he_are_never_told_to_try_them() -> None:
    """Two units are too few for He to keep the signal up: wider ones, not what they are already."""
    told = set()
    for seed in range(12):
        narrow = network(hidden("leaky_relu", 2, 30, init="he_normal"), seed=seed)
        for found in end_of(Timeline(Problem(narrow)), 0):
            if found.kind == "vanishing":
                told.add(found.sentence.advice)
    assert told == {ADVICE["wider"]}
    problem = Problem(network(hidden("relu", 2, 5, init="he_uniform")))
    assert for_vanishing(problem, range(1, 6)) == "leaky_or_wider"


def test_what_is_advised_against_saturated_and_exploding_is_not_there_already() -> None:
    """Xavier is no help for raw inputs that it was drawn for, nor He where He explodes."""
    assert advice(lesson("unscaled").experiment, "saturated") == ADVICE["scale"]
    assert advice(lesson("unscaled").experiment, "vanishing") == ""
    assert advice(lesson("tanh-large").experiment, "saturated") == ADVICE["smaller_or_scale"]
    assert advice(lesson("exploding").experiment, "exploding") == ADVICE["smaller_start"]
    large = network(hidden("linear", 8, 20, init="he_normal"))
    problem = Problem(large)
    assert for_exploding(problem, range(1, 22)) == "smaller_rate"


def test_what_dead_units_cause_is_not_told_again() -> None:
    """Behind dead units, and right after a layer of nothing else, no gradient is said to vanish."""
    timeline = Timeline(Problem(lesson("dead-relu").experiment))
    for iteration in (9, 12, 40):
        kinds = {v.kind for v in end_of(timeline, iteration)}
        assert "dead_relu" in kinds
        assert "vanishing" not in kinds


def test_twins_that_were_parted_are_no_twins() -> None:
    """The verdict goes with the last pair of units that are alike; here dropout parts them."""
    experiment = CASES["constant start"][0]
    timeline = Timeline(Problem(experiment))
    assert "symmetric" in {v.kind for v in end_of(timeline, 0)}
    random = timeline.branch(1, network(hidden("tanh", 4, 2, dropout=0.5), output={}))
    random.advance(60)
    assert "symmetric" not in {v.kind for v in end_of(random, 59)}


@pytest.mark.parametrize("name", ["thirty-he", "deep-relu-he"])
def test_units_that_the_start_leaves_at_zero_are_no_fault(name: str) -> None:
    """In a deep healthy network half of a narrow layer may start at zero; it comes to life."""
    timeline = Timeline(Problem(lesson(name).experiment))
    end_of(timeline, 0)
    units = np.array([layer.n_out for layer in timeline.problem.layers])
    assert (timeline.history.dead[0] >= 0.4 * units).any()
    for iteration in (0, 1, 20, 100):
        assert "dead_relu" not in {found.kind for found in end_of(timeline, iteration)}


def test_a_layer_that_is_dead_from_the_start_is_a_fault() -> None:
    """Where no unit of a layer answers to any sample nothing comes back: said at once."""
    dead = hidden("relu", 3, weights=[[0.1] * 3] * 2, bias=[-9.0] * 3)
    timeline = Timeline(Problem(network(dead)))
    found = next(v for v in end_of(timeline, 0) if v.kind == "dead_relu")
    assert (found.layers, found.since_iteration) == ((1,), 0)


def test_a_branch_remembers_who_was_alive() -> None:
    """Units that died before a branch began are dead in the branch, too."""
    run = Timeline(Problem(CASES["dead"][0]))
    assert "dead_relu" in {found.kind for found in end_of(run, 30)}
    assert "dead_relu" in {found.kind for found in end_of(run.branch(30), 31)}


def test_since_says_where_it_is_not_exact() -> None:
    """While every iteration was kept the number is one; later it is about, and close to it."""
    timeline = Timeline(Problem(lesson("dead-relu").experiment))
    exact = {verdict.kind: verdict for verdict in end_of(timeline, 200)}["dead_relu"]
    assert (exact.since, exact.about) == ("3", False)
    later = {verdict.kind: verdict for verdict in end_of(timeline, 1500)}["dead_relu"]
    assert (later.since, later.about) == ("≈ 4", True)
    assert "since iteration ≈ 4;" in later.text
    for verdict in end_of(Timeline(Problem(lesson("deep-sigmoid").experiment)), 1500):
        assert (verdict.since, verdict.about) == ("0", False)
