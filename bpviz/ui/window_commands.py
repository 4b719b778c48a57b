"""What each command of the window does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bpviz.ui import dialogs
from bpviz.ui.mistakes.secret import keep

if TYPE_CHECKING:
    from bpviz.core.timeline import Timeline
    from bpviz.ui.view import View
    from bpviz.ui.window import MainWindow


def connect_commands(window: MainWindow) -> None:
    """Connect the window's actions to what they do."""
    actions = window.actions_
    slots: dict[str, Callable[[], object]] = {
        "open": lambda: dialogs.open_file(window),
        "save": lambda: dialogs.save_file(window),
        "save_as": lambda: dialogs.save_file_as(window),
        "export": lambda: dialogs.export_picture(window),
        "quit": window.close,
        "undo": window.session.undo.undo,
        "redo": window.session.undo.redo,
        "play": window.player.toggle,
        "step": window.player.step_forward,
        "step_back": window.player.step_back,
        "next_iteration": window.player.next_iteration,
        "previous_iteration": window.player.previous_iteration,
        "reset": window.player.home,
        "end": window.player.end,
        "new_start": window.session.new_start,
        "compare": lambda: window.comparing.show(actions["compare"].isChecked()),
        "bookmark": window.bookmarks.toggle,
        "breakpoints": lambda: dialogs.breakpoints(window),
        "gradcheck": lambda: check_gradient(window),
        "lesson": lambda: toggle_lesson(window),
        "present": lambda: window.look.present(actions["present"].isChecked()),
        "leave_presentation": lambda: window.look.present(False),
        "larger": lambda: window.look.change_scale(1),
        "smaller": lambda: window.look.change_scale(-1),
        "theme": window.look.toggle_theme,
        "language": window.toggle_language,
        "reset_layout": window.docks.arrange,
        "keys": lambda: dialogs.show_keys(window, actions),
        "about": lambda: dialogs.show_about(window),
    }
    for name, slot in slots.items():
        actions[name].triggered.connect(lambda _=False, slot=slot: carry_out(window, slot))


def connect_strip(window: MainWindow) -> None:
    """Connect the strip at the bottom, and show on it what is marked in the run.

    Where playing stops is shown in the views, too.
    """
    strip, player = window.strip, window.player
    window.bookmarks.changed.connect(strip.set_bookmarks)
    strip.position_chosen.connect(player.seek)
    strip.run_chosen.connect(player.run_to)
    strip.breakpoint_toggled.connect(player.toggle_breakpoint)
    for part in (strip, window.deck):
        player.breakpoints_changed.connect(
            lambda part=part: part.set_breakpoints(player.breakpoints)
        )


def connect_view(window: MainWindow, view: View) -> None:
    """Connect what the user does in a view to what follows of it."""
    player, session = window.player, window.session
    view.other_runs = lambda: _other_runs(window)
    view.params_chosen.connect(session.place)
    view.edited.connect(session.edit)
    view.experiment_chosen.connect(session.apply)
    view.position_chosen.connect(player.seek)
    view.run_chosen.connect(player.run_to)
    view.breakpoint_toggled.connect(player.toggle_breakpoint)
    view.refused.connect(window.say)
    view.numbers_chosen.connect(window.look.set_numbers)
    view.copy_wanted.connect(lambda: copy_picture(window, view))
    view.export_wanted.connect(lambda: dialogs.export_picture(window, view.name))
    view.secret_changed.connect(lambda secret: _keep_secret(window, secret))


def _other_runs(window: MainWindow) -> tuple[Timeline, ...]:
    """The runs that are compared with, then the others of the session."""
    rivals = window.deck.views["compare"].rivals.all if "compare" in window.deck.views else ()  # type: ignore[attr-defined]
    compared = (rival.timeline for rival in rivals)
    return tuple(dict.fromkeys((*compared, *window.session.other_runs())))


def copy_picture(window: MainWindow, view: View) -> None:
    """Put the picture of a view on the clipboard."""
    from bpviz.ui.export.dialog import copy_view

    copy_view(window, view)


def _keep_secret(window: MainWindow, secret: bool) -> None:
    """Do not say anywhere which mistake is in the experiment, or say it again."""
    keep(window, secret)
    if window.form is not None:
        window.form.set_secret(secret)
    window.deck.retranslate()


def check_gradient(window: MainWindow) -> None:
    """Check the gradient of the state on screen, in its view."""
    from bpviz.ui.views.gradcheck import GradcheckView

    window.docks.open("gradcheck")
    view = window.deck.views.get("gradcheck")
    if isinstance(view, GradcheckView):  # it is there soon after the window is
        view.check()


def toggle_lesson(window: MainWindow) -> None:
    """Show or hide the lesson's text; while presenting it gets the room to be read."""
    window.docks.all["lesson"].toggleViewAction().trigger()
    if window.memory.presenting:
        window.docks.resize()


def carry_out(window: MainWindow, slot: Callable[[], object]) -> None:
    """Do it, with what was typed before in force and the keys back on the stage."""
    window.leave_field()
    slot()
