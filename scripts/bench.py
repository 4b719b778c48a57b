"""Measure bpviz: ``python scripts/bench.py [training] [surface] [drawing] [window]``, or all.

Every target is a ratio of two times taken in turns in this run. PyTorch and loss-landscapes are
compared where the running Python has them; with another Python than the project's, put the
checkout on PYTHONPATH.
Exits with 1 where a target is missed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from bench_report import Row

import bpviz  # noqa: F401  (before NumPy: pins it to the one BLAS thread that bpviz computes on)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def training() -> Iterator[Row]:
    """The engine and the timeline."""
    import bench_training

    return bench_training.rows()


def surface() -> Iterator[Row]:
    """The loss surface against the loss-landscapes package and a plain loop."""
    import bench_surface

    return bench_surface.rows()


def drawing() -> Iterator[Row]:
    """The network diagram against pyqtgraph's GraphItem."""
    import bench_drawing

    return bench_drawing.rows()


def window() -> Iterator[Row]:
    """Playing with every default view open, and the first window."""
    import bench_window

    return bench_window.rows()


def pictures() -> Iterator[Row]:
    """The gradients, the diagnosis and the tints of thirty layers."""
    import bench_pictures

    return bench_pictures.rows()


PARTS = {
    "training": training,
    "surface": surface,
    "drawing": drawing,
    "window": window,
    "pictures": pictures,
}


def main(names: list[str]) -> int:
    """Print every ratio of the named parts."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"bench.py: unknown part {unknown[0]}; known: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    missed = 0
    for name in names or PARTS:
        print(name)
        for row in PARTS[name]():
            print(row.line(), flush=True)
            missed += not row.met
    print(f"{missed} targets missed" if missed else "all targets met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
