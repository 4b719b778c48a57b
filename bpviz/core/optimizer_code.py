"""The optimizers' rules as NumPy, for the listing and the script: one function a rule.

Each gives the text of a function of one parameter p and its gradient g, then of what it remembers
(in the order of the entry's slots), then of the clocks lr and t, as far as it uses them. It returns
the new p and what it remembers. Settings are names of their own, so that they can be set above.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Settings = Mapping[str, Any]


def sgd_line(s: Settings) -> str:
    """Gradient descent without a memory is a line; with momentum it calls `sgd_source`."""
    if s["momentum"]:
        return call_line(sgd_source(s))
    return "{p} = {p} - lr * " + ("({g} + weight_decay * {p})" if s["weight_decay"] else "{g}")


def sgd_source(s: Settings) -> str:
    """Gradient descent with momentum; empty without."""
    if not s["momentum"]:
        return ""
    fresh = "(g if t == 1 else (1 - dampening) * g)" if s["dampening"] else "g"
    step = "(g + momentum * v)" if s["nesterov"] else "v"
    return _function(
        "sgd(p, g, v, lr" + (", t)" if s["dampening"] else ")"),
        *_decayed(s),
        f"v = momentum * v + {fresh}",
        f"return p - lr * {step}, v",
    )


def adagrad_source(s: Settings) -> str:
    """Adagrad."""
    if s["lr_decay"]:
        head, rate = "adagrad(p, g, s, lr, t)", "lr / (1 + (t - 1) * lr_decay)"
    else:
        head, rate = "adagrad(p, g, s, lr)", "lr"
    return _function(
        head, *_decayed(s), "s = s + g**2", f"return p - {rate} * g / (np.sqrt(s) + eps), s"
    )


def rmsprop_source(s: Settings) -> str:
    """RMSprop, plain or centered, with or without momentum."""
    memory, root = ["v"], "v"
    lines = [*_decayed(s), "v = alpha * v + (1 - alpha) * g**2"]
    if s["centered"]:
        memory.append("g_mean")
        lines.append("g_mean = alpha * g_mean + (1 - alpha) * g")
        root = "v - g_mean**2"
    step = f"g / (np.sqrt({root}) + eps)"
    if s["momentum"]:
        memory.append("u")
        lines.append(f"u = momentum * u + {step}")
        step = "u"
    remembered = ", ".join(memory)
    head = f"rmsprop(p, g, {remembered}, lr)"
    return _function(head, *lines, f"return p - lr * {step}, {remembered}")


def adam_source(s: Settings) -> str:
    """Adam, with the decay of the weights in the gradient."""
    return _adam(s, "adam", _decayed(s))


def adamw_source(s: Settings) -> str:
    """AdamW: the weights decay by themselves."""
    return _adam(s, "adamw", ["p = p - lr * weight_decay * p"] if s["weight_decay"] else [])


def _adam(s: Settings, name: str, decay: list[str]) -> str:
    lines = [*decay, "m = beta1 * m + (1 - beta1) * g", "v = beta2 * v + (1 - beta2) * g**2"]
    memory, square = "m, v", "v"
    if s["amsgrad"]:
        lines.append("v_max = np.maximum(v_max, v)")
        memory, square = "m, v, v_max", "v_max"
    lines += [
        "m_hat = m / (1 - beta1**t)",
        f"v_hat = {square} / (1 - beta2**t)",
        f"return p - lr * m_hat / (np.sqrt(v_hat) + eps), {memory}",
    ]
    return _function(f"{name}(p, g, {memory}, lr, t)", *lines)


def _decayed(s: Settings) -> list[str]:
    return ["g = g + weight_decay * p"] if s["weight_decay"] else []


def _function(head: str, *lines: str) -> str:
    return "\n    ".join([f"def {head}:", *lines])


def parameters_of(source: str) -> list[str]:
    """The names of a function's parameters, from its text."""
    match = re.match(r"def \w+\((.*)\):", source)
    return match[1].split(", ") if match else []


def memory_of(source: str) -> list[str]:
    """What a rule remembers of each parameter, by the letters of its text: m and v for Adam."""
    return [name for name in parameters_of(source)[2:] if name not in ("lr", "t")]


def call_line(source: str) -> str:
    """The call of a rule for {p} and its gradient {g}; what it remembers is m_{p}, v_{p}."""
    name = source[len("def ") : source.index("(")]
    memory = [f"{letter}_{{p}}" for letter in memory_of(source)]
    clocks = [clock for clock in parameters_of(source) if clock in ("lr", "t")]
    changed, given = ", ".join(["{p}", *memory]), ", ".join(["{p}", "{g}", *memory, *clocks])
    return f"{changed} = {name}({given})"


def calling(source: Callable[[Settings], str]) -> Callable[[Settings], str]:
    """The `call_line` of a rule by its settings."""
    return lambda settings: call_line(source(settings))
