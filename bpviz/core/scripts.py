"""The programs that an experiment can be written as, by the library that they need."""

from __future__ import annotations

from collections.abc import Callable

from bpviz.core.problem import Problem
from bpviz.core.script import numpy_script
from bpviz.core.script_keras import keras_script
from bpviz.core.script_torch import torch_script

SCRIPTS: dict[str, Callable[[Problem, int], str]] = {
    "numpy": numpy_script,
    "torch": torch_script,
    "keras": keras_script,
}
"""Name → the text of the program for an experiment and a number of iterations."""
NAMES = {"numpy": "NumPy", "torch": "PyTorch", "keras": "Keras"}
"""What the libraries call themselves."""
