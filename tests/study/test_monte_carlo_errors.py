"""A small sample of `bench/monte_carlo_errors.py`: printed errors cover as often as they say."""

from __future__ import annotations

from bench.monte_carlo_errors import coverage


def test_printed_errors_cover_the_truth_for_every_question_and_in_the_light_of_what_was_seen() -> None:
    found = coverage(seeds=range(6), n_draws=400, n_truth=12_000)
    kinds = ("endings", "shares", "over draws", "over plays")
    assert set(found) == {*kinds, *(f"{kind}, observed" for kind in kinds)}
    for question, (hits, n) in found.items():
        assert n == 72
        assert hits / n >= 0.86, question  # errors of half the size would cover about .67
    whole = sum(hits for hits, _ in found.values()) / sum(n for _, n in found.values())
    assert 0.91 < whole < 0.99
