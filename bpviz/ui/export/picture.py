"""Pictures of views and of the window, painted in logical pixels at any size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QWidget

from bpviz.core.errors import BpvizError
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.ui.registry import VIEWS
from bpviz.ui.selection import Selection
from bpviz.ui.theme import Theme

VIEW_BASE = QSize(960, 540)
"""Logical size at which a single view's type is right for a slide; larger pictures scale it."""
BASES = {"explanation": QSize(640, 360)}
"""The same for views whose type would look lost on a slide otherwise."""
WINDOW_BASE = QSize(1600, 900)
"""The same for the whole window, which has more to show."""
WINDOW = "window"
TOO_LARGE = "a picture of {width} × {height} pixels does not fit in the memory"
EXPORTS = (*VIEWS, WINDOW)
"""What can be exported."""


def scale_for(size: QSize, base: QSize) -> float:
    """How many pixels of a picture are one logical pixel, so that proportions are kept."""
    return max(1.0, min(size.width() / base.width(), size.height() / base.height()))


def view_picture(
    name: str, timeline: Timeline, step: Step, selection: Selection, theme: Theme, size: QSize
) -> QImage:
    """The picture of one view of one step, `size` pixels large."""
    view = VIEWS[name].factory(None)
    try:
        view.set_theme(theme)
        view.set_timeline(timeline)
        view.set_selection(selection)
        view.show_step(step)
        scale = scale_for(size, BASES.get(name, VIEW_BASE))
        rect = QRectF(0, 0, size.width() / scale, size.height() / scale)
        with _painting(size, theme, scale) as (image, painter):
            view.paint_picture(painter, rect)
        return image
    finally:
        view.close()
        view.deleteLater()


def widget_picture(widget: QWidget, theme: Theme, scale: float) -> QImage:
    """The picture of a widget as it is on screen, `scale` pixels for each of its own."""
    size = (QSizeF(widget.size()) * scale).toSize()
    with _painting(size, theme, scale) as (image, painter):
        widget.render(painter, QPoint())
    return image


@contextmanager
def _painting(size: QSize, theme: Theme, scale: float) -> Iterator[tuple[QImage, QPainter]]:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise BpvizError("", TOO_LARGE, width=size.width(), height=size.height())
    image.fill(theme.color("panel"))
    painter = QPainter(image)
    try:
        hints = QPainter.RenderHint
        painter.setRenderHints(
            hints.Antialiasing | hints.TextAntialiasing | hints.SmoothPixmapTransform
        )
        painter.scale(scale, scale)
        yield image, painter
    finally:
        painter.end()


def write_png(image: QImage, path: Path, title: str) -> None:
    """Write a PNG with its title inside.

    Raises
    ------
    OSError
        The file cannot be written; the message says why. `atomic_path` adds whose file it is.
    """
    image.setText("Title", title)
    image.setText("Software", "bpviz")
    writer = QImageWriter(str(path), b"png")
    if not writer.write(image):
        raise OSError(writer.errorString())


def export_title(name: str) -> str:
    """What is exported, in the window's language."""
    if name == WINDOW:
        return QCoreApplication.translate("Export", "Whole window")
    return VIEWS[name].title


LONGEST = 30.0
"""Seconds that a window may take until nothing changes in it any more."""


def wait_until_settled(window: QWidget) -> None:
    """Let all that a window puts off, or has computed elsewhere, come about."""
    wait_for_layout(window)
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline and any(
        timer.isActive() for timer in window.findChildren(QTimer)
    ):
        QCoreApplication.processEvents()
        time.sleep(0.005)
    wait_for_layout(window)


def wait_for_layout(widget: QWidget) -> None:
    """Let a widget that is shown settle: layouts, deferred parts, first paints."""
    widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, True)
    widget.show()
    for _ in range(5):
        QCoreApplication.processEvents()
