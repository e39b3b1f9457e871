"""What fronts and summits give, inside expressions."""

from __future__ import annotations

import numpy as np
import pytest

from standoff.errors import ScenarioError
from standoff.expressions import Name, Output, Process, Scope, evaluate, key, outputs_of, read, settle

LINE = Process(
    {
        "breaks": Output(("date", "date"), "probability"),
        "stock": Output(("choice", "date"), "count", ("attacker", "defender")),
    },
    ("aid",),
)
NAMES = {
    "aid": Name("move", options=("given", "withheld")),
    "start": Name("parameter", unit="date"),
    "p": Name("parameter"),
}
SCOPE = Scope(NAMES, processes={"line": LINE})


def test_output_depends_on_its_moves_until_they_are_settled():
    asked = read("p * line.breaks(start, 2024-06-30)", SCOPE)
    assert asked.root.moves == ("aid",)
    settled = settle(asked, {"aid": "given"})
    (output,) = outputs_of(settled)
    assert output.key == "line.breaks(start,19904.0)[aid=given]"
    columns = {"p": np.array([2.0, 3.0]), output.key: np.array([0.1, 0.2])}
    np.testing.assert_allclose(evaluate(settled, columns, 2), [0.2, 0.6])


def test_outputs_after_different_moves_are_different_numbers():
    asked = read("line.stock(attacker, start)", SCOPE)
    assert key(settle(asked, {"aid": "given"})) != key(settle(asked, {"aid": "withheld"}))
    assert key(settle(asked, {"aid": None})) == "line.stock(attacker,start)[aid=]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lime.breaks(start, start)", "neither a front nor a summit"),
        ("line.brakes(start, start)", "Did you mean `breaks`?"),
        ("line.stock(attaker, start)", "Did you mean `attacker`?"),
        ("line.breaks(start)", "Expected `line.breaks(date, date)`"),
        ("line.breaks(start, p)", "not a date"),
    ],
)
def test_output_written_wrongly_is_refused_with_the_mend(text, said):
    with pytest.raises(ScenarioError) as caught:
        read(text, SCOPE)
    assert said in str(caught.value)


def test_output_where_none_may_stand_is_refused():
    with pytest.raises(ScenarioError) as caught:
        read("line.breaks(start, start)", Scope(NAMES, place="a condition"))
    assert "S320" in str(caught.value)
    assert "cannot stand in a condition" in str(caught.value)
