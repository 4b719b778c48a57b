"""What the pictures of the layers' quantities are called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from bpviz.ui.gradients.quantities import Quantity

translate = QCoreApplication.translate


def by_layer(quantity: Quantity) -> str:
    """The title of what is now."""
    titles = {
        "backward": translate("gradients", "Gradient by layer"),
        "forward": translate("gradients", "Activations by layer"),
        "update": translate("gradients", "Updates by layer"),
    }
    return titles[quantity.column.color]


def over_time(quantity: Quantity) -> str:
    """The title of all iterations."""
    titles = {
        "backward": translate("gradients", "Gradient by layer over time"),
        "forward": translate("gradients", "Activations by layer over time"),
        "update": translate("gradients", "Updates by layer over time"),
    }
    return titles[quantity.column.color]


def nothing_known(quantity: Quantity) -> str:
    """Why no layer has a value."""
    if quantity.key == "dead":
        return translate("gradients", "no layer of the ReLU family")
    return translate("gradients", "not computed yet")


def axis_title(quantity: Quantity) -> str:
    """The name of an axis, with its kind or unit."""
    if quantity.scale == "log":
        return translate("gradients", "{quantity} (log)").format(quantity=quantity.symbol)
    return f"{quantity.symbol} (%)" if quantity.scale == "share" else quantity.symbol
