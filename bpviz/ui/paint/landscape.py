"""A loss surface in three dimensions, painted from back to front on any painter."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter

from bpviz.ui.paint.landscape_box import Box, paint_key, plot_area
from bpviz.ui.paint.landscape_levels import paint_levels
from bpviz.ui.paint.landscape_minima import paint_minima
from bpviz.ui.paint.landscape_projection import Projection
from bpviz.ui.paint.landscape_shapes import Arrow, Camera, Landscape, Trail
from bpviz.ui.paint.landscape_surface import paint_surface, paint_top, top_colors
from bpviz.ui.paint.landscape_trails import Walks, paint_arrow, paint_shadow
from bpviz.ui.paint.relief import Relief
from bpviz.ui.paint.trails import arrow_color, square, write_names
from bpviz.ui.plot_axis import number
from bpviz.ui.theme import Theme

__all__ = ["Arrow", "Camera", "Landscape", "Trail", "paint_landscape", "pick", "projection_of"]


def projection_of(rect: QRectF, landscape: Landscape, camera: Camera, theme: Theme) -> Projection:
    """How `paint_landscape` lays the landscape into `rect`."""
    return Projection.fit(plot_area(rect, landscape, theme), camera, theme.font_scale)


def pick(
    rect: QRectF, landscape: Landscape, camera: Camera, theme: Theme, at: QPointF
) -> tuple[float, float] | None:
    """α and β of the surface that one sees at a point of the picture in `rect`, or None."""
    found = projection_of(rect, landscape, camera, theme).pick(landscape.relief.heights, at)
    if found is None:
        return None
    (x0, x1), (y0, y1) = landscape.x, landscape.y
    return x0 + (found[0] + 1) / 2 * (x1 - x0), y0 + (found[1] + 1) / 2 * (y1 - y0)


def paint_landscape(
    painter: QPainter, rect: QRectF, landscape: Landscape, camera: Camera, theme: Theme
) -> None:
    """Paint `landscape`, seen from `camera`, into `rect`."""
    relief = landscape.relief
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.fillRect(rect, theme.color("panel"))
    painter.setClipRect(rect)
    projection = projection_of(rect, landscape, camera, theme)
    box = Box(landscape, projection, theme)
    walks = Walks(landscape, projection, theme)
    box.paint_back(painter)
    paint_shadow(painter, landscape, projection, theme)
    walks.paint_floor(painter)
    paint_levels(painter, landscape, projection, theme, [walk.floor for walk in walks.walks])
    paint_surface(painter, relief.heights, projection, theme)
    if relief.tops:
        paint_top(painter, relief, projection, theme)
    box.paint_axes(painter, rect)
    paint_minima(painter, landscape, projection)
    walks.paint(painter)
    names, avoid = walks.names(), walks.marks()
    for arrow in landscape.arrows:
        way = paint_arrow(painter, arrow, landscape, projection, theme)
        avoid += [square(at, 3.0 * projection.size) for at in way]
        if way and arrow.text:
            names.append((way[-1], arrow.text, arrow_color(arrow, theme).name()))
    walks.paint_ends(painter)
    if names:
        write_names(painter, names, rect, theme, avoid)
    if relief.tops:
        paint_key(painter, rect, _top_text(relief), *top_colors(theme), theme)
    painter.restore()


def _top_text(relief: Relief) -> str:
    """What the flat top stands for."""
    translate = QCoreApplication.translate
    if not math.isfinite(relief.top):
        return translate("landscape", "no finite loss")
    if not relief.clipped:
        return translate("landscape", "not finite")
    text = translate("landscape", "clipped at {value}").format(value=number(relief.high))
    if relief.missing:
        return translate("landscape", "{clipped} · not finite: {count}").format(
            clipped=text, count=relief.missing
        )
    return translate("landscape", "{clipped} · highest {value}").format(
        clipped=text, value=number(relief.top)
    )
