"""Which settings stand where in the form: what is changed first, and what behind "More"."""

from __future__ import annotations

from dataclasses import dataclass

from bpviz.ui.noop import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class Part:
    """A section of the form: its places in order; ``data.*`` stands for what a choice adds."""

    name: str
    title: str
    first: tuple[str, ...]
    more: tuple[str, ...] = ()


PARTS = (
    Part(
        "data",
        QT_TRANSLATE_NOOP("Form", "Data"),
        ("data.source", "data.*"),
        ("data.test_fraction", "data.standardize", "data.changes"),
    ),
    Part("layers", QT_TRANSLATE_NOOP("Form", "Layers"), ()),
    Part(
        "learning",
        QT_TRANSLATE_NOOP("Form", "Learning"),
        (
            "loss.name",
            "optimizer.name",
            "optimizer.learning_rate",
            "optimizer.momentum",
            "training.batch_size",
        ),
        (
            "loss.reduction",
            "optimizer.*",
            "training.schedule",
            "training.*",
            "training.shuffle",
            "training.clip_norm",
        ),
    ),
    Part(
        "regularization",
        QT_TRANSLATE_NOOP("Form", "Regularization"),
        ("regularization.l2", "regularization.l1"),
    ),
    Part(
        "run",
        QT_TRANSLATE_NOOP("Form", "Run"),
        ("seed",),
        ("training.epochs", "training.stop_loss", "training.dtype", "training.mistake"),
    ),
)
ELSEWHERE = {"data.inputs": "data.source", "data.targets": "data.source"}
"""Where an error is shown whose own place has no field."""
