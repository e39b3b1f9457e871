"""Dots and endings: whole dots that add up, keys that do not rest on colour alone."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from standoff.reports.sections.endings import cells, dots_drawing, largest_remainder
from standoff.reports.text.ending_keys import REST, keyed_endings
from standoff.results.run.folder import RunFiles

shares = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=4), st.floats(min_value=0, max_value=1), min_size=1, max_size=12
)


@given(shares)
def test_largest_remainder_of_any_shares_sums_to_100_and_keeps_to_the_quota(found: dict[str, float]) -> None:
    total = sum(found.values())
    dots = largest_remainder(found)
    if total <= 0:
        assert set(dots.values()) == {0}
        return
    assert sum(dots.values()) == 100
    for name, share in found.items():
        assert abs(dots[name] - 100 * share / total) < 1 + 1e-6


@given(shares)
def test_largest_remainder_is_the_same_whatever_the_order(found: dict[str, float]) -> None:
    assert largest_remainder(dict(reversed(found.items()))) == largest_remainder(found)


def test_keys_follow_the_order_of_the_text_and_otherwise_is_grey(small: RunFiles) -> None:
    keyed = keyed_endings(small)
    assert [(e.letter, e.name) for e in keyed] == [("A", "war"), ("B", "help"), ("C", "quiet")]
    assert keyed[2].colour == REST
    assert REST not in {e.colour for e in keyed[:2]}


def test_keys_of_many_endings_are_all_different(large: RunFiles) -> None:
    keyed = keyed_endings(large)
    assert len({e.letter for e in keyed}) == len({(e.colour, e.ring) for e in keyed}) == len(keyed)


def test_dots_drawing_has_a_hundred_dots_and_a_letter_for_each_run(small: RunFiles) -> None:
    keyed = keyed_endings(small)
    drawn = str(dots_drawing("As written", cells(small, keyed)["as_written"], keyed))
    counted = Counter(re.findall(r'<circle[^>]*fill="([^"]+)"', drawn))
    assert counted == {keyed[0].colour: 12, keyed[1].colour: 62, REST: 26}
    assert re.findall(r">([A-Z])</text>", drawn) == ["A", "B", "C"]
    assert "12 Wider war, 62 The guarantor helps, 26 Nothing happens" in drawn
