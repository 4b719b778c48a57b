"""What the painter of an explanation is given."""

from __future__ import annotations

from dataclasses import dataclass

from bpviz.core.explain import Explanation
from bpviz.ui.number_format import STANDARD, NumberFormat


@dataclass(frozen=True)
class ExplanationPicture:
    """What the painter needs. `direction` names the phase's colour.

    `listing` is the code of the whole iteration, line `current` being the step's own; it is shown
    where there is room for it, else that one line. `short_note` is `note` for a narrow place,
    `numbers` how numbers are written.
    """

    title: str
    note: str
    sentence: str
    direction: str
    code: str
    explanation: Explanation | None
    formula: str = ""
    listing: tuple[str, ...] = ()
    listing_title: str = ""
    current: int = 0
    short_note: str = ""
    numbers: NumberFormat = STANDARD
