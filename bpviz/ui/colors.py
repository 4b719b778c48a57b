"""Arithmetic with colours."""

from __future__ import annotations

from PySide6.QtGui import QColor


def mixed(over: QColor, under: QColor, share: float) -> QColor:
    """`over` laid on `under` with opacity `share` in [0, 1], as an opaque colour."""
    a, b = over.toRgb(), under.toRgb()
    return QColor.fromRgbF(
        share * a.redF() + (1 - share) * b.redF(),
        share * a.greenF() + (1 - share) * b.greenF(),
        share * a.blueF() + (1 - share) * b.blueF(),
    )
