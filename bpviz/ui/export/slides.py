"""Decks: the kinds of file that hold a slide for each step."""

from __future__ import annotations

from collections.abc import Callable

from bpviz.ui.export.job import Job
from bpviz.ui.export.slide_pdf import slides_pdf
from bpviz.ui.export.slide_pptx import slides_pptx
from bpviz.ui.export.stretch import Reel

DECKS: dict[str, Callable[[Reel], Job]] = {".pptx": slides_pptx, ".pdf": slides_pdf}
"""Ending of a file → what makes, of a reel, the job that writes it."""
