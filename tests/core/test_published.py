"""Published numbers that the trainer must reproduce, each with its source."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.calls import Calls
from bpviz.core.engine import Engine, micro_steps
from bpviz.core.evaluate import Evaluator, accuracy
from bpviz.core.experiment import DataSpec, Experiment, LayerSpec, OptimizerSpec
from bpviz.core.functions import FUNCTIONS
from bpviz.core.gradcheck import engine_gradient, gradcheck
from bpviz.core.mistakes import MISTAKES
from bpviz.core.optimizers import OPTIMIZERS, Binding
from bpviz.core.problem import Problem
from bpviz.core.race import FunctionWalk
from bpviz.core.step import State, Step

Floats = NDArray[np.float64]


def trained(problem: Problem, iterations: int) -> State:
    """The state after so many iterations at full speed."""
    engine = Engine(problem)
    engine.load(problem.initial_state())
    engine.run(iterations)
    return engine.state()


def loss_of(problem: Problem, state: State) -> float:
    """The loss over the training set."""
    return Evaluator(problem, problem.x_train, problem.y_train).loss(state.params)


# ---- the first article's listing ---------------------------------------------------------------


def xor(hidden: int, rate: float, seed: int, mistake: str = "none", **layer: Any) -> Problem:
    """The first article's network: sigmoid hidden units, a linear output, summed gradients."""
    return Problem(
        Experiment.from_dict(
            {
                "seed": seed,
                "layers": [
                    {"units": hidden, "activation": "sigmoid", "init": "normal"} | layer,
                    {"units": 1, "activation": "linear", "init": "normal"} | layer,
                ],
                "loss": {"name": "half_squared_error", "reduction": "sum"},
                "optimizer": {"name": "sgd", "learning_rate": rate},
                "training": {"mistake": mistake},
            }
        )
    )


def slope_of_the_listing(problem: Problem, state: State) -> Floats:
    """The flat gradient when x(1 − x) is applied to the pre-activation z instead of to a."""
    *_, last = micro_steps(problem, state)
    flat = engine_gradient(problem, state)
    z = last.z[1]
    problem.layers[0].weights(flat)[...] = last.x.T @ (last.da[1] * z * (1.0 - z))
    return flat


def test_the_check_finds_the_first_articles_derivative() -> None:
    """W1 is wrong by a relative error of about 1 or more, W2 is right."""
    for seed in range(5):
        problem = xor(3, 1.0, seed, use_bias=False)
        state = problem.initial_state()
        w1, w2 = gradcheck(problem, state, gradient=slope_of_the_listing(problem, state)).layers
        assert 0.5 < w1.error <= 2.0
        assert w2.error < 1e-7


def test_the_first_articles_listing_diverges() -> None:
    """With that derivative, no biases and rate 1 the weights overflow on every seed tried."""
    for seed in range(5):
        problem = xor(3, 1.0, seed, use_bias=False)
        state = problem.initial_state()
        with np.errstate(all="ignore"):
            for _ in range(300):
                params = state.params - slope_of_the_listing(problem, state)
                state = State(0, params, state.slots, 0)
        assert not np.isfinite(state.params).all()


def test_the_first_articles_mistake_can_be_injected() -> None:
    """The engine with it has the listing's gradient and errors, and overflows as the listing does.

    W1 is wrong by about 1, W2 right; without biases, at rate 1, no seed tried survives.
    """
    for seed in range(5):
        problem = xor(3, 1.0, seed, "preactivation_slope", use_bias=False)
        healthy, state = xor(3, 1.0, seed, use_bias=False), problem.initial_state()
        expected = slope_of_the_listing(healthy, state)
        np.testing.assert_allclose(engine_gradient(problem, state), expected, rtol=1e-12)
        w1, w2 = gradcheck(problem, state).layers
        assert 0.5 < w1.error <= 2.0
        assert w2.error < 1e-7
        assert not np.isfinite(trained(problem, 300).params).all()


def test_the_first_articles_network_mended_learns_xor() -> None:
    """The right derivative, biases and a rate of 0.1 solve XOR on practically every seed."""
    losses = []
    for seed in range(10):
        problem = xor(3, 0.1, seed)
        losses.append(loss_of(problem, trained(problem, 10_000)))
    assert sum(loss < 1e-3 for loss in losses) >= 9


# ---- the second article's listing --------------------------------------------------------------


def scores(
    seed: int, *, train_bias: bool = True, raw: bool = False, mistake: str = "none"
) -> Problem:
    """Sleep and study → score through three sigmoid units, rate 0.1."""
    data: dict[str, Any] = {"source": "scores"}
    if raw:
        inputs = [[2 / 3, 1.0], [1 / 3, 5 / 9], [1.0, 2 / 3]]
        data = {"source": "inline", "inputs": inputs, "targets": [[92.0], [86.0], [89.0]]}
    layer = {"activation": "sigmoid", "init": "normal"}
    return Problem(
        Experiment.from_dict(
            {
                "seed": seed,
                "data": data,
                "layers": [
                    layer | {"units": 3, "train_bias": train_bias},
                    layer | {"units": 1},
                ],
                "optimizer": {"name": "sgd", "learning_rate": 0.1},
                "training": {"mistake": mistake},
            }
        )
    )


def test_the_second_articles_mistake_can_be_injected() -> None:
    """The check reports exactly 1 on the hidden bias; the run is that without training the bias.

    So the loss after 7,000 epochs hardly shows it (3.4e-4 against 3.3e-4, see below).
    """
    problem, untrained = scores(0, mistake="bias_not_updated"), scores(0, train_bias=False)
    checks = gradcheck(problem, problem.initial_state()).layers
    assert [check.error == 1.0 for check in checks] == [False, True, False, False]
    assert trained(problem, 7_000).params.tobytes() == trained(untrained, 7_000).params.tobytes()


def test_the_loss_hardly_shows_that_the_hidden_bias_is_not_trained() -> None:
    """After 7,000 epochs both are of the order of the published 3.3e-4 and 3.4e-4."""
    medians = []
    for train_bias in (True, False):
        problems = [scores(seed, train_bias=train_bias) for seed in range(5)]
        medians.append(np.median([loss_of(p, trained(p, 7_000)) for p in problems]))
    assert all(1e-4 < median < 1e-3 for median in medians)
    assert 0.5 < medians[0] / medians[1] < 2.0


def test_raw_targets_saturate_the_sigmoid() -> None:
    """Towards 92 instead of 0.92 the output sticks at 1 and the gradient is gone."""
    problem = scores(0, raw=True)
    state = trained(problem, 7_000)
    *_, first = micro_steps(problem, problem.initial_state())
    *_, last = micro_steps(problem, state)
    assert (last.a[2] > 0.9999).all()
    assert last.loss == pytest.approx((91.0**2 + 85.0**2 + 88.0**2) / 3.0, rel=1e-5)
    assert np.abs(last.dW[1]).max() < 1e-3 * np.abs(first.dW[1]).max()


# ---- micrograd (Karpathy, 2020), README and demo ----------------------------------------------
# github.com/karpathy/micrograd


class Dual:
    """A number and its derivative: ReLU is the registry's, the rest is the product rule."""

    def __init__(self, value: float, slope: float = 0.0) -> None:
        self.value, self.slope = value, slope

    def __add__(self, other: Dual | float) -> Dual:
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other: Dual | float) -> Dual:
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Dual:
        return self * -1.0

    def __pow__(self, n: int) -> Dual:
        return Dual(self.value**n, n * self.value ** (n - 1) * self.slope)

    def relu(self) -> Dual:
        """The registry's f and f′."""
        entry, z = ACTIVATIONS["relu"], np.array([self.value])
        return Dual(float(entry.f(z)[0]), float(entry.df(z)[0]) * self.slope)


def readme(a: Dual, b: Dual) -> Dual:
    """The expression of micrograd's README."""
    c = a + b
    d = a * b + b**3
    c = c + c + 1.0
    c = c + 1.0 + c + (-a)
    d = d + d * 2.0 + (b + a).relu()
    d = d + 3.0 * d + (b + -a).relu()
    e = c + -d
    f = e**2
    return f * 0.5 + 10.0 * f**-1


def test_the_gradient_of_micrograds_readme() -> None:
    """The README prints g = 24.7041, dg/da = 138.8338, dg/db = 645.5773."""
    by_a, by_b = readme(Dual(-4.0, 1.0), Dual(2.0)), readme(Dual(-4.0), Dual(2.0, 1.0))
    assert by_a.value == pytest.approx(24.7041, abs=5e-5)
    assert by_a.slope == pytest.approx(138.8338, abs=5e-5)
    assert by_b.slope == pytest.approx(645.5773, abs=5e-5)


def test_micrograds_demo_network_separates_the_moons() -> None:
    """2-16-16-1 ReLU, linear output, max-margin loss, L2: all of 100 points right in 100 steps.

    The demo's penalty is 1e-4·Σw², so l2 = 2e-4 here; its rate falls from 1 to 0.1 along a line,
    here along a cosine.
    """
    relu = {"units": 16, "activation": "relu", "init": "uniform", "low": -1.0, "high": 1.0}
    problem = Problem(
        Experiment.from_dict(
            {
                "seed": 3,
                "data": {"source": "moons", "samples": 100, "noise": 0.1},
                "layers": [relu, relu, relu | {"units": 1, "activation": "linear"}],
                "loss": {"name": "hinge"},
                "regularization": {"l2": 2e-4},
                "optimizer": {"name": "sgd", "learning_rate": 1.0},
                "training": {"schedule": "cosine", "cycle": 100, "lr_min": 0.1},
            }
        )
    )
    assert problem.n_params == 337  # as the demo prints
    assert gradcheck(problem, problem.initial_state()).passed
    state = trained(problem, 100)
    outputs = Evaluator(problem, problem.x_train).outputs(state.params)
    assert accuracy(problem, outputs, problem.y_train) == 1.0


# ---- Dive into Deep Learning, chapter 12 -------------------------------------------------------
# d2l.ai: f(x) = 0.1·x₁² + 2·x₂² from (−5, −2), 20 steps. The book keeps its ε = 1e-6 inside the
# root, bpviz like PyTorch outside; that changes the sixth decimal of RMSprop's figure at most.


@pytest.mark.parametrize(
    ("name", "rate", "settings", "published", "tolerance"),
    [
        ("sgd", 0.4, {}, (-0.943467, -0.000073), 6e-7),
        ("sgd", 0.6, {}, (-0.387814, -1673.365109), 6e-7),
        ("sgd", 0.6, {"momentum": 0.5}, (0.007188, 0.002553), 6e-7),
        ("adagrad", 0.4, {"eps": 1e-6}, (-2.382563, -0.158591), 1e-6),
        ("rmsprop", 0.4, {"alpha": 0.9, "eps": 1e-6}, (-0.010599, 0.0), 1e-6),
    ],
)
def test_d2l_after_twenty_steps(
    name: str,
    rate: float,
    settings: dict[str, float],
    published: tuple[float, float],
    tolerance: float,
) -> None:
    """Gradient descent (0.6 explodes), momentum, Adagrad and RMSprop, racing on the ravine."""
    optimizer = OptimizerSpec(name=name, learning_rate=rate, params=settings)
    walk = FunctionWalk(FUNCTIONS["ravine"], optimizer, (-5.0, -2.0))
    assert walk.advance(20)
    assert walk.path(20).points[-1] == pytest.approx(np.array(published), abs=tolerance)


@pytest.mark.parametrize(
    ("name", "settings", "published"),
    [
        ("rmsprop", {"alpha": 0.9, "eps": 1e-6}, (-0.010599, 0.0)),
        ("adagrad", {"eps": 1e-6}, (-2.382563, -0.158591)),
    ],
)
def test_d2l_with_epsilon_inside_the_root(
    name: str, settings: dict[str, float], published: tuple[float, float]
) -> None:
    """The rule with ε inside gives the book's figures to their last digit: its ε is there."""
    usual = OPTIMIZERS[name]
    full = {key: settings.get(key, param.default) for key, param in usual.params.items()}
    point, gradient, calls = np.array([-5.0, -2.0]), np.empty(2), Calls(float)
    slots = {slot: np.zeros(2) for slot in usual.slots(full)}
    rule = MISTAKES["epsilon_in_root"].optimizer(usual)
    rule.bind(Binding(calls, point, gradient, slots, full, lambda: 0.4, lambda: 1))
    for _ in range(20):
        gradient[:] = 0.2 * point[0], 4.0 * point[1]
        calls.run()
    assert point == pytest.approx(np.array(published), abs=6e-7)


# ---- signals through depth ---------------------------------------------------------------------
# Stanford CS231n, "Weight initialization"; Glorot & Bengio 2010; He et al. 2015.


def forward_through(
    activation: str, init: str, depth: int = 10, width: int = 500, **settings: float
) -> Step:
    """One iteration's last step of a network of equal layers, standard normal inputs."""
    rng = np.random.default_rng(0)
    data = DataSpec(
        source="inline",
        params={"inputs": rng.normal(size=(200, width)), "targets": np.zeros((200, width))},
    )
    layer = LayerSpec(units=width, activation=activation, init=init, params=settings)
    problem = Problem(Experiment(data=data, layers=(layer,) * depth))
    *_, last = micro_steps(problem, problem.initial_state())
    return last


@pytest.mark.parametrize(
    ("activation", "init", "settings", "first", "tenth"),
    [
        ("tanh", "normal", {"std": 0.01}, 0.214, 2.9e-7),
        ("tanh", "normal", {"std": 1.0}, 0.98, 0.98),
        ("tanh", "xavier_normal", {}, 0.63, 0.22),
        ("relu", "xavier_normal", {}, 0.58, 0.025),
        ("relu", "he_normal", {}, 0.83, 0.80),
    ],
)
def test_spread_of_activations_from_layer_1_to_10(
    activation: str, init: str, settings: dict[str, float], first: float, tenth: float
) -> None:
    """It vanishes, saturates or lives on, by the published standard deviations."""
    a = forward_through(activation, init, **settings).a
    assert np.std(a[1]) == pytest.approx(first, rel=0.03)
    assert np.std(a[10]) == pytest.approx(tenth, rel=0.12)
    if settings.get("std") == 1.0:
        assert np.mean(np.abs(a[10]) > 0.99) > 0.7


def test_he_keeps_the_signal_of_thirty_relu_layers_and_xavier_loses_it() -> None:
    """Xavier halves the variance in every layer: 2^(−30/2) of the spread is left (He et al.)."""
    spread = {}
    for init in ("he_normal", "xavier_normal"):
        a = forward_through("relu", init, depth=30, width=256).a
        spread[init] = np.std(a[30]) / np.std(a[1])
    assert 0.3 < spread["he_normal"] < 3.0
    assert spread["xavier_normal"] / spread["he_normal"] == pytest.approx(2.0**-14.5, rel=0.01)
