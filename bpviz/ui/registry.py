"""The views there are. A new one is a file in `views` and an entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from bpviz.ui.noop import QT_TRANSLATE_NOOP
from bpviz.ui.view import View

Area = Literal["stage", "below", "right"]
"""The middle of the window, under it, or at its right."""


@dataclass(frozen=True)
class ViewSpec:
    """A view: how to make it, what it is called, and where it stands at first.

    `factory` imports the view's module only when called, so that the first window does not wait
    for what it does not show yet. A view that `shares` the place of another is a tab beside it,
    closed until the View menu or a lesson opens it.
    """

    factory: Callable[[QWidget | None], View]
    text: str
    area: Area
    shares: str = ""

    @property
    def title(self) -> str:
        """What the view is called, in the window's language."""
        return QCoreApplication.translate("views", self.text)


def _network(parent: QWidget | None) -> View:
    from bpviz.ui.views.network import NetworkView

    return NetworkView(parent)


def _explanation(parent: QWidget | None) -> View:
    from bpviz.ui.views.explanation import ExplanationView

    return ExplanationView(parent)


def _code(parent: QWidget | None) -> View:
    from bpviz.ui.views.code import CodeView

    return CodeView(parent)


def _tensors(parent: QWidget | None) -> View:
    from bpviz.ui.views.tensors import TensorsView

    return TensorsView(parent)


def _inspector(parent: QWidget | None) -> View:
    from bpviz.ui.views.inspector import InspectorView

    return InspectorView(parent)


def _gradients(parent: QWidget | None) -> View:
    from bpviz.ui.views.gradients import GradientsView

    return GradientsView(parent)


def _diagnosis(parent: QWidget | None) -> View:
    from bpviz.ui.views.diagnosis import DiagnosisView

    return DiagnosisView(parent)


def _surface(parent: QWidget | None) -> View:
    from bpviz.ui.views.surface import SurfaceView

    return SurfaceView(parent)


def _race(parent: QWidget | None) -> View:
    from bpviz.ui.views.race import RaceView

    return RaceView(parent)


def _prediction(parent: QWidget | None) -> View:
    from bpviz.ui.views.prediction import PredictionView

    return PredictionView(parent)


def _loss(parent: QWidget | None) -> View:
    from bpviz.ui.views.loss import LossView

    return LossView(parent)


def _compare(parent: QWidget | None) -> View:
    from bpviz.ui.views.compare import CompareView

    return CompareView(parent)


def _gradcheck(parent: QWidget | None) -> View:
    from bpviz.ui.views.gradcheck import GradcheckView

    return GradcheckView(parent)


def _mistakes(parent: QWidget | None) -> View:
    from bpviz.ui.views.mistakes import MistakesView

    return MistakesView(parent)


def _guess(parent: QWidget | None) -> View:
    from bpviz.ui.views.guess import GuessView

    return GuessView(parent)


VIEWS = {
    "network": ViewSpec(_network, QT_TRANSLATE_NOOP("views", "Network"), "stage"),
    "compare": ViewSpec(_compare, QT_TRANSLATE_NOOP("views", "Compare"), "stage"),
    "explanation": ViewSpec(_explanation, QT_TRANSLATE_NOOP("views", "Explanation"), "below"),
    "guess": ViewSpec(
        _guess, QT_TRANSLATE_NOOP("views", "Predict, then reveal"), "below", shares="explanation"
    ),
    "code": ViewSpec(_code, QT_TRANSLATE_NOOP("views", "Code"), "below", shares="explanation"),
    "tensors": ViewSpec(
        _tensors, QT_TRANSLATE_NOOP("views", "Tensors"), "below", shares="explanation"
    ),
    "inspector": ViewSpec(
        _inspector, QT_TRANSLATE_NOOP("views", "Inspector"), "below", shares="explanation"
    ),
    "gradients": ViewSpec(_gradients, QT_TRANSLATE_NOOP("views", "Gradients"), "right"),
    "diagnosis": ViewSpec(
        _diagnosis, QT_TRANSLATE_NOOP("views", "Diagnosis"), "right", shares="gradients"
    ),
    "gradcheck": ViewSpec(
        _gradcheck, QT_TRANSLATE_NOOP("views", "Gradient check"), "right", shares="gradients"
    ),
    "surface": ViewSpec(_surface, QT_TRANSLATE_NOOP("views", "Loss surface"), "right"),
    "race": ViewSpec(_race, QT_TRANSLATE_NOOP("views", "Race"), "right", shares="surface"),
    "mistakes": ViewSpec(
        _mistakes, QT_TRANSLATE_NOOP("views", "Break it on purpose"), "right", shares="surface"
    ),
    "prediction": ViewSpec(_prediction, QT_TRANSLATE_NOOP("views", "Prediction"), "right"),
    "loss": ViewSpec(_loss, QT_TRANSLATE_NOOP("views", "Loss"), "right"),
}
