"""The style sheet of the form, on top of the application's."""

from __future__ import annotations

from bpviz.ui.theme import Theme


def form_style(theme: Theme) -> str:
    """Colours and sizes of what only a form has: headings, labels, reasons, red outlines."""

    def px(size: float) -> str:
        return f"{max(1, round(size * theme.font_scale))}px"

    t = theme
    return f"""
QWidget#form_content {{ background: transparent; }}
QPushButton[role="heading"] {{ border: none; padding: {px(2)} 0; font-weight: bold;
  font-size: {px(14)}; text-align: left; color: {t.text}; }}
QPushButton[role="more"] {{ border: none; padding: {px(2)} 0; font-size: {px(13)};
  text-align: left; color: {t.accent}; }}
QPushButton[role="heading"]:hover, QPushButton[role="more"]:hover {{ background: transparent;
  text-decoration: underline; }}
QPushButton[role="heading"]:focus, QPushButton[role="more"]:focus {{ color: {t.accent};
  text-decoration: underline; }}
QToolButton[sign="true"] {{ padding: 0 {px(2)};
  min-width: {px(16)}; max-width: {px(16)}; font-size: {px(16)};
  color: {t.accent}; border-color: transparent; }}
QToolButton[sign="true"]:hover, QToolButton[sign="true"]:focus {{ border-color: {t.border}; }}
QToolButton[sign="true"]:checked {{ background: transparent; border-color: {t.border}; }}
QToolButton[sign="true"]:disabled {{ color: {t.border}; }}
QLabel[role="label"] {{ color: {t.muted}; font-size: {px(13)}; background: transparent; }}
QLabel[role="problem"] {{ color: {t.danger}; font-size: {px(12)}; background: transparent; }}
QLabel[role="note"] {{ color: {t.warning}; font-size: {px(12)}; background: transparent; }}
QLineEdit, QComboBox, QCheckBox {{ font-size: {px(13)}; }}
QComboBox {{ padding-left: {px(5)}; padding-right: 0; }}
QComboBox::drop-down {{ border: none; width: {px(14)}; }}
QLineEdit[role="units"] {{ max-width: {px(31)}; padding-left: {px(4)}; padding-right: 0; }}
QLineEdit[error="true"], QComboBox[error="true"] {{ border: 2px solid {t.danger}; }}
QCheckBox[error="true"]::indicator {{ border: 2px solid {t.danger}; }}
QLabel[error="true"] {{ color: {t.danger}; }}
QFrame#form_banner {{ background: {t.panel}; border: none; border-top: 2px solid {t.danger}; }}
QLabel#form_message {{ color: {t.text}; font-size: {px(13)}; background: transparent; }}
"""
