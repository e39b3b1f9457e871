"""Standard words of likelihood: the table's bands, its mirror symmetry, ranges that straddle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standoff.reports.text.likelihood import BANDS, table, word, words

MIRROR = {
    "ruled out in the model": "certain in the model",
    "remote": "nearly certain",
    "almost no chance": "almost certain",
    "very unlikely": "very likely",
    "unlikely": "likely",
    "roughly even chance": "roughly even chance",
}
BOTH_WAYS = MIRROR | {after: before for before, after in MIRROR.items()}


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.0, "ruled out in the model"),
        (0.004, "remote"),
        (0.01, "almost no chance"),
        (0.049, "almost no chance"),
        (0.05, "very unlikely"),
        (0.199, "very unlikely"),
        (0.2, "unlikely"),
        (0.449, "unlikely"),
        (0.45, "roughly even chance"),
        (0.55, "roughly even chance"),
        (0.551, "likely"),
        (0.8, "likely"),
        (0.801, "very likely"),
        (0.95, "very likely"),
        (0.951, "almost certain"),
        (0.99, "almost certain"),
        (0.991, "nearly certain"),
        (1.0, "certain in the model"),
    ],
)
def test_word_at_a_band_is_the_table_of_icd_203(probability: float, expected: str) -> None:
    assert word(probability) == expected


def test_word_of_the_complement_is_the_mirrored_word() -> None:
    """For every ten thousandth, edges of bands among them, which a difference of floats may miss."""
    odd = [i for i in range(10_001) if word(1 - i / 10_000) != BOTH_WAYS[word(i / 10_000)]]
    assert odd == []


@given(st.floats(min_value=0, max_value=1), st.floats(min_value=0, max_value=1))
def test_words_of_an_interval_name_both_ends_and_do_not_depend_on_their_order(
    one: float, other: float
) -> None:
    said = words(one, other)
    assert said == words(other, one)
    assert said.endswith(word(max(one, other)))
    assert (" to " in said) == (word(one) != word(other))


def test_words_straddling_bands_give_the_range() -> None:
    assert words(0.3, 0.9) == "unlikely to very likely"
    assert words(0.5, 0.7) == "roughly even to likely"
    assert words(0.0, 1.0) == "ruled out to certain in the model"
    assert words(0.6, 0.79) == "likely"


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_word_outside_the_unit_interval_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        word(wrong)


def test_table_lists_every_band_and_the_two_ends() -> None:
    assert [row[0] for row in table()] == ["remote", *(band.word for band in BANDS), "nearly certain"]
