"""The mathematics: NumPy and the standard library only.

``for step in micro_steps(problem, state)`` is the whole training API; a `Timeline` gives any
micro-step of a run, past or future.
"""

from bpviz.core.engine import micro_steps
from bpviz.core.errors import BpvizError, ExperimentError
from bpviz.core.experiment import Experiment
from bpviz.core.gradcheck import gradcheck
from bpviz.core.problem import Problem
from bpviz.core.step import State, Step
from bpviz.core.timeline import Timeline

__all__ = [
    "BpvizError",
    "Experiment",
    "ExperimentError",
    "Problem",
    "State",
    "Step",
    "Timeline",
    "gradcheck",
    "micro_steps",
]
