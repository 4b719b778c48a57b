"""A whole array as a picture: each cell a colour, with as many headings as have room."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPaintEngine, QPainter, QPen

from bpviz.core.calls import Array
from bpviz.ui.paint.text import CENTER, RIGHT, draw_text, text_width
from bpviz.ui.tensors import words
from bpviz.ui.tensors.colors import swatches
from bpviz.ui.tensors.sheet import Cell, Sheet

LARGEST = 56.0
"""A cell is not drawn larger."""
LEAST = 8.0
"""Below this size the frame of a chosen cell stands around it, so that it is seen."""
CRISP = 2
"""Pixels of an image for each logical one, where a reader may smooth it."""
BESIDE = 20.0
"""Logical pixels right of the cells, for half of the last heading."""


class ArrayMap:
    """The array of a sheet, fitted into a rectangle.

    Attributes
    ----------
    box : QRectF
        Where the cells stand.
    group : (int, int)
        How many rows and columns share a dot: the strongest of them is shown.
    """

    def __init__(self, sheet: Sheet, rect: QRectF) -> None:
        self.sheet, self.rect = sheet, rect
        k = sheet.theme.font_scale
        room = rect.adjusted(sheet.side, sheet.head, -BESIDE * k, -sheet.head / 2)
        wide = max(1.0, min(room.width(), sheet.columns * LARGEST * k))
        high = max(1.0, min(room.height(), sheet.rows * LARGEST * k))
        self.box = QRectF(room.x(), room.y(), wide, high)
        self.group = math.ceil(sheet.rows / high), math.ceil(sheet.columns / wide)
        self._cell = QRectF(0, 0, wide / sheet.columns, high / sheet.rows)

    def cell_box(self, row: int, column: int) -> QRectF:
        """Where a cell stands."""
        wide, high = self._cell.width(), self._cell.height()
        return QRectF(self.box.x() + column * wide, self.box.y() + row * high, wide, high)

    def cell_at(self, point: QPointF) -> Cell | None:
        """The cell whose colour is at a point: where several share a dot, the strongest."""
        sheet, (high, wide) = self.sheet, self.group
        if not self.box.contains(point):
            return None
        row = min(sheet.rows - 1, int((point.y() - self.box.y()) / self._cell.height()))
        column = min(sheet.columns - 1, int((point.x() - self.box.x()) / self._cell.width()))
        if sheet.shown.array is None or high * wide == 1:
            return row, column
        row, column = row // high * high, column // wide * wide
        block = sheet.shown.array[row : row + high, column : column + wide]
        down, across = divmod(int(np.argmax(_weight(block))), block.shape[1])
        return row + down, column + across

    def note(self) -> str:
        """What a dot is, where several numbers share it."""
        rows, columns = self.group
        if rows * columns == 1:
            return ""
        return words.tr(words.STRONGEST).format(rows=rows, columns=columns)

    def paint(self, painter: QPainter) -> None:
        """The cells, their frame, what is chosen, and the headings."""
        sheet = self.sheet
        pen = QPen(sheet.theme.color("border"), 1.0)
        if sheet.shown.array is None:
            pen = QPen(sheet.theme.color("muted"), 1.0, Qt.PenStyle.DashLine)
        else:
            self._paint_cells(painter, sheet.shown.array)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.box)
        self._mark(painter)
        self._headings(painter)

    def _paint_cells(self, painter: QPainter, array: Array) -> None:
        sheet, (high, wide) = self.sheet, self.group
        indices = sheet.shown.scale.indices(strongest(array, high, wide))
        fills, _ = swatches(sheet.theme, sheet.shown.scale.signed)
        rgb = np.array([fill.rgb() for fill in fills], np.uint32)[indices]
        rows, columns = rgb.shape
        # The last dot of a row or column may stand for fewer cells: it reaches beyond the box.
        corner = self.cell_box(rows * high, columns * wide).topLeft()
        place = QRectF(self.box.topLeft(), corner)
        image = QImage(rgb.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        engine = painter.paintEngine()
        if engine is None or engine.type() != QPaintEngine.Type.Raster:
            size = math.ceil(CRISP * place.width()), math.ceil(CRISP * place.height())
            image = image.scaled(*size)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(place, image)

    def _mark(self, painter: QPainter) -> None:
        sheet = self.sheet
        found = sheet.marked_box(range(sheet.rows), range(sheet.columns))
        if found is None:
            return
        first, last, start, end = found
        corner = self.cell_box(last - 1, end - 1).bottomRight()
        rect = QRectF(self.cell_box(first, start).topLeft(), corner)
        is_small = min(self._cell.width(), self._cell.height()) < LEAST
        sheet.frame(painter, rect.adjusted(-1, -1, 1, 1) if is_small else rect)

    def _headings(self, painter: QPainter) -> None:
        sheet, box = self.sheet, self.box
        entry, problem = sheet.shown.entry, sheet.shown.step.problem
        muted = sheet.theme.color("muted")
        for row in spread(sheet.rows, self._cell.height(), sheet.head):
            y = self.cell_box(row, 0).center().y()
            room = sheet.side - sheet.pad
            place = QRectF(self.rect.x(), y - sheet.head / 2, room, sheet.head)
            draw_text(
                painter, place, words.row_title(problem, entry, row), sheet.small, muted, RIGHT
            )
        widest = text_width(sheet.column_title(sheet.columns - 1), sheet.small) + sheet.pad
        for column in spread(sheet.columns, self._cell.width(), widest):
            least = box.x() + widest / 2
            x = min(max(self.cell_box(0, column).center().x(), least), max(least, box.right()))
            place = QRectF(x - widest / 2, self.rect.y(), widest, sheet.head)
            draw_text(painter, place, sheet.column_title(column), sheet.small, muted, CENTER)


def _weight(values: Array) -> Array:
    """Magnitudes, NaN as large as an infinity."""
    size = np.abs(values)
    return np.where(np.isnan(size), np.inf, size)


def strongest(array: Array, rows: int, columns: int) -> Array:
    """Of each block of so many rows and columns the number of largest magnitude; NaN before all."""
    if rows == columns == 1:
        return array
    for axis, size in ((0, rows), (1, columns)):
        if size == 1:
            continue
        missing = -array.shape[axis] % size
        width = [(0, 0), (0, 0)]
        width[axis] = (0, missing)
        padded = np.pad(array, width, mode="edge")
        shape = list(padded.shape)
        shape[axis : axis + 1] = [padded.shape[axis] // size, size]
        blocks = padded.reshape(shape)
        at = np.argmax(_weight(blocks), axis=axis + 1, keepdims=True)
        array = np.take_along_axis(blocks, at, axis + 1).squeeze(axis + 1)
    return array


def spread(count: int, size: float, room: float) -> list[int]:
    """Indices, the first and the last among them, whose headings do not run into each other."""
    if count < 2 or size * (count - 1) < room:
        return [0]
    stride = math.ceil(room / size)
    found = list(range(0, count, stride))
    if found[-1] != count - 1:
        if (count - 1 - found[-1]) * size < room:
            found.pop()
        found.append(count - 1)
    return found
