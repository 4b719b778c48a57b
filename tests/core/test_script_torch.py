"""The PyTorch script gives the run's numbers where PyTorch is installed."""

from __future__ import annotations

from typing import Any

import frameworks
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from script_cases import ITERATIONS, agree, assert_complete, broken, problems, start_of
from strategies import experiments

from bpviz.core import Experiment, ExperimentError, Problem
from bpviz.core.activations import ACTIVATIONS
from bpviz.core.losses import LOSSES
from bpviz.core.mistakes import MISTAKES
from bpviz.core.optimizers import OPTIMIZERS
from bpviz.core.script_parts import OPTIMIZER_CLASSES
from bpviz.core.script_torch import (
    ACTIVATION_MODULES,
    LOSS_MODULES,
    LOSS_SUMS,
    torch_script,
)
from bpviz.files.lessons import lesson


@pytest.fixture(scope="module")
def python() -> str:
    """A Python with PyTorch."""
    found = frameworks.python_with("torch")
    if found is None:
        pytest.skip("needs PyTorch")
    return found


def test_scripts_give_the_runs_numbers(python: str, tmp_path: Any) -> None:
    """Losses and parameters agree to 1e-9 over 5 iterations, whatever is switched on."""
    given = problems()
    scripts = {name: torch_script(p, ITERATIONS) for name, p in given.items()}
    for name, saved in frameworks.ran(python, scripts, tmp_path).items():
        agree(given[name], saved, 1e-9)


@settings(max_examples=1, deadline=None)
@given(drawn=st.lists(experiments(dtype="float64"), min_size=30, max_size=30))
def test_scripts_of_any_experiments_give_the_runs_numbers(
    python: str, tmp_path_factory: pytest.TempPathFactory, drawn: list[Experiment]
) -> None:
    """So do random ones: every activation, loss, optimizer and schedule, mixed at will."""
    given = {str(k): Problem(experiment) for k, experiment in enumerate(drawn)}
    scripts = {name: torch_script(p, ITERATIONS) for name, p in given.items()}
    for name, saved in frameworks.ran(python, scripts, tmp_path_factory.mktemp("any")).items():
        agree(given[name], saved, 1e-9)


def test_float32_scripts_stay_in_float32(python: str, tmp_path: Any) -> None:
    """Parameters keep their dtype through every module, and the numbers are the run's."""
    given = {name: p for name, p in problems("float32").items() if p.dtype == np.float32}
    scripts = {name: torch_script(p, ITERATIONS) for name, p in given.items()}
    for name, saved in frameworks.ran(python, scripts, tmp_path).items():
        agree(given[name], saved, 1e-4)
        assert saved["W1"].dtype == np.float32


def test_every_registered_name_can_be_written() -> None:
    """An activation, loss or optimizer added to a registry needs its name in PyTorch."""
    assert set(ACTIVATION_MODULES) == set(ACTIVATIONS)
    assert {*LOSS_MODULES, *LOSS_SUMS} == set(LOSSES)
    assert set(OPTIMIZER_CLASSES) == set(OPTIMIZERS)


@settings(max_examples=30)
@given(experiments())
def test_any_experiments_script_is_a_program_with_nothing_missing(experiment: Experiment) -> None:
    """It parses, every layer is in the model, and every name that it reads is made in it."""
    p = Problem(experiment)
    source = torch_script(p, ITERATIONS)
    assert_complete(source)
    for layer in p.layers:
        bias = "" if layer.use_bias else ", bias=False"
        assert f"layer{layer.index} = nn.Linear({layer.n_in}, {layer.n_out}{bias})\n" in source
        assert f"    layer{layer.index},\n" in source


@pytest.mark.parametrize("name", ["mazur", "spiral", "thirty-xavier"])
def test_a_script_holds_the_exact_start_weights(name: str) -> None:
    """Its W1, b1 … are the run's start values, bit for bit, written out or as base64."""
    p = Problem(lesson(name).experiment)
    names, state = start_of(torch_script(p, ITERATIONS)), p.initial_state()
    for layer in p.layers:
        assert np.array_equal(names[f"W{layer.index}"], layer.weights(state.params))
        bias = layer.bias(state.params)
        assert bias is not None
        assert np.array_equal(names[f"b{layer.index}"], bias)


@pytest.mark.parametrize("mistake", [name for name in MISTAKES if name != "none"])
def test_a_broken_computation_is_refused(mistake: str) -> None:
    """PyTorch's gradients cannot be broken: one line says so and names the setting."""
    with pytest.raises(ExperimentError) as caught:
        torch_script(broken(mistake)[0], ITERATIONS)
    assert str(caught.value) == (
        f'training.mistake: must be "none" (PyTorch computes the gradients itself), got "{mistake}"'
    )


def test_mazurs_script_reads_like_a_textbook() -> None:
    """Plain networks need nothing but PyTorch's own parts."""
    source = torch_script(Problem(lesson("mazur").experiment), 1)
    assert "optimizer = torch.optim.SGD(model.parameters(), lr=0.5)\n" in source
    assert "layer1.bias.requires_grad_(False)  # not trained\n" in source
    assert len(source.splitlines()) < 75
