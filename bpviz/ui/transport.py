"""The bar at the top: which lesson, play and step, how far and how fast, and what else there is."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from bpviz.ui.actions import Actions
from bpviz.ui.icons import icon
from bpviz.ui.size_chooser import SizeChooser
from bpviz.ui.speed import RIGHT, USUAL, rate_of
from bpviz.ui.theme import Theme, ink_on

LEVELS = 7
"""How many ways there are to fit into less and less width."""
TITLE_LEAST = (320, 240, 200, 180, 130, 110, 90)
"""The least width of the title at each of them; at the last one, whatever remains."""
TITLE_MOST = 460


class Transport(QWidget):
    """The controls of the player. It sends wishes; the window carries them out.

    Signals
    -------
    rate_changed(float)
        Steps per second; infinite at the right end of the slider.
    """

    rate_changed = Signal(float)

    def __init__(self, actions: Actions, lessons: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._small = False
        self._scale = 1.0
        self.lesson = self._tool("lesson_button")
        self.lesson.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.lesson.setMenu(lessons)
        # As high as the row, so that the row does not depend on whether the title takes two lines.
        self.lesson.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.buttons = [
            self._tool(f"{name}_button", actions[name])
            for name in ("reset", "step_back", "play", "step", "new_start")
        ]
        self.sizes = SizeChooser(self)
        self._caption = QLabel(self)
        self.speed = QSlider(Qt.Orientation.Horizontal, self)
        self.speed.setObjectName("speed")
        self.speed.setRange(0, RIGHT)
        self.speed.setValue(USUAL)
        self.speed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.speed.valueChanged.connect(self._on_speed)
        self._rate = QLabel(self)
        self._rate.setObjectName("speed_text")
        self.extras = [
            self._tool(f"{name}_button", actions[name])
            for name in ("export", "present", "theme", "language")
        ]
        self.compare = self._tool("compare_button", actions["compare"])
        self.compare.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit)
        self._arrange()
        self.retranslate()

    def _tool(self, name: str, action: QAction | None = None) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if action is not None:
            button.setDefaultAction(action)
        return button

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(6)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # see `_fit`
        row.addWidget(self.lesson)
        row.addStretch(2)
        for button in self.buttons:
            row.addWidget(button)
        row.addSpacing(10)
        row.addWidget(self.sizes)
        row.addSpacing(10)
        for widget in (self._caption, self.speed, self._rate):
            row.addWidget(widget)
        row.addStretch(3)
        row.addWidget(self.compare)
        for button in self.extras:
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    # ---- what it shows -----------------------------------------------------------------------

    def set_title(self, title: str) -> None:
        """Name the experiment."""
        self._title = title
        self._show_title()

    def set_playing(self, playing: bool, theme: Theme) -> None:
        """Show that the button pauses while playing."""
        ink = ink_on(theme.color("accent"))
        self.buttons[2].setIcon(icon("pause" if playing else "play", ink))

    def set_theme(self, theme: Theme) -> None:
        """Size icons and texts with the theme's type."""
        side = round(20 * theme.font_scale)
        for button in (*self.buttons, self.compare, *self.extras):
            button.setIconSize(QSize(side, side))
        self.buttons[2].setMinimumWidth(round(56 * theme.font_scale))
        self._scale = theme.font_scale
        self._fit()
        self._later.start()  # once the style sheet has reached all buttons

    def retranslate(self) -> None:
        """Set the texts."""
        self._caption.setText(self.tr("speed"))
        tip = self.tr("Speed of playing: at the right end, as fast as the machine can")
        self.speed.setToolTip(tip)
        self.lesson.setToolTip(self.tr("Choose a lesson"))
        self._show_rate()
        self._fit()
        self._later.start()

    def _show_rate(self) -> None:
        self._rate.setText(self._rate_text(self.speed.value()))

    def _rate_text(self, value: int) -> str:
        rate = rate_of(value)
        if math.isinf(rate):
            return self.tr("max")
        return self.tr("{n}/s").format(n=f"{rate:.{1 if rate < 10 else 0}f}")

    def _on_speed(self, value: int) -> None:
        self._show_rate()
        self.rate_changed.emit(rate_of(value))

    # ---- fitting the width -------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fit(self) -> None:
        """Leave out what is said elsewhere too, until the bar fits; the title takes the rest.

        Nothing here depends on the title, the size or the speed: buttons stay where they are.
        """
        self.ensurePolished()
        metrics = self._rate.fontMetrics()
        texts = map(self._rate_text, range(RIGHT + 1))
        self._rate.setFixedWidth(max(map(metrics.horizontalAdvance, texts)) + 4)
        self.sizes.fit()
        for level, least in enumerate(TITLE_LEAST):
            self._show_level(level)
            self.lesson.setFixedWidth(0)
            self.sizes.updateGeometry()
            rest = self.width() - self.sizeHint().width()
            if rest >= least * self._scale:
                break
        self.lesson.setFixedWidth(round(min(max(rest, 0), TITLE_MOST * self._scale)))
        self._show_title()
        layout = self.layout()
        if layout is not None:
            layout.activate()  # now: buttons that came or went leave nothing to the next turn

    def _show_level(self, level: int) -> None:
        """Level 0 shows everything; each further one saves some width."""
        texts = level < 1
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self.extras[:2]:
            button.setToolButtonStyle(style if texts else Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.extras[3].setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._caption.setVisible(level < 2)
        self._rate.setVisible(level < 3)
        self.speed.setFixedWidth(round((140, 140, 80, 80, 80, 60, 50)[level] * self._scale))
        self.sizes.set_compact(level >= 4)
        self.buttons[4].setVisible(level < 5)
        self.compare.setVisible(level < LEVELS - 1)
        self._spread(6 if level < 4 else 4)
        for button in self.extras[2:]:
            button.setVisible(level < LEVELS - 1)

    def _spread(self, spacing: int) -> None:
        """Set the distance of the buttons."""
        layout = self.layout()
        if layout is not None:
            layout.setSpacing(spacing)

    def _show_title(self) -> None:
        """Name the experiment in the width that there is: in two smaller lines before it is cut."""
        self._set_small(False)
        metrics, mark = self.lesson.fontMetrics(), "  ▾"
        room = self.lesson.width() - metrics.horizontalAdvance(mark) - 24 * self._scale
        if metrics.horizontalAdvance(self._title) > room:
            self._set_small(True)
            metrics = self.lesson.fontMetrics()
            room = self.lesson.width() - metrics.horizontalAdvance(mark) - 8 * self._scale
        lines = in_two_lines(self._title, metrics, round(room)) if self._small else [self._title]
        cut = Qt.TextElideMode.ElideRight
        shown = [metrics.elidedText(line, cut, round(room)) for line in lines]
        self.lesson.setText("\n".join(shown) + mark)

    def _set_small(self, small: bool) -> None:
        """Choose the style sheet's larger or smaller type for the title."""
        if small != self._small:
            self._small = small
            self.lesson.setProperty("small", small)
            self.lesson.style().polish(self.lesson)


def in_two_lines(text: str, metrics: QFontMetrics, room: int) -> list[str]:
    """The text, or as many of its words as have room and the rest."""
    words = text.split()
    count = len(words)
    while count > 1 and metrics.horizontalAdvance(" ".join(words[:count])) > room:
        count -= 1
    return [line for line in (" ".join(words[:count]), " ".join(words[count:])) if line]
