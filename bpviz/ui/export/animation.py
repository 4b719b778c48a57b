"""Animations: the kinds of file that pictures become one after the other."""

from __future__ import annotations

from collections.abc import Callable

from bpviz.ui.export.frames import Frames
from bpviz.ui.export.gif import gif
from bpviz.ui.export.job import Job
from bpviz.ui.export.mp4 import mp4

ANIMATIONS: dict[str, Callable[[Frames, float], Job]] = {".gif": gif, ".mp4": mp4}
"""Ending of a file → what makes the job that writes it, of pictures and the seconds of each."""
