from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSize, QTranslator
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from bpviz.core import Experiment, Problem, Timeline
from bpviz.files.lessons import lesson
from bpviz.ui.paint import network_stage
from bpviz.ui.paint.network import paint_network
from bpviz.ui.paint.network_layout import Layout, network_layout
from bpviz.ui.paint.network_picture import LayerPicture, NetworkPicture, network_picture
from bpviz.ui.selection import Selection
from bpviz.ui.theme import DARK, LIGHT, Theme

SIZE = (1280, 720)


def hand_made(**changes: Any) -> NetworkPicture:
    """2-3-1: everything known, W¹ all positive but the last column, W² negative."""
    w1 = np.array([[0.5, 1.0, -1.0], [0.5, 1.0, -1.0]])
    inputs = LayerPicture(
        2, "inputs", "2", "x", letter="x", values=np.array([0.0, 1.0]), symbol="x", has_bias=False
    )
    hidden = LayerPicture(
        units=3,
        caption="hidden",
        detail="sigmoid · 3",
        short="1",
        values=np.array([0.0, 0.5, 1.0]),
        delta=np.array([0.1, -0.2, 0.3]),
        edges=w1,
        biases=np.array([0.1, -0.9, 0.0]),
    )
    output = LayerPicture(
        units=1,
        caption="output",
        detail="sigmoid · 1",
        short="2",
        letter="ŷ",
        values=np.array([0.58]),
        edges=np.full((3, 1), -0.8),
        biases=np.array([0.2]),
    )
    picture = NetworkPicture(
        layers=(inputs, hidden, output),
        title="Forward · layer 1: weighted sums",
        formula="z¹ = x W¹ + b¹",
        direction="forward",
        sample="sample 2 of 4",
        targets=np.array([1.0]),
        selection=Selection(layer=9),
    )
    return dataclasses.replace(picture, **changes)


def with_layer(picture: NetworkPicture, number: int, **changes: Any) -> NetworkPicture:
    """The picture with one layer changed."""
    layers = list(picture.layers)
    layers[number] = dataclasses.replace(layers[number], **changes)
    return dataclasses.replace(picture, layers=tuple(layers))


def paint(
    picture: NetworkPicture, theme: Theme = DARK, size: tuple[int, int] = SIZE, scale: int = 1
) -> tuple[QImage, Layout]:
    """The picture as an image, and where things are in it."""
    kind = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(size[0] * scale, size[1] * scale, kind)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    layout = paint_network(painter, QRectF(0, 0, *size), picture, theme)
    painter.end()
    return image, layout


def at_node(image: QImage, layout: Layout, layer: int, row: int) -> QColor:
    """The colour of a neuron, beside its number."""
    column = layout.columns[layer]
    y = float(column.ys[row]) - 0.72 * column.radius
    return image.pixelColor(round(column.x), round(y))


def along_edge(image: QImage, layout: Layout, gap: int, number: int) -> QColor:
    """The colour of an edge near its start, where no number stands on it."""
    point = layout.lines[gap][number].pointAt(0.05)
    return image.pixelColor(round(point.x()), round(point.y()))


def distance(a: QColor, b: QColor) -> int:
    """Largest difference of a channel."""
    pairs = zip(a.getRgb()[:3], b.getRgb()[:3], strict=True)
    return max(abs(x - y) for x, y in pairs)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_neurons_have_the_colour_of_their_activation(qapp: Any, theme: Theme) -> None:
    """0, ½ and 1 of a sigmoid are the ends and the middle of the activation map."""
    image, layout = paint(hand_made(), theme)
    for row, value in enumerate((0.0, 0.5, 1.0)):
        assert distance(at_node(image, layout, 1, row), theme.activation(value)) <= 2


def test_signed_values_have_diverging_colours(qapp: Any) -> None:
    """−1 and 1 of a tanh are the two ends of the diverging map."""
    picture = with_layer(hand_made(), 1, values=np.array([-1.0, 0.0, 1.0]), low=-1.0, high=1.0)
    image, layout = paint(picture)
    for row, value in enumerate((-1.0, 0.0, 1.0)):
        assert distance(at_node(image, layout, 1, row), DARK.diverging(value)) <= 2


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_edges_have_the_colour_of_their_sign(qapp: Any, theme: Theme) -> None:
    """A strong positive weight is blue, a negative one orange."""
    image, layout = paint(hand_made(), theme)
    positive = along_edge(image, layout, 0, 4)  # from the second input to the second neuron
    negative = along_edge(image, layout, 1, 1)
    assert positive.blue() > positive.red() + 50
    assert negative.red() > negative.blue() + 50


def test_what_is_not_known_looks_absent(qapp: Any) -> None:
    """No value: the neuron is hollow. No gradient: the edge has no colour of a sign."""
    picture = with_layer(hand_made(), 1, values=None, edges=None, biases=None)
    image, layout = paint(picture)
    assert at_node(image, layout, 1, 1) == DARK.color("stage")
    for t in np.linspace(0.05, 0.9, 40):
        point = layout.lines[0][0].pointAt(float(t))
        color = image.pixelColor(round(point.x()), round(point.y()))
        assert abs(color.red() - color.blue()) < 40  # grey
    assert at_node(image, layout, 2, 0) != DARK.color("stage")


def test_the_legend_names_the_squares_of_the_biases(
    qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where biases are but coloured squares, the legend says what those are; pills need none."""
    said: list[str] = []
    draw = network_stage.draw_text
    monkeypatch.setattr(
        network_stage, "draw_text", lambda *args: (said.append(args[2]), draw(*args))
    )
    for name in ("xor", "exploding"):
        timeline = Timeline(Problem(lesson(name).experiment))
        first = timeline[0]
        last = next(s for s in (timeline[k] for k in range(99)) if s.phase == "gradient")
        for step in (first, last):
            paint(network_picture(step))
    assert [text for text in said if "■" in text] == ["weight, ■ b", "∂L/∂w, ■ ∂L/∂b"]


def test_a_ring_around_an_output_touches_no_text(qapp: Any) -> None:
    """The ring of a selected output keeps clear of its name, its target and its pills."""
    for sizes in ((2, 3, 1), (2, 5, 5, 2), (1, 8, 1)):
        layout = network_layout(sizes, QRectF(0, 0, *SIZE))
        column = layout.columns[-1]
        reach = column.radius + 6.6 * layout.k
        for row, y in enumerate(column.ys.tolist()):
            ring = QRectF(column.x - reach, y - reach, 2 * reach, 2 * reach)
            own = [column.name_rect(row), column.delta_rect(row), column.bias_rect(row)]
            texts = [layout.targets[row], *(r for r in own if r is not None and r.width() > 20)]
            assert not any(ring.intersects(rect) for rect in texts)


def test_non_finite_numbers_are_drawn_as_danger(qapp: Any) -> None:
    """NaN and ∞ in values, weights, δ and biases: danger colour, nothing crashes, rest as usual."""
    nan, inf = np.nan, np.inf
    picture = with_layer(
        hand_made(),
        1,
        values=np.array([nan, 0.5, inf]),
        edges=np.array([[nan, 1.0, -1.0], [0.5, -inf, inf]]),
        delta=np.array([nan, inf, -inf]),
        biases=np.array([nan, inf, 0.1]),
    )
    image, layout = paint(picture)
    danger = DARK.color("danger")
    assert distance(at_node(image, layout, 1, 0), danger) <= 2
    assert distance(at_node(image, layout, 1, 2), danger) <= 2
    assert distance(at_node(image, layout, 1, 1), DARK.activation(0.5)) <= 2
    assert distance(along_edge(image, layout, 0, 0), danger) <= 60
    assert along_edge(image, layout, 0, 1).blue() > along_edge(image, layout, 0, 1).red() + 50


def test_large_networks_with_bad_weights_do_not_crash(qapp: Any) -> None:
    """The haze of 12,288 edges copes with NaN, infinity and layers that are not known."""
    rng = np.random.default_rng(1)
    layers = [
        LayerPicture(
            64,
            f"hidden {i}",
            "tanh · 64",
            str(i),
            values=rng.uniform(-1, 1, 64),
            low=-1.0,
            edges=None if i in (0, 3) else rng.normal(size=(64, 64)),
            biases=None,
        )
        for i in range(4)
    ]
    assert layers[1].edges is not None
    layers[1].edges[0, :3] = [np.nan, np.inf, -np.inf]
    picture = hand_made(layers=tuple(layers), targets=rng.normal(size=64), gap=1, flow=-1)
    image, layout = paint(picture)
    assert layout.edge_count == 3 * 64 * 64
    point = layout.lines[0][0].pointAt(0.5)
    assert distance(image.pixelColor(round(point.x()), round(point.y())), DARK.color("danger")) < 90


def test_selected_edge_and_neuron_are_outlined(qapp: Any) -> None:
    """The colour of text, which no weight has, marks what is chosen."""
    ink = DARK.color("text")

    def count(selection: Selection) -> int:
        image, _ = paint(hand_made(selection=selection))
        data = np.frombuffer(image.constBits(), np.uint8).reshape(SIZE[1], SIZE[0], 4)
        wanted = np.array([ink.blue(), ink.green(), ink.red()])
        return int((np.abs(data[..., :3].astype(int) - wanted).max(axis=2) < 4).sum())

    nothing = count(Selection(layer=9))
    assert count(Selection(1, 1)) > nothing + 100
    assert count(Selection(1, 1, 0)) > nothing + 100
    assert count(Selection(1, 1, 2)) > nothing + 100  # the bias
    assert count(Selection(1, 77)) == nothing
    assert count(Selection(0, 1, 0)) == nothing


@pytest.mark.parametrize("chosen", [Selection(1, 100), Selection(1, 100, 0), Selection(2, 0, 100)])
def test_a_selected_neuron_that_is_not_drawn_outlines_the_dots(
    qapp: Any, chosen: Selection
) -> None:
    """Of 300 neurons a few are shown: the outline stands around the dots for the others."""
    experiment = {"layers": [{"units": 300, "activation": "tanh"}, {"units": 1}]}
    step = Timeline(Problem(Experiment.from_dict(experiment)))[0]
    picture = network_picture(step, Selection(layer=9))
    plain, layout = paint(picture)
    column = layout.columns[1]
    assert column.row(100) is None
    assert column.gap_y is not None
    marked, _ = paint(dataclasses.replace(picture, selection=chosen))
    found = [
        (x, y)
        for y in range(plain.height())
        for x in range(plain.width())
        if plain.pixel(x, y) != marked.pixel(x, y)
    ]
    assert len(found) > 40
    assert all(abs(x - column.x) < 60 and abs(y - column.gap_y) < 40 for x, y in found)
    ink = [marked.pixelColor(x, y).name() for x, y in found]
    assert ink.count(DARK.text) > 20


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_a_selected_edge_keeps_the_colour_of_its_sign(qapp: Any, theme: Theme) -> None:
    """To choose a negative weight must not make it look positive: it is only outlined."""
    negative = np.full((2, 3), -1.0)
    picture = with_layer(hand_made(selection=Selection(1, 1, 0)), 1, edges=negative)
    image, layout = paint(picture, theme)
    line = layout.lines[0][1]
    found = [line.pointAt(t / 100) for t in range(5, 95)]
    colors = [image.pixelColor(round(at.x()), round(at.y())) for at in found]
    orange = sum(distance(color, theme.diverging(-1.0)) < 60 for color in colors)
    blue = sum(distance(color, theme.diverging(1.0)) < 60 for color in colors)
    assert orange > 40
    assert blue == 0


def test_same_picture_gives_the_same_bytes(qapp: Any) -> None:
    """Painting is a function: no memory of what was painted before."""
    first, _ = paint(hand_made())
    paint(hand_made(direction="backward", active=1, gap=1, flow=-1), LIGHT, (640, 360))
    second, _ = paint(hand_made())
    assert bytes(first.constBits()) == bytes(second.constBits())


def test_high_resolution_is_the_same_picture_with_more_pixels(qapp: Any) -> None:
    """At twice the pixel ratio the colours stand at the same logical places."""
    sharp, layout = paint(hand_made(), scale=2)
    column = layout.columns[1]
    x, y = 2 * column.x, 2 * (float(column.ys[2]) - 0.72 * column.radius)
    assert distance(sharp.pixelColor(round(x), round(y)), DARK.activation(1.0)) <= 2


def test_svg_is_made_of_vectors(qapp: Any) -> None:
    """A small network's SVG has lines and text, and no image."""
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(*SIZE))
    painter = QPainter(generator)
    paint_network(painter, QRectF(0, 0, *SIZE), hand_made(active=1, gap=0, flow=1), LIGHT)
    painter.end()
    svg = bytes(data.data()).decode()
    assert "<image" not in svg
    assert "layer 1" in svg
    assert svg.count("<polyline") + svg.count("<path") > 20


class Russian(QTranslator):
    """Long Russian words for what the diagram says."""

    WORDS: ClassVar[dict[str, str]] = {
        "hidden": "скрытый слой",
        "hidden {number}": "скрытый слой {number}",
        "output": "выходной слой",
        "inputs": "входные данные",
        "weight": "вес",
        "sample {number} of {count}": "пример {number} из {count}",
        "loss {value}": "функция потерь {value}",
        "Forward · layer {layer}: weighted sums": "Прямой проход · слой {layer}: взвешенные суммы",
        "Backward · layer {below} → {layer}: error signal": (
            "Обратный проход · слой {below} → {layer}: сигнал ошибки"
        ),
    }

    def translate(self, context: str, text: str, *rest: Any) -> str:
        """The translation, or an empty text for none."""
        return self.WORDS.get(text, text) if context == "network" else text


@pytest.mark.parametrize("size", [(640, 360), (1280, 720)])
def test_russian_is_painted_within_its_places(qapp: Any, size: tuple[int, int]) -> None:
    """Titles and captions are translated, and do not run into one another."""
    from bpviz.core import Problem, Timeline
    from bpviz.files.lessons import lesson

    russian = Russian()
    qapp.installTranslator(russian)
    try:
        timeline = Timeline(Problem(lesson("xor").experiment))
        step = next(
            s for s in (timeline[k] for k in range(20)) if (s.phase, s.layer) == ("delta", 1)
        )
        picture = network_picture(step)
        assert picture.title == "Обратный проход · слой 2 → 1: сигнал ошибки"
        assert picture.layers[1].caption == "скрытый слой"
        image, layout = paint(picture, LIGHT, size)
    finally:
        qapp.removeTranslator(russian)
    # Between the title and the sample's number the stage is empty.
    background = LIGHT.color("stage")
    x = round((layout.title.right() + layout.sample.left()) / 2)
    for y in range(round(layout.title.top()), round(layout.formula.bottom())):
        assert image.pixelColor(x, y) == background
