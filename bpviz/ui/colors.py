"""Arithmetic with colours."""

from __future__ import annotations

from PySide6.QtGui import QColor


def mixed(over: QColor, under: QColor, share: float) -> QColor:
    """`over` laid on `under` with opacity `share` in [0, 1], as an opaque colour."""
    pairs = zip(over.getRgbF()[:3], under.getRgbF()[:3], strict=True)
    return QColor.fromRgbF(*(share * a + (1 - share) * b for a, b in pairs))
