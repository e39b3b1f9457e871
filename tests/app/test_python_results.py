"""What functions give back: draws with their numbers, charts offline, HTML that is escaped, pandas."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import numpy as np
import pytest
import vl_convert

import standoff
from standoff import game, solvers
from standoff.app.api.charts import hazard_chart, ranking_chart, votes_chart
from standoff.app.api.places import FrontFound, SummitFound
from standoff.app.api.rankings import Ranking
from standoff.errors import StandoffError
from standoff.results.answers import html_table
from standoff.results.findings.kinds import RECORDS
from standoff.results.findings.tipping import Tipping
from standoff.results.run.fronts import FrontHistory
from standoff.results.run.summits import SummitHistory
from standoff.study.rows import numbers_of
from tests.findings.toys import ATTACK

HOSTILE = "<img src=x onerror=alert(1)>\x1b[2J\u202e"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> standoff.Run:
    home = tmp_path_factory.mktemp("results")
    text = ATTACK.replace("title: Attack or wait", "title: 'Attack <script>or</script> wait'")
    (home / "toy.yaml").write_text(text, encoding="utf-8")
    return standoff.run(home / "toy.yaml", draws=150, seed=3, out=home / "run", workers=1)


def drawn(chart: object) -> str:
    """The chart as SVG, from its own data alone."""
    spec = chart.to_dict()  # type: ignore[attr-defined]
    assert "url" not in str(spec.get("data", {}))
    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def test_draws_stand_beside_the_numbers_that_they_came_from(found: standoff.Run) -> None:
    rows = found.draws("bold")
    own = standoff.draw(found.path.parent / "toy.yaml", "bold", draws=150, seed=3)
    for name in own.columns:
        assert rows[f"parameter:{name}"].to_list() == own[name].to_list()
    assert isinstance(rows["parameter:quiet_from"][0], dt.date)
    assert rows["parameter:war_cost"].dtype.is_float()
    both = np.corrcoef(rows["parameter:war_cost"], rows["measure:attacked"])
    assert both[0, 1] < -0.3  # the dearer a war, the fewer attacks
    assert not any(name.startswith("parameter:") for name in found.draws(parameters=False).columns)
    with pytest.raises(StandoffError, match=r"S708.*Did you mean `bold`"):
        found.draws("bolt")


def test_parameters_have_numbers_and_days_in_columns_of_their_own(found: standoff.Run) -> None:
    rows = {row["name"]: row for row in found.parameters.filter(reading="as_written").to_dicts()}
    assert dt.date(2031, 3, 3) < rows["quiet_from"]["date_q50"] < dt.date(2031, 3, 9)
    assert rows["quiet_from"]["q50"] is None
    assert rows["war_cost"]["date_q50"] is None
    assert rows["war_cost"]["q05"] < rows["war_cost"]["q50"] < rows["war_cost"]["q95"]


def test_summary_is_a_record_that_says_what_the_tables_say(found: standoff.Run) -> None:
    told = found.summary.readings["bold"].endings["war"]
    (row,) = found.endings.filter(reading="bold", name="war").to_dicts()
    assert row["probability"] == told.probability


def test_notebook_table_of_a_run_escapes_the_title(found: standoff.Run) -> None:
    html = found._repr_html_()
    assert "Attack &lt;script&gt;or&lt;/script&gt; wait" in html
    assert "<script>" not in html


def test_html_of_anything_shows_no_markup_and_no_control_character() -> None:
    html = html_table(HOSTILE, [{HOSTILE: HOSTILE, "n": 1.5, "none": None, "yes": True}] * 50)
    assert "<img" not in html
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert "... and 10 more" in html
    assert html_table("nothing", []) == "<table><caption>nothing</caption></table>"


def test_chart_of_endings_is_drawn_without_a_network(found: standoff.Run) -> None:
    svg = drawn(found.plot())
    assert svg.startswith("<svg")
    assert "<script" not in svg
    assert all(reading in svg for reading in found.readings)


def test_chart_of_a_ranking_has_the_largest_rows_first() -> None:
    rows = tuple({"reading": "one", "what": f"w{i}", "size": (-1) ** i * float(i)} for i in range(30))
    spec = ranking_chart(Ranking("Sizes", ("what",), "size", "size", rows)).to_dict()
    shown = [row["what"] for row in spec["data"]["values"]]
    assert shown[:3] == ["w29", "w28", "w27"]
    assert len(shown) == 20
    assert drawn(ranking_chart(Ranking("None", ("what",), "size", "size", ()))).startswith("<svg")


def test_chart_of_a_hazard_and_of_votes_is_drawn_without_a_network() -> None:
    level = {"q05": 0.01, "q50": 0.05, "q95": 0.2}
    months = [{"month": f"2031-0{m}", "hazard": 0.1 / m, **level} for m in (1, 2, 3)]
    step = {"n_steps": 1, "error_q99": 0.0, "error_max": 0.0, "sample": 1, "tolerance": 0.1}
    front = FrontFound("base", FrontHistory(name="line", title=HOSTILE, months=months, breaks=[], step=step))
    assert front.hazard["month"].to_list()[0] == dt.date(2031, 1, 1)
    assert "<img" not in front._repr_html_()
    assert "<img" not in drawn(front.plot())
    assert drawn(hazard_chart("x", [])).startswith("<svg")
    spread = {"mean": 0.0, "q05": 0.0, "q50": 0.0, "q95": 0.0}
    summit = SummitHistory(
        name="council",
        title="The council",
        history={"pledge": "given"},
        body={"title": "All", "rule": "unanimity", "sit": ["a"]},
        options=[
            {"option": "none", "value": 0, "adopted": 0.25, "passes": 1},
            {"option": HOSTILE, "value": 1, "adopted": 0.75, "passes": 0.75},
        ],
        adopted=spread,
        draws=4,
        forecast={"model": "mean", "asked": False, "mean": spread, "median": spread},
        members=[],
    )
    shown = SummitFound("base", summit)
    assert shown.votes["adopted"].to_list() == [0.25, 0.75]
    assert "after pledge given" in shown.heading
    assert "<img" not in drawn(shown.plot())
    assert drawn(votes_chart("x", [])).startswith("<svg")


def test_findings_of_a_run_are_typed_ranked_and_stored(found: standoff.Run) -> None:
    assert list(found.findings()) == []
    standoff.explore(found, "tipping", draws=60, workers=1)
    (kind,) = stored = found.findings()
    assert kind == "tipping"
    told = stored.of(Tipping)
    assert told.record.readings.keys() == {"as_written", "bold", "settled"}
    ranking = told.ranking
    assert ranking["distance"].dtype.is_float()
    assert set(ranking["parameter"]) <= {"p_firm", "war_cost", "quiet_from"}
    assert drawn(told.plot()).startswith("<svg")
    assert "<table>" in stored._repr_html_()
    with pytest.raises(StandoffError, match="S916"):
        stored.of(RECORDS["voi"])
    with pytest.raises(StandoffError, match=r"S916.*Did you mean `tipping`"):
        stored["tippng"]


def test_pandas_frame_holds_what_the_polars_one_does(found: standoff.Run) -> None:
    frame = found.to_pandas()
    assert frame["probability"].tolist() == found.endings["probability"].to_list()


def test_pandas_that_is_not_there_is_told_with_its_extra(
    found: standoff.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(StandoffError, match=r"S915.*standoff\[pandas\]"):
        found.to_pandas()


def test_profile_of_a_draw_has_the_users_names_and_adds_up() -> None:
    compiled = standoff.compile("selected-reliability")
    columns = numbers_of(compiled, seed=5, first=0, n_draws=4)
    solution = solvers.solve(game.bind(compiled.game, columns, 4))
    played = game.profile(compiled.game, solution, 3)
    alone = standoff.solve("selected-reliability", draw=3, seed=5).profile()
    assert {name for name, own in played.items() if own} == set(alone)
    for player, own in alone.items():
        for infoset, shares in own.items():
            assert sum(shares.values()) == pytest.approx(1.0)
            assert played[player][infoset] == pytest.approx(shares, abs=1e-9)
    with pytest.raises(StandoffError, match="S904"):
        game.profile(compiled.game, solution, 4)
    with pytest.raises(StandoffError, match="S904"):
        standoff.solve("selected-reliability").profile(7)


def test_branch_has_a_profile_at_each_point_and_a_table(tmp_path: Path) -> None:
    path = tmp_path / "chicken.nfg"
    path.write_text('NFG 1 R "<b>chicken" { "Ann" "Bob" } { 2 2 }\n0 0 3 1 1 3 2 2\n', encoding="utf-8")
    branch = standoff.solve(path, concept="qre_branch", precision=2.0)
    first, last = branch.profile(0), branch.profile(-1)
    shares = [p for own in first.values() for one in own.values() for p in one.values()]
    assert shares == pytest.approx([0.5] * 4)
    assert first.keys() == last.keys() == {"Ann", "Bob"}
    assert branch.table["precision"].is_sorted()
    assert "&lt;b&gt;chicken" in branch._repr_html_()
