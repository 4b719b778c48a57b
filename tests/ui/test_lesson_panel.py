from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QTextCursor

from bpviz.files.lessons import lessons
from bpviz.ui.lesson_panel import LessonPanel, unbroken


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("it is 73 % on training", "it is 73\u00a0% on training"),
        ("последнем слое и 10 700 в первом", "последнем слое и 10\u00a0700 в первом"),
        ("на 100-й итерации", "на 100\u2011й итерации"),
        ("16 neurons: 3 layers, W2 - lr", "16 neurons: 3 layers, W2 - lr"),
        ("in 2024 2000 steps", "in 2024 2000 steps"),
    ],
)
def test_a_number_stays_in_one_line(text: str, kept: str) -> None:
    """Percent signs, thousands and Russian endings are not parted from their number."""
    assert unbroken(text) == kept


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_lesson_can_be_read_to_its_end_in_a_narrow_place(qapp: Any, language: str) -> None:
    """As narrow as at 1280×720 no line is cut off, and scrolling leads to the last one."""
    panel = LessonPanel()
    panel.set_language(language)
    panel.resize(262, 241)
    panel.show()
    text = panel.text
    for lesson in lessons():
        panel.set_lesson(lesson)
        qapp.processEvents()
        assert text.horizontalScrollBar().maximum() == 0
        assert text.document().idealWidth() <= text.viewport().width()
        text.moveCursor(QTextCursor.MoveOperation.End)
        assert text.viewport().rect().contains(text.cursorRect())
    panel.close()
    panel.deleteLater()
