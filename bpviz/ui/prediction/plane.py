"""Two inputs: the output over the plane as colours, the samples in it."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QPen

from bpviz.core.evaluate import Evaluator
from bpviz.core.problem import Problem
from bpviz.ui.paint.contours import contour_lines
from bpviz.ui.plot import ColorBar, LegendEntry, PlotWidget, spread
from bpviz.ui.plot_axis import number
from bpviz.ui.plot_furniture import Style
from bpviz.ui.plot_items import Curve, Field
from bpviz.ui.plot_lines import solid_pen
from bpviz.ui.plot_points import Points
from bpviz.ui.plot_texts import Label, Texts
from bpviz.ui.prediction.picture import (
    PLAYING,
    Bools,
    Floats,
    Picture,
    class_color,
    labels_of,
    seconds_per_sample,
    symbol,
)
from bpviz.ui.theme import Theme

Range = tuple[float, float]
_MARGIN = 0.15  # of the data's span, around it
_WIDEST = 1.5  # times that, at most: in a very wide place the axes have two scales
_FINEST = 128  # cells along the longer side
_FINE = 64  # while playing: the contour line costs more than a small network does
_COARSEST = 24
_PALE = 0.75  # of the full colours, so that samples stand out from the field
_BIG = 20  # samples whose marks are large and may carry rings
_DOT = "#000000"
_FEW = 8  # samples that can carry their numbers


class PlanePicture(Picture):
    """Decision regions of a classifier, or the value of a single regression output."""

    def __init__(self, plot: PlotWidget, problem: Problem, theme: Theme) -> None:
        super().__init__(plot, problem, theme)
        box = plot.view_box
        self.classes = problem.is_classification
        self.n_classes = max(2, problem.n_out)
        self.field = cast(Field, self.own(Field(box)))
        self.boundary = cast(Curve, self.own(Curve(box, 8)))
        self.texts = cast(Texts, self.own(Texts(box)))
        self.wrong = cast(Points, self.own(Points(box, 22, "circle")))
        groups = self.n_classes if self.classes else 1
        self.train = [cast(Points, self.own(Points(box, 20, "circle"))) for _ in range(groups)]
        self.test = [cast(Points, self.own(Points(box, 19, "square"))) for _ in range(groups)]
        raw = np.vstack([problem.x_train_raw, problem.x_test_raw])
        self._spans = [spread(raw[:, i], margin=_MARGIN, least=1e-9) for i in (0, 1)]
        targets = np.vstack([problem.y_train, problem.y_test])
        self._labels = labels_of(problem, targets) if self.classes else None
        self._targets = targets[:, 0]
        self._raw = raw
        self._grids: dict[tuple[object, ...], Evaluator] = {}
        self._params: Floats | None = None
        self.restyle(theme)

    # ---- style -----------------------------------------------------------------------------

    def restyle(self, theme: Theme) -> None:
        self.theme = theme
        self._size_points()
        self.boundary.set_pen(solid_pen(theme.color("text"), 1.6 * theme.font_scale**0.5))
        self.plot.set_labels(*self._names())
        self.plot.left_axis.grid_lines = self.plot.bottom_axis.grid_lines = False
        self._ramp = theme.diverging_map if self.classes else theme.sequential_map
        if self.classes:
            pale = (self._ramp - self._ramp[128].astype(float)) * _PALE + self._ramp[128]
            self._ramp = np.rint(pale).astype(np.uint8)
        self.plot.set_legend(self._legend())
        self._bar()

    def _size_points(self) -> None:
        """Marks as large as their number and the plot allow."""
        theme, count = self.theme, len(self._raw)
        size = 11.0 if count <= _BIG else 8.5 if count <= 250 else 6.0
        shape = self.plot.plot_size()
        small = min(1.0, max(0.6, min(shape.width(), shape.height()) / 250))
        size *= (small if count > _BIG else 1.0) * theme.font_scale**0.5
        # Light in both themes: the outline parts a full colour from the same colour, paler.
        light = theme.color("text" if theme.name == "dark" else "stage")
        outline = solid_pen(light, 1.4 if size > 6.5 else 0.8)
        for label, pair in enumerate(zip(self.train, self.test, strict=True)):
            fill = QColor(class_color(theme, label, self.n_classes)) if self.classes else None
            for points in pair:
                points.set_style(fill, outline, size)
        wrong = QColor(self._wrong_color)
        if self._rings:
            self.wrong.set_style(None, solid_pen(wrong, 2.0), size + 7)
        else:  # of many, rings would hide their neighbours
            self.wrong.set_style(wrong, QPen(Qt.PenStyle.NoPen), max(2.2, 0.45 * size))

    @property
    def _rings(self) -> bool:
        """Whether wrong samples have rings; else they have dots."""
        return len(self._raw) <= _BIG

    @property
    def _wrong_color(self) -> str:
        """A ring stands upon the field, a dot upon a mark, which is bright in both themes."""
        if not self._rings:
            return _DOT
        return self.theme.loss if self.theme.name == "dark" else self.theme.text

    def _names(self) -> tuple[str, str]:
        first, second = self.problem.dataset.input_names[:2]
        return symbol(first), symbol(second)

    def _legend(self) -> list[LegendEntry]:
        theme = self.theme
        entries = []
        if self.classes and self.n_classes <= 4:
            for label in range(self.n_classes):
                text = QCoreApplication.translate("PredictionView", "class {label}")
                color = class_color(theme, label, self.n_classes)
                entries.append(LegendEntry(text.format(label=label), color, "circle"))
        if len(self.problem.x_test):
            text = QCoreApplication.translate("PredictionView", "test")
            entries.append(LegendEntry(text, theme.muted, "square"))
        if self.classes:
            text = QCoreApplication.translate("PredictionView", "wrong")
            style: Style = "ring" if self._rings else "dotted"
            entries.append(LegendEntry(text, self._wrong_color, style))
        return entries

    def _bar(self, low: float = 0.0, high: float = 1.0) -> None:
        if self.classes and self.problem.n_out == 1:
            low, high = self.problem.class_values
        if self.classes and self.problem.n_out > 2:
            self.plot.set_color_bar(None)
            return
        if self.classes and self.problem.n_out == 2:
            title = QCoreApplication.translate("PredictionView", "for class 1")
        else:
            title = "ŷ"
        self.plot.set_color_bar(ColorBar.of(self._ramp, low, high, title))

    # ---- drawing ---------------------------------------------------------------------------

    def show(self, params: Floats, budget: float) -> int:
        self._params = params
        x, y = self._visible()
        nx, ny = self._cells(budget)
        outputs = self._grid(x, y, nx, ny).outputs(params).reshape(ny, nx, -1)
        trained, tested = self.train_outputs(params), self.test_outputs(params)
        self.plot.set_range(x, y)
        self._size_points()
        if self.classes:
            self._show_classes(outputs, x, y)
            self._show_labels(np.vstack([trained, tested]))
        else:
            self._show_values(outputs[..., 0], x, y, np.vstack([trained, tested])[:, 0])
        return int((~np.isfinite(outputs)).any(axis=2).sum())

    def _visible(self) -> tuple[Range, Range]:
        """The ranges shown: the data's, widened so that both axes have one scale, or nearly."""
        (x0, x1), (y0, y1) = self._spans
        size = self.plot.plot_size()
        width, height = max(size.width(), 1.0), max(size.height(), 1.0)
        if not 0.5 <= (x1 - x0) / (y1 - y0) <= 2:
            return (x0, x1), (y0, y1)
        unit = max((x1 - x0) / width, (y1 - y0) / height)
        dx = min(unit * width, _WIDEST * (x1 - x0)) / 2
        dy = min(unit * height, _WIDEST * (y1 - y0)) / 2
        mx, my = (x0 + x1) / 2, (y0 + y1) / 2
        return (mx - dx, mx + dx), (my - dy, my + dy)

    def _cells(self, budget: float) -> tuple[int, int]:
        """As many cells as `budget` seconds allow, square on the screen."""
        size = self.plot.plot_size()
        aspect = max(size.width(), 1.0) / max(size.height(), 1.0)
        total = budget / seconds_per_sample(self.problem)
        longer = math.sqrt(total * max(aspect, 1 / aspect))
        longer = min(max(longer, _COARSEST), _FINEST if budget > PLAYING else _FINE)
        shorter = max(4, round(longer / max(aspect, 1 / aspect)))
        return (round(longer), shorter) if aspect >= 1 else (shorter, round(longer))

    def _grid(self, x: Range, y: Range, nx: int, ny: int) -> Evaluator:
        key = (x, y, nx, ny)
        if key not in self._grids:
            while len(self._grids) > 2:  # the screen's, coarse and fine, and a picture's
                del self._grids[next(iter(self._grids))]
            xs = x[0] + (np.arange(nx) + 0.5) / nx * (x[1] - x[0])
            ys = y[0] + (np.arange(ny) + 0.5) / ny * (y[1] - y[0])
            points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
            self._grids[key] = Evaluator(self.problem, self.problem.standardize(points))
        return self._grids[key]

    def _show_classes(self, outputs: Floats, x: Range, y: Range) -> None:
        finite: Bools = np.isfinite(outputs).min(axis=2)
        outputs = np.where(finite[..., None], outputs, 0.0)
        if self.problem.n_out > 2:
            rgb, margins = self._regions(outputs)
        else:
            share = self._share(outputs)
            rgb = self._ramp[np.rint(np.clip(share, 0, 1) * 255).astype(int)]
            margins = [share - 0.5]
        self._paint_field(rgb, finite, x, y)
        lines: list[Floats] = []
        for margin in margins if finite.all() else ():
            if margin.min() <= 0.0 < margin.max():
                lines += contour_lines(margin, 0.0)
        self._draw_boundary(lines, outputs.shape[:2], x, y)

    def _share(self, outputs: Floats) -> Floats:
        """How much speaks for class 1, on a scale from 0 to 1; decided at ½."""
        low, high = self.problem.class_values
        if self.problem.n_out == 2:
            return np.asarray(0.5 + (outputs[..., 1] - outputs[..., 0]) / (2 * (high - low)))
        return np.asarray((outputs[..., 0] - low) / (high - low))

    def _regions(self, outputs: Floats) -> tuple[NDArray[np.uint8], list[Floats]]:
        """Colours by the strongest output, and for each class by how much it leads."""
        names = [class_color(self.theme, k, self.n_classes) for k in range(self.problem.n_out)]
        colors = np.array([_rgb(name) for name in names])
        ground = np.array(_rgb(self.theme.stage))
        ranked = np.sort(outputs, axis=2)
        lead = np.clip(ranked[..., -1] - ranked[..., -2], 0.0, 1.0)[..., None]
        strength = _PALE * (0.3 + 0.7 * lead)
        rgb = strength * colors[outputs.argmax(axis=2)] + (1 - strength) * ground
        margins = []
        for k in range(self.problem.n_out):
            others = np.delete(outputs, k, axis=2).max(axis=2)
            margins.append(outputs[..., k] - others)
        return np.rint(rgb).astype(np.uint8), margins

    def _paint_field(self, rgb: NDArray[np.uint8], finite: Bools, x: Range, y: Range) -> None:
        if not finite.all():
            rgb = rgb.copy()
            rgb[~finite] = _rgb(self.theme.border)
        self.field.set_colors(rgb, x, y)

    def _draw_boundary(
        self, lines: list[Floats], shape: tuple[int, int], x: Range, y: Range
    ) -> None:
        """Lines in grid coordinates as one curve with gaps."""
        if not lines:
            self.boundary.set_data(np.empty(0), np.empty(0))
            return
        gap = np.full((1, 2), np.nan)
        points = np.vstack([part for line in lines for part in (line, gap)])
        ny, nx = shape
        self.boundary.set_data(
            x[0] + (points[:, 0] + 0.5) / nx * (x[1] - x[0]),
            y[0] + (points[:, 1] + 0.5) / ny * (y[1] - y[0]),
        )

    def _show_labels(self, outputs: Floats) -> None:
        assert self._labels is not None
        is_train = np.arange(len(self._raw)) < self.problem.n_train
        for label, (train, test) in enumerate(zip(self.train, self.test, strict=True)):
            for points, part in ((train, is_train), (test, ~is_train)):
                chosen = self._raw[part & (self._labels == label)]
                if len(points.xs) != len(chosen):  # the samples never change
                    points.set_data(chosen[:, 0], chosen[:, 1])
        judged: Bools = np.isfinite(outputs).min(axis=1)
        wrong = self._raw[judged & (labels_of(self.problem, outputs) != self._labels)]
        self.wrong.set_data(wrong[:, 0], wrong[:, 1])

    def _show_values(self, values: Floats, x: Range, y: Range, outputs: Floats) -> None:
        finite = np.isfinite(values)
        low, high = spread(values, self._targets, margin=0.0, least=1e-6)
        self._bar(low, high)
        t = (np.where(finite, values, low) - low) / (high - low)
        self._paint_field(self._ramp[np.rint(t * 255).astype(int)], finite, x, y)
        is_train = np.arange(len(self._raw)) < self.problem.n_train
        shade = [self.theme.sequential((v - low) / (high - low)) for v in self._targets]
        for points, part in ((self.train[0], is_train), (self.test[0], ~is_train)):
            chosen = self._raw[part]
            colors = [c for c, p in zip(shade, part, strict=True) if p]
            points.set_data(chosen[:, 0], chosen[:, 1], colors)
        self._write_values(outputs)

    def _write_values(self, outputs: Floats) -> None:
        """Target and prediction beside each sample, where there are few."""
        if len(self._raw) > _FEW:
            return
        labels = []
        for (x, y), target, output in zip(self._raw, self._targets, outputs, strict=True):
            text = f"y {number(target)}\nŷ {number(output)}"
            labels.append(Label(float(x), float(y), text, self.theme.color("text"), "free"))
        self.texts.backdrop = self.theme.color("panel", 0.8)
        self.texts.set_labels(labels, self.theme.font(12), 11 * self.theme.font_scale**0.5)

    def read(self, x: float, y: float) -> str:
        if self._params is None:
            return ""
        point = self.problem.standardize(np.array([[x, y]]))
        names = self._names()
        outputs = Evaluator(self.problem, point).outputs(self._params)[0]
        shown = ", ".join(number(float(v)) for v in outputs[:6])
        return f"{names[0]} = {number(x)}\n{names[1]} = {number(y)}\nŷ = {shown}"


def _rgb(name: str) -> list[float]:
    color = QColor(name)
    return [float(color.red()), float(color.green()), float(color.blue())]
