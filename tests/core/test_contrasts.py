from __future__ import annotations

from dataclasses import replace

import pytest

from bpviz.core.contrasts import CONTRASTS, offered
from bpviz.core.errors import BpvizError
from bpviz.core.experiment import Experiment
from bpviz.core.problem import Problem
from bpviz.files.lessons import lesson, lessons


@pytest.mark.parametrize("name", CONTRASTS)
def test_a_contrast_keeps_data_seed_and_sizes(name: str) -> None:
    """Whatever is offered for a lesson differs from it, but not in seed, source or layer sizes."""
    seen = 0
    for found in lessons():
        before = found.experiment
        after = offered(before).get(name)
        if after is None:
            continue
        seen += 1
        assert after != before
        assert after.seed == before.seed
        assert after.data.source == before.data.source
        assert [layer.units for layer in after.layers] == [layer.units for layer in before.layers]
        assert after == Experiment.from_dict(after.to_dict()), "it can be written and read"
    assert seen or name in ("no_dropout", "raw"), "no lesson shows it"


def test_what_is_so_already_is_not_offered() -> None:
    """A network of ReLU with He and Adam is offered neither, nor is dropout taken from none."""
    layers = [{"units": 3, "activation": "relu", "init": "he_uniform"}, {"units": 1}]
    table = {"layers": layers, "optimizer": {"name": "adam", "learning_rate": 0.1}}
    names = offered(Experiment.from_dict(table))
    assert "relu" not in names
    assert "adam" not in names
    assert "no_dropout" not in names
    assert "sigmoid" in names


def test_taking_away_undoes_adding() -> None:
    """Dropout, L2 and standardization that were added are offered to be taken away again."""
    plain = Experiment()
    for there, away in (("dropout", "no_dropout"), ("l2", "no_l2"), ("standardize", "raw")):
        assert offered(offered(plain)[there])[away] == plain


def refusal(experiment: Experiment) -> BpvizError | None:
    """Why an experiment cannot be run; None where it can."""
    try:
        Problem(experiment)
    except BpvizError as error:
        return error
    return None


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
def test_every_offer_can_be_run_or_says_why_not(lesson: object) -> None:
    """Each contrast of each lesson makes a problem, or is refused with a reason."""
    for experiment in offered(lesson.experiment).values():  # type: ignore[attr-defined]
        assert refusal(experiment) is None or "must" in str(refusal(experiment))


def test_given_start_values_do_not_stay_where_they_would_mislead() -> None:
    """Another initialization draws the weights anew, even where a file gave them."""
    given = Experiment.from_dict(
        {"layers": [{"units": 1, "weights": [[1.0], [2.0]], "bias": [0.0]}]}
    )
    changed = offered(replace(given, seed=3))["he"]
    assert changed.layers[0].weights is None


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("deep-sigmoid", "relu"),
        ("thirty-xavier", "he"),
        ("thirty-he", "xavier"),
        ("tanh-small", "xavier"),
        ("zero-init", "xavier"),
        ("exploding", "he"),
        ("clipping", "no_clip"),
        ("dead-relu", "rate_down"),
        ("learning-rate", "rate_up"),
        ("overfitting", "l2"),
        ("unscaled", "standardize"),
    ],
)
def test_what_the_lesson_is_about_is_offered_first(name: str, first: str) -> None:
    """The first offer changes what makes the lesson's run fail, or what keeps it from failing."""
    assert next(iter(offered(lesson(name).experiment))) == first
