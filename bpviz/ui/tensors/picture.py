"""An array for a slide: title, table or picture, colours and statistics."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from bpviz.ui.number_format import NumberFormat
from bpviz.ui.paint.text import LEFT, draw_text
from bpviz.ui.selection import Selection
from bpviz.ui.tensors.area import paint_sentence
from bpviz.ui.tensors.footer import Footer
from bpviz.ui.tensors.map import ArrayMap
from bpviz.ui.tensors.sheet import Sheet, ends
from bpviz.ui.tensors.shown import Shown
from bpviz.ui.theme import Theme

TITLE = 16
MARGIN = 12.0
LARGEST, SMALLEST = 2.4, 0.95
"""How many times the usual size of type the table may have."""


class ArrayPicture:
    """How an array is painted into a rectangle.

    A table is as large as fits. What does not fit in type that can be read is cut: the rows in the
    middle are left out, or, where there are too many columns, it becomes a picture.
    """

    def __init__(
        self,
        shown: Shown,
        theme: Theme,
        numbers: NumberFormat,
        selection: Selection,
        texts: tuple[str, str],
        *,
        as_picture: bool,
    ) -> None:
        self.shown, self.theme = shown, theme
        self.title, self.sentence = texts
        self.sheet = Sheet(shown, theme, numbers, selection)
        self.as_picture = as_picture

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        """Paint into `rect`, in logical pixels."""
        factor = self._factor(rect)
        painter.save()
        painter.translate(rect.topLeft())
        painter.scale(factor, factor)
        width, height = rect.width() / factor, rect.height() / factor
        margin = MARGIN * self.theme.font_scale
        head = self._title_height()
        place = QRectF(margin, 0, width - 2 * margin, head)
        font = self.theme.font(TITLE, bold=True)
        draw_text(painter, place, self.title, font, self.theme.color("text"), LEFT)
        too_wide = self.sheet.size[0] > width - 2 * margin
        is_image = self.as_picture or too_wide
        room = QRectF(margin, head, width - 2 * margin, height - head)
        note = ArrayMap(self.sheet, room).note() if is_image else ""
        footer = Footer(self.shown, self.theme, width, note)
        room.setHeight(room.height() - footer.height)
        if is_image:
            ArrayMap(self.sheet, room).paint(painter)
            bottom = room.bottom()
        else:
            fitting = int((room.height() - self.sheet.head) // self.sheet.cell_height)
            rows = ends(self.sheet.rows, max(3, fitting))
            self.sheet.paint_part(painter, room, rows, range(self.sheet.columns))
            bottom = room.y() + self.sheet.head + len(rows) * self.sheet.cell_height
        box = QRectF(room.x(), room.y(), room.width(), max(1.0, bottom - room.y()))
        paint_sentence(painter, box, self.sentence, self.theme)
        footer.paint(painter, 0.0, min(bottom, height - footer.height))
        painter.restore()

    def _title_height(self) -> float:
        metrics = QFontMetricsF(self.theme.font(TITLE, bold=True))
        return math.ceil(metrics.height() + 14 * self.theme.font_scale)

    def _factor(self, rect: QRectF) -> float:
        """The largest size at which the table fits; the usual one for a picture or a cut table."""
        if self.as_picture:
            return 1.0
        wide, high = self.sheet.size
        factor = LARGEST
        while factor > SMALLEST:
            width = rect.width() / factor
            footer = Footer(self.shown, self.theme, width)
            left = rect.height() / factor - self._title_height() - footer.height
            if wide + 2 * MARGIN * self.theme.font_scale <= width and high <= left:
                return factor
            factor *= 0.96
        return 1.0
