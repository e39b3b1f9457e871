"""Products in which a factor stands more than once: payoffs, and measures of payoffs."""

from __future__ import annotations

import pytest

from standoff.scenario import load_text
from tests.compiler.oracle import Oracle
from tests.compiler.random_scenarios import ACTORS, random_scenario
from tests.compiler.test_exactness import solved
from tests.compiler.test_private_numbers import played

F, G = "(w0 * (m0 == o0) + 2 * (m1 == o1))", "(w1 if m1 == o0 else p0)"
PRODUCTS = [
    "F*F", "F*F*F", "F*G*F", "G*G", "F*F + F", "3*F*2*F", "(F+G)*(F+G)", "-F*F", "F*F if m0 == o0",
    "F*F/(1 + p0)", "p0*F*p0*F", "F*G*F*G", "(m0 == o0)*F*(m0 == o0)*F", "F*F*F*F*F*F*F",
]  # fmt: skip


@pytest.mark.parametrize("product", PRODUCTS)
def test_factor_that_stands_twice_counts_twice(product: str) -> None:
    formula = product.replace("F", F).replace("G", G)
    text = random_scenario(7, n_moves=3)
    before, after = text.index("payoffs:"), text.index("endings:")
    terms = "".join(f"  {actor}:\n    t0: {formula}\n    t1: w2 if m2 == o1\n" for actor in ACTORS)
    scenario = load_text(f"{text[:before]}payoffs:\n{terms}{text[after:]}").reading()
    found, _, numbers = solved(scenario, 3)
    for draw in range(3):
        oracle = Oracle(scenario, {n: c[draw] for n, c in numbers.items()})
        oracle.solve()
        for actor in ACTORS:
            assert found[actor][draw] == pytest.approx(oracle.true_value(actor), abs=1e-8)


SQUARES = """standoff: 1
title: Squares
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: A, b: B}
parameters:
  c: {draw: "uniform(1, 3)"KNOWN}
moves:
  y: {by: b, options: [u, v]}
  x: {by: a, options: [go, stay]}
payoffs:
  a: {t: "TERM"}
  b: {t: "1 if y == u"}
endings: {f: x == go, q: otherwise}
measures:
  twice: E(payoff(a, t)*payoff(a, t))
  squared: E(payoff(a, t)**2)
  go: P(x == go)
  own: E(payoff(a))
play: {precision: 0.2}
"""


@pytest.mark.parametrize(
    "term", ["c*(2*(y == u) + 3*(x == go))", "c*c - 5 if x == go", "c if x == go and y == v"]
)
def test_payoff_times_itself_is_its_square(term: str) -> None:
    found = played(load_text(SQUARES.replace("KNOWN", "").replace("TERM", term)).reading())[0]
    assert found["twice"] == pytest.approx(found["squared"], rel=1e-12)


@pytest.mark.parametrize(
    "term", ["c*c", "c*c*c - 5", "c*c + c", "3*c*3*c", "c*(c + 1)", "c**2", "s*s", "c*s", "cc"]
)
def test_private_number_that_stands_twice_counts_twice(term: str) -> None:
    public = SQUARES.replace("TERM", f"{term} if x == go").replace(
        "moves:", "  s: {is: 2*c}\n  cc: {is: c*c}\nmoves:"
    )
    private = public.replace("KNOWN", ", known_to: [a]")
    known, hidden = (played(load_text(t).reading())[0] for t in (public.replace("KNOWN", ""), private))
    for name, values in known.items():  # who decides knows it, and nobody else's play depends on it
        assert hidden[name] == pytest.approx(values, rel=1e-9), name


def test_number_that_nobody_knows_is_squared_before_its_mean_is_taken() -> None:
    text = SQUARES.replace("KNOWN", ", known_to: nobody, cells: 2").replace("TERM", "c*c if x == go")
    found = played(load_text(text).reading(), 40)[0]
    plain = played(load_text(text.replace("c*c", "c**2")).reading(), 40)[0]
    assert found["go"] == pytest.approx(plain["go"], rel=1e-12)
