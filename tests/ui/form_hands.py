"""Hands and eyes for tests of the form: type, choose, click, and read what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from bpviz.core.experiment import Experiment
from bpviz.files.lessons import lesson
from bpviz.ui.fields import ChoiceBox, NumberEdit
from bpviz.ui.form import ExperimentForm
from bpviz.ui.form_rows import ProblemLabel, object_name


@pytest.fixture(name="form")
def shown_form(qapp: QApplication) -> Iterator[ExperimentForm]:
    """A form on screen, filled with the first lesson, and what it emitted in `form.told`."""
    made = ExperimentForm()
    made.told = []  # type: ignore[attr-defined]
    made.experiment_changed.connect(made.told.append)  # type: ignore[attr-defined]
    made.set_experiment(lesson("xor").experiment)
    made.resize(280, 900)
    made.show()
    qapp.processEvents()
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()


def told(form: ExperimentForm) -> list[Experiment]:
    """What the form emitted so far."""
    return form.told  # type: ignore[attr-defined, no-any-return]


def field(form: ExperimentForm, name: str) -> Any:
    """The control with this objectName, which is there once."""
    found = [w for w in form.findChildren(QWidget, name) if w.parent() is not None]
    assert len(found) == 1, (name, found)
    return found[0]


def enter(form: ExperimentForm, name: str, text: str) -> None:
    """Type into a number field and press Return."""
    edit = field(form, name)
    assert isinstance(edit, NumberEdit)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text) if text else QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def choose(form: ExperimentForm, name: str, choice: str) -> None:
    """Pick a name in a combo box with the keyboard, as a user does who opens its list."""
    box = field(form, name)
    assert isinstance(box, ChoiceBox)
    box.setFocus()
    box.showPopup()
    box.view().setCurrentIndex(box.model().index(box.findData(choice), 0))
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    assert box.value() == choice


def click(form: ExperimentForm, name: str) -> None:
    """Click a button or a check box."""
    button = field(form, name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(8, button.height() // 2))


def reasons(form: ExperimentForm) -> list[str]:
    """The reasons that stand in the form now."""
    labels = [w for w in form.findChildren(ProblemLabel) if w.property("role") == "problem"]
    return [label.text() for label in labels if not label.isHidden() and label.text()]


def marked(form: ExperimentForm) -> set[str]:
    """The names of the fields with a red outline."""
    return {w.objectName() for w in form.findChildren(QWidget) if w.property("error")}


def click_open(form: ExperimentForm, place: str) -> None:
    """Open the details of the layer that a place is in."""
    more = field(form, object_name(place.rpartition(".")[0] + ".more"))
    more.setChecked(True)


def judged(form: ExperimentForm) -> Experiment:
    """The experiment that the form emitted last and has in force."""
    assert reasons(form) == []
    assert told(form)[-1] == form.experiment
    return form.experiment
