"""The paths from a weight to the loss as rows of a table, and as what lights up in the diagram."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bpviz.core.paths import Path, Paths, Through
from bpviz.core.problem import Problem
from bpviz.ui.inspector import words
from bpviz.ui.inspector.words import tr
from bpviz.ui.number_format import NumberFormat
from bpviz.ui.number_text import number
from bpviz.ui.paint.network_lit import Lit, Station

ARROW = " → "
TOLERANCE = 1e-9
"""How far apart two sums may be that are told to be the same, by the largest of their terms."""


@dataclass(frozen=True)
class PathRow:
    """A row of the table.

    Attributes
    ----------
    name : str
        The way, or the neuron that the paths added up go through.
    factors : str
        What is multiplied; empty where many paths are added up.
    value : float or None
        Their product; None for a heading.
    lit : Lit or None
        What lights up with it.
    """

    name: str
    factors: str
    value: float | None
    lit: Lit | None


def path_rows(problem: Problem, paths: Paths, style: NumberFormat) -> list[PathRow]:
    """Every path, or where there are too many every neuron's share of them, layer by layer."""
    if paths.paths:
        return [_path_row(problem, paths, path, style) for path in paths.paths]
    rows: list[PathRow] = []
    layer = 0
    for share in paths.through:
        if share.layer != layer:
            layer = share.layer
            total = math.fsum(s.value for s in paths.through if s.layer == layer)
            each = count_text(share.count)
            heading = tr(words.LAYER_SUM).format(layer=layer, count=each, total=style.text(total))
            rows.append(PathRow(heading, "", None, lit_all(problem, paths)))
        name = words.unit_name(problem, layer, share.unit)
        rows.append(PathRow(name, "", share.value, lit_through(problem, paths, share)))
    return rows


def _path_row(problem: Problem, paths: Paths, path: Path, style: NumberFormat) -> PathRow:
    lit = lit_path(problem, paths, path)
    return PathRow(_way(problem, paths, path), _factors(path, style), path.value, lit)


def count_text(count: int) -> str:
    """How many: in full, or a large number by its power of ten."""
    if count >= 10**9:
        return number(float(count), 3)
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _way(problem: Problem, paths: Paths, path: Path) -> str:
    """Path from the input to the loss in names: x₁ → h₁ → ŷ₁ → L."""
    names = [words.unit_name(problem, layer, unit) for layer, unit in path.neurons]
    if paths.source < problem.layers[paths.layer - 1].n_in:
        names.insert(0, words.unit_name(problem, paths.layer - 1, paths.source))
    else:
        names.insert(0, "1")
    return ARROW.join([*names, "L"])


def _factors(path: Path, style: NumberFormat) -> str:
    """The factors as numbers, or as symbols where they differ from sample to sample."""
    if all(factor.value is not None for factor in path.factors):
        texts = [style.text(factor.value or 0.0) for factor in path.factors]
        return " × ".join(f"({t})" if t.startswith("−") and k else t for k, t in enumerate(texts))
    return " · ".join(style.plain(factor.symbol).replace(" / ", "/") for factor in path.factors)


def agrees(paths: Paths, gradient: float, single: bool) -> bool:
    """Whether the paths add up to a gradient, but for rounding (coarser in float32)."""
    values = [path.value for path in paths.paths] + [share.value for share in paths.through]
    tolerance = TOLERANCE * (1e5 if single else 1.0)
    if math.isclose(paths.total, gradient, rel_tol=tolerance):
        return True
    difference = abs(paths.total - gradient)
    broken = math.isnan(difference)
    return (
        math.isnan(gradient)
        if broken
        else difference <= tolerance * max(map(abs, values), default=0.0)
    )


# ---- in the diagram --------------------------------------------------------------------------


def _start(problem: Problem, paths: Paths) -> Iterator[Station]:
    if paths.source < problem.layers[paths.layer - 1].n_in:
        yield Station(paths.layer - 1, (paths.source,), (paths.source,))


def lit_path(problem: Problem, paths: Paths, path: Path) -> Lit:
    """One path."""
    stations = list(_start(problem, paths))
    for layer in sorted({layer for layer, _ in path.neurons}):
        units = [unit for number, unit in path.neurons if number == layer]
        stations.append(Station(layer, (units[0],), (units[-1],)))
    return Lit(tuple(stations))


def lit_all(problem: Problem, paths: Paths) -> Lit:
    """All paths from the parameter to the loss."""
    return _lit(problem, paths, None)


def lit_through(problem: Problem, paths: Paths, share: Through) -> Lit:
    """All paths through one neuron."""
    return _lit(problem, paths, share)


def _lit(problem: Problem, paths: Paths, share: Through | None) -> Lit:
    stations = list(_start(problem, paths))
    for layer in range(paths.layer, problem.n_layers + 1):
        everything = tuple(range(problem.layers[layer - 1].n_out))
        units = everything
        if share is not None and layer == share.layer:
            units = (share.unit,)
        left = units
        if layer == paths.layer:
            units = (paths.unit,)
            if problem.layers[layer - 1].activation != "softmax":
                left = units
        stations.append(Station(layer, units, left))
    return Lit(tuple(stations))
