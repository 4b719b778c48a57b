"""The limits of a quantity as lines across a plot."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg

from bpviz.core.problem import Problem
from bpviz.ui.gradients.quantities import Limit, Quantity
from bpviz.ui.marks import MARKS
from bpviz.ui.plot_items import Rule
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_scales import Floats, Range, places
from bpviz.ui.theme import Theme

MOST = 3
"""Limits of one quantity."""
COLORS = {"ok": "good", "vanishing": "muted", "exploding": "danger", "sick": "warning"}
"""Of the theme, by what the limit marks."""


def place(limit: Limit, quantity: Quantity) -> float:
    """Where a limit lies on the axis."""
    return float(places(limit.value, quantity.scale))


def reached(quantity: Quantity, problem: Problem, found: Floats) -> Floats:
    """The places that an axis must reach: those `found` and the limits that are always shown."""
    limits = quantity.limits_of(*problem.layers)
    always = [place(limit, quantity) for limit in limits if limit.always]
    return np.append(found, always)


class LimitLines:
    """Dashed lines with their marks, made once."""

    def __init__(self, box: pg.ViewBox) -> None:
        self.rules = [Rule(box, z=12) for _ in range(MOST)]
        self.theme: Theme | None = None
        self._shown: tuple[str, ...] = ()

    def restyle(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.theme, self._shown = theme, ()

    def show(self, quantity: Quantity, problem: Problem, span: Range) -> None:
        """The limits that lie within the axis."""
        limits = quantity.limits_of(*problem.layers)
        kinds = tuple(limit.kind for limit in limits)
        if self.theme is not None and kinds != self._shown:
            self._shown, theme = kinds, self.theme
            for rule, kind in zip(self.rules, kinds, strict=False):
                pen = solid_pen(theme.color(COLORS[kind]), 1.5 * theme.font_scale**0.5, dashed=True)
                rule.set_style(pen, theme.font(11), theme.color("panel", 0.85))
        for index, rule in enumerate(self.rules):
            at, mark = np.nan, ""
            if index < len(limits):
                limit = limits[index]
                at, mark = place(limit, quantity), MARKS[limit.kind]
            rule.set_value(at if span[0] <= at <= span[1] else np.nan, mark)
