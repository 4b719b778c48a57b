"""Pictures of views and of the window, painted in logical pixels at any size."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from bpviz import __version__
from bpviz.core.step import Step
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import Lesson
from bpviz.ui.export.canvas import Picture, as_image
from bpviz.ui.export.sheet import VIEW_BASE, Words, base_size, paint_sheet
from bpviz.ui.paint.network_words import title as step_title
from bpviz.ui.registry import VIEWS
from bpviz.ui.selection import Selection
from bpviz.ui.status import where_text
from bpviz.ui.theme import Theme
from bpviz.ui.view import View

WINDOW_BASE = QSize(1600, 900)
"""Logical size at which the whole window is right for a slide."""
SMALLEST_TYPE = 11.0
"""Logical size of the smallest type that views have where they have room."""
WINDOW = "window"
EXPORTS = (*VIEWS, WINDOW)
"""What can be exported."""


@dataclass(frozen=True)
class Look:
    """How a picture is to look.

    Attributes
    ----------
    size : QSize
        Width and height in pixels, before `density`.
    theme : Theme
        Colours and type.
    density : int
        Pixels for each of `size`: the same picture, so much larger.
    transparent : bool
        Leave out the ground.
    outlines : bool
        Text of an SVG as outlines.
    title, caption, source : bool
        Write the experiment's title above; the step, and where it comes from, below.
    min_text : float
        Least size of type in points on a slide that the picture fills, which is 540 points high;
        0 for the usual sizes. The views then show as much as has room, in a `theme` that knows.
    """

    size: QSize
    theme: Theme
    density: int = 1
    transparent: bool = False
    outlines: bool = True
    title: bool = False
    caption: bool = False
    source: bool = False
    min_text: float = 0.0

    def __post_init__(self) -> None:
        if self.min_text:
            object.__setattr__(self, "theme", replace(self.theme, least_type=SMALLEST_TYPE))

    def scale(self, names: Sequence[str]) -> float:
        """Pixels, before `density`, for each logical pixel of a picture of these views."""
        point = min(self.size.width() / VIEW_BASE.width(), self.size.height() / VIEW_BASE.height())
        return max(scale_for(self.size, base_size(names)), self.min_text * point / SMALLEST_TYPE)


def scale_for(size: QSize, base: QSize) -> float:
    """How many pixels of a picture are one logical pixel, so that proportions are kept."""
    return max(1.0, min(size.width() / base.width(), size.height() / base.height()))


def picture_of(
    views: Sequence[View], look: Look, source: Lesson | Path | None = None, language: str = "en"
) -> Picture:
    """The picture of views, each showing the same step in the theme of `look`.

    `source` is the lesson or the file that the step comes from, if any; a lesson's title is in
    `language`.
    """
    names = [view.name for view in views]
    step = views[0].step
    assert step is not None
    title = step.problem.experiment.title
    if isinstance(source, Lesson):
        title = source.title_in(language)
    where = f"{step_title(step)}  ·  {where_text(step)}"
    words = Words(
        title if look.title else "",
        where if look.caption else "",
        origin_text(source) if look.source else "",
    )

    def paint(painter: QPainter, rect: QRectF) -> None:
        paint_sheet(painter, rect, views, look.theme, words)

    return Picture(
        look.size * look.density,
        look.density * look.scale(names),
        paint,
        look.theme,
        title,
        f"{', '.join(export_title(name) for name in names)}: {where}",
        look.transparent,
        look.outlines,
    )


def origin_text(source: Lesson | Path | None) -> str:
    """Where a picture comes from: lesson or file, and the program."""
    return f"bpviz {__version__}" if source is None else f"{source.name}  ·  bpviz {__version__}"


@contextmanager
def fresh_views(
    names: Sequence[str], timeline: Timeline, step: Step, selection: Selection, theme: Theme
) -> Iterator[list[View]]:
    """Views made for a picture of `step`, in the state in which the window first shows them."""
    views: list[View] = []
    try:
        for name in names:
            view = VIEWS[name].factory(None)
            views.append(view)
            view.set_theme(theme)
            view.set_timeline(timeline)
            view.set_selection(selection)
            view.show_step(step)
        yield views
    finally:
        for view in views:
            dispose(view)


def dispose(widget: QWidget) -> None:
    """Delete a widget now: without an event loop `deleteLater` alone would never come about."""
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)


@contextmanager
def wearing(views: Sequence[View], theme: Theme) -> Iterator[None]:
    """Views of the window in another theme for as long as a picture of them is painted."""
    others = [(view, view.theme) for view in views if view.theme != theme]
    try:
        for view, _ in others:
            view.set_theme(theme)
        yield
    finally:
        for view, own in others:
            view.set_theme(own)


def view_picture(
    name: str, timeline: Timeline, step: Step, selection: Selection, theme: Theme, size: QSize
) -> QImage:
    """The picture of one view of one step, `size` pixels large."""
    with fresh_views([name], timeline, step, selection, theme) as views:
        return as_image(picture_of(views, Look(size, theme)))


def window_picture(window: QWidget, look: Look, scale: float) -> Picture:
    """The picture of a window as it stands, in the size of `look`.

    `scale` is how many pixels are one of the window's own; where the window cannot become as small
    as the size asks for, it is drawn smaller.
    """
    fit = min(scale, look.size.width() / window.width(), look.size.height() / window.height())

    def paint(painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, look.theme.color("window"))
        window.render(painter, QPoint())

    density = look.density
    title = window.windowTitle().replace("[*]", "")
    return Picture(
        look.size * density, fit * density, paint, look.theme, title, outlines=look.outlines
    )


def widget_picture(widget: QWidget, theme: Theme, scale: float) -> QImage:
    """The image of a widget as it is on screen, `scale` pixels for each of its own."""
    size = (QSizeF(widget.size()) * scale).toSize()
    return as_image(window_picture(widget, Look(size, theme), scale))


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
