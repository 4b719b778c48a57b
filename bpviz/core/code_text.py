"""The functions that the lines of an iteration call, as NumPy text made from the registries."""

from __future__ import annotations

import ast

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.losses import Loss
from bpviz.core.problem import Problem
from bpviz.core.streams import SHUFFLE


def function(name: str, parameters: str, body: str) -> str:
    """A function's text, given its body, whose last line is the result."""
    *lines, result = body.split("\n")
    return "\n    ".join([f"def {name}({parameters}):", *lines, f"return {result}"])


def activation_functions(name: str) -> dict[str, str]:
    """An activation and its slope (or, for softmax, δ from ∂L/∂a), by their names in the code."""
    entry = ACTIVATIONS[name]
    back = f"{name}_slope" if entry.slope is not None else f"{name}_backward"
    given = "z" if entry.slope is not None else "da, z"
    return {
        name: function(name, "z", entry.code),
        back: function(back, given, entry.slope_code),
    }


def loss_functions(name: str, loss: Loss, n_out: int, reduction: str) -> dict[str, str]:
    """A loss over a batch and its derivative by each output, by their names in the code."""
    if reduction == "mean":
        divisor = "y.size" if loss.mean_over_outputs else "len(y)"
    else:
        divisor = "y.shape[1]" if loss.mean_over_outputs and n_out > 1 else ""

    def whole(terms: str) -> str:
        if reduction == "mean" and loss.mean_over_outputs:
            return f"np.mean({terms})"
        return f"np.sum({terms})" + (f" / {divisor}" if divisor else "")

    gradient = loss.gradient_code
    if divisor:
        gradient = (f"({gradient})" if _is_sum(gradient) else gradient) + f" / {divisor}"
    found = {
        name: function(name, "a, y", whole(loss.code)),
        f"{name}_slope": function(f"{name}_slope", "a, y", gradient),
    }
    if loss.fused_code:
        *lines, terms = loss.fused_code.split("\n")
        from_z = f"{name}_with_logits"
        found[from_z] = function(from_z, "z, y", "\n".join([*lines, whole(terms)]))
    return found


def _is_sum(expression: str) -> bool:
    body = ast.parse(expression, mode="eval").body
    return isinstance(body, ast.BinOp) and isinstance(body.op, ast.Add | ast.Sub)


def functions(problem: Problem) -> dict[str, str]:
    """Every function that a problem's lines may call, by name."""
    spec = problem.experiment
    found = {"batch": _batch(problem), "dropout_mask": _dropout_mask(problem)}
    for name in ACTIVATIONS:
        found |= activation_functions(name)
    loss = spec.loss
    found |= loss_functions(loss.name, problem.loss, problem.n_out, loss.reduction)
    rule = problem.optimizer.source(spec.optimizer.params)
    return found | ({function_name(rule): rule} if rule else {})


def function_name(source: str) -> str:
    """The name of the function that a text defines."""
    return source[len("def ") : source.index("(")]


def _batch(problem: Problem) -> str:
    if not problem.experiment.training.shuffle:
        lines = [
            "start = iteration % iterations_per_epoch * batch_size",
            "rows = slice(start, start + batch_size)",
        ]
    else:
        lines = [
            "epoch, turn = divmod(iteration, iterations_per_epoch)",
            f"rng = np.random.default_rng([seed, {SHUFFLE}, epoch])  # a new order in each epoch",
            "order = rng.permutation(len(x_train))",
            "rows = order[turn * batch_size : (turn + 1) * batch_size]",
        ]
    return function("batch", "iteration", "\n".join([*lines, "x_train[rows], y_train[rows]"]))


def _dropout_mask(problem: Problem) -> str:
    narrow = ".astype(a.dtype)" if problem.dtype != float else ""
    kept = f"(kept / (1 - p)){narrow}" if narrow else "kept / (1 - p)"
    return function(
        "dropout_mask",
        "rng, a, p",
        "# each unit of each sample is kept with probability 1 - p, and is then larger for it\n"
        f"kept = rng.random(a.T.shape).T < 1 - p\n{kept}",
    )
