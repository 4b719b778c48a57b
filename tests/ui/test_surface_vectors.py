from __future__ import annotations

import base64
import re
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer

from bpviz.core.timeline import Timeline
from bpviz.ui.landscape_stage import STYLES, Style
from bpviz.ui.paint.landscape import Camera
from bpviz.ui.surface_options import Options
from bpviz.ui.theme import DARK, LIGHT, Theme
from bpviz.ui.views.surface import SurfaceView
from tests.ui.surface_hands import colors, picture, run

SIZE = (640, 400)
RECT = QRectF(0, 0, *SIZE)


def shown(timeline: Timeline, iteration: int, style: Style, theme: Theme) -> SurfaceView:
    """A view of a step in a style."""
    view = SurfaceView()
    view.set_theme(theme)
    view.set_timeline(timeline)
    if style != "space":
        view.set_options(Options(flat=style))
    view.set_space(style == "space")
    view.show_step(timeline[(iteration + 1) * timeline.steps_per_iteration - 1])
    return view


def as_svg(view: SurfaceView, rect: QRectF = RECT) -> QByteArray:
    """What the view paints, as SVG."""
    data = QByteArray()
    generator = QSvgGenerator()
    generator.setOutputDevice(QBuffer(data))
    generator.setSize(rect.size().toSize())
    generator.setViewBox(rect)
    painter = QPainter(generator)
    view.paint_picture(painter, rect)
    painter.end()
    return data


def drawn(svg: QByteArray) -> np.ndarray:
    """The pixels of an SVG."""
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(svg).render(painter, RECT)
    painter.end()
    return colors(image)


def exploding() -> Timeline:
    """A linear network whose path leaves the window far behind."""
    layers = [{"units": 4, "activation": "linear"}, {"units": 1, "activation": "linear"}]
    return run(rate=1.0, source="sine", layers=layers)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("make", [run, exploding])
def test_an_svg_looks_like_the_picture(qapp: Any, make: Any, style: Style, theme: Theme) -> None:
    """Drawn by a reader of SVG it has the colours of the PNG, but for the edges of text and lines.

    Where the path leaves the plot, too: nothing of it lies upon axes, header or meter.
    """
    view = shown(make(), 60, style, theme)
    svg = as_svg(view)
    assert b"non-scaling-stroke" not in bytes(svg.data())
    difference = np.abs(drawn(svg) - colors(picture(view, *SIZE))).max(axis=2)
    assert difference.mean() < 3.0
    assert np.mean(difference > 60) < 0.02


@pytest.mark.parametrize("style", ["contours", "heat"])
def test_a_path_that_leaves_the_plot_ends_at_its_edge(qapp: Any, style: Style) -> None:
    """SVG files know no clipping as Qt writes them: left of the axis there is nothing of the path.

    The same run with its path taken away gives the same margins.
    """
    view = shown(exploding(), 60, style, DARK)
    plot = view.stage.plot
    walked = drawn(as_svg(view))
    trails = plot.trails.trails
    assert np.abs(trails[0].points).max() > 1000.0  # far outside
    plot.trails.hide()
    bare = drawn(as_svg(view))
    assert (walked != bare).any()
    box = plot.furniture.plot
    changed = (walked != bare).any(axis=2)
    ys, xs = np.nonzero(changed)
    assert xs.min() >= box.left() - 3
    assert xs.max() <= box.right() + 3
    assert ys.min() >= box.top() - 3
    assert ys.max() <= box.bottom() + 3


def test_a_near_surface_does_not_cover_header_and_meter(qapp: Any) -> None:
    """Zoomed in, the surface stops below the title and above the words, as it does in the PNG."""
    view = shown(run(), 60, "space", LIGHT)
    view.stage.turntable.set_camera(Camera(zoom=1.6))
    difference = np.abs(drawn(as_svg(view)) - colors(picture(view, *SIZE))).max(axis=2)
    assert np.mean(difference[:24] > 60) < 0.03
    assert np.mean(difference[-24:] > 60) < 0.06


@pytest.mark.parametrize("style", STYLES)
def test_a_legend_names_the_marks_where_there_is_room(qapp: Any, style: Style) -> None:
    """In a picture of usual height: start, now and both arrows; in a low one nothing."""
    view = shown(run(), 60, style, DARK)
    for rect, wanted in ((RECT, True), (QRectF(0, 0, 640, 260), False)):
        svg = bytes(as_svg(view, rect).data()).decode()
        assert "Loss surface" in svg
        for text in ("start", "now", "−∇L, downhill", "the update"):
            assert (f">{text}<" in svg) == wanted


def test_colours_are_smooth_for_readers_that_do_not_smooth(qapp: Any) -> None:
    """The image in an SVG has about a pixel for each of the picture's own."""
    view = shown(run(), 60, "heat", DARK)
    text = bytes(as_svg(view).data()).decode()
    sizes = []
    for found in re.findall(r"data:image/png;base64,([^\"]+)", text):
        image = QImage.fromData(base64.b64decode(found))
        sizes.append(image.width() * image.height())
    assert max(sizes) > 0.4 * SIZE[0] * SIZE[1]
