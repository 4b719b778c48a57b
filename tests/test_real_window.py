"""The application in a real window on a bare X server, driven by real keys."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytestmark = [
    pytest.mark.window,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")),
        reason="needs Xvfb and xdotool; scripts/test.py installs them on Debian",
    ),
]
WIDTH, HEIGHT = 1280, 720
STAGE = (slice(90, 300), slice(300, 820))
"""Rows and columns in which the network is drawn at that size."""
PATIENCE = 90.0


class Screen:
    """A virtual screen: its picture, and the keys and clicks sent to it."""

    def __init__(self, folder: Path, display: str) -> None:
        self._buffer = folder / "Xvfb_screen0"
        self.display = display

    def picture(self) -> np.ndarray:
        """What the screen shows, (height, width, 4) bytes."""
        raw = self._buffer.read_bytes()
        header = struct.unpack(">25I", raw[:100])
        size, width, height, line, colors = (header[i] for i in (0, 4, 5, 12, 19))
        start = size + 12 * colors
        rows = np.frombuffer(raw, np.uint8, height * line, start).reshape(height, line)
        return rows[:, : 4 * width].reshape(height, width, 4)[:, :, :3].copy()

    def send(self, *words: str | int) -> str:
        """Run xdotool and return what it prints."""
        return subprocess.run(
            ["xdotool", *map(str, words)],
            env={**os.environ, "DISPLAY": self.display},
            check=True,
            capture_output=True,
            timeout=PATIENCE,
            text=True,
        ).stdout

    def settled(self, quiet: float = 1.5) -> np.ndarray:
        """The picture, once it has not changed for a while."""
        until, last, since = time.monotonic() + PATIENCE, self.picture(), time.monotonic()
        while time.monotonic() < until:
            time.sleep(0.1)
            now = self.picture()
            if not np.array_equal(now, last):
                last, since = now, time.monotonic()
            elif time.monotonic() - since > quiet:
                return last
        raise AssertionError("the screen does not come to rest")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A screen of its own, with nothing on it."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
         "-fbdir", str(tmp_path), "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as answer:
        display = f":{answer.readline().strip()}"
    yield Screen(tmp_path, display)
    server.terminate()
    server.wait()


@pytest.fixture
def app(screen: Screen, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The application as a user starts it, settled, with the keyboard; it must stay silent."""
    env = {**os.environ, "DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"}
    env["XDG_CONFIG_HOME"] = str(tmp_path / "config")
    said = tmp_path / "said"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bpviz"], env=env, stdout=output, stderr=subprocess.STDOUT
        )
    window = screen.send("search", "--sync", "--onlyvisible", "--name", "bpviz").split()[0]
    screen.send("windowmove", window, 0, 0, "windowsize", window, WIDTH, HEIGHT)
    screen.send("windowfocus", window)
    screen.settled()
    yield process
    process.kill()
    process.wait()
    assert said.read_text() == ""


def test_thirty_steps_forward_and_back_show_the_same_picture(
    screen: Screen, app: subprocess.Popen[bytes]
) -> None:
    """Real keys: 30 steps change the network's picture, 30 steps back restore every pixel of it."""
    before = screen.settled()[STAGE]
    assert len(np.unique(before.reshape(-1, 3), axis=0)) > 50
    screen.send("key", "--delay", "30", *["Right"] * 30)
    there = screen.settled()[STAGE]
    assert not np.array_equal(there, before)
    screen.send("key", "--delay", "30", *["Prior"] * 30)
    assert np.array_equal(screen.settled()[STAGE], before)


def test_it_plays_pauses_and_closes(screen: Screen, app: subprocess.Popen[bytes]) -> None:
    """Space plays and pauses; closing while playing ends cleanly."""
    before = screen.settled()[STAGE]
    screen.send("key", "space")
    time.sleep(3)
    screen.send("key", "space")
    assert not np.array_equal(screen.settled()[STAGE], before)
    screen.send("key", "space")
    time.sleep(0.5)
    screen.send("key", "ctrl+q")
    assert app.wait(PATIENCE) == 0


def test_escape_closes_a_dialog_and_the_window_has_the_keys_again(
    screen: Screen, app: subprocess.Popen[bytes]
) -> None:
    """Without a window manager nobody but the application gives its dialogs the keys."""
    screen.send("key", "F1")
    screen.send("search", "--sync", "--onlyvisible", "--name", "^Keys$")
    screen.settled()
    screen.send("key", "Escape")
    screen.settled()
    screen.send("key", "ctrl+q")
    assert app.wait(PATIENCE) == 0
