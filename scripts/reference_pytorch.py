"""Write what PyTorch computes, in float64, for the tests to compare with.

PyTorch is no dependency of bpviz, so its figures are kept as JSON in ``tests/data`` and this
script is only run to make them again, in an environment of its own::

    python -m venv somewhere && somewhere/bin/pip install torch==2.13.0 numpy
    somewhere/bin/python scripts/reference_pytorch.py

It imports nothing of bpviz: names and conventions are those of the experiment file, the arithmetic
is PyTorch's functions, autograd and ``torch.optim``.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch  # type: ignore[import-not-found]
import torch.nn.functional as F  # type: ignore[import-not-found]
from torch import Tensor

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda z: z * 1.0,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "selu": F.selu,
    "gelu": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    "softplus": F.softplus,
    "softmax": lambda z: F.softmax(z, dim=-1),
}


def hinge(a: Tensor, y: Tensor) -> Tensor:
    """max(0, 1 − y·a), summed; PyTorch has no loss of exactly this form."""
    return F.relu(1.0 - y * a).sum()


# Each as a function of the output layer's (z, a) and the targets, summed over the batch: the losses
# that are a mean over one sample's outputs are divided by their number.
LOSSES: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "mse": lambda z, a, y: F.mse_loss(a, y, reduction="sum") / y.shape[1],
    "half_squared_error": lambda z, a, y: F.mse_loss(a, y, reduction="sum") / 2.0,
    "mae": lambda z, a, y: F.l1_loss(a, y, reduction="sum") / y.shape[1],
    "huber": lambda z, a, y: F.huber_loss(a, y, reduction="sum", delta=1.0) / y.shape[1],
    "binary_cross_entropy": lambda z, a, y: (
        F.binary_cross_entropy_with_logits(z, y, reduction="sum") / y.shape[1]
    ),
    "cross_entropy": lambda z, a, y: F.cross_entropy(z, y, reduction="sum"),
    "hinge": lambda z, a, y: hinge(a, y),
}

OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
}

# optimizer, learning rate, settings under PyTorch's names, which bpviz shares
OPTIMIZER_CASES: list[tuple[str, float, dict[str, Any]]] = [
    ("sgd", 0.001, {}),
    ("sgd", 0.001, {"momentum": 0.9}),
    ("sgd", 0.001, {"momentum": 0.9, "dampening": 0.5}),
    ("sgd", 0.0005, {"momentum": 0.9, "nesterov": True}),
    ("sgd", 0.001, {"momentum": 0.5, "weight_decay": 0.1}),
    ("adagrad", 0.4, {}),
    ("adagrad", 0.4, {"lr_decay": 0.05, "initial_accumulator_value": 0.1, "eps": 1e-6}),
    ("adagrad", 0.4, {"weight_decay": 0.1}),
    ("rmsprop", 0.01, {}),
    ("rmsprop", 0.01, {"alpha": 0.9, "momentum": 0.5}),
    ("rmsprop", 0.01, {"alpha": 0.9, "centered": True, "momentum": 0.9, "eps": 1e-6}),
    ("rmsprop", 0.01, {"weight_decay": 0.1}),
    ("adam", 0.05, {}),
    ("adam", 0.05, {"betas": (0.5, 0.9), "eps": 1e-6, "weight_decay": 0.1}),
    ("adam", 0.05, {"amsgrad": True}),
    ("adamw", 0.05, {}),
    ("adamw", 0.05, {"betas": (0.8, 0.99), "weight_decay": 0.2, "amsgrad": True}),
]

FUNCTIONS: dict[str, tuple[Callable[[Tensor], Tensor], list[float]]] = {
    "parabola": (lambda p: 0.1 * p[0] ** 2 + 2.0 * p[1] ** 2, [-5.0, -2.0]),
    "rosenbrock": (lambda p: (1.0 - p[0]) ** 2 + 100.0 * (p[1] - p[0] ** 2) ** 2, [-1.2, 1.0]),
}

_SGD: dict[str, Any] = {"name": "sgd", "learning_rate": 0.1}
NETWORK_CASES: list[dict[str, Any]] = [
    {"hidden": "tanh", "output": "linear", "loss": "mse", "optimizer": _SGD},
    {
        "hidden": "sigmoid",
        "output": "sigmoid",
        "loss": "binary_cross_entropy",
        "optimizer": _SGD | {"momentum": 0.9, "nesterov": True},
    },
    {
        "hidden": "relu",
        "output": "softmax",
        "loss": "cross_entropy",
        "optimizer": {"name": "adam", "learning_rate": 0.05},
    },
    {
        "hidden": "gelu",
        "output": "linear",
        "loss": "huber",
        "optimizer": {"name": "rmsprop", "learning_rate": 0.01, "momentum": 0.5, "centered": True},
    },
    {
        "hidden": "silu",
        "output": "linear",
        "loss": "mae",
        "optimizer": {"name": "adagrad", "learning_rate": 0.1},
    },
    {
        "hidden": "elu",
        "output": "softmax",
        "loss": "cross_entropy",
        "optimizer": {"name": "adamw", "learning_rate": 0.05},
        "l1": 0.001,
        "l2": 0.01,
    },
    {
        "hidden": "selu",
        "output": "tanh",
        "loss": "hinge",
        "optimizer": {"name": "adam", "learning_rate": 0.05, "amsgrad": True},
    },
    {
        "hidden": "leaky_relu",
        "output": "sigmoid",
        "loss": "half_squared_error",
        "reduction": "sum",
        "optimizer": _SGD | {"weight_decay": 0.01},
    },
    {
        "hidden": "softplus",
        "output": "sigmoid",
        "loss": "mse",
        "reduction": "sum",
        "optimizer": _SGD | {"momentum": 0.9, "dampening": 0.5},
        "l2": 0.05,
    },
    {"hidden": "softmax", "output": "linear", "loss": "mse", "optimizer": _SGD},
]
WIDTHS = (2, 4, 3, 3)
SAMPLES = 6
ITERATIONS = 20


def activations() -> dict[str, Any]:
    """Value and slope of each activation; for softmax, rows and their Jacobians."""
    grid = torch.linspace(-6.0, 6.0, 49)
    z = torch.cat((grid, torch.tensor([1e-8, -1e-8, 15.0, -15.0, 100.0, -100.0, 1e3, -1e3])))
    found: dict[str, Any] = {}
    for name, f in ACTIVATIONS.items():
        if name == "softmax":
            rows = torch.tensor([[0.1, -2.0, 3.0], [0.0, 0.0, 0.0], [1e3, -1e3, 999.0]])
            matrices = [torch.autograd.functional.jacobian(f, row).tolist() for row in rows]
            found[name] = {"z": rows.tolist(), "a": f(rows).tolist(), "jacobian": matrices}
            continue
        at = z.clone().requires_grad_()
        a = f(at)
        (slope,) = torch.autograd.grad(a.sum(), at)
        found[name] = {"z": z.tolist(), "a": a.tolist(), "slope": slope.tolist()}
    return found


def targets_for(output: str, loss: str, count: int) -> Tensor:
    """Targets (count, 3) that the loss is defined for, the same at each call."""
    generator = torch.Generator().manual_seed(11)
    if loss == "cross_entropy":
        return F.one_hot(torch.arange(count) % 3, 3).double()
    if loss == "hinge":
        return torch.where(torch.rand((count, 3), generator=generator) < 0.5, -1.0, 1.0)
    if loss == "binary_cross_entropy" or output == "sigmoid":
        return torch.rand((count, 3), generator=generator)
    return torch.randn((count, 3), generator=generator) * 1.5


def losses() -> list[dict[str, Any]]:
    """Value (both reductions) and gradients by a and z, for the outputs each is used with."""
    outputs = {"binary_cross_entropy": ["sigmoid"], "cross_entropy": ["softmax"]}
    found = []
    for loss, value in LOSSES.items():
        for output in outputs.get(loss, ["linear", "sigmoid", "tanh", "softmax"]):
            z = torch.randn((4, 3), generator=torch.Generator().manual_seed(5)) * 2.0
            y = targets_for(output, loss, 4)
            found.append(loss_case(loss, output, value, z, y))
    extreme = torch.tensor([[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 1000.0]])
    hard = torch.tensor([[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    for loss, output in (("binary_cross_entropy", "sigmoid"), ("cross_entropy", "softmax")):
        found.append(loss_case(loss, output, LOSSES[loss], extreme, hard))
    return found


def loss_case(loss: str, output: str, value: Any, z: Tensor, y: Tensor) -> dict[str, Any]:
    """One loss after one output activation on one batch."""
    at = z.clone().requires_grad_()
    a = ACTIVATIONS[output](at)
    total = value(at, a, y)
    (delta,) = torch.autograd.grad(total, at)
    case = {"loss": loss, "output": output, "z": z.tolist(), "y": y.tolist()}
    case |= {"sum": total.item(), "mean": total.item() / len(z), "delta_of_sum": delta.tolist()}
    if loss not in ("binary_cross_entropy", "cross_entropy"):
        free = a.detach().requires_grad_()
        (da,) = torch.autograd.grad(value(at, free, y), free)
        case["da_of_sum"] = da.tolist()
    return case


def optimizers() -> list[dict[str, Any]]:
    """The path of each optimizer, with each of its settings, over both test functions."""
    found = []
    for name, rate, settings in OPTIMIZER_CASES:
        for function, (f, start) in FUNCTIONS.items():
            p = torch.tensor(start, requires_grad=True)
            optimizer = OPTIMIZERS[name]([p], lr=rate, **settings)
            path = []
            for _ in range(30):
                optimizer.zero_grad()
                f(p).backward()
                optimizer.step()
                path.append(p.detach().tolist())
            found.append(
                {
                    "optimizer": name,
                    "learning_rate": rate,
                    "settings": settings,
                    "function": function,
                    "start": start,
                    "path": path,
                }
            )
    return found


def networks() -> list[dict[str, Any]]:
    """Small networks trained on one full batch: first gradients, losses and final parameters."""
    return [network(case) for case in NETWORK_CASES]


def network(case: Mapping[str, Any]) -> dict[str, Any]:
    """Train one case and return it with what came out."""
    generator = torch.Generator().manual_seed(3)
    x = torch.randn((SAMPLES, WIDTHS[0]), generator=generator)
    y = targets_for(case["output"], case["loss"], SAMPLES)
    pairs = list(itertools.pairwise(WIDTHS))
    weights = [torch.randn(pair, generator=generator) / math.sqrt(pair[0]) for pair in pairs]
    biases = [torch.randn(n, generator=generator) * 0.1 for _, n in pairs]
    start = {"weights": [w.tolist() for w in weights], "biases": [b.tolist() for b in biases]}
    trained = [t.requires_grad_() for t in (*weights, *biases)]
    settings = dict(case["optimizer"])
    optimizer = OPTIMIZERS[settings.pop("name")](
        trained, lr=settings.pop("learning_rate"), **settings
    )
    names = [case["hidden"]] * (len(pairs) - 1) + [case["output"]]
    data, penalties, first = [], [], {}
    for i in range(ITERATIONS):
        a = z = x
        for name, w, b in zip(names, weights, biases, strict=True):
            z = a @ w + b
            a = ACTIVATIONS[name](z)
        loss = LOSSES[case["loss"]](z, a, y)
        if case.get("reduction", "mean") == "mean":
            loss = loss / SAMPLES
        l1, l2 = case.get("l1", 0.0), case.get("l2", 0.0)
        penalty = sum(l1 * w.abs().sum() + l2 / 2.0 * (w**2).sum() for w in weights)
        optimizer.zero_grad()
        (loss + penalty).backward()
        if i == 0:
            first = {
                "dW": [w.grad.tolist() for w in weights if w.grad is not None],
                "db": [b.grad.tolist() for b in biases if b.grad is not None],
            }
        optimizer.step()
        data.append(loss.item())
        penalties.append(torch.as_tensor(penalty).item())
    end = {
        "weights": [w.detach().tolist() for w in weights],
        "biases": [b.detach().tolist() for b in biases],
    }
    found = {"x": x.tolist(), "y": y.tolist(), "start": start, "first": first, "end": end}
    return dict(case) | found | {"losses": data, "penalties": penalties}


def main() -> None:
    """Write one file for each kind of figure."""
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    made = {
        "activations": activations(),
        "losses": losses(),
        "optimizers": optimizers(),
        "networks": networks(),
    }
    for kind, figures in made.items():
        path = DATA / f"pytorch_{kind}.json"
        content = {"torch": torch.__version__.split("+")[0], kind: figures}
        path.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
        print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
