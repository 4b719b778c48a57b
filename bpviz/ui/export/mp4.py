"""Animations as MP4: H.264, by the ffmpeg that the extra `video` brings along."""

from __future__ import annotations

import math
import queue
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from bpviz.core.errors import BpvizError
from bpviz.ui.export.frames import LAST, Frames, check_pace, frame_in_pieces, on_held_axes
from bpviz.ui.export.job import Job, Work
from bpviz.ui.noop import QT_TRANSLATE_NOOP

NO_ENCODER = QT_TRANSLATE_NOOP(
    "core", 'MP4 needs the extra "video"; to install it: pip install "bpviz[video]"'
)
FAILED = QT_TRANSLATE_NOOP("core", "the video encoder failed: {reason}")

SLOWEST_RATE = 10
"""Images a second: with fewer, some players stutter or show nothing until the second image."""
QUALITY = "16"
"""Constant rate factor of x264: thin lines and small letters are clean."""
_WAIT = 0.03
_QUEUED = 2


def mp4(frames: Frames, seconds: float) -> Job:
    """Write pictures as an MP4 film; each stays for `seconds`, the last longer.

    Each picture becomes as many images of the film as make at least `SLOWEST_RATE` a second. Width
    and height are made even. The encoder is a process of its own, which ends with the job.

    Raises
    ------
    BpvizError
        Pictures cannot stay for so long, or the extra `video` is not installed.
    """
    check_pace(seconds)
    program = encoder()

    def write(path: Path) -> Work:
        first = yield from frame_in_pieces(frames, 0, 0.0, even=True)
        height, width = first.shape
        with _encoding(_command(program, path, (width, height), seconds)) as film:
            for number in range(len(frames)):
                pixels, share = first, number / len(frames)
                if number:
                    pixels = yield from frame_in_pieces(frames, number, share, even=True)
                image = pixels.tobytes()
                while not film.offer(image):
                    yield share
                yield share
            while not film.ended():
                yield 1.0

    return lambda path: on_held_axes(frames, lambda: write(path))


def encoder() -> str:
    """The path of the ffmpeg to use. Raises a BpvizError if there is none."""
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise BpvizError("", NO_ENCODER) from error


def images_per_picture(seconds: float) -> int:
    """How many images of a film a picture becomes that stays for `seconds`."""
    return max(1, math.ceil(seconds * SLOWEST_RATE - 1e-9))


def _command(program: str, path: Path, size: tuple[int, int], seconds: float) -> list[str]:
    """The encoder's command: pixels from the standard input, the film into `path`."""
    rate = 1 / Fraction(seconds).limit_denominator(1000)
    images = rate * images_per_picture(seconds)
    filters = [
        "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd+full_chroma_int",
        "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709",
        f"fps={images}",
        f"tpad=stop_mode=clone:stop_duration={max(LAST - seconds, 0):.3f}",
    ]
    return [
        program, "-y", "-v", "error", "-nostdin",
        "-f", "rawvideo", "-pix_fmt", "bgr0", "-s", f"{size[0]}x{size[1]}",
        "-framerate", str(rate), "-i", "pipe:0", "-an",
        "-vf", ",".join(filters), "-pix_fmt", "yuv420p",
        "-c:v", "libx264", "-crf", QUALITY, "-preset", "veryfast",
        "-movflags", "+faststart", "-f", "mp4", str(path),
    ]  # fmt: skip


class _Film:
    """An encoder at work, fed by a thread: it takes an image when it has time."""

    def __init__(self, command: list[str], complaints: BinaryIO) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows,
        )
        self._complaints = complaints
        self._queue: queue.Queue[bytes | None] = queue.Queue(_QUEUED)
        self.feeder = threading.Thread(target=self._feed, name="film", daemon=True)
        self.feeder.start()
        self._closed = False

    def _feed(self) -> None:
        assert self.process.stdin is not None
        with suppress(OSError), self.process.stdin as pipe:  # a dead encoder is told by its code
            while (image := self._queue.get()) is not None:
                pipe.write(image)

    def offer(self, image: bytes | None) -> bool:
        """Hand over an image, or None for the end, unless there is no place for it yet."""
        if self.process.poll() is not None:
            self._fail()
        with suppress(queue.Full):
            self._queue.put(image, timeout=_WAIT)
            return True
        return False

    def ended(self) -> bool:
        """Whether the film is written; to be asked again and again after the last image."""
        if not self._closed and self.process.poll() is None:
            self._closed = self.offer(None)
            return False
        try:
            code = self.process.wait(_WAIT)
        except subprocess.TimeoutExpired:
            return False
        if code or not self._closed:
            self._fail()
        return True

    def _fail(self) -> None:
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").split("\n")
        told = next((line.strip() for line in reversed(lines) if line.strip()), "")
        reason = told or f"exit code {self.process.returncode}"
        raise BpvizError("", FAILED, reason=reason)

    def kill(self) -> None:
        """End the encoder and the thread, wherever they are."""
        self.process.kill()
        self.process.wait()
        while self.feeder.is_alive():
            with suppress(queue.Full):
                self._queue.put(None, timeout=_WAIT)
            self.feeder.join(_WAIT)


@contextmanager
def _encoding(command: list[str]) -> Iterator[_Film]:
    """An encoder that has ended, one way or the other, when this ends."""
    with tempfile.TemporaryFile() as complaints:
        film = _Film(command, complaints)
        try:
            yield film
        finally:
            film.kill()
