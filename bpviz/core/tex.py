r"""Reads the LaTeX that explanations are written in, into a tree that can be set or spoken.

It is a subset: letters, numbers, sub- and superscripts, primes, fractions, roots, sums, brackets of
fixed size (``\bigl(``, ``\Bigl(``), accents, upright words and the symbols in `SYMBOLS`. Anything
else raises `TexError`; such a formula is left to a full LaTeX reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


class TexError(ValueError):
    """The text is not within the subset."""


@dataclass(frozen=True)
class Atom:
    """One character (or an upright word) and how it behaves in a row.

    `kind` is TeX's: ``ord`` ``bin`` ``rel`` ``op`` ``open`` ``close`` ``punct``, and ``word`` for
    the name of a function. `grow` is the height of a big bracket, 1 for the usual one.
    """

    text: str
    kind: str = "ord"
    grow: float = 1.0
    font: str = "math"


@dataclass(frozen=True)
class Row:
    """Things side by side."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Scripts:
    """Something with an index below and an exponent above."""

    base: Node
    sub: Row | None
    sup: Row | None


@dataclass(frozen=True)
class Fraction:
    """A numerator over a denominator."""

    top: Row
    bottom: Row


@dataclass(frozen=True)
class Root:
    """A square root."""

    body: Row


@dataclass(frozen=True)
class Accent:
    """A hat, tilde or bar over something."""

    mark: str
    body: Row


@dataclass(frozen=True)
class Space:
    """A gap, in em."""

    width: float


Node = Atom | Row | Scripts | Fraction | Root | Accent | Space

SYMBOLS: dict[str, tuple[str, str]] = {
    **{
        name: (letter, "ord")
        for name, letter in {
            "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ",
            "varepsilon": "ε", "eta": "η", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ",
            "sigma": "σ", "tau": "τ", "theta": "θ", "phi": "φ", "Delta": "Δ", "partial": "∂",
            "nabla": "∇", "infty": "∞", "top": "⊤", "dots": "…", "ldots": "…", "cdots": "⋯",
            "prime": "′", "lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖", "vert": "|",
        }.items()
    },
    **{
        name: (letter, "bin")
        for name, letter in {"times": "×", "cdot": "·", "odot": "⊙", "pm": "±"}.items()
    },
    **{
        name: (letter, "rel")
        for name, letter in {
            "approx": "≈", "leftarrow": "←", "gets": "←", "to": "→", "rightarrow": "→",
            "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "in": "∈",
            "quad": "", "sim": "∼", "mid": "|",
        }.items()
    },
    "sum": ("∑", "op"), "{": ("{", "open"), "}": ("}", "close"), "%": ("%", "ord"),
    "lbrace": ("{", "open"), "rbrace": ("}", "close"),
}  # fmt: skip
WORDS = frozenset(("max", "min", "ln", "log", "exp", "tanh", "sin", "cos"))
SPACES = {",": 1 / 6, ":": 2 / 9, ";": 5 / 18, "!": -1 / 6, " ": 0.25, "quad": 1.0, "qquad": 2.0}
ACCENTS = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0305"}
BIG = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
UPRIGHT = {"mathrm": "upright", "text": "upright", "operatorname": "upright", "mathbf": "bold"}
KINDS = {
    "+": "bin", "-": "bin", "*": "bin", "=": "rel", "<": "rel", ">": "rel", "(": "open",
    "[": "open", ")": "close", "]": "close", ",": "punct", ";": "punct", "−": "bin", "×": "bin",
}  # fmt: skip
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\\]", re.DOTALL)


def parse(latex: str) -> Row:
    """Return the tree of a formula.

    Raises
    ------
    TexError
        If it is malformed or uses a command outside the subset.
    """
    if latex.endswith("\\") and not latex.endswith("\\\\"):
        raise TexError("ends in a backslash")
    reader = _Reader(_TOKEN.findall(latex))
    row = reader.row(closing=None)
    return row


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str | None:
        """The next token, blanks skipped."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> str:
        """Consume the next token."""
        token = self.peek()
        if token is None:
            raise TexError("something is missing at the end")
        self.at += 1
        return token

    def row(self, closing: str | None) -> Row:
        """Read up to `closing`."""
        items: list[Node] = []
        while (token := self.peek()) != closing:
            if token is None:
                raise TexError(f"missing {closing}")
            if token in "^_'":
                base = items.pop() if items else Row(())
                items.append(self.scripts(base))
            else:
                items.append(self.item())
        if closing is not None:
            self.at += 1
        return Row(tuple(items))

    def scripts(self, base: Node) -> Scripts:
        """Read primes, an index and an exponent, in any order."""
        primes, sub, sup = "", None, None
        while (token := self.peek()) is not None and token in "^_'":
            self.at += 1
            if token == "'":
                primes += "′"
            elif token == "_" and sub is None:
                sub = self.argument()
            elif token == "^" and sup is None:
                sup = self.argument()
            else:
                raise TexError(f"double {token}")
        if primes:
            sup = Row((Atom(primes), *(sup.items if sup else ())))
        return Scripts(base, sub, sup)

    def argument(self) -> Row:
        """Read a group or a single item."""
        if self.peek() == "{":
            self.at += 1
            return self.row("}")
        return Row((self.item(),))

    def item(self) -> Node:
        """Read one thing without its scripts."""
        token = self.take()
        if token == "{":
            return self.row("}")
        if token in "}^_'&#$~":
            raise TexError(f"unexpected {token}")
        if not token.startswith("\\"):
            if token.isdigit():
                return Atom(self.number(token))
            return Atom("−" if token == "-" else token, KINDS.get(token, "ord"))
        return self.command(token[1:])

    def number(self, first: str) -> str:
        """Read the rest of a number: 0.274."""
        text = first
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ""
            if not (token.isdigit() or (token == "." and after.isdigit())):
                break
            text += token
            self.at += 1
        return text

    def command(self, name: str) -> Node:
        """Read a command and its arguments."""
        if name in SPACES:
            return Space(SPACES[name])
        if name in SYMBOLS:
            return Atom(*SYMBOLS[name])
        if name in WORDS:
            return Atom(name, "word", font="upright")
        if name in ("frac", "tfrac", "dfrac"):
            return Fraction(self.argument(), self.argument())
        if name == "sqrt":
            return Root(self.argument())
        if name in ACCENTS:
            return Accent(ACCENTS[name], self.argument())
        if name in UPRIGHT:
            kind = "word" if name == "operatorname" else "ord"
            return Atom(self.raw_argument(), kind, font=UPRIGHT[name])
        if name in ("displaystyle", "mathstrut"):
            return Space(0.0)
        if name.rstrip("lrm") in BIG:
            return self.bracket(name)
        raise TexError(f"unknown \\{name}")

    def bracket(self, name: str) -> Atom:
        r"""Read the bracket after ``\Bigl``."""
        mark = self.take()
        mark = SYMBOLS[mark[1:]][0] if mark[1:] in SYMBOLS else mark
        kind = {"l": "open", "r": "close", "m": "rel"}.get(name[-1], KINDS.get(mark, "ord"))
        return Atom(mark, kind, BIG[name.rstrip("lrm")])

    def raw_argument(self) -> str:
        """Read the text of a group, blanks kept."""
        if self.take() != "{":
            return self.tokens[self.at - 1]
        text = ""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token == "}":
                return text
            text += token.removeprefix("\\") if len(token) == 2 else token
        raise TexError("missing }")


_BREAK = re.compile(r"\\bigl\(|\\Bigl\(|\\bigr\)|\\Bigr\)|[({})]|(?<=\S) (?:[+-]|\\times|=) ")
_TIED = 0.3  # of a formula's length: how much farther from the middle a sum is broken


def broken(latex: str, *, inside: bool = False) -> tuple[str, str] | None:
    """The formula in two lines, broken at an operator near its middle; None without one.

    The operator begins the second line; within fractions nothing is broken, and a product only
    where no sum can be broken nearly as well. Within round brackets it is broken only with
    `inside`, and where it cannot be broken outside of them.
    """
    braces, brackets = 0, 0
    found: list[tuple[int, float, int]] = []
    for match in _BREAK.finditer(latex):
        token = match[0]
        if token[-1] in "{}":
            braces += 1 if token[-1] == "{" else -1
        elif token[-1] == "(":
            brackets += 1
        elif token[-1] == ")":
            brackets = max(brackets - 1, 0)  # it may have been opened on a line before
        elif braces == 0 and (inside or brackets == 0):
            cost = abs(match.start() - len(latex) / 2)
            tied = _TIED * len(latex) * ("times" in token)
            found.append((brackets, cost + tied, match.start()))
    if not found:
        return None
    *_, at = min(found)
    return latex[:at], r"{}" + latex[at:]


# ---- as text ---------------------------------------------------------------------------------

_SUPERSCRIPT = str.maketrans("0123456789+-−()nijklst′⊤", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱʲᵏˡˢᵗ′ᵀ")
_SUBSCRIPT = str.maketrans("0123456789+-−()aehijklmnoprstuvx,", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ,")


def plain_text(latex: str) -> str:
    """The formula in a line of plain text; the LaTeX itself where it cannot be read."""
    try:
        row = parse(latex)
    except TexError:
        return latex
    return re.sub(r"\s+", " ", "".join(_spoken(row))).strip()


def _spoken(node: Node) -> Iterator[str]:
    match node:
        case Atom(text, "bin" | "rel"):
            yield f" {text} "
        case Atom(text, "punct"):
            yield f"{text} "
        case Atom(text, "word"):
            yield f"{text} "
        case Atom(text):
            yield text
        case Row(items):
            yield from _row_text(items)
        case Scripts(base, sub, sup):
            yield from _spoken(base)
            yield _script(sub, _SUBSCRIPT, "_")
            yield _script(sup, _SUPERSCRIPT, "^")
        case Fraction(top, bottom):
            yield f"{_grouped(top)} / {_grouped(bottom)}"
        case Root(body):
            yield f"√({_text(body)})"
        case Accent(mark, body):
            yield _text(body) + mark
        case Space(width):
            yield " " if width > 0.2 else ""


def _row_text(items: tuple[Node, ...]) -> Iterator[str]:
    before: Node | None = None
    for item in items:
        if isinstance(item, Space):
            yield "".join(_spoken(item))
            continue
        if isinstance(item, Atom) and item.kind == "bin" and starts_term(before):
            yield item.text
        else:
            touching = isinstance(item, Fraction) and not starts_term(before)
            if touching or (isinstance(before, Fraction) and _is_factor(item)):
                yield " · "
            yield "".join(_spoken(item))
        before = item


def _is_factor(node: Node) -> bool:
    return not isinstance(node, Atom) or node.kind in ("ord", "open", "op", "word")


def starts_term(before: Node | None) -> bool:
    """Whether a sign that follows `before` belongs to the number after it."""
    if before is None:
        return True
    return isinstance(before, Atom) and before.kind in ("bin", "rel", "open", "punct", "op")


def _text(node: Node) -> str:
    return re.sub(r"\s+", " ", "".join(_spoken(node))).strip()


def _grouped(row: Row) -> str:
    text = _text(row)
    return f"({text})" if any(mark in text for mark in " +−×/") else text


def _script(row: Row | None, table: dict[int, int], mark: str) -> str:
    if row is None:
        return ""
    text = _text(row).replace(" ", "")
    if all(ord(character) in table or character == "," for character in text):
        return text.translate(table)
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"
