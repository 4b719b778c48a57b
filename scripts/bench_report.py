"""Ratios taken in one run, and how they are printed."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 9


@dataclass(frozen=True)
class Row:
    """One measured ratio and the highest that is allowed; NaN: only told."""

    name: str
    what: str
    ratio: float = math.nan
    limit: float = math.nan

    @property
    def met(self) -> bool:
        """Whether the target is met, where there is one."""
        return not self.ratio > self.limit

    def line(self) -> str:
        """The row as it is printed."""
        if math.isnan(self.ratio):
            return f"  {self.name:<14}{self.what}"
        target = "" if math.isnan(self.limit) else f" ≤ {self.limit:g}"
        verdict = "" if math.isnan(self.limit) else ("  ok" if self.met else "  MISSED")
        return f"  {self.name:<14}{self.what:<58}{self.ratio:8.3f}{target}{verdict}"


def seconds(run: Callable[[int], object], times: int) -> float:
    """Seconds for one of `times` runs."""
    started = time.perf_counter()
    run(times)
    return (time.perf_counter() - started) / times


def paired(
    ours: Callable[[int], object], peer: Callable[[int], object], times: int, rounds: int = ROUNDS
) -> tuple[float, float, float]:
    """Median ratio of ours to the peer, taken in turns, and both median times in seconds."""
    ours(max(1, times // 10))
    peer(max(1, times // 10))
    pairs = [(seconds(ours, times), seconds(peer, times)) for _ in range(rounds)]
    ratio = statistics.median(a / b for a, b in pairs)
    return ratio, statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
