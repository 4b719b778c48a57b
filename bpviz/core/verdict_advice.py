"""What helps against a gradient that is lost or grows: never what the layers already have.

What is advised is a key of `bpviz.core.verdict_texts.ADVICE`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bpviz.core.activations import ACTIVATIONS
from bpviz.core.problem import Problem
from bpviz.core.saturation import shape


def for_vanishing(problem: Problem, layers: Sequence[int]) -> str:
    """For the hidden layers (from 1) in which the gradient is lost."""
    activations = _activations(problem, layers)
    if not all(map(_is_open, activations)):
        # Xavier keeps a signal that no slope weakens at 0.
        flat = any(shape(name).steepest < 1 for name in activations)
        drawn = _start(problem, layers, "xavier", "he")
        return "relu" if flat or drawn else "relu_or_xavier"
    if not _start(problem, layers, "he"):
        return "he"
    return "leaky_or_wider" if any(shape(name).dies for name in activations) else "wider"


def for_saturated(problem: Problem, layers: Sequence[int]) -> str:
    """For hidden layers in the flat ends of their activation."""
    return "scale" if _start(problem, layers, "xavier") else "smaller_or_scale"


def for_exploding(problem: Problem, layers: Sequence[int]) -> str:
    """For layers whose gradient is too large."""
    return "smaller_rate" if _start(problem, layers, "xavier", "he") else "smaller_start"


def _activations(problem: Problem, layers: Sequence[int]) -> set[str]:
    return {problem.layers[layer - 1].activation for layer in layers}


def _is_open(activation: str) -> bool:
    """Whether the slope stays large on one side at least: ReLU, ELU, linear."""
    return ACTIVATIONS[activation].slope is not None and not shape(activation).bounded


def _start(problem: Problem, layers: Sequence[int], *families: str) -> bool:
    """Whether the weights of all these layers start by one of the families of initializers."""
    specs = [problem.experiment.layers[layer - 1] for layer in layers]
    return all(spec.weights is None and spec.init.startswith(families) for spec in specs)
