"""The lessons about loss surfaces keep their promises; their formulas are their surfaces."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from bpviz.core import Experiment, micro_steps
from bpviz.core.diagnosis import grad_norms
from bpviz.core.evaluate import Evaluator
from bpviz.core.experiment import LayerSpec, OptimizerSpec, RegularizationSpec
from bpviz.core.functions import FUNCTIONS
from bpviz.core.planes import weights_plane
from bpviz.core.race import LINE_UP, RATES, FunctionWalk, NetworkWalk, Path, network_rates, racer
from bpviz.core.surface import PlaneLoss
from bpviz.files.lessons import lesson
from tests.lesson_hands import Run, optimized, run

Floats = NDArray[np.float64]
NAMES = ("ravine", "saddle", "two-minima", "optimizer-race")


def params(trained: Run, iteration: int) -> list[float]:
    """Both weights."""
    return trained.state(iteration).params.tolist()


def below(trained: Run, loss: float) -> int:
    """The first iteration with a loss below `loss`."""
    return next(i for i in range(2000) if trained.loss(i) < loss)


def changed(name: str, **changes: object) -> Run:
    """The lesson with something changed."""
    return Run(replace(lesson(name).experiment, **changes))


def initialized(experiment: Experiment, *weights: float | None) -> Experiment:
    """With other start weights; None: zeros."""
    layers = []
    for layer, weight in zip(experiment.layers, weights, strict=True):
        if weight is None:
            layers.append(replace(layer, weights=None, init="zeros", params={}))
        else:
            layers.append(replace(layer, weights=((weight,),)))
    return replace(experiment, layers=tuple(layers))


# ---- the surfaces ----------------------------------------------------------------------------


def tanh_loss(w1: Floats, w2: Floats) -> Floats:
    """Five points of y = 2·tanh(x), to the three decimals of the file."""
    x = np.arange(-2.0, 3.0)[:, None]
    return np.mean((w2 * np.tanh(w1 * x) - np.round(2 * np.tanh(x), 3)) ** 2, axis=0) / 2


FORMULAS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "ravine": lambda w1, w2: 0.1 * (w1 - 3) ** 2 + 2 * (w2 - 1) ** 2,
    "saddle": lambda w1, w2: (w1 * w2 - 1) ** 2 / 2,
    "two-minima": lambda w1, w2: (w1 * w2 - 1) ** 2 + 0.1 * (w1**2 + w2**2),
    "optimizer-race": tanh_loss,
}


@pytest.mark.parametrize("name", NAMES)
def test_the_surface_is_the_formula_of_the_text(name: str) -> None:
    """At 50 random pairs of weights the loss is what the lesson writes; there is nothing else."""
    problem = run(name).problem
    assert problem.n_params == 2
    second = (1, 1, 0) if problem.n_layers == 1 else (2, 0, 0)
    plane = weights_plane(problem, problem.initial_state().params, (1, 0, 0), second)
    w1, w2 = np.random.default_rng(1).uniform(-5, 5, (2, 50))
    expected = FORMULAS[name](w1, w2)
    np.testing.assert_allclose(
        PlaneLoss(problem, plane, dtype=np.float64).at(w1, w2), expected, rtol=1e-12
    )
    evaluator = Evaluator(problem, problem.x_train, problem.y_train)
    losses = [evaluator.loss(np.array(pair)) for pair in zip(w1, w2, strict=True)]
    np.testing.assert_allclose(losses, expected, rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_the_text_leads_to_the_race(name: str) -> None:
    """Each text but one has the link that raises the race."""
    for text in lesson(name).text.values():
        assert ("(view:race)" in text) == (name != "two-minima")


def test_the_texts_call_weights_as_the_axes_do() -> None:
    """A weight of the lessons about surfaces has the name of its axis, in both languages."""
    for name in NAMES:
        problem = run(name).problem
        second = (1, 1, 0) if problem.n_layers == 1 else (2, 0, 0)
        plane = weights_plane(problem, problem.initial_state().params, (1, 0, 0), second)
        for text in lesson(name).text.values():
            assert {plane.label_u, plane.label_v} == set(re.findall(r"w[¹²][₀-₉]+", text))
            assert not re.search(r"\bw\d", text)


# ---- ravine ----------------------------------------------------------------------------------


def test_ravine_zigzags() -> None:
    """Ravine: across −0.6 an iteration, along 0.92; d2l's point after 20."""
    ravine = run("ravine")
    path = np.array([params(ravine, i) for i in range(21)]) - [3.0, 1.0]
    np.testing.assert_allclose(path[1:] / path[:-1], np.tile([0.92, -0.6], (20, 1)), rtol=1e-9)
    assert path[20] == pytest.approx([-0.943467, -0.000073], abs=6e-7)  # d2l.ai, section 12.6
    assert params(ravine, 20)[0] == pytest.approx(2.06, abs=0.005)
    assert [ravine.loss(i) for i in (0, 1)] == pytest.approx([10.5, 5.0], abs=0.005)
    assert ravine.loss(20) == pytest.approx(0.089, abs=5e-4)
    gradient = ravine.last_step(0).dW[1][:, 0]
    assert abs(gradient[1]) > 7 * abs(gradient[0])


def test_ravine_with_other_rates() -> None:
    """Ravine: 0.5 jumps for ever, 0.6 explodes, with momentum it does not."""
    jumping = optimized("ravine", "sgd", 0.5)
    assert [params(jumping, i)[1] for i in range(4)] == pytest.approx([-1, 3, -1, 3])
    assert min(jumping.loss(i) for i in range(300)) >= 8
    assert params(optimized("ravine", "sgd", 0.6), 20)[1] == pytest.approx(-1672, abs=0.5)
    spec = OptimizerSpec(name="sgd", learning_rate=0.6, params={"momentum": 0.5})
    assert changed("ravine", optimizer=spec).loss(20) == pytest.approx(2e-5, rel=0.1)


def test_ravine_standardized_is_a_bowl() -> None:
    """Ravine: with standardized inputs and rate 1 a single iteration reaches the bottom."""
    experiment = lesson("ravine").experiment
    data = replace(experiment.data, standardize=True)
    optimizer = replace(experiment.optimizer, learning_rate=1.0)
    bowl = changed("ravine", data=data, optimizer=optimizer)
    assert bowl.loss(0) > 10
    assert bowl.loss(1) < 1e-30


# ---- saddle ----------------------------------------------------------------------------------


def test_saddle_is_a_plateau_that_ends() -> None:
    """Saddle: down to 0.51 in 20 iterations, 0.499 at 40, below 0.01 at 85, ends at (1, 1)."""
    saddle = run("saddle")
    assert params(saddle, 0) == [1.0, -0.999]
    expected = [2.0, 0.51, 0.499]
    assert [saddle.loss(i) for i in (0, 20, 40)] == pytest.approx(expected, abs=0.004)
    assert below(saddle, 0.01) == 85
    assert params(saddle, 400) == pytest.approx([1, 1], abs=1e-3)
    norms = [np.hypot(*grad_norms(saddle.last_step(i))) for i in (0, 36, 70)]
    assert norms == pytest.approx([2.8, 0.037, 0.52], rel=0.02)
    nearest = min(np.hypot(*params(saddle, i)) for i in range(85))
    assert nearest < 0.05


def test_saddle_with_other_optimizers_and_starts() -> None:
    """Saddle: RMSprop leaves at 20, Adam at 86; from the ridge or from 0 nobody ever does."""
    assert below(optimized("saddle", "rmsprop", 0.1), 0.01) == 20
    assert below(optimized("saddle", "adam", 0.1), 0.01) == 86
    experiment = lesson("saddle").experiment
    ridge = Run(initialized(experiment, 1.0, -1.0))
    assert [ridge.loss(i) for i in (100, 5000)] == pytest.approx([0.5, 0.5], abs=1e-6)
    zeros = Run(initialized(experiment, None, None))
    assert params(zeros, 100) == [0.0, 0.0]
    assert zeros.loss(100) == 0.5


# ---- two minima --------------------------------------------------------------------------------


def test_two_minima_are_one_function() -> None:
    """Two minima: seed 1 ends in one, seed 2 in the other; loss and outputs are the same."""
    first, second = run("two-minima"), changed("two-minima", seed=2)
    assert params(first, 0) == pytest.approx([0.58, -1.09], abs=0.005)
    assert first.loss(0) == pytest.approx(2.81, abs=0.005)
    for trained, sign in ((first, -1), (second, 1)):
        assert params(trained, 200) == pytest.approx([sign * 0.949] * 2, abs=6e-4)
        assert trained.loss(200) == pytest.approx(0.19, abs=1e-5)
        assert trained.outputs(400) == pytest.approx([-0.9, 0.9, 1.8], abs=1e-4)
    penalty = 0.1 * np.square(params(first, 400)).sum()
    assert penalty == pytest.approx(0.18, abs=1e-4)
    assert first.loss(400) - penalty == pytest.approx(0.01, abs=1e-5)


def test_two_minima_have_a_watershed() -> None:
    """Two minima: of seeds 0 to 9 five end at +; the sign of w1 + w2 at the start decides."""
    ends = []
    for seed in range(10):
        trained = changed("two-minima", seed=seed)
        ends.append(params(trained, 300)[0] > 0)
        assert ends[-1] == (sum(params(trained, 0)) > 0)
    assert sum(ends) == 5


def test_two_minima_can_be_more_one_or_unequal() -> None:
    """Two minima: L2 = 0 gives curves, L2 = 3 one point, leaky ReLU two different hollows."""
    free = [
        changed("two-minima", seed=seed, regularization=RegularizationSpec(l2=0.0))
        for seed in (1, 4, 6)
    ]
    ends = np.array([params(trained, 300) for trained in free])
    assert ends.prod(axis=1) == pytest.approx(1.0)
    assert np.ptp(ends[:, 0]) > 0.1
    assert all(trained.loss(300) < 1e-20 for trained in free)
    heavy = changed("two-minima", regularization=RegularizationSpec(l2=3.0))
    assert params(heavy, 300) == pytest.approx([0, 0], abs=1e-6)
    assert heavy.loss(300) == pytest.approx(1.0)
    experiment = lesson("two-minima").experiment
    leaky: tuple[LayerSpec, ...] = (
        replace(experiment.layers[0], activation="leaky_relu"),
        experiment.layers[1],
    )
    losses = [changed("two-minima", layers=leaky, seed=seed).loss(300) for seed in (1, 2)]
    assert losses == pytest.approx([0.966, 0.352], abs=5e-4)


# ---- the race ----------------------------------------------------------------------------------


def raced(rates: dict[str, float], start: tuple[float, float] | None = None) -> dict[str, Path]:
    """Racers from the lesson's start, or another, for 600 iterations."""
    paths = {}
    for name, rate in rates.items():
        at = None if start is None else np.array(start)
        walk = NetworkWalk(run("optimizer-race").timeline, 0, racer(name, rate).optimizer, at)
        walk.advance(600)
        paths[name] = walk.path(600)
    return paths


def usual() -> dict[str, float]:
    """The rates that the race begins with."""
    rates = network_rates(lesson("optimizer-race").experiment)
    return {name: rates[name] for name in LINE_UP}


def first_below(path: Path, loss: float) -> int:
    """The first iteration with a loss below `loss`."""
    assert (path.losses < loss).any()
    return int(np.argmax(path.losses < loss))


def test_race_on_the_plain() -> None:
    """Race: SGD and momentum are first on the plain and stay there; the others get through."""
    paths = raced(usual())
    assert [first_below(paths[name], 0.03) for name in ("sgd", "momentum")] == [4, 8]
    for name in ("sgd", "momentum"):
        assert paths[name].losses[600] == pytest.approx(0.0163, abs=5e-5)
    assert paths["rmsprop"].losses[20] == pytest.approx(0.41, abs=0.005)
    assert paths["adam"].losses[20] == pytest.approx(0.48, abs=0.005)
    assert [first_below(paths[name], 0.01) for name in ("rmsprop", "adam")] == [199, 169]
    assert paths["adam"].points[-1] == pytest.approx([1, 2], abs=0.02)
    gone = (4.0, 3.0) - paths["adam"].points[[10, 20]]
    assert gone == pytest.approx(np.array([[0.10, 0.10], [0.20, 0.20]]), abs=0.005)


def test_race_with_larger_rates_and_from_elsewhere() -> None:
    """Race: at 0.1 RMSprop circles and Adam rests; from (1, 1) SGD is the first."""
    fast = raced({"rmsprop": 0.1, "adam": 0.1})
    assert [first_below(fast[name], 0.01) for name in ("rmsprop", "adam")] == [11, 48]
    assert fast["rmsprop"].losses[600] == pytest.approx(0.0019, abs=5e-5)
    assert fast["adam"].losses[600] < 1e-6
    near = raced(usual(), (1.0, 1.0))
    order = sorted(LINE_UP, key=lambda name: first_below(near[name], 0.01))
    assert order[0] == "sgd"


def test_race_on_classic_functions() -> None:
    """Race: the figures for Rosenbrock; SGD leaves the ravine; nobody leaves the ridge."""
    losses = {}
    for name in LINE_UP:
        rosenbrock = FUNCTIONS["rosenbrock"]
        optimizer = racer(name, RATES["rosenbrock"][name]).optimizer
        walk = FunctionWalk(rosenbrock, optimizer, rosenbrock.start)
        walk.advance(100)
        losses[name] = walk.path(100).losses[-1]
        ridge = FunctionWalk(
            FUNCTIONS["saddle"], racer(name, RATES["saddle"][name]).optimizer, (-1.5, 0.0)
        )
        ridge.advance(500)
        assert ridge.path(500).points[-1, 1] == 0.0
    expected = {"sgd": 0.35, "momentum": 0.05, "rmsprop": 3.2, "adam": 1.8}
    assert losses == pytest.approx(expected, rel=0.035)
    ravine = FUNCTIONS["ravine"]
    walk = FunctionWalk(ravine, racer("sgd", 0.6).optimizer, ravine.start)
    walk.advance(20)
    assert abs(walk.path(20).points[-1, 1]) > 10 * ravine.window[1][1]


def test_the_watched_step_is_the_racer_s() -> None:
    """The run on screen and the racer with its optimizer are the same path."""
    race = run("optimizer-race")
    walk = NetworkWalk(race.timeline, 0, race.problem.experiment.optimizer)
    walk.advance(50)
    states = [race.state(i).params for i in range(51)]
    np.testing.assert_array_equal(walk.path(50).points, states)
    *_, last = micro_steps(race.problem, race.state(0))
    assert last.loss == pytest.approx(walk.path(0).losses[0])
