"""The network diagram as a view: kept as a pixmap, with the signal and the readout on top."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QFont, QHideEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from bpviz.core.step import Step
from bpviz.ui.dead_cache import DeadCache
from bpviz.ui.edge_cache import EdgeCache
from bpviz.ui.paint.network import REST, paint_network, paint_wave
from bpviz.ui.paint.network_hits import Hit, band_at, hit_test
from bpviz.ui.paint.network_layout import Layout
from bpviz.ui.paint.network_lit import Lit
from bpviz.ui.paint.network_picture import EdgeMode, NetworkPicture, network_picture
from bpviz.ui.paint.network_readout import band_readout, paint_readout, readout
from bpviz.ui.paint.network_tint import Tint, TintMode, network_tint
from bpviz.ui.paint.text import draw_text, text_width
from bpviz.ui.part_cache import PartCache
from bpviz.ui.selection import Selection
from bpviz.ui.view import View

FLIGHT = 400
"""Milliseconds that the signal takes along the edges."""
HASTE = 0.25
"""Seconds: steps that follow one another faster than this are not animated."""


class NetworkView(View):
    """The stage: neurons, weights or gradients, and the signal on its way.

    A click chooses a neuron, a weight or a bias; a click on the sample's number the next sample,
    with Shift the one before. Hovering shows a value with all its digits. A click on the tint's
    legend, or on its name where there is none, lets another one be chosen.

    Attributes
    ----------
    animate : bool
        Let the signal run along the edges for a moment at each step that is not followed too fast.
    tint_menu : QMenu or None
        Opens where the tint's legend or name is clicked; without it there is no such name.

    Signals
    -------
    selection_changed(Selection)
        The user chose something here. The view marks it already.
    """

    name = "network"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.animate = True
        self.tint_menu: QMenu | None = None
        self._mode: EdgeMode = "auto"
        self._tint_mode: TintMode = "off"
        self._dead: DeadCache | None = None
        self._lit: Lit | None = None
        self._picture: NetworkPicture | None = None
        self._layout: Layout | None = None
        self._canvas: QPixmap | None = None
        self._edges, self._parts = EdgeCache(), PartCache()
        self._hover: tuple[Hit | int, QPointF] | None = None
        self._shown_index: int | None = None
        self._shown_at = 0.0
        self._flight = QVariantAnimation(self)
        self._flight.setDuration(FLIGHT)
        self._flight.setStartValue(0.0)
        self._flight.setEndValue(1.0)
        self._flight.valueChanged.connect(self.update)
        self._flight.finished.connect(self.update)
        self.setMouseTracking(True)
        self.setMinimumSize(260, 220)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.retranslate()

    @property
    def edge_mode(self) -> EdgeMode:
        """What the edges show: "auto", "weights" or "gradients"."""
        return self._mode

    @edge_mode.setter
    def edge_mode(self, mode: EdgeMode) -> None:
        self._mode = mode
        self.refresh()

    @property
    def tint_mode(self) -> TintMode:
        """Which diagnosis the layers or neurons are tinted by; "off" for none."""
        return self._tint_mode

    @tint_mode.setter
    def tint_mode(self, mode: TintMode) -> None:
        self._tint_mode = mode
        self._hover = None
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    # ---- what the window says ----------------------------------------------------------------

    def new_timeline(self) -> None:
        """Forget the picture of the run before."""
        self._picture = self._layout = self._canvas = self._hover = None
        self._edges, self._parts = EdgeCache(), PartCache()
        self._lit = None
        self._forget_dead()
        self._shown_index = None
        self._flight.stop()
        self.update()

    def draw(self, step: Step) -> None:
        """Show `step`, and let its signal run if there is time for that."""
        self._picture = self._picture_of(step)
        self._canvas = None
        now = time.monotonic()
        if step.index != self._shown_index:
            self._flight.stop()
            self._hover = None
            leisurely = now - self._shown_at >= HASTE
            if self.animate and leisurely and not self.playing and self._picture.flow:
                self._flight.start()
            self._shown_index, self._shown_at = step.index, now
        parts = (self._picture.title, self._picture.sample, self._picture.loss)
        self.setAccessibleDescription(", ".join(part for part in parts if part))
        self.update()

    def show_paths(self, lit: Lit | None) -> None:
        """Light paths up, or none."""
        if lit != self._lit:
            self._lit = lit
            self.refresh()

    def retranslate(self) -> None:
        """Set every text again."""
        self.setAccessibleName(self.tr("Network diagram"))
        self.refresh()

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the picture into `rect`, with the signal at rest."""
        if self.step is None:
            painter.fillRect(rect, self.theme.color("stage"))
            return
        paint_network(painter, rect, self._picture_of(self.step, wait=True), self.theme)

    def _picture_of(self, step: Step, *, wait: bool = False) -> NetworkPicture:
        tint = self._tint_of(step, wait=wait)
        picture = network_picture(step, self.selection, self._mode, tint)
        return picture if self._lit is None else replace(picture, lit=self._lit)

    def _tint_of(self, step: Step, *, wait: bool) -> Tint | None:
        if self._tint_mode != "dead":
            return network_tint(step, self._tint_mode)
        if self._dead is None or self._dead.problem is not step.problem:
            self._forget_dead()
            self._dead = DeadCache(step.problem, self)
            self._dead.found.connect(self.refresh)
        return network_tint(step, "dead", self._dead.which(step, wait=wait))

    def _forget_dead(self) -> None:
        if self._dead is not None:
            self._dead.found.disconnect(self.refresh)
            self._dead.deleteLater()
        self._dead = None

    # ---- on screen ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            self._paint(painter)
        finally:
            painter.end()

    def _paint(self, painter: QPainter) -> None:
        if self._picture is None or self.step is None:
            painter.fillRect(self.rect(), self.theme.color("stage"))
            return
        canvas = self._drawn(self._picture)
        painter.drawPixmap(0, 0, canvas)
        assert self._layout is not None
        flying = self._flight.state() == QVariantAnimation.State.Running
        at = float(self._flight.currentValue()) if flying else REST
        paint_wave(painter, self._layout, self._picture, self.theme, at)
        chooser = self._chooser(self._layout, self._picture)
        if chooser is not None and self._picture.tint is None:
            font, muted = self._small(self._layout, 13), self.theme.color("muted")
            draw_text(painter, chooser, self._chooser_text(), font, muted)
        if self._hover is not None:
            hit, point = self._hover
            if isinstance(hit, Hit):
                written = self.numbers.measured
                lines = readout(self.step, self._picture, hit, self._sample(), written)
            else:
                lines = band_readout(self._picture, hit, self.numbers.measured)
            paint_readout(painter, QRectF(self.rect()), point, lines, self.theme)

    def _drawn(self, picture: NetworkPicture) -> QPixmap:
        """Everything that stands still, drawn anew only if something changed."""
        ratio = self.devicePixelRatioF()
        size = QSize(round(self.width() * ratio), round(self.height() * ratio))
        if self._canvas is None or self._canvas.size() != size:
            canvas = QPixmap(size)
            canvas.setDevicePixelRatio(ratio)
            painter = QPainter(canvas)
            rect = QRectF(self.rect())
            edges, parts = self._edges.paint, self._parts.paint
            self._layout = paint_network(
                painter, rect, picture, self.theme, wave=None, edges=edges, parts=parts
            )
            painter.end()
            self._canvas = canvas
        return self._canvas

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._flight.stop()
        self._hover = None

    # ---- the mouse ---------------------------------------------------------------------------

    def _sample(self) -> int:
        assert self.step is not None
        return min(max(self.selection.sample, 0), len(self.step.x) - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._layout is None or self.step is None:
            return
        point = event.position()
        on_sample = self._layout.sample.contains(point) and len(self.step.x) > 1
        on_chooser = self._on_chooser(point)
        on_sample = on_sample and not on_chooser
        hit = None if on_sample else hit_test(self._layout, point)
        told = band_at(self._layout, point) if hit is None else hit
        if told is not None or self._hover is not None:
            self._hover = None if told is None else (told, point)
            self.update()
        clickable = hit is not None or on_sample or on_chooser
        shape = Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        tip = self.tr("Click: next sample; with Shift: the one before") if on_sample else ""
        if on_chooser:
            tip = self.tr("Click: what the network is tinted by")
        self.setToolTip(tip)

    def _chooser(self, layout: Layout, picture: NetworkPicture) -> QRectF | None:
        """Where a click opens the menu of tints: their legend, else a word beside the sample."""
        if self.tint_menu is None or layout.tint_legend is not None:
            return layout.tint_legend if self.tint_menu is not None else None
        used = text_width(picture.sample, self._small(layout, 14)) + 24 * layout.k
        width = text_width(self._chooser_text(), self._small(layout, 13)) + 4 * layout.k
        box = layout.sample
        if used + width > box.width():
            return None
        return QRectF(box.right() - used - width, box.y(), width, box.height())

    def _chooser_text(self) -> str:
        return self.tr("tint ▾")

    def _small(self, layout: Layout, size: float) -> QFont:
        return self.theme.font(size * layout.k / self.theme.font_scale)

    def _on_chooser(self, point: QPointF) -> bool:
        if self._layout is None or self._picture is None:
            return False
        rect = self._chooser(self._layout, self._picture)
        return rect is not None and rect.contains(point)

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        if self._hover is not None:
            self._hover = None
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or self._layout is None or self.step is None:
            return
        point, old = event.position(), self.selection
        if self._on_chooser(point):
            assert self.tint_menu is not None
            self.tint_menu.popup(event.globalPosition().toPoint())
            return
        count = len(self.step.x)
        if self._layout.sample.contains(point):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            sample = (self._sample() + (-1 if back else 1)) % count
            self._choose(replace(old, sample=sample))
            return
        hit = hit_test(self._layout, point)
        if hit is not None:
            self._choose(Selection(hit.layer, hit.unit, hit.source, old.sample))

    def _choose(self, selection: Selection) -> None:
        if selection != self.selection:
            self.set_selection(selection)
            self.selection_changed.emit(selection)
