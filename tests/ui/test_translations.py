"""Every text has a Russian translation that fills in the same values and fits its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget

from bpviz.core import errors
from bpviz.core.errors import ExperimentError
from bpviz.files.lessons import lesson
from bpviz.resources import resource_path
from bpviz.ui import names, texts
from bpviz.ui.form import ExperimentForm
from bpviz.ui.settings_text import SETTINGS

TS = resource_path("translations", "bpviz_ru.ts")
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
UNTRANSLATED = re.compile(  # proper names, symbols and what Russian lecturers say in English
    r"[^A-Za-z]*|tanh|ReLU|leaky ReLU|ELU|SELU|GELU|SiLU|softplus|softmax|SGD|Adagrad|RMSprop"
    r"|AdamW?|AMSGrad|XOR|L[12]|N|3D|float64|dropout|По-&русски|RU|\{[^{}]*\}"
)


@pytest.fixture
def russian(qapp: QApplication) -> Iterator[QApplication]:
    """The application in Russian."""
    translator = QTranslator()
    assert translator.load(str(TS.with_suffix(".qm")))
    qapp.installTranslator(translator)
    yield qapp
    qapp.removeTranslator(translator)


def pairs() -> list[tuple[str, str, str]]:
    """Context, English text and Russian text of every message."""
    found = []
    for context in ElementTree.parse(TS).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")]
            for text in forms or [translation.text or ""]:
                found.append(
                    (context.findtext("name") or "", message.findtext("source") or "", text)
                )
    return found


def test_every_text_is_in_russian() -> None:
    """Nothing is left in English but proper names and symbols."""
    left = [
        (context, source, text)
        for context, source, text in pairs()
        if not CYRILLIC.search(text) and not UNTRANSLATED.fullmatch(source) and text == source
    ]
    assert left == []


def test_a_translation_ends_as_its_text_does() -> None:
    """The same ellipsis, full stop, question mark and blanks at the ends; one access key."""
    for context, source, text in pairs():
        abbreviated = re.search(r"(лог|итер|макс|выкл|равн|норм)\.$", text)
        for ending in ("…", "." if not abbreviated else "?", "?"):
            assert source.endswith(ending) == text.endswith(ending), text
        assert source.startswith(" ") == text.startswith(" "), text
        assert source.count("&") == text.count("&") or context not in ("Actions", "Menus"), text


def test_no_two_commands_of_a_menu_share_an_access_key() -> None:
    """Alt and a letter mean one menu; in Russian as in English."""
    for language in (1, 2):
        keys = [pair[language].lower().split("&")[1][0] for pair in pairs() if pair[0] == "Menus"]
        assert len(set(keys)) == len(keys), keys


def test_quotation_marks_and_dashes_are_russian() -> None:
    """«Ёлочки», no straight quotes; a dash between blanks is a long one."""
    for context, source, text in pairs():
        said = re.sub(r'pip install "[^"]*"', "", text)  # typed as it stands
        assert '"' not in said, (context, source, text)
        assert "“" not in text, (context, source, text)
        assert " - " not in text, (context, source, text)


def test_every_error_can_be_told_in_russian(russian: QApplication) -> None:
    """Each template of the core formats with the values that the English one takes."""
    for template in errors.TEMPLATES:
        values = dict.fromkeys(re.findall(r"\{(\w+)\}", template), "mse")
        text = texts.error_text(ExperimentError("place", template, **values))
        assert CYRILLIC.search(text), template
        assert "{" not in text


def test_names_and_meanings_follow_the_language(russian: QApplication) -> None:
    """Tables are translated at the moment of asking."""
    assert texts.loss_name("mse") == "среднеквадратичная ошибка"
    assert texts.setting_name("optimizer.learning_rate") == "скорость обучения"
    assert texts.phase_name("delta") == "сигнал ошибки"
    assert texts.direction_name("forward") == "Прямой проход"
    assert all(CYRILLIC.search(texts.setting_help(key)) for key in SETTINGS)
    wrong = ExperimentError("seed", errors.WRONG_TYPE, expected="a whole number", value='"x"')
    assert texts.error_text(wrong) == "нужно: целое число, задано: «x»"
    assert len(set(map(texts.initializer_name, names.INITIALIZER_NAMES))) == 10


def shown_texts(form: ExperimentForm) -> list[str]:
    """Every text that the form shows, hidden parts included."""
    labels = [label.text() for label in form.findChildren(QLabel)]
    boxes = [box.itemText(i) for box in form.findChildren(QComboBox) for i in range(box.count())]
    tips = [widget.toolTip() for widget in form.findChildren(QWidget)]
    return [text for text in (*labels, *boxes, *tips) if text]


def test_the_form_changes_its_language_at_once(qapp: QApplication) -> None:
    """After the switch nothing in it is in English; after switching back nothing in Russian."""
    form = ExperimentForm()
    form.set_experiment(lesson("circle").experiment)
    translator = QTranslator()
    assert translator.load(str(TS.with_suffix(".qm")))
    qapp.installTranslator(translator)
    form.retranslate()
    left = [text for text in shown_texts(form) if not CYRILLIC.search(text)]
    assert [text for text in left if not UNTRANSLATED.fullmatch(text)] == []
    qapp.removeTranslator(translator)
    form.retranslate()
    assert not any(CYRILLIC.search(text) for text in shown_texts(form))
    form.deleteLater()
