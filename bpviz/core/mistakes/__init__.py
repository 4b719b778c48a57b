"""Classic mistakes that can be injected into the computation, to be found in class.

An experiment asks for one with ``training.mistake``. Each is one entry of `MISTAKES` with whatever
it replaces; the engine asks the entry and knows none of them, so that steps, formulas, code,
explanations, gradient check and curves all show the broken computation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpviz.core.mistakes.entry import Mistake, Samples
from bpviz.core.mistakes.forward import FORWARD
from bpviz.core.mistakes.gradients import GRADIENTS
from bpviz.core.mistakes.propagation import PROPAGATION
from bpviz.core.mistakes.slopes import SLOPES
from bpviz.core.mistakes.updates import UPDATES

if TYPE_CHECKING:
    from bpviz.core.problem import Problem

__all__ = ["MISTAKES", "Mistake", "Samples", "fitting"]

NONE = "none"

MISTAKES: dict[str, Mistake] = {
    NONE: Mistake(),
    **SLOPES,
    **PROPAGATION,
    **GRADIENTS,
    **UPDATES,
    **FORWARD,
}
"""Every mistake by its name in experiment files; the first is none at all."""


def fitting(problem: Problem) -> tuple[str, ...]:
    """The names of all mistakes that can be injected into a problem."""
    return tuple(name for name, entry in MISTAKES.items() if name != NONE and entry.fits(problem))
