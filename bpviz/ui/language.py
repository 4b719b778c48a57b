"""The language of the window: chosen at run time, Qt's own texts included."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from bpviz.resources import resource_path


def system_language() -> str:
    """``"ru"`` where the system speaks Russian, else ``"en"``."""
    russian = QLocale.Language.Russian
    return "ru" if QLocale.system().language() == russian else "en"


class Translations:
    """Installs the translators of one language, in place of those before."""

    def __init__(self) -> None:
        self.language = "en"
        self._installed: list[QTranslator] = []

    def use(self, language: str) -> None:
        """Speak `language`; widgets hear of it as a LanguageChange event."""
        app = QCoreApplication.instance()
        if app is None or language == self.language:
            return
        for translator in self._installed:
            app.removeTranslator(translator)
        self._installed.clear()
        self.language = language
        if language == "en":
            return
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ours = str(resource_path("translations", f"bpviz_{language}.qm"))
        for path in (f"{qt}/qtbase_{language}.qm", ours):
            translator = QTranslator(app)
            if translator.load(path):
                app.installTranslator(translator)
                self._installed.append(translator)
