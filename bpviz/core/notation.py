r"""Names on the blackboard, as LaTeX and as plain text.

The layer stands as a superscript in brackets, indices count from 1, and a weight's first index is
the neuron it comes from: ``w_{23}^{(1)}`` leads from the second input to the third neuron.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpviz.core.problem import Problem

_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPT = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


def indices(*positions: int | str) -> str:
    """Indices side by side, with a comma where they would run together."""
    texts = [str(p + 1) if isinstance(p, int) else p for p in positions]
    return ("," if any(len(text) > 1 for text in texts) else "").join(texts)


def quantity(symbol: str, layer: int, *positions: int | str) -> str:
    r"""``quantity("z", 2, 0)`` is ``z_{1}^{(2)}``; an int counts from 0, a str is a letter."""
    return rf"{symbol}_{{{indices(*positions)}}}^{{({layer})}}"


def output_of(problem: Problem, layer: int, *positions: int | str) -> str:
    """What a layer hands on: x for the inputs, ã behind dropout, else a."""
    if layer == 0:
        return rf"x_{{{indices(*positions)}}}"
    dropped = problem.layers[layer - 1].dropout > 0
    return quantity(r"\tilde a" if dropped else "a", layer, *positions)


def parameter(layer: int, n_in: int, source: int, unit: int) -> str:
    """A weight, or the bias where `source` is `n_in`."""
    if source == n_in:
        return quantity("b", layer, unit)
    return quantity("w", layer, source, unit)


def partial(of: str) -> str:
    """The derivative of the loss by something."""
    return rf"\frac{{\partial L}}{{\partial {of}}}"


def total(count: int, letter: str, term: str) -> str:
    r"""``\sum_{k=1}^{count} term``."""
    return rf"\sum_{{{letter}=1}}^{{{count}}} {term}"


def neuron_name(problem: Problem, layer: int, unit: int) -> str:
    """The neuron as the diagram calls it, in plain text: x₁, h₂, h²₁, ŷ."""
    index = str(unit + 1).translate(_SUBSCRIPT)
    if layer == 0:
        names = problem.dataset.input_names
        return names[unit] if unit < len(names) else "x" + index
    if layer == problem.n_layers:
        return "ŷ" + (index if problem.n_out > 1 else "")
    number = str(layer).translate(_SUPERSCRIPT) if problem.n_layers > 2 else ""
    return "h" + number + (index if problem.layers[layer - 1].n_out > 1 else "")


def parameter_name(layer: int, n_in: int, source: int, unit: int) -> str:
    """A weight or bias in plain text: w₁₂⁽²⁾, b₁⁽²⁾."""
    raised = f"({layer})".translate(_SUPERSCRIPT)
    if source == n_in:
        return "b" + indices(unit).translate(_SUBSCRIPT) + raised
    return "w" + indices(source, unit).translate(_SUBSCRIPT) + raised
