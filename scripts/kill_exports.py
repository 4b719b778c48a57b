"""Kill exports with -9 at any moment, and look whether a broken file was left.

    python scripts/kill_exports.py [TIMES]

A child replaces one file again and again, as PNG, SVG and PDF, until it is killed, up to half a
second after its first export. The file must then be whole: either as before or new. POSIX only.
"""

from __future__ import annotations

import importlib
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from bpviz.cli import main as run

ENDS = {".png": b"IEND\xaeB`\x82", ".svg": b"</svg>\n", ".pdf": b"%%EOF\n"}
LONGEST = 0.5


def export_for_ever(path: Path, ready: int) -> None:
    """Replace the file until killed; write a byte to `ready` after the first time."""
    line = ["export", "xor", "--view", "surface", "--size", "640x360", "-o", str(path)]
    while run(line) == 0:
        os.write(ready, b".")
    os._exit(1)


def killed(path: Path, after: float) -> bool:
    """Kill an export so many seconds after its first one; say whether it ran until then."""
    came, ready = os.pipe()
    child = os.fork()
    if child == 0:
        export_for_ever(path, ready)
    os.close(ready)
    started = os.read(came, 1) == b"."
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(came)
    return started and os.WIFSIGNALED(status)


def main(arguments: list[str]) -> int:
    """Count broken files; 0 where there is none."""
    times, broken, left = int(arguments[0]) if arguments else 200, 0, 0
    importlib.import_module("bpviz.ui.export")  # once, before the children are forked
    with tempfile.TemporaryDirectory() as folder:
        for number in range(times):
            ending = list(ENDS)[number % len(ENDS)]
            path = Path(folder) / f"picture{ending}"
            if not killed(path, random.uniform(0, LONGEST)):
                print(f"export {number} ended by itself")
                return 1
            broken += not path.read_bytes().endswith(ENDS[ending])
            for other in Path(folder).glob(".*"):
                other.unlink()
                left += 1
    print(f"{times} exports killed: {broken} broken files, {left} had begun to write")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
