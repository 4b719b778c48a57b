"""The signs of a sick layer, the same in every picture: none is told by its colour alone."""

MARKS: dict[str, str] = {
    "ok": "",
    "vanishing": "▼",
    "exploding": "▲",
    "non_finite": "✕",
    "unknown": "",
    "sick": "!",
}
HOLLOW = {**MARKS, "vanishing": "▽", "exploding": "△"}
"""The marks where another value than the one shown says so."""
