"""What the window remembers from one start to the next; what makes no sense is forgotten."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings

from bpviz.ui.number_format import LEAST, MOST, USUAL, NumberFormat

THEMES = ("dark", "light")
LANGUAGES = ("en", "ru")
SCALES = (0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0)
"""Type sizes that one can choose."""


def open_settings() -> QSettings:
    """The user's own settings, a file in the folder where such files belong."""
    form = QSettings.Format.IniFormat
    return QSettings(form, QSettings.Scope.UserScope, "bpviz", "bpviz")


class Settings:
    """Reads what was kept, each value checked; writes what is to be kept."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or open_settings()

    @property
    def folder(self) -> str:
        """Where the file of settings is; the log stands beside it."""
        return self._store.fileName().rpartition("/")[0]

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        """One of the `allowed` words."""
        value = self._store.value(key)
        return value if isinstance(value, str) and value in allowed else default

    def number(self, key: str, low: float, high: float, default: float) -> float:
        """A number within `low` … `high`."""
        try:
            value = float(self._store.value(key))  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return default
        return value if low <= value <= high else default

    def data(self, key: str) -> QByteArray:
        """Bytes, such as a layout; empty where there are none."""
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def text(self, key: str) -> str:
        """A text; empty where there is none."""
        value = self._store.value(key)
        return value if isinstance(value, str) else ""

    def numbers(self) -> NumberFormat:
        """How numbers are written in the whole window."""
        return NumberFormat(
            round(self.number("numbers_digits", LEAST, MOST, USUAL)),
            self.choice("numbers_comma", ("yes", "no"), "no") == "yes",
            self.choice("numbers_fractions", ("yes", "no"), "no") == "yes",
        )

    def keep_numbers(self, numbers: NumberFormat) -> None:
        """Remember how numbers are written."""
        self.keep("numbers_digits", numbers.digits)
        self.keep("numbers_comma", "yes" if numbers.comma else "no")
        self.keep("numbers_fractions", "yes" if numbers.fractions else "no")

    def keep(self, key: str, value: object) -> None:
        """Remember a value."""
        self._store.setValue(key, value)

    def forget(self, key: str) -> None:
        """Do not remember a value any more."""
        self._store.remove(key)

    def write(self) -> None:
        """Put everything into the file now."""
        self._store.sync()
