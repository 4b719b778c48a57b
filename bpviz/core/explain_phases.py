"""Which function explains which phase; a new kind of stage adds its phases here."""

from __future__ import annotations

from collections.abc import Callable

from bpviz.core.engine import CLIP_EPS
from bpviz.core.explain_backward import Backward
from bpviz.core.explain_draft import Draft, Subject
from bpviz.core.explain_forward import (
    activation_phase,
    batch_phase,
    dropout_phase,
    linear_phase,
    loss_phase,
)
from bpviz.core.explain_update import USUAL, Variant, update_rule
from bpviz.core.expression import Call, Number, Ratio, Sum, exact


def clip_phase(s: Subject) -> Draft:
    """The factor that shortens the whole gradient."""
    limit = s.problem.experiment.training.clip_norm
    assert s.step.clip_norm is not None
    assert s.step.clip_scale is not None
    ratio = Ratio(exact(limit), Sum((Number(s.step.clip_norm), exact(CLIP_EPS))))
    way = Call(r"\min\Bigl(1,\, <0>\Bigr)", _at_most_one, (ratio,))
    symbols = (
        r"g \leftarrow c\,g,\quad c = \min\Bigl(1,\, \frac{g_{\max}}{\Vert g\Vert + 10^{-6}}\Bigr)"
    )
    return Draft(symbols, s.step.clip_scale, (way,), per_sample=False)


def _at_most_one(x: float) -> float:
    return x if x != x else min(1.0, x)


def update_phase(s: Subject, variant: Variant = USUAL) -> Draft:
    """How one parameter changes, by the optimizer's rule."""
    rule = update_rule(s.step, s.layer, s.source, s.unit, variant)
    return Draft(
        rule.symbols,
        rule.result,
        (rule.way,) if rule.way is not None else (),
        asides=rule.asides,
        hint=rule.hint,
        about_parameter=True,
        per_sample=False,
    )


PHASES: dict[str, Callable[[Subject], Draft]] = {
    "batch": batch_phase,
    "linear": linear_phase,
    "activation": activation_phase,
    "dropout": dropout_phase,
    "loss": loss_phase,
    **Backward().phases,
    "clip": clip_phase,
    "update": update_phase,
}
