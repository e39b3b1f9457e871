"""The text of a written form, read again, is the same tree; and it stands on no bracket that it needs not."""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass

import pytest

from standoff.errors import ScenarioError
from standoff.expressions import parse, unparse

ATOMS = (
    "a",
    "b[it]",
    "message[ france ]",
    "block.name[2]",
    "3",
    "0.1",
    "1e-7",
    "12345678.5",
    "2031-05-01",
    "exp(a)",
)


def _random(rng: random.Random, depth: int) -> str:
    """A text with brackets wherever they may stand, and with few of them."""
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(ATOMS)
    one, two, three = (_random(rng, depth - 1) for _ in range(3))
    made = rng.choice(
        (
            f"{one} {rng.choice('+-*/')} {two}", f"({one}) ** {two}", f"-{one}", f"not ({one})",
            f"({one}) and ({two}) and ({three})", f"{one} or ({two})", f"({one}) < ({two})",
            f"({one}) if ({two})", f"({one}) if ({two}) else {three}", f"a in (({one}), ({two}))",
            f"count({one}, {two})", f"({one}) == ({two}) != ({three})",
        )
    )  # fmt: skip
    return f"({made})" if rng.random() < 0.5 else made


def _bare(part: object) -> object:
    """A tree without the places in its text."""
    if isinstance(part, tuple):
        return tuple(_bare(item) for item in part)
    if not is_dataclass(part):
        return part
    kept = [f.name for f in fields(part) if f.name not in ("start", "end", "name_end")]
    return (type(part).__name__, *(_bare(getattr(part, name)) for name in kept))


def test_text_of_a_written_form_reads_back_as_the_same_tree() -> None:
    rng, n = random.Random(7), 0
    while n < 2_000:
        text = _random(rng, rng.randint(0, 4))
        try:
            root = parse(text, None).root
        except ScenarioError:  # some texts of this family are no expressions
            continue
        n += 1
        said = unparse(root)  # type: ignore[arg-type]
        assert _bare(parse(said, None).root) == _bare(root), (text, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("((a))*(b+c)", "a * (b + c)"),
        ("(a*b)+(-c)", "a * b + -c"),
        ("(a and b) or (c and not (d))", "a and b or c and not d"),
        ("(a-b)-(c-d)", "(a - b) - (c - d)"),
        ("message[ france ]==vague", "message[france] == vague"),
    ],
)
def test_brackets_stand_only_where_they_are_needed(text: str, said: str) -> None:
    assert unparse(parse(text, None).root) == said  # type: ignore[arg-type]
