"""SVG without the ground that a picture is painted on, for slides that have one of their own."""

from __future__ import annotations

import re

from PySide6.QtCore import QSizeF

from bpviz.ui.theme import Theme

GROUNDS = ("panel", "stage", "window")
WIDE = 0.2
"""Share of the picture's width from which a rectangle in a ground's colour is one, no plate."""

_GROUP = re.compile(
    r'<g fill="(?P<fill>#[0-9a-f]{6})" fill-opacity="1"[^>]*?transform="matrix\((?P<a>[^,]*),[^>]*>'
    r"(?P<content>.*?)</g>",
    re.DOTALL,
)
_RECT = re.compile(r'<rect x="[^"]*" y="[^"]*" width="([^"]*)" height="[^"]*"/>')


def without_ground(svg: str, theme: Theme, size: QSizeF) -> str:
    """The SVG file as Qt writes it, without the large rectangles in the colours of a ground.

    Small plates that keep what they cover from sight stay.
    """
    colors = {theme.color(name).name() for name in GROUNDS}
    least = WIDE * size.width()

    def cleared(found: re.Match[str]) -> str:
        if found["fill"] not in colors:
            return found[0]
        scale = abs(float(found["a"]))
        content = _RECT.sub(
            lambda rect: "" if float(rect[1]) * scale >= least else rect[0], found["content"]
        )
        return found[0].replace(found["content"], content)

    return _GROUP.sub(cleared, svg)
