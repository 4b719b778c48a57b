"""Slides: what the painters draw, into files."""

from bpviz.ui.export.command import export_view
from bpviz.ui.export.dialog import export_dialog

__all__ = ["export_dialog", "export_view"]
