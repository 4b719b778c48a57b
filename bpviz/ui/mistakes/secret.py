"""What is said of a mistake while a class is asked which one it is.

Like the language this holds for the whole application: whoever is asked must not read the answer
in another place of the window, nor in what is exported from it.
"""

from __future__ import annotations

from weakref import WeakSet

from PySide6.QtCore import QCoreApplication, QObject

from bpviz.ui.names import choice_name
from bpviz.ui.noop import QT_TRANSLATE_NOOP

SETTING = "mistake"
UNNAMED = QT_TRANSLATE_NOOP("runs", "a mistake")
_keepers: WeakSet[QObject] = WeakSet()


def keep(keeper: QObject, secret: bool) -> None:
    """Name no mistake as long as a window asks, or name them again."""
    if secret:
        _keepers.add(keeper)
    else:
        _keepers.discard(keeper)


def kept() -> bool:
    """Whether no mistake may be named."""
    return bool(_keepers)


def told_name(setting: str, choice: str) -> str:
    """`choice_name`, but of a mistake that is asked for only that it is one."""
    if setting == SETTING and kept():
        return QCoreApplication.translate("runs", UNNAMED)
    return choice_name(setting, choice)
