"""What the marks and arrows upon a loss surface stand for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bpviz.ui.paint.landscape_shapes import Landscape
from bpviz.ui.plot_furniture import LegendEntry
from bpviz.ui.theme import Theme

LEAST_HEIGHT = 300.0
"""Logical pixels, at normal type size, of a picture that has room for a legend."""


def legend_of(landscape: Landscape | None, height: float, theme: Theme) -> tuple[LegendEntry, ...]:
    """The legend of a picture so many pixels high; empty where it is too low.

    Of a run's path it is always the same, so that nothing moves when an arrow comes or goes; the
    paths of a race have their names beside them.
    """
    if landscape is None or height < LEAST_HEIGHT * theme.font_scale:
        return ()
    translate = QCoreApplication.translate
    if landscape.minima:
        return (LegendEntry(translate("landscape", "minimum"), theme.text, "text", "★"),)
    if not landscape.trails or any(trail.name for trail in landscape.trails):
        return ()
    return (
        LegendEntry(translate("landscape", "start"), theme.text, "ring"),
        LegendEntry(translate("landscape", "now"), theme.negative, "circle"),
        LegendEntry(translate("landscape", "−∇L, downhill"), theme.backward),
        LegendEntry(translate("landscape", "Δθ, the update"), theme.update),
    )
