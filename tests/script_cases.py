"""Experiments whose scripts are tested, and how the numbers of a script are compared."""

from __future__ import annotations

import ast
import builtins
import contextlib
from typing import Any

import numpy as np
from strategies import OPTIMIZER_SETTINGS, output_for

from bpviz.core import Experiment, ExperimentError, Problem, Step, Timeline
from bpviz.core.activations import ACTIVATIONS
from bpviz.core.losses import LOSSES
from bpviz.files.lessons import lesson, lesson_names

ITERATIONS = 5
DEEP: dict[str, Any] = {
    "seed": 4,
    "data": {"source": "moons", "samples": 23},
    "layers": [
        {"units": 6, "activation": "tanh", "dropout": 0.25},
        {"units": 5, "activation": "softplus", "dropout": 0.5, "train_bias": False},
        {"units": 1, "use_bias": False},
    ],
    "optimizer": {"name": "sgd", "learning_rate": 0.1},
    "training": {"batch_size": 5},
}
EXPERIMENTS: dict[str, dict[str, Any]] = (
    {
        "dropout, mini-batches, frozen bias": {},
        "clipping": {"training": {"batch_size": 7, "clip_norm": 0.05}},
        "batches in order": {"training": {"batch_size": 10, "shuffle": False}},
        "L1 and L2": {"regularization": {"l1": 0.01, "l2": 0.1}, "loss": {"name": "huber"}},
        "L1": {"regularization": {"l1": 0.01}, "loss": {"name": "mae"}},
        "sum": {"loss": {"name": "binary_cross_entropy", "reduction": "sum"}},
        "softmax and cross-entropy": {
            "layers": [
                {"units": 4, "activation": "softmax"},
                {"units": 3, "activation": "gelu"},
                {"units": 2, "activation": "softmax"},
            ],
            "loss": {"name": "cross_entropy"},
            "regularization": {"l2": 0.01},
        },
        "hinge": {"loss": {"name": "hinge"}, "layers": [{"units": 4}, {"units": 1}]},
    }
    | {
        f"schedule {name}": {"training": {"schedule": name, **more}}
        for name, more in {
            "step": {"step_size": 2},
            "exponential": {},
            "cosine": {"cycle": 3},
            "warmup": {"warmup": 4},
        }.items()
    }
    | {str(given): {"optimizer": {**given, "learning_rate": 0.05}} for given in OPTIMIZER_SETTINGS}
)


def problem(name: str, **more: Any) -> Problem:
    """One of the experiments above."""
    return Problem(Experiment.from_dict(DEEP | EXPERIMENTS[name] | more))


def last_steps(p: Problem, iterations: int = ITERATIONS) -> list[Step]:
    """The last micro-step of each iteration."""
    timeline = Timeline(p)
    return [timeline[(k + 1) * timeline.steps_per_iteration - 1] for k in range(iterations)]


def same(found: Any, wanted: Any, tolerance: float, beside: Any = 0.0) -> None:
    """Equal to `tolerance` of the largest number in the array, and in what it is added to."""
    wanted = np.asarray(wanted)
    assert np.shape(found) == wanted.shape
    numbers = np.append(wanted, beside)
    largest = float(np.abs(numbers[np.isfinite(numbers)]).max(initial=0.0))
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance * largest)


def agree(p: Problem, names: dict[str, Any], tolerance: float = 1e-12) -> None:
    """Losses and parameters are the timeline's."""
    steps = last_steps(p)
    same(names["losses"], [step.loss for step in steps], tolerance)
    for index, weights in steps[-1].W.items():
        same(names[f"W{index}"], weights, tolerance)
    for index, bias in steps[-1].b.items():
        same(names[f"b{index}"], bias, tolerance, steps[-1].W[index])


SMALL: dict[str, Any] = {
    "seed": 1,
    "data": {"source": "circle", "samples": 12, "test_fraction": 0.25},
    "layers": [{"units": 2, "activation": "tanh"}, {"units": 2}, {"units": 2}],
    "training": {"batch_size": 4},
}
MORE: list[dict[str, Any]] = [
    {},
    {"layers": [{"units": 3, "dropout": 0.5}, {"units": 1}], "regularization": {"l2": 0.1}},
    {"optimizer": {"name": "adam"}},
    {"layers": [{"units": 3}, {"units": 2, "activation": "softmax"}],
     "loss": {"name": "cross_entropy"}},
]  # fmt: skip


def broken(mistake: str) -> list[Problem]:
    """Experiments with a mistake that fits them."""
    found = []
    for more in MORE:
        with contextlib.suppress(ExperimentError):
            training = SMALL["training"] | {"mistake": mistake}
            found.append(Problem(Experiment.from_dict(SMALL | more | {"training": training})))
    return found


def problems(dtype: str = "float64") -> dict[str, Problem]:
    """Everything that `test_script` has, every activation and loss, and every lesson."""
    found = {
        name: problem(name, training=DEEP["training"] | more.get("training", {}) | {"dtype": dtype})
        for name, more in EXPERIMENTS.items()
    }
    for name in ACTIVATIONS:
        layers = [{"units": 4, "activation": name}, {"units": 1}]
        found[name] = Problem(Experiment.from_dict(DEEP | {"layers": layers}))
    for name in LOSSES:
        for reduction in ("mean", "sum"):
            layers = [{"units": 4}, {"units": 2, "activation": output_for(name)}]
            table = DEEP | {"layers": layers, "loss": {"name": name, "reduction": reduction}}
            found[f"{name}, {reduction}"] = Problem(Experiment.from_dict(table))
    return found | {name: Problem(lesson(name).experiment) for name in lesson_names()}


def assert_complete(source: str) -> None:
    """Every name that is read is made, imported or Python's own; every import is read."""
    nodes = list(ast.walk(ast.parse(source)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    made |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    made |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    imported = {a.name for n in nodes if isinstance(n, ast.Import | ast.ImportFrom)
                for a in n.names}  # fmt: skip
    imported = {"np" if name == "numpy" else name for name in imported}
    assert read <= made | imported | set(dir(builtins))
    assert imported <= read
    assert all(len(line) <= 100 for line in source.splitlines())


def start_of(source: str) -> dict[str, Any]:
    """What a script's statements W1 = …, b1 = … hold, with tensors as arrays."""

    class Torch:
        tensor = staticmethod(np.array)
        zeros = staticmethod(np.zeros)

    names: dict[str, Any] = {"np": np, "torch": Torch}
    for node in ast.parse(source).body:
        text = ast.unparse(node)
        if text.startswith(("import base64", "def floats", "W", "b")) and "rows" not in text:
            exec(text, names)
    return names
