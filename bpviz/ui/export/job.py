"""Files that take a while: written in pieces, with how far they are after each."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

from PySide6.QtCore import QMimeData

Work = Generator[float, None, None]
Job = Callable[[Path], Work]
"""Writes the file at a path, piece by piece; yields the share that is done, 0 to 1, after each.

The path is that of a temporary file with the ending of the one that was asked for, which takes the
other's place only when the generator has ended. Closing it before cancels: it then tidies
up what it had begun. What goes wrong is a `BpvizError`.
"""
Copying = Generator[float, None, QMimeData]
"""Makes, in such pieces, what it returns for the clipboard."""
