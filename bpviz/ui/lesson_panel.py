"""What to watch: the words of a lesson beside its experiment."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from bpviz.files.lessons import Lesson
from bpviz.ui.theme import DARK, Theme

# Where a narrow column must not break a line: 73 %, 10 700, 100-й.
_SPACE_IN_NUMBER = re.compile(r"(?<=\d) (?=%|\d{3}(?!\d))")
_HYPHEN_IN_ORDINAL = re.compile(r"(?<=\d)-(?=[а-я])")


def unbroken(text: str) -> str:
    """The text with numbers that stay in one line with their unit and their ending."""
    text = _SPACE_IN_NUMBER.sub("\N{NO-BREAK SPACE}", text)
    return _HYPHEN_IN_ORDINAL.sub("\N{NON-BREAKING HYPHEN}", text)


class LessonPanel(QWidget):
    """Shows a lesson's text in the window's language, or what to do where there is no lesson.

    Signals
    -------
    view_chosen(str)
        A link to a view was clicked: in the text, ``[race](view:race)``.
    """

    view_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_panel")
        self._lesson: Lesson | None = None
        self._theme: Theme = DARK
        self._language = "en"
        self.text = QTextBrowser(self)
        self.text.setObjectName("lesson_text")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.text.document().setDocumentMargin(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 4, 8)
        column.addWidget(self.text, 1)
        self.retranslate()

    def set_lesson(self, lesson: Lesson | None) -> None:
        """Show another lesson's text, or that there is none."""
        self._lesson = lesson
        self._show()

    def set_language(self, language: str) -> None:
        """Show the text in another language."""
        self._language = language
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Change colours and type sizes."""
        self._theme = theme
        self.text.document().setIndentWidth(16 * theme.font_scale)
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Set the texts again."""
        self._show()

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "view":
            self.view_chosen.emit(url.path())
        else:
            QDesktopServices.openUrl(url)

    def _show(self) -> None:
        if self._lesson is None:
            self.text.setPlainText(
                self.tr("Your own experiment. The lessons are under its name, at the top left.")
            )
        else:
            self.text.setMarkdown(unbroken(self._lesson.text_in(self._language)))
        self._size_type()

    def _size_type(self) -> None:
        """Headings a little larger than the text, instead of a page's title."""
        frame = self.text.document().rootFrame()
        margins = frame.frameFormat()
        margins.setRightMargin(6)  # between the words and the scroll bar
        frame.setFrameFormat(margins)
        block = self.text.document().begin()
        while block.isValid():
            heading = block.blockFormat().headingLevel() > 0
            cursor = QTextCursor(block)
            space = block.blockFormat()
            space.setTopMargin((8 if heading else 2) * self._theme.font_scale)
            space.setBottomMargin(2 * self._theme.font_scale)
            cursor.setBlockFormat(space)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            form = QTextCharFormat()
            form.setProperty(
                QTextFormat.Property.FontPixelSize,
                round((15 if heading else 14) * self._theme.font_scale),
            )
            form.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
            cursor.mergeCharFormat(form)
            block = block.next()
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
