from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bpviz.core.problem import Problem
from bpviz.core.timeline import Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.paint.landscape import Camera, Landscape, Trail
from bpviz.ui.paint.landscape_side import SIDES, best_azimuth, point_is_hidden
from bpviz.ui.paint.relief import Relief
from bpviz.ui.turntable import Turntable
from bpviz.ui.views.surface import SurfaceView
from tests.ui.landscape_hands import grid, landscape

Floats = np.ndarray
LEVEL = Relief(np.full((49, 49), 0.5), 0.0, 1.0, False, (), 2, 1.0, 0)


@pytest.fixture
def table(qapp: Any) -> Iterator[Turntable]:
    """An empty turntable."""
    made = Turntable()
    yield made
    made.close()
    made.deleteLater()


def behind_a_wall(side: float, **parts: Any) -> Landscape:
    """A point in a trench, with a wall between it and who looks from the azimuth `side`."""
    turn = np.radians(side)

    def height(x: Floats, y: Floats) -> Floats:
        toward = x * np.sin(turn) - y * np.cos(turn)
        return np.exp(-(((toward - 0.3) / 0.15) ** 2))

    flat = Relief(grid(height), 0.0, 1.0, False, (), 2, 1.0, 0)
    here = Trail(np.array([[0.0, 12.0]]), np.array([float(height(0.0, 0.0))]), np.ones(1))
    return landscape(flat, trails=(here,), **parts)


def test_what_looks_alike_from_everywhere_is_seen_from_the_usual_side(qapp: Any) -> None:
    """Nothing tells the sides of a level surface apart: the camera stays."""
    assert best_azimuth(landscape(LEVEL)) == Camera().azimuth


@pytest.mark.parametrize("side", SIDES)
def test_a_wall_is_not_between_viewer_and_point(qapp: Any, side: float) -> None:
    """Wherever a wall stands, the best side is one from which it does not hide the point."""
    seen = behind_a_wall(side)
    assert point_is_hidden(seen, Camera(azimuth=side))
    assert not point_is_hidden(seen, Camera(azimuth=best_azimuth(seen)))


def test_of_two_open_sides_that_with_the_path_is_chosen(qapp: Any) -> None:
    """The point is on top of the wall and seen from everywhere; the path to it decides."""
    for side in SIDES:
        wall = behind_a_wall(side)
        toward = np.array([np.sin(np.radians(side)), -np.cos(np.radians(side))])
        points = np.array([0.0, 12.0]) + 2 * np.linspace(0.0, 0.3, 40)[:, None] * toward
        away = (points - (0.0, 12.0)) @ toward / 2
        losses = np.exp(-(((away - 0.3) / 0.15) ** 2))
        path = Trail(points, losses, np.ones(40))
        best = best_azimuth(replace(wall, trails=(path,)))
        assert abs((best - side + 180.0) % 360.0 - 180.0) > 60.0


def test_a_subject_keeps_its_side_until_the_point_rests_behind_a_hill(table: Turntable) -> None:
    """While it plays nothing turns it; at rest only a hidden point does, or a new subject."""
    table.set_landscape(behind_a_wall(35.0, subject="saddle"))
    first = table.camera.azimuth
    assert first != Camera().azimuth
    table.set_landscape(behind_a_wall(first, subject="saddle", settled=False))
    assert table.camera.azimuth == first
    table.set_landscape(landscape(LEVEL, subject="saddle"))
    assert table.camera.azimuth == first  # nothing is hidden
    table.set_landscape(behind_a_wall(first, subject="saddle"))
    assert table.camera.azimuth == best_azimuth(behind_a_wall(first)) != first
    table.set_landscape(landscape(LEVEL, subject="ravine"))
    assert table.camera == Camera()


def test_the_coarse_surface_has_the_first_word_and_the_complete_one_the_last(
    table: Turntable,
) -> None:
    """A side found while the surface is coarse is looked for once more when it is complete."""
    table.set_landscape(landscape(LEVEL, subject=1, settled=False))
    assert table.camera == Camera()
    table.set_landscape(behind_a_wall(35.0, subject=1))
    assert table.camera.azimuth == best_azimuth(behind_a_wall(35.0)) != Camera().azimuth


def test_the_hand_wins_until_a_reset(table: Turntable) -> None:
    """Turned by hand it stays, whatever is shown; reset, it is seen from its best side."""
    table.set_landscape(landscape(LEVEL, subject=1))
    table.set_camera(Camera(azimuth=200.0, elevation=50.0, zoom=1.2))
    turned = table.camera
    for subject in (1, 2):
        table.set_landscape(behind_a_wall(200.0, subject=subject))
        assert table.camera == turned
    table.reset_camera()
    assert table.camera == Camera(azimuth=best_azimuth(behind_a_wall(200.0)))


def test_nearer_is_not_turned(table: Turntable) -> None:
    """Who only made it larger still gets the best side of the next subject, as large."""
    table.set_landscape(landscape(LEVEL, subject=1))
    table.set_camera(replace(table.camera, zoom=1.3))
    table.set_landscape(behind_a_wall(35.0, subject=2))
    assert table.camera == Camera(azimuth=best_azimuth(behind_a_wall(35.0)), zoom=1.3)


@pytest.mark.parametrize("name", ["saddle", "ravine", "xor", "spiral"])
def test_in_lessons_the_current_point_is_seen(qapp: Any, name: str) -> None:
    """At rest it is not behind a hill, unless from everywhere; a fresh view agrees on that."""
    timeline = Timeline(Problem(lesson(name).experiment))
    view = SurfaceView()
    view.set_timeline(timeline)
    view.set_space(True)
    for iteration in (0, 20, 120, 300):
        step = timeline[iteration * timeline.steps_per_iteration]
        view.show_step(step)
        view.prepare_picture()
        seen, table = view.stage.landscape, view.stage.turntable
        assert seen is not None
        everywhere = all(point_is_hidden(seen, Camera(azimuth=side)) for side in SIDES)
        assert point_is_hidden(seen, table.camera) == everywhere
        table.reset_camera()
        fresh = SurfaceView()
        fresh.set_timeline(timeline)
        fresh.set_space(True)
        fresh.show_step(step)
        fresh.prepare_picture()
        assert fresh.stage.turntable.camera == table.camera
        fresh.deleteLater()
    view.deleteLater()
