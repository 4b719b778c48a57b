"""What the user has chosen about the plane of a loss surface, and what that means for a step."""

from __future__ import annotations

from dataclasses import replace

from bpviz.core.planes import Kind, Weight
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.selection import Selection
from bpviz.ui.surface_options import Options
from bpviz.ui.surface_plan import Choice


class Chooser:
    """Remembers the choice of plane, the weights picked, and where a run's end was."""

    def __init__(self) -> None:
        self.choice = Choice()
        self._timeline: Timeline | None = None
        self._picked: list[Weight] = []
        self._end = 0

    @property
    def kind(self) -> Kind:
        """The chosen kind of plane."""
        return self.choice.kind

    @property
    def wanting(self) -> int:
        """How many weights are still to be picked, 2 to 0; none where there are but two."""
        if self._timeline is None or self._timeline.problem.n_params <= 2:
            return 0
        return 2 - len(self._picked)

    def set_timeline(self, timeline: Timeline) -> None:
        """Another run; weights that it does not have are forgotten."""
        self._timeline = timeline
        self._picked = [weight for weight in self._picked if self._exists(weight)]
        self._end = timeline.head

    def pick(self, selection: Selection) -> None:
        """Remember the last two weights that were selected anywhere."""
        if selection.source is None or selection.layer < 1:
            return
        weight = (selection.layer, selection.source, selection.unit)
        if self._exists(weight):
            kept = [other for other in self._picked if other != weight]
            self._picked = [*kept, weight][-2:]

    def set_kind(self, kind: Kind) -> None:
        """Choose another kind of plane; "end" is now the furthest state reached."""
        self.choice = replace(self.choice, kind=kind)
        if self._timeline is not None:
            self._end = self._timeline.head

    def draw_again(self) -> None:
        """Choose other random directions."""
        self.choice = replace(self.choice, seed=self.choice.seed + 1)

    def set_options(self, options: Options) -> None:
        """Choose centre, normalization and precision."""
        self.choice = replace(
            self.choice,
            center=options.center,
            normalization=options.normalization,
            dtype=options.dtype,
        )

    def now(self, step: Step) -> Choice:
        """The choice as it is for a step; what does not concern its kind is left out."""
        choice = self.choice
        if choice.kind not in ("random", "gradient", "weights"):
            choice = replace(choice, center="current", seed=0)
        if choice.kind != "random":
            choice = replace(choice, normalization="filter")
        if choice.kind == "states":
            return replace(choice, end=self._furthest(step))
        if choice.kind == "weights":
            pair = self._pair()
            return replace(choice, seed=0, weights=pair, kind="weights" if pair else "path")
        return choice

    def _furthest(self, step: Step) -> int:
        """The last state of "start, now, end", which stays until one goes beyond it."""
        assert self._timeline is not None
        if step.iteration > self._end:
            self._end = self._timeline.head
        return self._end

    def _pair(self) -> tuple[Weight, Weight] | None:
        """The two weights that were picked last, or the first ones there are."""
        first: list[Weight] = [(1, 0, 0), (1, 1, 0), (2, 0, 0), (1, 0, 1)]
        spare = [w for w in first if w not in self._picked and self._exists(w)]
        pair = [*self._picked, *spare][:2]
        return (pair[0], pair[1]) if len(pair) == 2 else None

    def _exists(self, weight: Weight) -> bool:
        if self._timeline is None:
            return False
        layer, i, j = weight
        layers = self._timeline.problem.layers
        if not 1 <= layer <= len(layers):
            return False
        units, width = layers[layer - 1].shape
        return 0 <= i < width and 0 <= j < units
