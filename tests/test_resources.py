"""Resources are found, and the fonts among them have the letters we write."""

from pathlib import Path

import pytest

from bpviz import resources
from bpviz.resources import resource_path


def test_checkout_resources_are_found() -> None:
    """In a checkout the folder beside the package is used, wherever one stands."""
    assert resource_path() == Path(__file__).resolve().parent.parent / "resources"
    assert resource_path("fonts", "DejaVuSans.ttf").is_file()


def test_installed_resources_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an installed wheel the folder inside the package is used."""
    package = tmp_path / "bpviz"
    (package / "_resources").mkdir(parents=True)
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", package)
    monkeypatch.setattr(resources, "_root", resources._root.__wrapped__)
    assert resource_path("x") == package / "_resources" / "x"


def test_an_incomplete_installation_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any folder of resources the error says what is wrong."""
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "bpviz")
    monkeypatch.setattr(resources, "_root", resources._root.__wrapped__)
    with pytest.raises(FileNotFoundError, match="not installed completely"):
        resource_path("fonts")


@pytest.mark.parametrize("name", ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono"])
@pytest.mark.usefixtures("qapp")
def test_fonts_have_our_letters(name: str) -> None:
    """Latin, Cyrillic, Greek and the mathematics we print are in each font."""
    from PySide6.QtGui import QRawFont

    font = QRawFont(str(resource_path("fonts", f"{name}.ttf")), 12)
    assert font.isValid()
    missing = [c for c in "aZжЯёαδΣ∂∇→←×·⊙√∞≤≥≈−′²₁…—" if not font.supportsCharacter(ord(c))]
    assert not missing


def test_the_fonts_carry_their_licence() -> None:
    """Whoever gets the fonts gets their licence."""
    text = resource_path("fonts", "LICENSE-DejaVu.txt").read_text(encoding="utf-8")
    assert "Bitstream" in text
    assert "Tavmjong" in text
