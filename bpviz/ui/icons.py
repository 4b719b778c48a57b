"""Icons in the theme's colours, from ``resources/icons``: SVG drawn in black on a 24 × 24 grid."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from bpviz.resources import resource_path

SIZES = (16, 20, 24, 32, 48, 64, 96)


def icon(name: str, color: QColor, muted: QColor | None = None) -> QIcon:
    """The icon called `name` in `color`, and in `muted` where its control is disabled."""
    return _made(name, color.name(), (muted or color).name())


@lru_cache(maxsize=256)
def _made(name: str, color: str, muted: str) -> QIcon:
    result = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, muted)):
        renderer = QSvgRenderer(QByteArray(_source(name, ink)))
        for size in SIZES:
            pixmap = QPixmap(size, size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, size, size))
            painter.end()
            result.addPixmap(pixmap, mode)
    return result


def application_icon() -> QIcon:
    """The application's own icon, in its own colours."""
    return QIcon(str(resource_path("icons", "bpviz.svg")))


def _source(name: str, color: str) -> bytes:
    text = resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")
    return text.replace('"#000"', f'"{color}"').encode()
