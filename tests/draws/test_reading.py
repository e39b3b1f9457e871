"""What is wrong with a distribution is said with its place, all of it together."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.draws import no_spans, parse_distribution
from standoff.errors import ScenarioError, Span

WRONG: list[tuple[Any, list[str]]] = [
    ("", ["S501"]),
    ("about three", ["S501"]),
    ("5%", ["S501"]),
    ("0,3", ["S501"]),
    ("beta", ["S501"]),
    ("nan", ["S501"]),
    ("1e999", ["S501"]),
    ("2024-02-31", ["S501"]),
    (True, ["S501"]),
    (None, ["S501"]),
    (float("inf"), ["S501"]),
    (float("nan"), ["S501"]),
    ([1, 2], ["S501"]),
    (10**400, ["S501"]),
    ({}, ["S501"]),
    ("x" * 10_000, ["S501"]),
    ("beta(2, 3", ["S501"]),
    ("beta(2, p)", ["S501"]),
    ("beta(2,, 3)", ["S501"]),
    ("beta(a, b)", ["S501", "S501"]),
    ("normal(0, __import__('os'))", ["S501"]),
    ("exec(1)", ["S502"]),
    ("lognorm(1, 2)", ["S502"]),
    ("beta(2)", ["S503"]),
    ("beta()", ["S503"]),
    ("beta(1, 2, 3)", ["S503"]),
    ("beta(1, 2, a=3)", ["S503"]),
    ("beta(a=1, a=2)", ["S503"]),
    ("beta(a=1, 2)", ["S503"]),
    ("normal(mean=1, std=2)", ["S503"]),
    ("lognormal(median=1, cv=2)", ["S503"]),
    ("beta(0, -3)", ["S504", "S504"]),
    ("normal(0, -1)", ["S504"]),
    ("normal(0, 0)", ["S504"]),
    ("normal(0, 1, min=2, max=1)", ["S504"]),
    ("normal(0, 1, min=60)", ["S504"]),
    ("uniform(3, 3)", ["S504"]),
    ("triangular(1, 9, 3)", ["S504"]),
    ("loguniform(0, 1)", ["S504"]),
    ("bernoulli(1.5)", ["S504"]),
    ("student_t(1, 0, 1)", ["S504"]),
    ("beta(mean=0.5, sd=0.6)", ["S504"]),
    ("lognormal(1, 1000)", ["S504"]),
    ("gamma(1e-320, 1e-320)", ["S501", "S501"]),
    ("uniform(2024-05-01, 3)", ["S505"]),
    ("beta(2024-05-01, 3)", ["S505"]),
    ("normal(2024-05-01, 2024-05-02)", ["S505"]),
    ({"quantiles": {5: "2024-05-01", 95: 3}}, ["S505"]),
    ({"quantiles": {5: 1, 95: 3}, "min": "2024-05-01"}, ["S505"]),
    ({"low": 1, "mode": 2, "high": "2024-05-01"}, ["S505"]),
    ({"mixture": [{"weight": 0.5, "draw": 1}, {"weight": 0.5, "draw": "2024-05-01"}]}, ["S505"]),
    ({"quantiles": [1, 2]}, ["S506"]),
    ({"quantiles": {}}, ["S506"]),
    ({"quantiles": {50: 1}}, ["S506"]),
    ({"quantiles": {5: 2, 95: 1}}, ["S506"]),
    ({"quantiles": {5: 2, 50: 2, 95: 2}}, ["S506", "S506"]),
    ({"quantiles": {0: 1, 50: 2, 100: 3}}, ["S506", "S506"]),
    ({"quantiles": {1: 1, 1.1: 1e100}}, ["S506"]),
    ({"quantiles": {5: 1, "5%": 2}}, ["S506"]),
    ({"quantiles": {"low": 1, 50: 2}}, ["S506"]),
    ({"quantiles": {5: 1, 95: 2}, "min": 1, "max": 2}, ["S506", "S506"]),
    ({"low": 3, "mode": 2}, ["S507"]),
    ({"low": 3, "mode": 2, "high": 9}, ["S507"]),
    ({"low": 3, "mode": 4, "high": 3}, ["S507"]),
    ({"mixture": []}, ["S508"]),
    ({"mixture": {"weight": 1}}, ["S508"]),
    ({"mixture": [3]}, ["S508"]),
    ({"mixture": [{"weight": 0.5, "draw": 1}]}, ["S508"]),
    ({"mixture": [{"weight": -0.5, "draw": 1}, {"weight": 1.5, "draw": 1}]}, ["S508", "S508"]),
    ({"mixture": [{"weight": 1, "draw": {"mixture": []}}]}, ["S508"]),
    ({"mixture": [{"weight": "x", "draw": "beta(0, 1)"}]}, ["S504", "S501"]),
    ({"quantile": {5: 1, 95: 2}}, ["S509"]),
    ({"low": 1, "mode": 2, "high": 3, "mid": 2}, ["S509"]),
]


@pytest.mark.parametrize(("written", "codes"), WRONG, ids=[repr(w)[:50] for w, _ in WRONG])
def test_wrong_distribution_is_refused_with_all_its_problems(written: object, codes: list[str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_distribution(written, no_spans, "parameter `p`")
    assert sorted(problem.code for problem in caught.value.problems) == sorted(codes)
    assert all(problem.what.startswith("In parameter `p`: ") for problem in caught.value.problems)


def test_problem_in_a_call_points_at_the_argument() -> None:
    line = "    draw: normal(mean=3, sd=-1)"
    with pytest.raises(ScenarioError) as caught:
        parse_distribution(
            "normal(mean=3, sd=-1)", lambda _: Span("a.yaml", 4, 11, 32, line), "parameter `p`"
        )
    assert caught.value.problems[0].text() == (
        "a.yaml:4:11: S504: In parameter `p`: `sd` of `normal` is -1. Expected a number above 0.".replace(
            ":11:", ":29:"
        )
        + f"\n  {line}\n  {' ' * 28}^^"
    )


def test_problem_in_a_mapping_points_at_its_path() -> None:
    asked: list[tuple[str | int, ...]] = []

    def spans(path: tuple[str | int, ...]) -> Span:
        asked.append(path)
        return Span("a.yaml", 1, 1, 2)

    written = {"mixture": [{"weight": 0.5, "draw": 1}, {"weight": 0.5, "draw": {"quantiles": {5: 2, 50: 1}}}]}
    with pytest.raises(ScenarioError):
        parse_distribution(written, spans, "x")
    assert asked[-1] == ("mixture", 1, "draw", "quantiles", 50)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="betanorml(),=.-0123456789 eud", max_size=30))
def test_any_text_is_a_distribution_or_a_problem(text: str) -> None:
    try:
        said = parse_distribution(text, no_spans, "x").text
    except ScenarioError as error:
        said = text.strip() if error.problems else "no problem"
    assert said == text.strip()


leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(["beta(2, 3)", "1", "x"])
)
keys = st.sampled_from(
    ["quantiles", "mixture", "low", "mode", "high", "min", "max", "weight", "draw", 5, 50, 95]
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(trees)
def test_any_plain_data_is_a_distribution_or_a_problem(written: object) -> None:
    try:
        said = parse_distribution(written, no_spans, "x").text
    except ScenarioError as error:
        said = str(error)
    assert said
