"""Experiment files: what is written is read back, what is wrong is one clear line."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpviz.core.errors import ExperimentError
from bpviz.core.experiment import _SECTIONS, Experiment, LayerSpec, fields_of
from bpviz.core.params import Param
from bpviz.files.experiment_file import (
    LIMIT,
    format_experiment,
    parse_experiment,
    read_experiment,
    write_experiment,
)

GOOD = """\
format = 1
title = "XOR"
seed = 7

[data]
source = "xor"

[[layers]]
units = 3
activation = "sigmoid"

[[layers]]
units = 1
activation = "sigmoid"
"""


def read(text: str | bytes) -> Experiment:
    """Read as from a file called circle.toml."""
    return parse_experiment(text if isinstance(text, bytes) else text.encode(), "circle.toml")


def refusal(text: str | bytes) -> str:
    """What reading says against it."""
    with pytest.raises(ExperimentError) as caught:
        read(text)
    return str(caught.value)


# ---- random experiments ----------------------------------------------------------------------


def _numbers(param: Param) -> st.SearchStrategy[float]:
    return st.floats(
        max(param.low, -1e300),
        min(param.high, 1e300),
        exclude_min=param.low_open,
        exclude_max=param.high_open,
    )


def values_of(param: Param) -> st.SearchStrategy[Any]:
    """Any value that `param` allows."""
    if param.kind == "choice":
        assert param.choices is not None
        return st.sampled_from(list(param.choices()))
    if param.kind == "int":
        return st.integers(int(max(param.low, -(2**40))), int(min(param.high, 2**40)))
    return {
        "bool": st.booleans(),
        "float": _numbers(param),
        "str": st.text(st.characters(exclude_categories=["Cs"])),
        "pair": st.lists(_numbers(param), min_size=2, max_size=2),
        "vector": st.lists(_numbers(param), max_size=12),
        "matrix": st.integers(0, 4).flatmap(
            lambda width: st.lists(st.lists(_numbers(param), min_size=width, max_size=width))
        ),
    }[param.kind]


@st.composite
def tables(draw: st.DrawFn, section: type) -> dict[str, Any]:
    """Any table of `section`, with some of its keys."""
    params = fields_of(section)
    table = {}
    if section.CHOOSER is not None:
        chooser = section.CHOOSER[0]
        table[chooser] = draw(values_of(params[chooser]))
        params = {**params, **section.chosen_params(table[chooser])}
    for name, param in params.items():
        if name not in table and draw(st.booleans()):
            table[name] = draw(values_of(param))
    return table


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """The content of any experiment file that fits the limits of every key."""
    layers = draw(st.lists(tables(LayerSpec), min_size=1, max_size=3))
    layers[-1].pop("dropout", None)
    content = {
        "title": draw(values_of(Param("", "str"))),
        "seed": draw(st.integers(0, 2**63 - 1)),
        **{name: draw(tables(section)) for name, section in _SECTIONS.items()},
        "layers": layers,
    }
    if draw(st.booleans()):
        content["optimizer"] = {"name": "sgd"}  # nesterov asks for momentum: see the core's tests
    return content


def _experiment(content: Mapping[str, Any]) -> Experiment | None:
    try:
        return Experiment.from_dict(content)
    except ExperimentError:  # settings that exclude each other
        return None


@given(contents())
def test_what_is_written_is_read_back_equal(content: dict[str, Any]) -> None:
    """Any experiment survives being written and read, bit for bit."""
    experiment = _experiment(content)
    if experiment is not None:
        text = format_experiment(experiment)
        assert parse_experiment(text.encode(), "a.toml") == experiment


@given(contents(), st.data())
@settings(max_examples=150)
def test_a_damaged_file_is_never_more_than_an_experiment_error(
    content: dict[str, Any], data: st.DataObject
) -> None:
    """Whatever happens to the bytes of a file, reading it gives an experiment or one error."""
    experiment = _experiment(content)
    if experiment is None:
        return
    damaged = bytearray(format_experiment(experiment).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged)))
        length = data.draw(st.sampled_from([0, 1, 1, 20]))
        new = st.one_of(
            st.binary(max_size=4),
            st.sampled_from([b"inf", b"nan", b"-1", b"1e999", b"[", b"[[1]]", b'"', b"=", b"\n"]),
        )
        damaged[at : at + length] = data.draw(new)
    said = "damaged.toml: "
    try:
        parse_experiment(bytes(damaged), "damaged.toml")
    except ExperimentError as error:
        said = str(error)
    assert said.startswith("damaged.toml: ")


JUNK = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.datetimes()
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(contents(), st.data())
@settings(max_examples=150)
def test_any_value_in_any_place_is_taken_or_refused(
    content: dict[str, Any], data: st.DataObject
) -> None:
    """A value of any type under any key is accepted or refused, in words that name its place."""
    table: Any = content
    while isinstance(table, dict) and table and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(sorted(table)))
        if not isinstance(table[key], dict | list) or data.draw(st.booleans()):
            table[key] = data.draw(JUNK)
            break
        table = table[key][0] if isinstance(table[key], list) and table[key] else table[key]
    place = "accepted"
    try:
        Experiment.from_dict(content)
    except ExperimentError as error:
        place = error.place
    assert place


# ---- what a person writes wrongly ------------------------------------------------------------


def test_a_good_file_is_read() -> None:
    """The keys of a file arrive in the experiment."""
    experiment = read(GOOD)
    assert (experiment.title, experiment.seed) == ("XOR", 7)
    assert [layer.units for layer in experiment.layers] == [3, 1]


def test_a_byte_order_mark_is_no_fault() -> None:
    """What Windows' editors put in front of UTF-8 is skipped."""
    assert read(b"\xef\xbb\xbf" + GOOD.encode()) == read(GOOD)


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    """The line names the file, the key, the nearest name and all the known ones."""
    said = refusal(GOOD.replace('1\nactivation = "sigmoid"', '1\nactivation = "sigmod"'))
    assert said.startswith('circle.toml: layers[1].activation: unknown "sigmod"')
    assert 'did you mean "sigmoid"?' in said
    assert "leaky_relu" in said


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "format: is missing"),
        (GOOD.replace("format = 1", "format = 2"), "format: is 2, made by a newer bpviz"),
        (GOOD.replace("format = 1", "format = true"), "format: must be 1, got True"),
        (GOOD.replace("format = 1", "format = 1.0"), "format: must be 1, got 1.0"),
        (GOOD.replace("format = 1", "format = -1"), "format: must be 1, got -1"),
        (GOOD.replace("format = 1", 'format = "1"'), "format: must be 1, got '1'"),
        (GOOD + "unitz = 3", "layers[1].unitz: unknown"),
        (GOOD.replace("units = 3", "units = 3.5"), "layers[0].units: must be a whole number"),
        (GOOD.replace("units = 3", "units = 0"), "layers[0].units: must be at least 1, got 0"),
        (GOOD.replace("title", "titel"), 'titel: unknown "titel"; did you mean "title"?'),
        (GOOD.replace('[data]\nsource = "xor"', "data = 3"), "data: must be a table"),
        (GOOD.replace("seed = 7", "seed = "), "is not valid TOML: Invalid value (at line 3"),
        (GOOD.replace("seed = 7", "seed = 7\nseed = 8"), "is not valid TOML: "),
        (GOOD.replace("seed = 7", "seed = 0x" + "f" * 9000), "more than 64 bits"),
        (GOOD.replace("seed = 7", "seed = " + "9" * 9000), "is not valid TOML: "),
        (GOOD.replace("seed = 7", "seed = " + "[" * 9000), "is nested too deeply"),
        (GOOD.encode("utf-16"), "is not UTF-8 text (byte 0)"),
        (b"\x00\x01\x02", "is not valid TOML: "),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(text: str | bytes, part: str) -> None:
    """Each fault is one line that begins with the file's name and says what is allowed."""
    said = refusal(text)
    assert said.startswith("circle.toml: ")
    assert part in said
    assert "\n" not in said
    assert len(said) < 400


def test_what_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder and a name that no file can have are ExperimentErrors."""
    for path, part in [
        (tmp_path / "none.toml", "there is no such file"),
        (tmp_path, "is a folder"),
        ("a\0b.toml", "there is no such file"),
        ("", "there is no such file"),
        (tmp_path / "none.toml" / "x", "none.toml"),
    ]:
        with pytest.raises(ExperimentError, match=part):
            read_experiment(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    """A file without permission is an ExperimentError that says so."""
    path = tmp_path / "secret.toml"
    path.write_text(GOOD)
    path.chmod(0)
    with pytest.raises(ExperimentError, match="cannot be read: Permission denied"):
        read_experiment(path)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """A terabyte is refused as fast as 6 MB: no more than the limit is read."""
    path = tmp_path / "huge.toml"
    with open(path, "wb") as stream:
        stream.truncate(LIMIT * 200_000)
    with pytest.raises(ExperimentError, match="larger than 5 MB"):
        read_experiment(path)


# ---- what is written -------------------------------------------------------------------------


def test_a_written_file_is_pleasant_to_edit() -> None:
    """Sections are tables, layers are arrays of tables, a matrix has a line for each row."""
    layers = "[[layers]]\nunits = 2\nweights = [[0.15, 0.25], [0.2, 0.3]]\nbias = [1.0, 2.0]\n"
    text = format_experiment(read("format = 1\n" + layers))
    assert text.startswith("format = 1\n")
    assert text.count("[[layers]]") == 1
    assert "weights = [\n    [0.15, 0.25],\n    [0.2, 0.3],\n]\n" in text
    assert "bias = [1.0, 2.0]\n" in text
    assert tomllib.loads(text)["layers"][0]["weights"] == [[0.15, 0.25], [0.2, 0.3]]


def test_writing_replaces_the_file_whole(tmp_path: Path) -> None:
    """The new file takes the place of the old one and nothing else is left in the folder."""
    path = tmp_path / "mine.toml"
    path.write_text("old")
    write_experiment(path, read(GOOD))
    assert read_experiment(path) == read(GOOD)
    assert os.listdir(tmp_path) == ["mine.toml"]
