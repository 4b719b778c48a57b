"""An experiment as a PyTorch program that gives the same numbers."""

from __future__ import annotations

from collections.abc import Iterator

from bpviz.core.code_text import function
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.problem import Problem
from bpviz.core.schedules import SCHEDULES
from bpviz.core.script_parts import (
    OPTIMIZER_CLASSES,
    assembled,
    batch_lines,
    block,
    call,
    has_dropout,
    keywords,
    print_line,
    refuse_mistake,
)
from bpviz.core.stages import Layer

ACTIVATION_MODULES = {
    "linear": "",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "leaky_relu": "nn.LeakyReLU(0.01)",
    "elu": "nn.ELU()",
    "selu": "nn.SELU()",
    "gelu": 'nn.GELU(approximate="tanh")',
    "silu": "nn.SiLU()",
    # Above its threshold nn.Softplus is the identity; at its own, 20, that is 2e-9 off.
    "softplus": "nn.Softplus(threshold=40)",
    "softmax": "nn.Softmax(dim=1)",
}
"""Activation → PyTorch's module; empty where there is none."""

LOSS_MODULES = {
    "mse": "nn.MSELoss",
    "mae": "nn.L1Loss",
    "huber": "nn.HuberLoss",
    "binary_cross_entropy": "nn.BCEWithLogitsLoss",
    "cross_entropy": "nn.CrossEntropyLoss",
}
"""Loss → PyTorch's class."""

LOSS_SUMS = {
    "half_squared_error": "0.5 * ((a - y) ** 2).sum()",
    "hinge": "torch.relu(1 - y * a).sum()",
}
"""Loss that PyTorch has not → its sum over outputs and samples."""

SCHEDULERS = {
    "step": ("StepLR", "{step_size}", "{gamma}"),
    "exponential": ("ExponentialLR", "{gamma}"),
    "cosine": ("CosineAnnealingWarmRestarts", "{cycle}", "eta_min={lowest}"),
}
"""Schedule → PyTorch's class and its arguments; the others are functions for its LambdaLR."""

DROPOUT_MODULE = '''\
class Dropout(nn.Module):
    """nn.Dropout, with bpviz's masks: its generator gives the same numbers on every machine."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, a):
        if not self.training:
            return a
        kept = rng.random(tuple(a.T.shape)).T < 1 - self.p
        return a * torch.tensor(kept / (1 - self.p), dtype=a.dtype)'''


def torch_script(problem: Problem, iterations: int) -> str:
    """The experiment as a program for PyTorch: a Sequential, an optimizer and a loop.

    It starts from the same weights and draws the same batches and dropout masks, prints each
    iteration's loss and ends with the parameters in its layers; ``python script.py out.npz`` saves
    them as W1, b1 …, with the losses. The numbers are those of the run to rounding.

    Parameters
    ----------
    problem : Problem
    iterations : int
        How many it runs, at least 1.

    Raises
    ------
    ExperimentError
        Where a mistake is injected: PyTorch computes the gradients itself.
    """
    refuse_mistake(problem, "PyTorch")
    made, criterion = _criterion(problem)
    definitions = [*([DROPOUT_MODULE] if has_dropout(problem) else []), *made]
    scheduler = _scheduler(problem)
    double = ["torch.set_default_dtype(torch.float64)"] if problem.dtype == float else []
    start = [line for layer in problem.layers for line in _start(layer)]
    frozen = [
        f"layer{layer.index}.bias.requires_grad_(False)  # not trained"
        for layer in problem.layers
        if layer.use_bias and not layer.train_bias
    ]
    weights = "weights = [layer.weight for layer in model if isinstance(layer, nn.Linear)]"
    penalized = [weights] if problem.regularizer.used else []
    body = [
        "\n".join(["# the network", *map(_layer, problem.layers)]),
        block("model = nn.Sequential(", [f"{m}," for m in _modules(problem)], ")"),
        "\n".join([block("with torch.no_grad():", start), *frozen]),
        "\n".join([*criterion, _optimizer(problem), *scheduler, *penalized]),
        "\n".join(["losses = []", _loop(problem, scheduled=bool(scheduler))]),
        block(
            "if len(sys.argv) > 1:",
            [block("np.savez(", ["sys.argv[1],", "losses=losses,", *_saved(problem)], ")")],
        ),
    ]
    imports = ["import numpy as np", "import torch", "from torch import nn"]
    imports += ["", *double] if double else []
    return assembled(
        problem, iterations, "PyTorch and NumPy", imports, definitions, body, torch=True
    )


def _layer(layer: Layer) -> str:
    bias = "" if layer.use_bias else ", bias=False"
    return f"layer{layer.index} = nn.Linear({layer.n_in}, {layer.n_out}{bias})"


def _modules(problem: Problem) -> Iterator[str]:
    for layer in problem.layers:
        yield f"layer{layer.index}"
        activation = ACTIVATION_MODULES[layer.activation]
        if activation and not (layer.is_output and problem.loss.fused):
            yield activation
        if layer.dropout:
            yield f"Dropout({layer.dropout})"


def _start(layer: Layer) -> Iterator[str]:
    i = layer.index
    comment = "  # PyTorch keeps (n_out, n_in)" if i == 1 else ""
    yield f"layer{i}.weight.copy_(W{i}.T){comment}"
    if layer.use_bias:
        yield f"layer{i}.bias.copy_(b{i})"


def _saved(problem: Problem) -> Iterator[str]:
    for layer in problem.layers:
        i = layer.index
        yield f"W{i}=layer{i}.weight.detach().numpy().T,"
        if layer.use_bias:
            yield f"b{i}=layer{i}.bias.detach().numpy(),"


def _criterion(problem: Problem) -> tuple[list[str], list[str]]:
    """The function that is defined for the loss, or the statement that makes PyTorch's."""
    spec, loss = problem.experiment.loss, problem.loss
    if spec.name in LOSS_SUMS:
        total = LOSS_SUMS[spec.name]
        total += " / len(y)" if spec.reduction == "mean" else ""
        return [function("criterion", "a, y", total)], []
    module, comment = LOSS_MODULES[spec.name], ""
    if loss.fused:
        comment = f"  # with the {problem.layers[-1].activation} of the outputs in it"
    if spec.reduction == "mean":
        return [], [f"criterion = {module}(){comment}"]
    total = f'{module}(reduction="sum")'
    if not loss.mean_over_outputs or problem.n_out == 1:
        return [], [f"criterion = {total}{comment}"]
    body = f"# summed over the samples, but the mean of the outputs\n{total}(a, y) / y.shape[1]"
    return [function("criterion", "a, y", body)], []


def _optimizer(problem: Problem) -> str:
    """The statement that makes it; what is switched off in it and by default is left out."""
    spec = problem.experiment.optimizer
    params = OPTIMIZERS[spec.name].params
    given = {k: v for k, v in spec.params.items() if v or v != params[k].default}
    values = keywords({"lr": spec.learning_rate, **given})
    made = f"optimizer = torch.optim.{OPTIMIZER_CLASSES[spec.name]}"
    return call(made, ["model.parameters()", *values])


def _scheduler(problem: Problem) -> list[str]:
    """The statements that make the scheduler; none where the rate is constant."""
    spec = problem.experiment.training
    code = SCHEDULES[spec.schedule].code
    if not code:
        return []
    if spec.schedule in SCHEDULERS:
        rate = problem.experiment.optimizer.learning_rate
        lowest = spec.params.get("lr_min", 0.0) * rate
        name, *templates = SCHEDULERS[spec.schedule]
        arguments = [text.format(**spec.params, lowest=lowest) for text in templates]
    else:
        name, arguments = "LambdaLR", [f"lambda iteration: {code}"]
    return [call(f"scheduler = torch.optim.lr_scheduler.{name}", ["optimizer", *arguments])]


def _loop(problem: Problem, *, scheduled: bool) -> str:
    lines = [*batch_lines(problem), "loss = criterion(model(x), y)"]
    total = "loss"
    if problem.regularizer.used:
        lines.append(f"penalty = {_penalty(problem)}")
        total = "(loss + penalty)"
    lines += ["optimizer.zero_grad()", f"{total}.backward()"]
    if problem.experiment.training.clip_norm:
        lines.append("nn.utils.clip_grad_norm_(model.parameters(), clip_norm)")
    lines.append("optimizer.step()")
    if scheduled:
        lines.append("scheduler.step()")
    lines += ["losses.append(loss.item())", print_line(problem)]
    return block("for iteration in range(iterations):", lines)


def _penalty(problem: Problem) -> str:
    spec = problem.experiment.regularization
    terms = ["l1 * W.abs().sum()"] if spec.l1 else []
    terms += ["l2 / 2 * (W**2).sum()"] if spec.l2 else []
    return f"sum({' + '.join(terms)} for W in weights)"
