"""A loss surface in three dimensions that is turned by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QStyleOptionGraphicsItem, QWidget

from bpviz.ui.landscape_legend import legend_of
from bpviz.ui.paint.landscape import Camera, Landscape, paint_landscape, pick
from bpviz.ui.paint.landscape_side import best_azimuth, point_is_hidden
from bpviz.ui.plot_furniture import Furniture, Readout
from bpviz.ui.theme import DARK, Theme

TURN = 0.4
"""Degrees per logical pixel."""
LOWEST, HIGHEST = 8.0, 82.0
"""Limits of the elevation, in degrees."""
FARTHEST, NEAREST = 0.7, 1.6
"""Limits of the zoom."""
MOST_PIXELS = 1920 * 1080
"""A larger picture is painted with so many pixels and enlarged while it is being turned."""
NOTCH = 1.1
"""How much larger a notch of the wheel makes it."""


class Turntable(QWidget):
    """Shows a landscape; dragging turns it, the wheel brings it nearer, a double click resets.

    A new subject is seen from its best side, until it is turned by hand. From then on it stays as
    it is; but when it comes to rest with the current point hidden, it turns that to the viewer,
    unless somebody has turned it. It takes no keys: those belong to the window.

    Signals
    -------
    clicked(float, float)
        α and β of the surface where it was clicked without being turned; after the time in which
        a second click would have made it a double click.
    """

    clicked = Signal(float, float)

    def __init__(self, parent: QWidget | None = None, *, name: str = "turntable") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(80, 60)
        self.theme: Theme = DARK
        self.camera = Camera()
        self.landscape: Landscape | None = None
        self._turned = False  # by hand
        self._side_of: tuple[object, bool] | None = None  # a subject, and whether for good
        self.header, self.readout = Furniture(), Readout()
        self._read: Callable[[float, float], str] | None = None
        self._pressed: QPointF | None = None
        self._held: QPointF | None = None  # where the hand was last, while it turns
        self._picture: tuple[object, QPixmap] | None = None
        self._chosen: tuple[float, float] | None = None
        self._single = QTimer(self)
        self._single.setSingleShot(True)
        self._single.timeout.connect(self._click)

    # ---- what a view sets --------------------------------------------------------------------

    def set_landscape(self, landscape: Landscape | None) -> None:
        """Show another landscape; one of the same subject is seen from where the last one was."""
        if landscape is not self.landscape:
            self.landscape = landscape
            self._choose_side()
            self._hide_readout()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change colours and type sizes."""
        self.theme = self.readout.theme = self.header.theme = theme
        self.update()

    def set_badge(self, text: str) -> None:
        """A warning above the landscape; an empty text takes it away."""
        if text != self.header.badge:
            self.header.badge = text
            self._hide_readout()
            self.update()

    def set_camera(self, camera: Camera) -> None:
        """Look at it from elsewhere, within the limits; to be nearer is not to turn it."""
        before = self.camera
        self._look(camera)
        here = (self.camera.azimuth, self.camera.elevation)
        self._turned = self._turned or here != (before.azimuth, before.elevation)

    def _look(self, camera: Camera) -> None:
        limited = replace(
            camera,
            azimuth=camera.azimuth % 360.0,
            elevation=min(max(camera.elevation, LOWEST), HIGHEST),
            zoom=min(max(camera.zoom, FARTHEST), NEAREST),
        )
        if limited != self.camera:
            self.camera = limited
            self._hide_readout()
            self.update()

    def reset_camera(self) -> None:
        """Look at it from its best side, as it is now."""
        self._turned = False
        self._side_of = None
        self._look(Camera(azimuth=self.camera.azimuth))
        self._choose_side()

    def _choose_side(self) -> None:
        """Look from the best side, where the side is not chosen already."""
        seen = self.landscape
        if seen is None or self._turned:
            return
        subject, final = self._side_of or (None, False)
        chosen = self._side_of is not None and subject == seen.subject
        if chosen and not seen.settled:
            return
        if chosen and final and not point_is_hidden(seen, self.camera):
            return
        best = replace(self.camera, azimuth=best_azimuth(seen))
        if not (chosen and final and point_is_hidden(seen, best)):
            self._look(best)
        self._side_of = seen.subject, seen.settled

    def set_readout(self, read: Callable[[float, float], str] | None) -> None:
        """What to write beside the cursor at α, β; an empty text for nothing."""
        self._read = read
        self._hide_readout()

    def pick(self, at: QPointF) -> tuple[float, float] | None:
        """α and β of the surface that is seen at a point of the widget; None beside it."""
        if self.landscape is None:
            return None
        area = self._below_header(QRectF(self.rect()))
        return pick(area, self.landscape, self.camera, self.theme, at)

    def paint_picture(self, painter: QPainter, rect: QRectF, title: str = "") -> None:
        """Paint title, badge and landscape into `rect`, without the readout."""
        self._paint(painter, rect, title)

    def _paint(self, painter: QPainter, rect: QRectF, title: str) -> None:
        self.header.title = title
        area = self._below_header(rect)
        if self.landscape is None:
            painter.fillRect(area, self.theme.color("panel"))
        else:
            paint_landscape(painter, area, self.landscape, self.camera, self.theme)
        # What is near reaches into the header where there is no clipping, as in SVG.
        painter.fillRect(
            QRectF(rect.topLeft(), QPointF(rect.right(), area.top())), self.theme.color("panel")
        )
        painter.save()
        painter.translate(rect.topLeft())
        self.header.paint(painter, QStyleOptionGraphicsItem())
        painter.restore()
        self.header.title = ""

    def _below_header(self, rect: QRectF) -> QRectF:
        header = self.header
        header.legend = legend_of(self.landscape, rect.height(), self.theme)
        header.lay_out(rect.size())
        needed = header.title or header.badge or header.legend
        return rect.adjusted(0, header.header_height if needed else 0, 0, 0)

    # ---- Qt ----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(380, 300)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        if self._held is not None:
            ratio = min(ratio, math.sqrt(MOST_PIXELS / max(1, self.width() * self.height())))
        look = (self.camera, self.theme, self.header.badge)
        key = (self.landscape, *look, self.size(), ratio)
        if self._picture is None or self._picture[0] != key:
            pixmap = QPixmap((self.size().toSizeF() * ratio).toSize())
            pixmap.setDevicePixelRatio(ratio)
            inner = QPainter(pixmap)
            self._paint(inner, QRectF(self.rect()), "")
            inner.end()
            self._picture = key, pixmap
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.drawPixmap(self.rect(), self._picture[1])
        if self.readout.isVisible():
            self.readout.paint(painter, None)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """The picture has words of its own."""
        if event.type() == QEvent.Type.LanguageChange:
            self._picture = None
            self.update()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._held = event.position(), None
            self._hide_readout()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None:
            self._show_readout(at)
            return
        moved = at - self._pressed
        if self._held is None and moved.manhattanLength() < QApplication.startDragDistance():
            return
        before = self._held or self._pressed
        self._held = at
        turned, tilted = (at - before).x() * TURN, (at - before).y() * TURN
        camera = self.camera
        self.set_camera(
            replace(camera, azimuth=camera.azimuth - turned, elevation=camera.elevation + tilted)
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        if self._held is None:
            self._chosen = self.pick(self._pressed)
            self._single.start(QApplication.doubleClickInterval())
        self._pressed = self._held = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._single.stop()
            self.reset_camera()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120.0
        self.set_camera(replace(self.camera, zoom=self.camera.zoom * NOTCH**notches))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hide_readout()

    def _click(self) -> None:
        if self._chosen is not None:
            self.clicked.emit(*self._chosen)

    def _show_readout(self, at: QPointF) -> None:
        found = self.pick(at) if self._read is not None else None
        text = self._read(*found) if self._read is not None and found is not None else ""
        self.readout.show_at(at, text, QRectF(self.rect()))
        self.update()

    def _hide_readout(self) -> None:
        if self.readout.isVisible():
            self.readout.hide()
            self.update()
