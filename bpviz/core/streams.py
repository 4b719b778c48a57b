"""Randomness without state: every draw is a function of seed, stream and counter."""

from __future__ import annotations

from numpy.random import Generator, default_rng

INIT, DATA, SPLIT, SHUFFLE, DROPOUT, SURFACE, CHECK, MISTAKE, EVALUATION, BLANKS = range(10)
"""One stream for each purpose, so that turning one on does not change another."""


def generator(seed: int, stream: int, counter: int = 0) -> Generator:
    """The generator of draw `counter` (a layer, an epoch, an iteration) of a stream."""
    return default_rng([seed, stream, counter])
