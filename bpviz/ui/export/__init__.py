"""Slides: what the painters draw, into files."""

from bpviz.ui.export.command import export_stretch, export_view
from bpviz.ui.export.dialog import export_dialog
from bpviz.ui.export.stretch import Stretch

__all__ = ["Stretch", "export_dialog", "export_stretch", "export_view"]
