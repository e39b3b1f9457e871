"""Odd but legal Gambit files: every concept that accepts one answers it soon, and is checked.

Malformed ones are refused with a code and a line. The texts are written for these tests.
"""

from __future__ import annotations

import time

import numpy as np
import pytest

from standoff.errors import StandoffError
from standoff.game import BoundGame, at_precision, read_efg
from standoff.game.records import DEGENERATE, NOT_CONVERGED, REJECTED, SOLVED
from standoff.kernels.compilation import compiling
from standoff.solvers import SOLVERS, qre_branch, sequential, several, verify

# What one concept may cost on one of these small games, compilation excluded, beside reading all of
# them ten times in the same minute: not by a clock that other work on the machine slows down.
TIMES = 200

ODD = {
    "comment and odd white space": """EFG 2 R "spread
over lines" { "A"  "B" }
"a comment that takes
two lines"

p    "" 1 1 "" { "l"
"r" } 0
t "" 1 "" { 1  2 }
p "" 2 1 "" { "l" "r" } 0 t "" 2 "" { 0 0 } t "" 3 "" { 3 1 }
""",
    "no names at all": """EFG 2 R "" { "" "" }
p "" 1 1 { "" "" } 0
t "" 1 { 1 0 }
p "" 2 1 { "" "" } 0
t "" 2 { 0 1 }
t "" 3 { 2 2 }
""",
    "negative rationals and exponents": """EFG 2 R "numbers" { "A" "B" }
c "" 1 "" { "x" 1/3 "y" 2/3 } 0
p "" 1 1 "" { "l" "r" } 0
t "" 1 "" { -1/3 2.5e-3 }
t "" 2 "" { +1e2, -.5 }
p "" 1 1 "" { "l" "r" } 0
t "" 3 "" { -7/2, 1E+1 }
t "" 4 "" { 0.0 -0 }
""",
    "a chance of 0": """EFG 2 R "zero" { "A" "B" }
c "" 1 "" { "never" 0 "always" 1 } 0
p "" 1 1 "" { "l" "r" } 0
p "" 2 1 "" { "l" "r" } 0
t "" 1 "" { 1 1 }
t "" 2 "" { 0 3 }
t "" 3 "" { 2 0 }
p "" 1 2 "" { "l" "r" } 0
t "" 4 "" { 5 5 }
t "" 5 "" { 4 9 }
""",
    "a hidden chance of 0": """EFG 2 R "hidden zero" { "A" "B" }
c "" 1 "" { "never" 0.0 "always" 1.0 } 0
p "" 2 1 "" { "l" "r" } 0
t "" 1 "" { 1 1 }
t "" 2 "" { 0 3 }
p "" 2 1 "" { "l" "r" } 0
t "" 3 "" { 2 4 }
t "" 4 "" { 5 2 }
""",
    "nodes with one move": """EFG 2 R "forced" { "A" "B" }
p "" 1 1 "" { "on" } 0
c "" 1 "" { "on" 1 } 0
p "" 2 1 "" { "on" } 0
p "" 1 2 "" { "l" "r" } 0
t "" 1 "" { 1 1 }
t "" 2 "" { 0 3 }
""",
    "payoffs before the end": """EFG 2 R "toll" { "A" "B" }
p "" 1 1 "" { "out" "in" } 1 "toll" { -1 0 }
t "" 0
p "" 2 1 "" { "l" "r" } 2 "" { 0, -1/2 }
t "" 3 "" { 4 1 }
t "" 1 "toll" { -1 0 }
""",
    "four players at once": """EFG 2 R "four" { "A" "B" "C" "D" }
p "" 1 1 "" { "0" "1" } 0
p "" 2 1 "" { "0" "1" } 0
p "" 3 1 "" { "0" "1" } 0
p "" 4 1 "" { "0" "1" } 0
t "" 1 "" { 1 1 1 1 }
t "" 2 "" { 0 0 0 2 }
p "" 4 1 "" { "0" "1" } 0
t "" 3 "" { 0 0 2 0 }
t "" 4 "" { 1 0 1 1 }
p "" 3 1 "" { "0" "1" } 0
p "" 4 1 "" { "0" "1" } 0
t "" 5 "" { 0 2 0 0 }
t "" 6 "" { 0 1 0 1 }
p "" 4 1 "" { "0" "1" } 0
t "" 7 "" { 0 1 1 0 }
t "" 8 "" { 3 0 0 0 }
p "" 2 1 "" { "0" "1" } 0
p "" 3 1 "" { "0" "1" } 0
p "" 4 1 "" { "0" "1" } 0
t "" 9 "" { 2 0 0 0 }
t "" 10 "" { 1 0 0 1 }
p "" 4 1 "" { "0" "1" } 0
t "" 11 "" { 1 0 1 0 }
t "" 12 "" { 0 3 0 0 }
p "" 3 1 "" { "0" "1" } 0
p "" 4 1 "" { "0" "1" } 0
t "" 13 "" { 1 1 0 0 }
t "" 14 "" { 0 0 3 0 }
p "" 4 1 "" { "0" "1" } 0
t "" 15 "" { 0 0 0 3 }
t "" 16 "" { 1 1 1 1 }
""",
    "an information set that dominated play never reaches": """EFG 2 R "far" { "A" "B" }
p "" 1 1 "" { "out" "a" "b" } 0
t "" 1 "" { 9 9 }
p "" 2 1 "" { "l" "r" } 0
t "" 2 "" { 1 0 }
t "" 3 "" { 0 1 }
p "" 2 1 "" { "l" "r" } 0
t "" 4 "" { 0 1 }
t "" 5 "" { 1 0 }
""",
    "all payoffs equal": """EFG 2 R "flat" { "A" "B" }
p "" 1 1 "" { "l" "r" } 0
p "" 2 1 "" { "l" "r" } 0
t "" 1 "" { 1 1 }
t "" 1 "" { 1 1 }
p "" 2 1 "" { "l" "r" } 0
t "" 1 "" { 1 1 }
t "" 1 "" { 1 1 }
""",
    "payoffs of very different sizes": """EFG 2 R "sizes" { "A" "B" }
p "" 1 1 "" { "l" "r" } 0
p "" 2 1 "" { "l" "r" } 0
t "" 1 "" { 1000000 1e-6 }
t "" 2 "" { 0 0 }
p "" 2 1 "" { "l" "r" } 0
t "" 3 "" { 0 0 }
t "" 4 "" { 1 1e6 }
""",
    "a player who never moves": """EFG 2 R "witness" { "A" "witness" "B" }
p "" 1 1 "" { "l" "r" } 0
t "" 1 "" { 1 5 1 }
p "" 3 1 "" { "l" "r" } 0
t "" 2 "" { 0 -5 2 }
t "" 3 "" { 2 0 1 }
""",
    "nothing but an end": """EFG 2 R "over" { "A" "B" }
t "" 1 "" { 1 -1 }
""",
    "nothing but chance": """EFG 2 R "dice" { "A" }
c "" 1 "" { "1" 1/6 "2" 1/6 "3" 1/6 "4" 1/6 "5" 1/6 "6" 1/6 } 0
t "" 1 "" { 1 }
t "" 2 "" { 2 }
t "" 3 "" { 3 }
t "" 4 "" { 4 }
t "" 5 "" { 5 }
t "" 6 "" { 6 }
""",
}
ONE, TWO = 'EFG 2 R "x" { "A" }\n', 'EFG 2 R "x" { "A" "B" }\n'
ENDS = 't "" 1 "" { 1 }\nt "" 2 "" { 2 }\n'
BROKEN = {
    "cut off in a payoff": (ONE + 'p "" 1 1 "" { "l" "r" } 0\nt "" 1 "" { 1 ', 3),
    "a player too many": (ONE + 'p "" 2 1 "" { "l" "r" } 0\n' + ENDS, 2),
    "a payoff too few": (TWO + 'p "" 1 1 "" { "l" "r" } 0\n' + ENDS, 3),
    "a chance above 1": (ONE + 'c "" 1 "" { "l" 3/2 "r" -1/2 } 0\n' + ENDS, 2),
    "a division by 0": (ONE + 'c "" 1 "" { "l" 1/0 "r" 0 } 0\n' + ENDS, 2),
    "a node missing": (ONE + 'p "" 1 1 "" { "l" "r" } 0\nt "" 1 "" { 1 }\n', 4),
    "a word for a number": (ONE + 'p "" one 1 "" { "l" "r" } 0\n' + ENDS, 2),
    "another format": ('EFG 1 R "x" { "A" }\nt "" 1 "" { 1 }\n', 1),
}


def bound_of(name: str) -> BoundGame:
    return read_efg(ODD[name], f"{name}.efg").bound


def seconds_of_reading() -> float:
    """CPU seconds of ordinary work: all the games read ten times."""
    began = time.process_time()
    for _ in range(10):
        for name in ODD:
            bound_of(name)
    return time.process_time() - began


@pytest.mark.parametrize("name", list(ODD))
@pytest.mark.parametrize("precision", [0.0, 1.0, 30.0])
def test_odd_file_at_a_precision_is_solved_and_passes_the_check(name: str, precision: float) -> None:
    bound = at_precision(bound_of(name), precision)
    for card in SOLVERS:
        if card.takes == "batch" and card.accepts(bound):
            found = card.run(bound)
            assert found.status[0] in (SOLVED, DEGENERATE), card.name
            checked = verify(bound, found.probability)
            assert checked.valid.all()
    assert several(bound).found[0] >= 1


@pytest.mark.parametrize("name", list(ODD))
def test_odd_file_is_taken_by_every_concept_that_accepts_it(name: str) -> None:
    bound, ordinary = bound_of(name), seconds_of_reading()
    for concept in SOLVERS:
        if concept.answers == "equilibria" and concept.accepts(bound):
            began = time.process_time()
            with compiling(lambda: None) as kernels:
                found = concept.run(bound)
            spent = time.process_time() - began - kernels.seconds
            assert spent < TIMES * ordinary, f"{concept.name}: {spent:.2f} s beside {ordinary:.3f} s"
            good = np.isin(found.status, (SOLVED, DEGENERATE, NOT_CONVERGED))
            assert good.all(), concept.name
            assert np.isfinite(found.probability).all()


@pytest.mark.parametrize("name", list(ODD))
def test_odd_file_has_a_branch_and_a_limit_or_says_why_not(name: str) -> None:
    bound = bound_of(name)
    branch = qre_branch(bound)
    assert branch.n_points >= 1
    assert np.isfinite(branch.probability).all()
    limit = sequential(bound)
    refused = (REJECTED,) if name == "payoffs of very different sizes" else ()  # 12 orders of magnitude
    assert limit.status in (SOLVED, DEGENERATE, NOT_CONVERGED, *refused)
    assert limit.advice


@pytest.mark.parametrize("name", list(BROKEN))
def test_broken_file_is_refused_with_a_code_and_its_line(name: str) -> None:
    text, line = BROKEN[name]
    with pytest.raises(StandoffError) as refused:
        read_efg(text, "broken.efg")
    first = refused.value.problems[0]
    assert first.code.startswith("S")
    assert first.span is not None
    assert first.span.line == line
