"""What an entry of the table of mistakes says, and what it may replace in the computation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from numpy.random import Generator

from bpviz.core import errors
from bpviz.core.calls import Array
from bpviz.core.errors import ExperimentError
from bpviz.core.losses import Loss
from bpviz.core.optimizers import Optimizer

if TYPE_CHECKING:
    from bpviz.core.explain_draft import Draft, Subject
    from bpviz.core.problem import Problem

Kind = TypeVar("Kind")
Role = Literal["hidden", "output", ""]
Places = frozenset[tuple[str, Role]]
"""Phases of micro-steps, with the role of their layer; the role is empty where there is none."""


class Samples(NamedTuple):
    """Inputs in the data's own coordinates (n, n_in) and coded targets (n, n_out)."""

    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array


def places(phase: str, *roles: Role) -> Places:
    """One phase, of layers in these roles."""
    return frozenset((phase, role) for role in roles)


@dataclass(frozen=True)
class Mistake:
    """One entry of the table: what it does, and what it replaces.

    Attributes
    ----------
    does : str
        The mistake, in a sentence.
    symptom : str
        What one sees of it, in a sentence.
    source : str
        Where it is from, or who describes it.
    checkable : bool
        Whether a gradient check can find it.
    why_not : str
        Why a gradient check cannot, in a sentence.
    shows_in : Places
        The micro-steps whose numbers it makes wrong; what follows from those is wrong too, and
        nothing else. Empty where it is not in the iteration at all.
    first_iteration : int
        The first iteration whose numbers are wrong.
    needs : str
        What an experiment must have, where `fits` says no: ends the sentence "it needs …".
    fits : callable
        Whether it can be injected into a problem and changes anything there.
    stages : mapping
        Stage classes to take instead of the usual ones.
    loss, optimizer : callable
        The entry to take, given the registry's.
    samples : callable
        The data to take; draws from the generator given.
    slots : tuple of str
        What of its own goes from one iteration to the next, beside the optimizer's slots. From 0.
    early_update : bool
        Whether a layer is updated as soon as its gradient is known, before its error signal goes
        further back.
    explain : mapping
        Phase → the function that explains it, where it differs.
    """

    does: str = ""
    symptom: str = ""
    source: str = ""
    checkable: bool = True
    why_not: str = ""
    shows_in: Places = frozenset()
    first_iteration: int = 0
    needs: str = ""
    fits: Callable[[Problem], bool] = lambda problem: True
    stages: Mapping[type[Any], type[Any]] = field(default_factory=lambda: MappingProxyType({}))
    loss: Callable[[Loss], Loss] = lambda loss: loss
    optimizer: Callable[[Optimizer], Optimizer] = lambda optimizer: optimizer
    samples: Callable[[Generator, Samples], Samples] = lambda rng, samples: samples
    slots: tuple[str, ...] = ()
    early_update: bool = False
    explain: Mapping[str, Callable[[Subject], Draft]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @property
    def in_optimizer(self) -> bool:
        """Whether it is a mistake in the optimizer's rule."""
        return any(phase == "update" for phase, _ in self.shows_in)

    def stage(self, kind: type[Kind]) -> type[Kind]:
        """The stage class to take for a usual one."""
        return self.stages.get(kind, kind)

    def check(self, problem: Problem) -> None:
        """Refuse a problem that it does not fit.

        Raises
        ------
        ExperimentError
            What the mistake needs; the place is ``training.mistake``.
        """
        if not self.fits(problem):
            name = problem.experiment.training.mistake
            raise ExperimentError(
                "training.mistake", errors.MISTAKE_NEEDS, value=name, expected=self.needs
            )
