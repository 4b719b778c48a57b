"""The network diagram, measured against pyqtgraph's GraphItem, and the loss surface in space.

A frame is a whole new picture at 1280 × 720, antialiased, every weight changed: the case that a
view on screen meets at an update and at no other micro-step, since it keeps the edges between.
GraphItem gets the same edges in the same colours, one pixel wide, and neither text nor legend.

A frame of the surface has all that the view shows: box, contour shadow, path, arrows and labels.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from bench_report import Row
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontDatabase, QImage, QPainter
from PySide6.QtWidgets import QApplication

from bpviz.resources import resource_path
from bpviz.ui.paint.landscape import Arrow, Camera, Landscape, Trail, paint_landscape
from bpviz.ui.paint.network import paint_network, picture_layout
from bpviz.ui.paint.network_edges import edge_style, paint_edges
from bpviz.ui.paint.network_layout import Layout
from bpviz.ui.paint.network_picture import LayerPicture, NetworkPicture
from bpviz.ui.paint.relief import relief
from bpviz.ui.theme import DARK

SIZE = (1280, 720)
NETWORKS = {
    "2-8-8-1": ((2, 8, 8, 1), float("nan"), 20, 9),
    "2,816 edges": ((16,) * 12, 1 / 10, 5, 9),
    "61,440 edges": ((64,) * 16, 1 / 40, 1, 5),
}
"""Name → layer sizes, highest ratio to GraphItem, frames a round, rounds."""

SCREEN = (1920, 1080)
GRID = 61
FRAME = 30.0
"""Milliseconds that a frame of a surface of `GRID` × `GRID` losses may take on `SCREEN`."""


def random_picture(sizes: tuple[int, ...], seed: int) -> NetworkPicture:
    """A network in the middle of a forward pass."""
    rng = np.random.default_rng(seed)
    layers = [LayerPicture(sizes[0], "inputs", str(sizes[0]), "x", values=rng.random(sizes[0]))]
    for number, (n_in, units) in enumerate(itertools.pairwise(sizes), 1):
        layers.append(
            LayerPicture(
                units,
                f"hidden {number}",
                f"tanh · {units}",
                str(number),
                values=rng.uniform(-1, 1, units),
                low=-1.0,
                edges=rng.normal(size=(n_in, units)),
                biases=rng.normal(size=units),
            )
        )
    return NetworkPicture(
        tuple(layers),
        title="Forward · layer 1: weighted sums",
        formula="z¹ = x W¹ + b¹",
        direction="forward",
        active=1,
        gap=0,
        flow=1,
        edge_scale=2.5,
    )


def seconds(run: Callable[[int], None], times: int) -> float:
    """Processor time of a frame: painting has one thread, and others may be using the machine."""
    started = time.process_time()
    run(times)
    return (time.process_time() - started) / times


def new_image() -> QImage:
    """Where the frames are painted."""
    return QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)


def painted(pictures: list[NetworkPicture], *, edges_only: bool) -> Callable[[int], None]:
    """A function that paints so many frames of ours."""
    image, rect = new_image(), QRectF(0, 0, *SIZE)
    layout = picture_layout(pictures[0], rect, DARK)

    def run(times: int) -> None:
        for number in range(times):
            picture = pictures[number % 2]
            painter = QPainter(image)
            if edges_only:
                painter.fillRect(rect, DARK.color("stage"))
                values = [layer.edges for layer in picture.layers[1:]]
                paint_edges(painter, layout, values, picture.edge_scale, DARK)
            else:
                paint_network(painter, rect, picture, DARK)
            painter.end()

    return run


def graph_item(pictures: list[NetworkPicture]) -> Callable[[int], None]:
    """A function that paints so many frames of pyqtgraph's GraphItem."""
    import pyqtgraph as pg

    pg.setConfigOptions(antialias=True)
    layout = picture_layout(pictures[0], QRectF(0, 0, *SIZE), DARK)
    places = np.concatenate(
        [np.column_stack((np.full(len(c.ys), c.x), c.ys)) for c in layout.columns]
    )
    view = pg.GraphicsView(background=DARK.stage)
    view.resize(*SIZE)
    box = pg.ViewBox(enableMenu=False, defaultPadding=0)
    box.setRange(QRectF(0, 0, *SIZE), padding=0, disableAutoRange=True)
    item = pg.GraphItem()
    box.addItem(item)
    view.setCentralItem(box)
    frames = [
        {"pos": places, "adj": _pairs(layout), "pen": _pens(layout, p), "size": 6, "pxMode": True}
        for p in pictures
    ]
    image = new_image()

    def run(times: int, keep: Any = view) -> None:
        for number in range(times):
            item.setData(**frames[number % 2])
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            keep.render(painter, QRectF(0, 0, *SIZE))
            painter.end()

    return run


def _pairs(layout: Layout) -> np.ndarray:
    found, first = [], 0
    for left, right in itertools.pairwise(layout.columns):
        i, j = np.meshgrid(np.arange(len(left.ys)), np.arange(len(right.ys)), indexing="ij")
        found.append(np.column_stack((first + i.ravel(), first + len(left.ys) + j.ravel())))
        first += len(left.ys)
    return np.concatenate(found)


def _pens(layout: Layout, picture: NetworkPicture) -> np.ndarray:
    style = edge_style(DARK, layout.edge_count, layout.k)
    weights = [layer.edges.ravel() for layer in picture.layers[1:] if layer.edges is not None]
    share = np.clip(np.concatenate(weights) / picture.edge_scale, -1, 1)
    kinds = [(name, np.uint8) for name in ("red", "green", "blue", "alpha")]
    pens = np.empty(len(share), dtype=[*kinds, ("width", float)])
    pens[:] = [_pen(style.color(t)) for t in share.tolist()]
    return pens


def _pen(color: QColor) -> tuple[int, int, int, int, float]:
    return color.red(), color.green(), color.blue(), 255, 1.0


def walked_landscape() -> Landscape:
    """A surface with hills, a valley and a path of 300 iterations through it."""
    x, y = np.meshgrid(*2 * [np.linspace(-1.0, 1.0, GRID)])
    hill = 0.3 * np.exp(-((x - 0.5) ** 2 + (y + 0.5) ** 2) / 0.05)
    losses = 0.3 + 0.5 * x**2 + 0.15 * y**2 + 0.15 * np.sin(4 * x + 1) * np.cos(3 * y) + hill
    shape = relief(losses, log=False)
    t = np.linspace(0.0, 1.0, 300)
    points = np.stack([-0.9 + 0.9 * t + 0.1 * np.sin(9 * t), 0.8 * (1 - t) ** 2], axis=1)
    path = Trail(points, shape.losses_at(*(points.T + 1) / 2), np.ones(300))
    start = (float(points[-1, 0]), float(points[-1, 1]))
    arrows = (
        Arrow(start, (start[0] + 0.3, start[1] - 0.1), "gradient", "−∇L"),
        Arrow(start, (start[0] + 0.25, start[1] + 0.2), "step", "Δθ × 100"),
    )
    sides = (-1.0, 1.0)
    return Landscape(shape, sides, sides, ("direction 1", "direction 2", "loss"), (path,), arrows)


def turning_surface() -> Row:
    """The median frame of a surface that is turned once around."""
    image, rect = QImage(*SCREEN, QImage.Format.Format_ARGB32_Premultiplied), QRectF(0, 0, *SCREEN)
    seen = walked_landscape()

    def frame(azimuth: float) -> float:
        started = time.process_time()
        painter = QPainter(image)
        paint_landscape(painter, rect, seen, Camera(azimuth=azimuth), DARK)
        painter.end()
        return time.process_time() - started

    frame(0.0)
    # The least of three, as others may be using the machine.
    rounds = [[frame(float(turn)) for turn in range(0, 360, 6)] for _ in range(3)]
    median = statistics.median(map(min, zip(*rounds, strict=True))) * 1e3
    what = f"{median:.1f} of {FRAME:g} ms, {GRID} × {GRID} losses, 1920 × 1080"
    return Row("3-D surface", what, median / FRAME, 1.0)


def rows() -> Iterator[Row]:
    """Frame times of the three networks, as ratios to GraphItem, and of a surface in space."""
    app = QApplication.instance() or QApplication([])
    for font in resource_path("fonts").glob("*.ttf"):
        QFontDatabase.addApplicationFont(str(font))
    yield turning_surface()
    for name, (sizes, limit, times, rounds) in NETWORKS.items():
        pictures = [random_picture(sizes, seed) for seed in (1, 2)]
        runs = [
            painted(pictures, edges_only=True),
            painted(pictures, edges_only=False),
            graph_item(pictures),
        ]
        for run in runs:
            run(2)
        taken = [[seconds(run, times) for run in runs] for _ in range(rounds)]
        edges, whole, peer = (statistics.median(column) for column in zip(*taken, strict=True))
        ratios = [statistics.median(t[i] / t[2] for t in taken) for i in (0, 1)]
        told = f"{edges * 1e3:.1f} ms to GraphItem's {peer * 1e3:.1f} ms ({1 / ratios[0]:.0f}×)"
        yield Row(name, f"edges {told}", ratios[0], limit)
        told = f"{whole * 1e3:.1f} ms to GraphItem's ({1 / ratios[1]:.0f}×)"
        yield Row(name, f"the whole diagram {told}", ratios[1])
    del app
