"""Which letters the glyphs of a mathematical font in a PDF are, so that formulas can be searched.

Qt tells that of characters below U+10000 only; 𝑥 and 𝜂 are above, and would be lost in a copy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from PySide6.QtGui import QPdfWriter

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
_BLOCK = 100
"""Entries that a block of a CMap may have (Adobe Technical Note 5014, beginbfchar)."""


class LetterWriter(QPdfWriter):
    """A PDF that knows the characters written in the mathematical font, in order of first use."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[call-overload]
        self.letters: dict[str, None] = {}


def plain(character: str) -> str:
    """The letter that one types: x for 𝑥."""
    return unicodedata.normalize("NFKC", character) if ord(character) > 0xFFFF else character


def with_letters(pdf: bytes, font: str, letters: Sequence[str]) -> bytes:
    """A PDF of Qt's whose glyphs of `font` say which letters they are, as an incremental update.

    Qt numbers glyphs in order of first use, which is that of `letters`. What it tells itself must
    agree with that; if not, or without the font, the file stays as it is.
    """
    name = re.search(rb"/BaseFont /" + font.encode() + rb"\n[^>]*?/ToUnicode (\d+) 0 R", pdf)
    if name is None:
        return pdf
    number = int(name[1])
    stream = re.search(rb"\n%d 0 obj\n.*?endstream" % number, pdf, re.DOTALL)
    trailer = re.search(rb"trailer\n<<(.*?)>>\nstartxref\n(\d+)\s+%%EOF\s*$", pdf, re.DOTALL)
    if stream is None or trailer is None or not _agree(stream[0].decode("latin-1"), letters):
        return pdf
    start = len(pdf)
    cmap = _cmap(letters).encode()
    update = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        number, len(cmap), cmap,
    )  # fmt: skip
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<<%s/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n" % (
        number, start, trailer[1], int(trailer[2]), start + len(update),
    )  # fmt: skip
    return pdf + update + table


def _agree(cmap: str, letters: Sequence[str]) -> bool:
    """Whether what Qt says of glyphs (1, 2, …) is what `letters` says."""
    for first, codes in re.findall(r"<(\w{4})> <\w{4}> \[?((?:<\w{4}> ?)+)", cmap):
        for shift, code in enumerate(re.findall(r"<(\w{4})>", codes)):
            place, said = int(first, 16) + shift, int(code, 16)
            if said and not (0 < place <= len(letters) and ord(letters[place - 1]) == said):
                return False
    return True


def _cmap(letters: Sequence[str]) -> str:
    rows = [
        f"<{place:04X}> <{plain(letter).encode('utf-16-be').hex().upper()}>\n"
        for place, letter in enumerate(letters, start=1)
    ]
    blocks = [rows[at : at + _BLOCK] for at in range(0, len(rows), _BLOCK)]
    texts = (f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
    return _CMAP.replace("{blocks}", "".join(texts))
