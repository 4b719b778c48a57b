"""Animations as GIF: one palette for all pictures, and of each only what changed.

No dither: grounds stay flat, edges clean, and equal pixels equal from picture to picture.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from bpviz.ui.export.frames import (
    Frames,
    Pixels,
    check_pace,
    end_of,
    frame_in_pieces,
    on_held_axes,
    sample_numbers,
)
from bpviz.ui.export.job import Job, Work
from bpviz.ui.theme import Theme

COLORS = 127
"""In the palette of 128, whose last means: as before."""
SAME = COLORS
EXACT = 32
"""The most frequent colours, kept as they are."""
SETTLED = 100
"""The blends are found when a round moves no more pixels than this to another."""
SAMPLE_PIXELS = 1 << 20
"""Of each: larger ones are thinned out."""
Sample = tuple[Pixels, NDArray[np.intp]]
"""Colours, and how many pixels have each."""
_PHASES = ("batch", "forward", "loss", "backward", "update")
_UNKNOWN = 255
_LONGEST = 0xFFFF


def gif(frames: Frames, seconds: float) -> Job:
    """Write pictures as a GIF that repeats for ever; each stays for `seconds`, the last longer.

    A picture that equals the one before only lengthens it. Held in memory are two pictures, as
    indices, and the one being painted.

    Raises
    ------
    BpvizError
        Pictures cannot stay for so long.
    """
    check_pace(seconds)

    def write(path: Path) -> Work:
        pieces = 0
        samples: list[Sample] = []
        chosen = sample_numbers(len(frames))
        total = len(chosen) + len(frames)
        for number in chosen:
            pixels = yield from frame_in_pieces(frames, number, pieces / total)
            samples.append(sample(pixels))
            pieces += 1
            yield pieces / total
        with frames.shown(0) as picture:
            palette = common_palette(samples, picture.theme)
        with open(path, "wb") as file:
            stream = _Stream(file, palette)
            for number in range(len(frames)):
                until = round(100 * end_of(number, len(frames), seconds))
                pixels = yield from frame_in_pieces(frames, number, pieces / total)
                stream.add(pixels, until)
                pieces += 1
                yield pieces / total
            stream.close()

    return lambda path: on_held_axes(frames, lambda: write(path))


def sample(pixels: Pixels) -> Sample:
    """The colours of a picture, and how many pixels have each."""
    thinned = pixels.ravel()[:: -(-pixels.size // SAMPLE_PIXELS)]
    return np.unique(thinned, return_counts=True)


def common_palette(samples: Sequence[Sample], theme: Theme) -> NDArray[np.uint8]:
    """The (127, 3) colours for pictures like those sampled.

    The most frequent colours and those of the theme's phases are there exactly; the rest, mostly
    blends at the edges of lines and letters, by median cut (Heckbert 1982), where a colour counts
    with the square root of its pixels: a large area has no more than one colour to ask for.
    """
    found = np.concatenate([colors for colors, _ in samples])
    colors, which = np.unique(found, return_inverse=True)
    counts = np.bincount(which, np.concatenate([counts for _, counts in samples]))
    order = np.argsort(-counts, kind="stable")
    phases = [theme.phase_color(name).rgb() & 0xFFFFFF for name in _PHASES]
    exact = np.unique(np.concatenate([colors[order[:EXACT]], np.array(phases, np.uint32)]))
    rest = order[EXACT:]
    rest = rest[~np.isin(colors[rest], exact)]
    if rest.size <= COLORS - exact.size:
        return _rgb(np.resize(np.concatenate([exact, colors[rest]]), COLORS))
    weighted = np.repeat(_rgb(colors[rest]), np.sqrt(counts[rest]).astype(np.int64), axis=0)
    cut = Image.fromarray(weighted[None]).quantize(
        COLORS - exact.size, Image.Quantize.MEDIANCUT, kmeans=SETTLED
    )
    blends = np.array(cut.getpalette(), np.uint8).reshape(-1, 3)
    return np.resize(np.concatenate([_rgb(exact), blends]), (COLORS, 3))


def _rgb(packed: Pixels) -> NDArray[np.uint8]:
    """Packed colours as (…, 3)."""
    return np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], -1).astype(np.uint8)


class _Stream:
    """A GIF file that grows: the picture added last waits for how long it stays."""

    def __init__(self, file: BinaryIO, palette: NDArray[np.uint8]) -> None:
        self._file, self._palette = file, palette
        self._index_of = np.full(1 << 24, _UNKNOWN, np.uint8)
        self._shown: NDArray[np.uint8] | None = None
        self._waiting: tuple[NDArray[np.uint8], tuple[int, int]] | None = None
        self._from = self._until = 0

    def add(self, pixels: Pixels, until: int) -> None:
        """Append a picture that stays until a time, in hundredths of a second from the start."""
        indices = self._indices(pixels)
        if self._shown is None:
            self._write_header(indices.shape)
            self._waiting = indices, (0, 0)
        else:
            changed = indices != self._shown
            rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
            if rows.size:
                self._flush()
                place = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
                part = np.where(changed[place], indices[place], np.uint8(SAME))
                self._waiting = part, (int(columns[0]), int(rows[0]))
        self._shown, self._until = indices, until

    def close(self) -> None:
        """Write what waits, and the end."""
        self._flush()
        self._file.write(b";")

    def _indices(self, pixels: Pixels) -> NDArray[np.uint8]:
        """The nearest colour of the palette for each pixel; each colour is looked for once."""
        indices: NDArray[np.uint8] = self._index_of[pixels]
        new = np.unique(pixels[indices == _UNKNOWN])
        if new.size:
            palette = self._palette.astype(np.int32)
            for some in np.array_split(new, -(-new.size // 4096)):
                away = _rgb(some)[:, None].astype(np.int32) - palette
                self._index_of[some] = np.square(away).sum(2).argmin(1)
            indices = self._index_of[pixels]
        return indices

    def _write_header(self, shape: tuple[int, ...]) -> None:
        """Screen, 128 colours, and Netscape's block that says: repeat for ever."""
        height, width = shape
        table = self._palette.tobytes() + bytes(3)
        self._file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF6, 0, 0) + table)
        self._file.write(b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")

    def _flush(self) -> None:
        assert self._waiting is not None
        part, place = self._waiting
        image = Image.fromarray(np.ascontiguousarray(part))
        stays = min(self._until - self._from, _LONGEST)
        blocks = GifImagePlugin.getdata(
            image, place, duration=10 * stays, disposal=1, transparency=SAME
        )
        self._file.write(b"".join(blocks))
        self._from = self._until
