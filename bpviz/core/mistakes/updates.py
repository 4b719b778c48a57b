"""Mistakes in the optimizer's rule."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from bpviz.core.calls import Array
from bpviz.core.explain_phases import update_phase
from bpviz.core.explain_update import Variant
from bpviz.core.expression import Call, Expr, Number, Sum
from bpviz.core.mistakes.entry import Mistake, places
from bpviz.core.optimizer_code import call_line
from bpviz.core.optimizers import Binding, Optimizer, Settings

if TYPE_CHECKING:
    from bpviz.core.problem import Problem

FOREVER = 2**62
"""So many updates after the start, no power of β is left: Adam's corrections are exactly 1."""

SHOWS_IN = places("update", "hidden", "output")


def _rewritten(
    optimizer: Optimizer,
    bind: Callable[[Binding], None],
    formula: Callable[[str], str],
    source: Callable[[str], str],
) -> Optimizer:
    """The rule bound otherwise, with its formula and its NumPy rewritten."""

    def new_source(settings: Settings) -> str:
        return source(optimizer.source(settings))

    return dataclasses.replace(
        optimizer,
        bind=bind,
        formula=lambda settings: formula(optimizer.formula(settings)),
        source=new_source,
        code=lambda settings: call_line(new_source(settings)),
    )


# ---- Adam without its corrections --------------------------------------------------------------


def _uncorrected(optimizer: Optimizer) -> Optimizer:
    def bind(b: Binding) -> None:
        optimizer.bind(dataclasses.replace(b, t=lambda: FOREVER))

    return _rewritten(optimizer, bind, _without_hats, _without_correction)


def _without_hats(formula: str) -> str:
    return re.sub(r"\\hat ([mv])", r"\1", formula)


def _without_correction(source: str) -> str:
    """The function without the lines that correct, and without t."""
    for name, average in re.findall(r"\n    (\w+_hat) = (\w+) / .*", source):
        source = re.sub(rf"\n    {name} = .*", "", source).replace(name, average)
    return source.replace(", lr, t)", ", lr)", 1)


def _is_adam(problem: Problem) -> bool:
    return problem.experiment.optimizer.name in ("adam", "adamw")


# ---- ε inside the root -------------------------------------------------------------------------


class _InsideBinding(Binding):
    """A `Binding` whose denominator is √(v + ε)."""

    def denominator(self, square: Array, out: Array, correction: Array | None = None) -> None:
        c = self.calls
        if correction is not None:
            scale = c.variable()
            c.call(np.multiply, correction, correction, scale)
            c.call(np.divide, square, scale, out)
            square = out
        c.call(np.add, square, c.constant(self.settings["eps"]), out)
        c.call(np.sqrt, out, out)


def _epsilon_inside(optimizer: Optimizer) -> Optimizer:
    def bind(b: Binding) -> None:
        fields = {field.name: getattr(b, field.name) for field in dataclasses.fields(b)}
        optimizer.bind(_InsideBinding(**fields))

    def source(text: str) -> str:
        return re.sub(r"\(np\.sqrt\((.+?)\) \+ eps\)", r"np.sqrt(\1 + eps)", text)

    return _rewritten(optimizer, bind, _root_over_all, source)


def _root_over_all(formula: str) -> str:
    return re.sub(r"\\sqrt\{([^{}]+)\}( ?)\+\2\\epsilon", r"\\sqrt{\1\2+\2\\epsilon}", formula)


def _inside_root(square: Expr, eps: float) -> Expr:
    return Call(r"\sqrt{<0>}", math.sqrt, (Sum((square, Number(eps, exact=True))),))


def _has_epsilon(problem: Problem) -> bool:
    return float(problem.experiment.optimizer.params.get("eps", 0.0)) > 0.0


UPDATES: dict[str, Mistake] = {
    "no_bias_correction": Mistake(
        does="Adam's averages are used as they are, without the correction for their start at 0.",
        symptom="The first updates are several times too large, since the average of the squares "
        "starts slower than that of the gradients.",
        source='Kingma & Ba, "Adam" (2015), section 6.4.',
        checkable=False,
        why_not="The gradient is right; what is done with it is wrong.",
        shows_in=SHOWS_IN,
        needs="the optimizer adam or adamw",
        fits=_is_adam,
        optimizer=_uncorrected,
        explain={
            "update": partial(
                update_phase,
                variant=Variant(lambda m: dataclasses.replace(m, t=FOREVER), _without_hats),
            )
        },
    ),
    "epsilon_in_root": Mistake(
        does="ε is added to the average of the squares, inside the root, and not to the root.",
        symptom="Small gradients make much smaller steps than they should: √ε is far larger than "
        "ε, and training slows down near a minimum.",
        source='Zhang et al., "Dive into Deep Learning", RMSProp: √(s + ε), where PyTorch has '
        "√v + ε with the same ε.",
        checkable=False,
        why_not="The gradient is right; what is done with it is wrong.",
        shows_in=SHOWS_IN,
        needs="an optimizer with an ε above 0",
        fits=_has_epsilon,
        optimizer=_epsilon_inside,
        explain={
            "update": partial(
                update_phase,
                variant=Variant(
                    lambda m: dataclasses.replace(m, root=_inside_root), _root_over_all
                ),
            )
        },
    ),
}
"""Entries of `bpviz.core.mistakes.MISTAKES`."""
