"""What the user has chosen to look at: a neuron or a weight, and a sample of the batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Selection:
    """A neuron, or one of the weights that lead into it.

    Attributes
    ----------
    layer : int
        0 for the inputs, 1…L for the layers.
    unit : int
        Index of the neuron in its layer.
    source : int or None
        Index of the neuron in the layer before, when a weight is chosen;
        the number of those neurons stands for the bias.
    sample : int
        Row of the current batch.
    outlined : bool
        Whether somebody chose it, so that the network diagram shows it.
    """

    layer: int = 1
    unit: int = 0
    source: int | None = None
    sample: int = 0
    outlined: bool = True

    def kind(self, n_in: int) -> Literal["neuron", "weight", "bias"]:
        """What is chosen, in a layer with `n_in` inputs."""
        if self.source is None:
            return "neuron"
        return "bias" if self.source == n_in else "weight"
