"""How far one press goes and how fast steps are played, also from one start to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpviz.ui.size_chooser import MOST
from bpviz.ui.speed import RIGHT, USUAL
from bpviz.ui.strides import SIZES

if TYPE_CHECKING:
    from bpviz.ui.window import MainWindow


class WindowPace:
    """Tells the player what the transport says about it, and the views when steps fly past."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        transport = window.transport
        transport.sizes.size_changed.connect(self._on_size)
        transport.sizes.count_changed.connect(self._on_count)
        transport.rate_changed.connect(self._on_rate)

    def restore(self) -> None:
        """Choose again what was chosen when the window was closed."""
        window, settings = self._window, self._window.settings
        speed = settings.number("speed", 0, RIGHT - 1, USUAL)  # never at full speed at once
        window.transport.speed.setValue(round(speed))
        sizes = window.transport.sizes
        sizes.count.setValue(round(settings.number("step_count", 1, MOST, window.player.count)))
        sizes.set_size(settings.choice("step_size", SIZES, SIZES[0]))

    def keep(self) -> None:
        """Remember what is chosen."""
        window = self._window
        window.settings.keep("speed", window.transport.speed.value())
        window.settings.keep("step_size", window.player.size)
        window.settings.keep("step_count", window.player.count)

    def tell(self) -> None:
        """Say whether steps fly past."""
        window = self._window
        window.deck.set_playing(window.player.hurries)
        window.status.set_playing(window.player.hurries)

    def _on_rate(self, rate: float) -> None:
        self._window.player.set_rate(rate)
        self.tell()

    def _on_size(self, size: str) -> None:
        self._window.player.size = size

    def _on_count(self, count: int) -> None:
        self._window.player.count = count
