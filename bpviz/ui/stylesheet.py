"""The look of Qt's own widgets, made from the theme."""

from __future__ import annotations

from PySide6.QtGui import QPalette

from bpviz.resources import resource_path
from bpviz.ui.colors import mixed
from bpviz.ui.theme import Theme, ink_on

BASE = 14
"""Logical pixels of ordinary type."""


def stylesheet(theme: Theme) -> str:
    """The application's style sheet for a theme, its type sizes included."""

    def px(size: float) -> str:
        return f"{max(1, round(size * theme.font_scale))}px"

    hover = mixed(theme.color("text"), theme.color("panel"), 0.08).name()
    pressed = mixed(theme.color("text"), theme.color("panel"), 0.16).name()
    chosen = mixed(theme.color("accent"), theme.color("panel"), 0.25).name()
    ink = ink_on(theme.color("forward")).name()
    play_ink = ink_on(theme.color("accent")).name()
    down = resource_path("icons", f"down_{theme.name}.svg").as_posix()
    check = resource_path("icons", f"check_{theme.name}.svg").as_posix()
    # The icons of Qt's own dialog for files are dark in every theme.
    paper = max(theme.color("text"), theme.color("panel"), key=lambda one: one.lightness()).name()
    groove, over = max(2, round(4 * theme.font_scale)), round(5 * theme.font_scale)
    t = theme
    return f"""
QMainWindow, QDialog, QMessageBox {{ background: {t.window}; color: {t.text}; }}
QWidget {{ color: {t.text}; }}
QWidget:disabled {{ color: {t.muted}; }}
QMainWindow::separator {{ background: {t.window}; width: {px(6)}; height: {px(6)}; }}
QMainWindow::separator:hover {{ background: {t.accent}; }}
QToolTip {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.border};
  padding: {px(4)}; }}

QMenuBar {{ background: {t.window}; color: {t.text}; }}
QMenuBar::item {{ background: transparent; padding: {px(3)} {px(9)}; }}
QMenuBar::item:selected {{ background: {hover}; border-radius: 4px; }}
QMenu {{ background: {t.panel}; color: {t.text}; border: 1px solid {t.border};
  padding: {px(4)}; }}
QMenu::item {{ padding: {px(5)} {px(26)} {px(5)} {px(22)}; border-radius: 4px; }}
QMenu::item:selected {{ background: {chosen}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: {px(4)} {px(8)}; }}

QToolBar {{ background: {t.panel}; border: none; border-bottom: 1px solid {t.border};
  padding: {px(4)} {px(8)}; spacing: {px(6)}; }}
QToolBar#timeline_bar {{ border-bottom: none; border-top: 1px solid {t.border}; }}
QToolButton, QPushButton {{ background: transparent; border: 1px solid {t.border};
  border-radius: 6px; padding: {px(4)} {px(10)}; color: {t.text}; }}
QToolButton:hover, QPushButton:hover {{ background: {hover}; }}
QToolButton:pressed, QPushButton:pressed {{ background: {pressed}; }}
QToolButton:disabled, QPushButton:disabled {{ color: {t.muted}; }}
QToolButton:focus, QPushButton:focus {{ border-color: {t.accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton[popupMode="1"] {{ padding-right: {px(22)}; }}
QToolButton::menu-button {{ border: none; width: {px(18)}; }}
QToolButton::menu-arrow {{ image: url("{down}"); width: {px(10)}; height: {px(10)}; }}
QToolButton:checked {{ background: {chosen}; border-color: {t.accent}; }}
QToolButton#play_button {{ background: {t.accent}; border-color: {t.accent};
  color: {play_ink}; }}
QToolButton#lesson_button {{ border-color: transparent; font-size: {px(18)};
  font-weight: bold; text-align: left; }}
QToolButton#lesson_button[small="true"] {{ font-size: {px(13)}; padding: 0 {px(2)}; }}
QToolButton#lesson_button:hover {{ border-color: {t.border}; }}
QToolButton[step_size="true"] {{ padding: {px(5)} {px(7)}; }}
QToolButton[step_size="true"]:checked {{ background: {t.forward}; border-color: {t.forward};
  color: {ink}; }}
QSpinBox#step_count {{ background: {t.forward}; color: {ink}; border-color: {t.forward};
  border-radius: 6px; }}
QSpinBox#step_count:focus {{ background: {t.field}; color: {t.text}; }}
QToolButton[flat="true"] {{ border-color: transparent; padding: {px(2)}; }}
QToolButton[flat="true"]:hover {{ border-color: {t.border}; }}
QFileDialog QToolButton {{ background: {paper}; padding: {px(2)}; border: 1px solid {t.border}; }}
QFileDialog QToolButton:disabled {{ background: transparent; }}
QFileDialog QToolButton:hover, QFileDialog QToolButton:checked {{ border-color: {t.accent}; }}

QSlider {{ background: transparent; min-height: {px(18)}; }}
QSlider::groove:horizontal {{ height: {groove}px; background: {t.border};
  border-radius: {groove // 2}px; }}
QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: {groove // 2}px; }}
QSlider::handle:horizontal {{ width: {groove + 2 * over}px; margin: -{over}px 0;
  border-radius: {(groove + 2 * over) // 2}px; background: {t.text}; }}

QDockWidget {{ color: {t.text}; font-weight: bold; }}
QTabBar {{ background: transparent; qproperty-drawBase: 0; font-size: {px(13)}; }}
QTabBar::tab {{ background: {t.window}; color: {t.muted}; border: 1px solid {t.border};
  padding: {px(3)} {px(4)}; margin-right: {px(2)}; border-radius: 4px; }}
QTabBar::tab:selected {{ background: {chosen}; color: {t.text}; border-color: {t.accent}; }}
QTabBar::tab:hover {{ color: {t.text}; }}
QWidget#dock_title {{ background: {t.panel}; border: 1px solid {t.border}; border-bottom: none;
  border-top-left-radius: 8px; border-top-right-radius: 8px; }}
QLabel#dock_title_text {{ font-weight: bold; font-size: {px(15)}; background: transparent; }}
QFrame#dock_body {{ background: {t.panel}; border: 1px solid {t.border}; border-top: none;
  border-bottom-left-radius: 8px; border-bottom-right-radius: 8px; }}
QFrame#stage {{ background: {t.stage}; border: 1px solid {t.border}; border-radius: 8px; }}

QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QTextBrowser, QPlainTextEdit {{ background: transparent; border: none; color: {t.text}; }}
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {{ background: {t.field}; color: {t.text};
  border: 1px solid {t.border}; border-radius: 4px; padding: {px(3)} {px(6)};
  selection-background-color: {t.accent}; selection-color: {play_ink}; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{ background: transparent;
  border: none; padding: 0; }}
QSpinBox#step_count QLineEdit {{ color: {ink}; }}
QSpinBox#step_count:focus QLineEdit {{ color: {t.text}; }}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{
  border-color: {t.accent}; }}
QLineEdit[invalid="true"], QSpinBox[invalid="true"], QDoubleSpinBox[invalid="true"],
QComboBox[invalid="true"] {{ border: 2px solid {t.danger}; }}
QComboBox::drop-down {{ border: none; width: {px(20)}; }}
QComboBox::down-arrow {{ image: url("{down}"); width: {px(12)}; height: {px(12)}; }}
QComboBox QAbstractItemView {{ background: {t.panel}; color: {t.text};
  border: 1px solid {t.border}; selection-background-color: {chosen};
  selection-color: {t.text}; outline: none; }}
QCheckBox {{ spacing: {px(6)}; background: transparent; }}
QCheckBox::indicator, QMenu::indicator {{ width: {px(14)}; height: {px(14)};
  border: 1px solid {t.muted}; border-radius: 3px; background: {t.field}; }}
QMenu::indicator {{ margin-left: {px(4)}; }}
QCheckBox::indicator:checked, QMenu::indicator:checked {{ background: {t.accent};
  border-color: {t.accent}; image: url("{check}"); }}

QScrollBar:vertical {{ background: transparent; width: {px(10)}; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(10)}; margin: 0; }}
QScrollBar::handle {{ background: {t.border}; border-radius: {px(4)}; min-height: {px(24)};
  min-width: {px(24)}; }}
QScrollBar::handle:hover {{ background: {t.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QStatusBar {{ background: {t.panel}; color: {t.muted}; border: none; }}
QStatusBar QLabel {{ padding: {px(2)} {px(10)}; }}
QStatusBar::item {{ border: none; }}
QProgressBar {{ background: {t.field}; border: 1px solid {t.border}; border-radius: 4px;
  text-align: center; max-height: {px(16)}; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QFrame#message_bar {{ background: {t.panel}; border: 1px solid {t.danger};
  border-left: {px(5)} solid {t.danger}; border-radius: 6px; }}
QLabel#export_message {{ color: {t.danger}; }}
QFrame#message_bar[kind="note"] {{ border-color: {t.accent}; }}
"""


def palette(theme: Theme) -> QPalette:
    """The palette, for what the style sheet does not reach."""
    role = QPalette.ColorRole
    result = QPalette()
    for roles, name in (
        ((role.Window, role.Button), "window"),
        ((role.Base, role.AlternateBase), "field"),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), "text"),
        ((role.ToolTipBase,), "panel"),
        ((role.Highlight, role.Link), "accent"),
        ((role.PlaceholderText,), "muted"),
    ):
        for one in roles:
            result.setColor(one, theme.color(name))
    result.setColor(role.HighlightedText, ink_on(theme.color("accent")))
    for one in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, one, theme.color("muted"))
    return result
