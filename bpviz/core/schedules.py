"""Learning-rate schedules: by which factor the base rate is multiplied at an iteration.

Time is counted in iterations from 0, so that a schedule means the same at any batch size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bpviz.core.params import Param, Params

Factor = Callable[[int, Mapping[str, Any]], float]


@dataclass(frozen=True)
class Schedule:
    """One schedule: its settings, its rate as LaTeX, the factor itself and the factor as code.

    `factor(iteration, settings)` multiplies the base learning rate; `iteration` counts from 0 and
    `settings` has every name in `params`. The result is finite and lies in [0, 1]. `code` is
    the factor in Python, of `iteration` and the settings by their names, as the last of its lines;
    empty where it is always 1.
    """

    params: Params
    formula: str
    factor: Factor
    code: str


def _constant(iteration: int, settings: Mapping[str, Any]) -> float:
    return 1.0


def _step(iteration: int, settings: Mapping[str, Any]) -> float:
    """As PyTorch's StepLR: multiply by `gamma` after each `step_size` iterations."""
    return float(settings["gamma"] ** (iteration // settings["step_size"]))


def _exponential(iteration: int, settings: Mapping[str, Any]) -> float:
    """As PyTorch's ExponentialLR: multiply by `gamma` after each iteration."""
    return float(settings["gamma"] ** iteration)


def _cosine(iteration: int, settings: Mapping[str, Any]) -> float:
    """Cosine annealing with warm restarts (Loshchilov & Hutter 2017, equation 5).

    From 1 towards `lr_min`, a fraction of the base rate, over `cycle` iterations; then again from
    1. As PyTorch's CosineAnnealingWarmRestarts with T_mult = 1.
    """
    lowest = settings["lr_min"]
    passed = (iteration % settings["cycle"]) / settings["cycle"]
    return float(lowest + (1.0 - lowest) * 0.5 * (1.0 + math.cos(math.pi * passed)))


def _warmup(iteration: int, settings: Mapping[str, Any]) -> float:
    """Linear warm-up (Goyal et al. 2017, section 2.2): full rate from iteration `warmup` − 1 on.

    Iteration 0 already takes 1/`warmup` of the rate: with a rate of 0 it would do nothing.
    """
    return min(1.0, (iteration + 1) / int(settings["warmup"]))


def _iterations(default: int) -> Param:
    return Param(default, "int", low=1, high=10_000_000)


def _decay(default: float) -> Param:
    return Param(default, "float", low=0.0, low_open=True, high=1.0)


SCHEDULES: dict[str, Schedule] = {
    "constant": Schedule({}, r"\eta_t = \eta", _constant, ""),
    "step": Schedule(
        {"step_size": _iterations(1000), "gamma": _decay(0.5)},
        r"\eta_t = \eta \, \gamma^{\lfloor t / s \rfloor}",
        _step,
        "gamma ** (iteration // step_size)",
    ),
    "exponential": Schedule(
        {"gamma": _decay(0.999)},
        r"\eta_t = \eta \, \gamma^{t}",
        _exponential,
        "gamma**iteration",
    ),
    "cosine": Schedule(
        {
            "cycle": _iterations(1000),
            "lr_min": Param(0.0, "float", low=0.0, high=1.0),
        },
        r"\eta_t = \eta \Bigl( r + \frac{1 - r}{2} "
        r"\Bigl( 1 + \cos \frac{\pi \, (t\;\mathrm{mod}\;T)}{T} \Bigr) \Bigr)",
        _cosine,
        "wave = 0.5 + 0.5 * math.cos(math.pi * (iteration % cycle) / cycle)\n"
        "(lr_min + (1 - lr_min) * wave)",
    ),
    "warmup": Schedule(
        {"warmup": _iterations(100)},
        r"\eta_t = \eta \, \min \Bigl( 1, \frac{t + 1}{w} \Bigr)",
        _warmup,
        "min(1, (iteration + 1) / warmup)",
    ),
}
"""Every schedule by the name that an experiment's ``[training]`` table gives."""
