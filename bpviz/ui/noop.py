"""Mark a text for translation where it is written, to be translated where it is shown."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Return `text`; Qt's tools collect it under `context`. As PySide6's, but with types."""
    return text
