"""How the window looks: theme and size of type, also while presenting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from bpviz.ui.number_format import NumberFormat
from bpviz.ui.number_text import use_decimal_comma
from bpviz.ui.stylesheet import BASE, palette, stylesheet
from bpviz.ui.theme import THEMES, Theme

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow


class WindowLook:
    """Keeps the theme and gives it to all parts of the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        theme = THEMES[window.settings.choice("theme", tuple(THEMES), "dark")]
        self.theme = theme.scaled(window.memory.scale())

    def set_theme(self, theme: Theme) -> None:
        """Give every part of the window another theme or type size."""
        window = self._window
        self.theme = theme
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setPalette(palette(theme))
        app.setFont(theme.font(BASE))
        # Dialogs inherit it; on the application it would take five times as long.
        window.setStyleSheet(stylesheet(theme))
        for part in (
            window.actions_, window.transport, window.strip, window.status, window.messages,
            window.lesson_panel, window.docks, window.deck,
        ):  # fmt: skip
            part.set_theme(theme)
        if window.form is not None:
            window.form.set_theme(theme)
        window.transport.set_playing(window.player.playing, theme)

    def set_numbers(self, numbers: NumberFormat) -> None:
        """Write the numbers of the whole window in another way, and remember it."""
        window = self._window
        window.settings.keep_numbers(numbers)
        use_decimal_comma(numbers.comma)
        window.number_menu.set_numbers(numbers)
        window.deck.set_numbers(numbers)
        window.status.retranslate()

    def toggle_theme(self) -> None:
        """Dark becomes light, light becomes dark."""
        window = self._window
        name = "light" if self.theme.name == "dark" else "dark"
        window.settings.keep("theme", name)
        self.set_theme(THEMES[name].scaled(self.theme.font_scale))

    def change_scale(self, by: int) -> None:
        """Make type larger (1) or smaller (−1)."""
        window = self._window
        window.memory.change_scale(by)
        self._rescale()

    def _rescale(self) -> None:
        window = self._window
        presenting = window.memory.present_scale() if window.memory.presenting else 1.0
        self.set_theme(self.theme.scaled(window.memory.scale() * presenting))
        window.judge_room_soon()

    def present(self, on: bool) -> None:
        """Fill the screen with large type, or go back to the window as it was."""
        window = self._window
        window.actions_["present"].setChecked(on)
        window.actions_["leave_presentation"].setEnabled(on)
        if on == window.memory.presenting:
            return
        with window.comparing.put_off():
            self._present(on)
        window.stage.setFocus()

    def _present(self, on: bool) -> None:
        window = self._window
        window.menuBar().setVisible(not on)
        window.memory.presenting = on
        if on:
            window.memory.begin_presenting(window.docks)
        else:
            window.memory.end_presenting()
        self._rescale()
        if not on:
            window.memory.restore_layout(window.docks)  # it fits only now, with the old type
        else:
            window.docks.adapt(always=True)
            window.docks.resize()
