from __future__ import annotations

import itertools
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator, QSvgRenderer

from bpviz.ui.paint.landscape import (
    Arrow,
    Camera,
    Landscape,
    Trail,
    paint_landscape,
    pick,
    projection_of,
)
from bpviz.ui.paint.landscape_levels import MOST, paint_levels
from bpviz.ui.paint.landscape_projection import HEIGHT, Projection, surface_at
from bpviz.ui.paint.landscape_surface import top_colors
from bpviz.ui.paint.landscape_trails import RINGS, straightened
from bpviz.ui.paint.relief import Relief, relief
from bpviz.ui.theme import DARK, LIGHT, Theme
from tests.ui.landscape_hands import SIZE, bowl, grid, landscape, picture, pixels, ridge

RECT = QRectF(0, 0, *SIZE)
RGB = ("red", "green", "blue")
STRAIGHT = Camera(azimuth=0.0, elevation=50.0)


def trail(*points: tuple[float, float], loss: float = 0.1, **parts: Any) -> Trail:
    """A trail through points, at one height."""
    ones = np.ones(len(points))
    return Trail(np.array(points), loss * ones, ones, **parts)


def everything() -> Landscape:
    """A landscape with trails, arrows, names and a clipped peak."""
    losses = grid(bowl)
    losses[8:16, 8:16] = 1e30
    return landscape(
        losses,
        trails=(
            trail((-1, 11), (0, 12), (1, 12)),
            trail((1, 13), (0.5, 12.5), color="#ff5a4f", name="Adam"),
        ),
        arrows=(
            Arrow((1, 12), (0.2, 12), "gradient", "−∇L"),
            Arrow((1, 12), (0.6, 11.5), "step", "SGD"),
        ),
    )


def count(image: QImage, color: QColor, near: int = 6) -> int:
    """How many pixels have nearly this colour."""
    wanted = np.array([color.red(), color.green(), color.blue()])
    return int((np.abs(pixels(image).astype(int) - wanted).max(axis=2) <= near).sum())


def at(seen: Landscape, camera: Camera, alpha: float, beta: float) -> QPointF:
    """Where a point of the surface lies in the picture."""
    x = (alpha - seen.x[0]) / (seen.x[1] - seen.x[0]) * 2 - 1
    y = (beta - seen.y[0]) / (seen.y[1] - seen.y[0]) * 2 - 1
    height = surface_at(seen.relief.heights, np.array(x), np.array(y))
    return projection_of(RECT, seen, camera, DARK).point(x, y, float(height))


# ---- what it looks like ------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_the_same_landscape_gives_the_same_picture(qapp: Any, theme: Theme) -> None:
    """Painted twice, and after another view of it, the picture is the same to the byte."""
    seen = everything()
    first = picture(seen, theme=theme)
    other = picture(seen, Camera(azimuth=200.0), theme)
    assert first == picture(everything(), theme=theme)
    assert first != other


def test_a_level_surface_has_the_maps_colour(qapp: Any) -> None:
    """Shading changes slopes only: a level surface is painted in the very colour of its loss."""
    losses = ridge()
    seen = landscape(losses)
    image = picture(seen, STRAIGHT)
    spot = at(seen, STRAIGHT, 0.0, 13.0)
    ground = DARK.sequential_map[0]
    area = pixels(image)[
        int(spot.y()) - 6 : int(spot.y()) + 6, int(spot.x()) - 6 : int(spot.x()) + 6
    ]
    assert (area == ground).all(axis=2).mean() > 0.5  # the rest are lines of the mesh


def test_a_near_hill_hides_a_far_valley(qapp: Any) -> None:
    """Behind a ridge nothing low is seen; from the other side, the low ground before it is."""
    seen = landscape(ridge())
    low = QColor(*DARK.sequential_map[0].tolist())
    behind = at(seen, STRAIGHT, 0.0, 11.8)
    around = QRectF(behind.x() - 8, behind.y() - 4, 16, 8).toRect()
    assert count(picture(seen, STRAIGHT).copy(around), low) == 0
    turned = Camera(azimuth=180.0, elevation=50.0)
    before = at(seen, turned, 0.0, 11.8)
    around = QRectF(before.x() - 8, before.y() - 4, 16, 8).toRect()
    assert count(picture(seen, turned).copy(around), low) > 40


@given(
    azimuth=st.floats(0, 360),
    elevation=st.floats(10, 80),
    seed=st.integers(0, 2**32 - 1),
    column=st.integers(1, 47),
    row=st.integers(1, 47),
)
def test_picking_finds_what_is_seen(
    azimuth: float, elevation: float, seed: int, column: int, row: int
) -> None:
    """At any vertex one picks a place of that pixel: the vertex, or a hill between it and the eye.

    Whether a hill stands there is found by walking from the vertex to the viewer in small steps.
    """
    waves = np.random.default_rng(seed).uniform(0.5, 3.0, 4)
    losses = grid(lambda x, y: np.sin(waves[0] * x + waves[1]) + np.cos(waves[2] * y + waves[3]))
    view = Projection.fit(RECT, Camera(azimuth, elevation))
    heights = landscape(losses).relief.heights
    x, y = np.array([column / 24 - 1]), np.array([row / 24 - 1])
    h = surface_at(heights, x, y)
    pixel = view.screen(x, y, h)[0]
    way = np.arange(0.002, 3.0, 0.002)[:, None] * view.to_viewer + np.concatenate([x, y])
    way = way[(np.abs(way) <= 1).all(axis=1)]
    far = np.hypot(*(way - np.concatenate([x, y])).T)
    clearance = h + far * view.climb - surface_at(heights, way[:, 0], way[:, 1])
    # Else one looks at it from below the edge, or does so a pixel further down.
    assume(not clearance.size or clearance[-1] > 0.05)
    found = view.pick(heights, QPointF(*pixel.tolist()))
    if found is None:  # the line of sight grazes a crest: just below, it meets the surface
        assert view.pick(heights, QPointF(pixel[0], pixel[1] + 1.5)) is not None
        return
    picked = np.array(found)
    seen = view.screen(picked[:1], picked[1:], surface_at(heights, picked[:1], picked[1:]))[0]
    assert np.abs(seen - pixel).max() < 1.0
    apart = np.hypot(*(picked - np.concatenate([x, y])))
    if clearance.min(initial=np.inf) > 0:
        assert apart < 0.1
        assert not view.are_hidden(heights, x, y, h)[0]
    elif clearance.min() < -0.05:
        assert apart > 0.02
        assert view.are_hidden(heights, x, y, h)[0]


def test_picking_answers_in_the_windows_coordinates(qapp: Any) -> None:
    """A place of the surface that is seen has its own α and β; beside the surface there is none."""
    seen = landscape(grid(bowl))
    camera = Camera(elevation=60.0)
    found = pick(RECT, seen, camera, DARK, at(seen, camera, 0.5, 12.75))
    assert found == pytest.approx((0.5, 12.75), abs=0.02)
    assert pick(RECT, seen, camera, DARK, QPointF(2, 2)) is None


# ---- peaks, and losses that are none -----------------------------------------------------------


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_a_clipped_peak_is_marked(qapp: Any, theme: Theme) -> None:
    """The flat top has a colour of its own; a surface that is not clipped has nothing of it."""
    losses = grid(bowl)
    plain = count(picture(landscape(losses), theme=theme), top_colors(theme)[0], near=2)
    losses[20:30, 20:30] = 1e30
    clipped = count(picture(landscape(losses), theme=theme), top_colors(theme)[0], near=2)
    assert clipped > plain + 400


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(
    "losses",
    [
        np.full((13, 13), np.nan),
        np.zeros((13, 13)),
        np.where(grid(bowl, 13) > 1.0, np.nan, grid(bowl, 13)),
        np.where(grid(bowl, 13) > 1.0, 1e308, 1e-308),
    ],
    ids=["nan", "zero", "some", "widest"],
)
def test_no_losses_leave_the_plot_empty(qapp: Any, losses: np.ndarray, log: bool) -> None:
    """Whatever the losses are, a surface or its flat top fills much of the box."""
    bad = np.array([[np.nan, 12.0], [np.inf, 12.0], [0.0, 12.0]])
    lost = Trail(bad, np.array([np.nan, np.inf, np.inf]), np.array([np.nan, 1.0, 1.0]))
    far = Arrow((0.0, 12.0), (np.inf, 12.0), "step", "SGD")
    seen = landscape(relief(losses, log=log), trails=(lost,), arrows=(far,))
    shown = pixels(picture(seen))
    spot = shown[SIZE[1] // 3 : SIZE[1] // 2, SIZE[0] // 3 : 2 * SIZE[0] // 3].reshape(-1, 3)
    ground = [
        [getattr(DARK.color(n), c)() for c in ("red", "green", "blue")] for n in ("panel", "stage")
    ]
    empty = [(np.abs(spot.astype(int) - color).max(axis=1) < 3) for color in ground]
    assert np.mean(empty[0] | empty[1]) < 0.5


# ---- what lies on it ---------------------------------------------------------------------------


def test_a_trail_stands_as_high_as_its_losses(qapp: Any) -> None:
    """The end's mark is painted where the surface has the loss of that point."""
    losses = grid(bowl)
    bare = landscape(losses)
    end = at(bare, STRAIGHT, 0.0, 12.0)
    seen = landscape(losses, trails=(trail((-1, 12), (0, 12), loss=0.1),))
    assert picture(seen, STRAIGHT).pixelColor(end.toPoint()) == QColor(DARK.negative)
    assert picture(bare, STRAIGHT).pixelColor(end.toPoint()) != QColor(DARK.negative)


def test_a_trail_behind_a_hill_is_fainter_than_before_it(qapp: Any) -> None:
    """Behind the ridge the same white line is dimmer, yet it changes the picture."""
    losses = ridge()
    bare = pixels(picture(landscape(losses), STRAIGHT)).astype(int)
    strengths = []
    for beta in (11.8, 13.5):
        low = float(landscape(losses).relief.low)
        walked = landscape(losses, trails=(trail((-1.5, beta), (1.5, beta), (9, beta), loss=low),))
        change = pixels(picture(walked, STRAIGHT)).astype(int) - bare
        where = at(walked, STRAIGHT, 0.4, beta)  # beside the lines of the mesh
        near = change[int(where.y()) - 4 : int(where.y()) + 5, int(where.x())]
        strengths.append(int(np.abs(near).max()))
    assert 0 < strengths[0] < 0.6 * strengths[1]


def test_names_of_neighbours_do_not_cover_each_other(qapp: Any) -> None:
    """Two trails that end in one place have both of their boxes, in their colours."""
    both = tuple(
        trail((x, 11), (0, 12), color=color, name=name)
        for x, color, name in ((-1, "#ff0000", "Adam"), (1, "#0000ff", "SGD"))
    )
    image = picture(landscape(grid(bowl), trails=both), size=(900, 600))
    unnamed = tuple(replace(one, name="") for one in both)
    without = picture(landscape(grid(bowl), trails=unnamed), size=(900, 600))
    for color in (QColor("#ff0000"), QColor("#0000ff")):
        assert count(image, color, near=90) > count(without, color, near=90) + 100


@pytest.mark.parametrize("azimuth", range(0, 360, 30))
def test_texts_of_arrows_leave_the_point_and_the_heads_free(qapp: Any, azimuth: float) -> None:
    """From any side: texts of two arrows in one direction cover neither these nor the point."""
    losses, camera = grid(lambda x, y: 0.1 + 0.0 * x), Camera(float(azimuth), 50.0)
    point = trail((-1, 12.1), (0, 12))
    arrows = (
        Arrow((0, 12), (0.8, 12.6), "gradient", "−∇L"),
        Arrow((0, 12), (0.45, 12.35), "step", "Δθ × 500"),
    )
    bare = tuple(replace(arrow, text="") for arrow in arrows)
    named, plain = (
        picture(landscape(losses, trails=(point,), arrows=some), camera, size=(900, 600))
        for some in (arrows, bare)
    )
    assert named != plain
    for color in (DARK.negative, DARK.backward, DARK.update):
        changed = (pixels(plain) != pixels(named)).any(axis=2)
        shown = pixels(plain).astype(int) - [getattr(QColor(color), c)() for c in RGB]
        assert not (changed & (np.abs(shown).max(axis=2) < 6)).any()


@pytest.mark.parametrize(("kind", "color"), [("gradient", "backward"), ("step", "update")])
def test_arrows_have_the_colour_of_what_they_show(qapp: Any, kind: str, color: str) -> None:
    """A gradient is pink as the backward pass, a step blue as the update; cut at the edge."""
    arrow = Arrow((0.0, 12.0), (100.0, 12.0), kind, "")
    image = picture(landscape(grid(bowl), arrows=(arrow,)))
    assert count(image, DARK.color(color)) > 100
    off = Arrow((5.0, 12.0), (0.0, 12.0), kind, "")
    assert picture(landscape(grid(bowl), arrows=(off,))) == picture(landscape(grid(bowl)))


# ---- vectors -----------------------------------------------------------------------------------


def test_svg_has_polygons_and_no_cosmetic_pens(qapp: Any) -> None:
    """As SVG the surface is shapes, not an image, no pen keeps its width, and it looks the same."""
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(*SIZE))
    generator.setViewBox(RECT)
    painter = QPainter(generator)
    seen = everything()
    paint_landscape(painter, RECT, seen, Camera(), DARK)
    painter.end()
    text = bytes(data.data()).decode()
    assert "non-scaling-stroke" not in text
    assert "<image" not in text
    # A strip of the surface is a shape with a gradient.
    assert len(re.findall(r"<linearGradient", text)) > 40
    assert len(re.findall(r"<(?:polygon|path|polyline)", text)) > 500
    image = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(data).render(painter, RECT)
    painter.end()
    difference = np.abs(pixels(image).astype(int) - pixels(picture(seen)).astype(int)).max(axis=2)
    assert np.mean(difference > 40) < 0.06


def test_pdf_has_polygons(qapp: Any) -> None:
    """As PDF it consists of paths, and has no image."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(96)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setPageSize(QPageSize(QSizeF(SIZE[0] * 0.75, SIZE[1] * 0.75), QPageSize.Unit.Point))
    painter = QPainter(writer)
    paint_landscape(painter, RECT, everything(), Camera(), LIGHT)
    painter.end()
    written = bytes(data.data())
    assert written.startswith(b"%PDF")
    assert b"/Subtype /Image" not in written
    assert len(written) > 15_000


@pytest.mark.parametrize("toward", [True, False])
def test_an_arrow_seen_end_on_is_a_ring(qapp: Any, toward: bool) -> None:
    """On a slope along the line of sight its colour surrounds the point: ⊙ toward one, else ⊗."""
    camera = Camera(azimuth=0.0, elevation=40.0)
    fall = math.tan(math.radians(40.0)) / HEIGHT  # along a line of sight
    arrow = Arrow((0.0, 12.0), (0.0, 11.2 if toward else 12.8), "step", "")
    color = QColor(DARK.update)
    for slope, is_ring in ((fall, True), (0.2 * fall, False)):
        heights = grid(lambda x, y, slope=slope: np.clip(0.5 - slope * y, 0, 1) + 0.0 * x)
        shape = Relief(heights, 0.0, 1.0, False, (), 2, 1.0, 0)
        seen = landscape(shape, arrows=(arrow,))
        image, size = picture(seen, camera), projection_of(RECT, seen, camera, DARK).size
        middle, radius = at(seen, camera, 0.0, 12.0), RINGS["step"] * size
        assert is_ringed(image, middle, radius, color) == is_ring
        if is_ring:
            spoke = middle + QPointF(1.0, 1.0) * (0.6 * radius)
            assert close(image, spoke, color) != toward


def test_two_arrows_seen_end_on_are_two_rings(qapp: Any) -> None:
    """Downhill and step that both point at the viewer surround the point, each in its colour."""
    camera = Camera(azimuth=0.0, elevation=40.0)
    fall = math.tan(math.radians(40.0)) / HEIGHT
    heights = grid(lambda x, y: np.clip(0.5 - fall * y, 0, 1) + 0.0 * x)
    shape = Relief(heights, 0.0, 1.0, False, (), 2, 1.0, 0)
    for tips in itertools.product((11.2, 12.8), repeat=2):
        arrows = tuple(
            Arrow((0.0, 12.0), (0.0, tip), kind, "") for tip, kind in zip(tips, RINGS, strict=True)
        )
        seen = landscape(shape, trails=(trail((0, 12), loss=0.5),), arrows=arrows)
        image, size = picture(seen, camera), projection_of(RECT, seen, camera, DARK).size
        middle = at(seen, camera, 0.0, 12.0)
        for kind, color in (("gradient", DARK.backward), ("step", DARK.update)):
            assert is_ringed(image, middle, RINGS[kind] * size, QColor(color))


@pytest.mark.parametrize("length", [7.0, 10.0, 13.5, 20.0])
def test_a_short_arrow_across_is_no_ring(qapp: Any, length: float) -> None:
    """An arrow at a right angle to the line of sight is an arrow, however few pixels it has."""
    camera = Camera(azimuth=0.0, elevation=40.0)
    level = Relief(np.full((49, 49), 0.5), 0.0, 1.0, False, (), 2, 1.0, 0)
    projection = projection_of(RECT, landscape(level), camera, DARK)
    reach = 2 * length * projection.size / projection.across
    for along in ((reach, 0.0), (reach * 0.9, reach * 0.4)):
        seen = landscape(
            level, arrows=(Arrow((0.0, 12.0), (along[0], 12.0 + along[1]), "step", ""),)
        )
        image, middle = picture(seen, camera), at(seen, camera, 0.0, 12.0)
        color = QColor(DARK.update)
        assert not is_ringed(image, middle, RINGS["step"] * projection.size, color)
        way = at(seen, camera, along[0], 12.0 + along[1]) - middle
        assert close(image, middle + 0.6 * way, color)


@pytest.mark.parametrize("camera", [Camera(), Camera(azimuth=215.0)])
def test_minima_are_starred_on_the_surface(qapp: Any, camera: Camera) -> None:
    """A star changes the pixels at its place and nowhere else; one outside is not drawn."""
    plain = pixels(picture(landscape(grid(bowl)), camera)).astype(int)
    seen = landscape(grid(bowl), minima=((0.5, 12.5), (9.0, 12.0)))
    starred = pixels(picture(seen, camera)).astype(int)
    row, column = np.nonzero(np.abs(starred - plain).max(axis=2) > 20)
    place = at(seen, camera, 0.5, 12.5)
    assert len(row) > 60
    assert np.hypot(column - place.x(), row - place.y()).max() < 14.0
    assert starred[int(place.y()), int(place.x())].min() > 240


def is_ringed(image: QImage, middle: QPointF, radius: float, color: QColor) -> bool:
    """Whether a circle around a place has the colour, between the spokes of other rings."""
    turns = [QPointF(math.cos(a), math.sin(a)) * radius for a in np.arange(12) * 0.52]
    return all(close(image, middle + turn, color) for turn in turns)


def close(image: QImage, place: QPointF, color: QColor) -> bool:
    """Whether a pixel has nearly this colour."""
    there = image.pixelColor(int(place.x()), int(place.y()))
    return max(abs(there.red() - color.red()), abs(there.blue() - color.blue())) < 60


def test_values_stand_on_the_floor_where_it_is_seen(qapp: Any) -> None:
    """Some contour lines have values, below the surface and apart; a small picture has none."""
    seen = landscape(grid(bowl))
    for azimuth in range(0, 360, 24):
        camera = Camera(azimuth=float(azimuth))
        big = QRectF(0, 0, 1280, 720)
        projection = projection_of(big, seen, camera, DARK)
        image = QImage(1280, 720, QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(image)
        boxes = paint_levels(painter, seen, projection, DARK)
        small = projection_of(QRectF(0, 0, 300, 200), seen, camera, DARK)
        assert paint_levels(painter, seen, small, DARK) == []
        painter.end()
        assert 1 <= len(boxes) <= MOST
        for a, b in itertools.combinations(boxes, 2):
            apart = a.center() - b.center()
            assert math.hypot(apart.x(), apart.y()) > 0.4 * projection.across
        for box in boxes:  # nothing of the surface is seen there
            for place in (box.center(), box.topLeft(), box.topRight()):
                assert projection.pick(seen.relief.heights, place) is None


def test_titles_of_axes_are_not_cut(qapp: Any) -> None:
    """In a narrow picture, from any side, no title of any length reaches the picture's edge."""
    for words in ("α", "вдоль пути · ‖Δθ‖", "поперёк очень длинного пути по весам · ‖Δθ‖"):
        seen = replace(landscape(grid(bowl)), titles=(words, words, "loss"))
        for azimuth in range(5, 365, 24):
            image = pixels(picture(seen, Camera(azimuth=float(azimuth)), size=(380, 260)))
            ground = image[0, 0].astype(int)
            for edge in (image[:, 0], image[:, -1]):
                assert np.abs(edge.astype(int) - ground).max() < 40


@given(st.integers(0, 200), st.integers(2, 300), st.floats(0.0, 3.0))
def test_a_straightened_line_goes_the_same_way(seed: int, count: int, noise: float) -> None:
    """Ends stay, no point of the line is farther than half a pixel from what is left of it."""
    rng = np.random.default_rng(seed)
    turns = np.cumsum(rng.normal(scale=0.02, size=count)) + noise * rng.normal(size=count)
    line = np.cumsum(2.0 * np.stack([np.cos(turns), np.sin(turns)], axis=1), axis=0)
    left = straightened(line)
    assert (left[0] == line[0]).all()
    assert (left[-1] == line[-1]).all()
    for point in line:
        way = left[1:] - left[:-1]
        share = ((point - left[:-1]) * way).sum(axis=1) / (way**2).sum(axis=1)
        nearest = left[:-1] + np.clip(share, 0.0, 1.0)[:, None] * way
        assert np.hypot(*(nearest - point).T).min() < 0.5


def test_a_straight_line_has_two_ends() -> None:
    """Of 257 points in a row two are left; at a right angle the corner stays, too."""
    row = np.linspace((0.0, 0.0), (512.0, 256.0), 257)
    assert straightened(row).tolist() == [[0.0, 0.0], [512.0, 256.0]]
    corner = np.concatenate([row, np.linspace((512.0, 256.0), (256.0, 768.0), 129)[1:]])
    assert [512.0, 256.0] in straightened(corner).tolist()
    assert straightened(np.array([[0.0, 0.0], [9.0, 0.0], [4.0, 0.0]])).tolist() == [
        [0.0, 0.0],
        [9.0, 0.0],
        [4.0, 0.0],
    ]


def test_an_svg_has_each_strips_colours_once(qapp: Any) -> None:
    """No gradient is written twice, and none has three stops of one colour in a row."""
    buffer = QByteArray()
    device = QBuffer(buffer)
    generator = QSvgGenerator()
    generator.setOutputDevice(device)
    generator.setViewBox(RECT)
    painter = QPainter(generator)
    paint_landscape(painter, RECT, everything(), Camera(), DARK)
    painter.end()
    text = bytes(buffer.data()).decode()
    gradients = re.findall(r"<linearGradient.*?</linearGradient>", text, re.S)
    bodies = [body.split(">", 1)[1] for body in gradients]
    assert len(bodies) > 40
    for k, body in enumerate(bodies):
        assert k == 0 or body != bodies[k - 1]
        colors = re.findall(r'stop-color="(#\w+)"', body)
        triples = zip(colors, colors[1:], colors[2:], strict=False)
        assert not any(len({*triple}) == 1 for triple in triples)
