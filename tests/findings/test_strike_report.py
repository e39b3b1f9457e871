"""Strike-outs where people look: the command, its JSON, the section of the report."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from strike_toys import BARRIER, context_over

from standoff import reports
from standoff.app.main import command
from standoff.errors import RunError
from standoff.findings.context import Context
from standoff.findings.strike_out.analysis import strikes
from standoff.results.findings.files import read_finding, write_finding
from standoff.results.findings.strikes import Strikes


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "barrier.yaml"
    path.write_text(BARRIER, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_over(tmp_path_factory.mktemp("report") / "run", draws=800)


def _struck(*words: str) -> str:
    done = CliRunner().invoke(command, ["strike", *words, "--workers", "1"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def _section(html: str) -> str:
    start = html.index('<section id="strikes"')
    return html[start : html.index("</section>", start)]


def test_command_tells_what_falls_and_what_every_answer_becomes(text: Path) -> None:
    said = _struck(str(text), "c1", "--draws", "400", "--reading", "as_written")
    assert "p_storm: beta(8, 2) becomes beta(2, 2)" in said
    assert re.search(r"Struck by storm +[78]\d\.\d\s% +[45]\d\.\d\s% +−\d+\.\d points +± \d\.\d", said)
    assert "400 of 400 draws are solved on both sides" in said


def test_command_says_of_a_claim_without_effect_why(text: Path) -> None:
    said = _struck(str(text), "c2", "--draws", "200", "--reading", "as_written")
    assert "Nothing changes: all that rests on it rests on other claims too." in said
    assert "number p_break: rests on other claims too (c3)" in said


def test_command_without_a_claim_ranks_them_all_and_keeps_the_finding(context: Context) -> None:
    said = _struck(str(context.folder), "--draws", "800")
    assert re.search(r"Struck by storm +c1 ", said)
    kept = read_finding(context.folder, context.run.manifest, Strikes)
    assert kept is not None
    assert kept.struck_draws == 800


def test_command_gives_json_and_nothing_else(text: Path) -> None:
    found = json.loads(_struck(str(text), "--unverified", "--json", "--draws", "200"))
    assert found["readings"]["as_written"]["targets"][0]["claims"] == ["c3"]


def test_moves_stay_where_they_are_asked_to(text: Path) -> None:
    told = json.loads(_struck(str(text), "c4", "--keep-moves", "--json", "--draws", "200"))
    effect = told["readings"]["as_written"]["effects"][0]
    assert effect["moves"] == []
    assert [number["name"] for number in effect["numbers"]] == ["p_pumps"]


@pytest.mark.parametrize(
    ("words", "said"),
    [(("c44",), "S734"), (("--document", "papers"), "S735"), (("--reading", "clam"), "S708")],
)
def test_command_refuses_names_that_do_not_exist_with_the_nearest(
    context: Context, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(RunError, match=rf"{said}.*Did you mean|{said}.*Known"):
        CliRunner().invoke(command, ["strike", str(context.folder), *words], catch_exceptions=False)


def test_report_ranks_claims_for_each_conclusion_in_words_chart_and_table(context: Context) -> None:
    found = strikes(context, draws=800, workers=1)
    write_finding(context.folder, context.run.manifest, found)
    html = reports.write_report(context.folder).read_text(encoding="utf-8")
    section = _section(html)
    assert (
        "It leans most on “The storm will very likely come” (author): without that it would hold in"
        in section
    )
    assert "p storm from beta(8, 2) to beta(2, 2)" in section
    assert "(no prior stated: anything between 0 and 1)" in section
    assert "the move “Pumps” is switched off" in section
    assert 2 <= section.count("<svg") <= 4  # the conclusion and the likeliest ending, in each reading
    assert re.search(r'href="#claim-\d+">c1</a>', section)
    assert "all that rests on it rests on other claims too" in section
    assert reports.write_report(context.folder).read_text(encoding="utf-8") == html


def test_report_marks_an_unverified_claim(tmp_path: Path) -> None:
    text = BARRIER.replace("because: [c2, c3], prior", "because: [c3], prior")
    context = context_over(tmp_path / "run", text, draws=400)
    write_finding(context.folder, context.run.manifest, strikes(context, draws=400, workers=1))
    section = _section(reports.write_report(context.folder).read_text(encoding="utf-8"))
    assert re.search(r'It held before\..{0,90}<span class="badge">unverified</span>', section)


def test_report_of_a_run_with_other_findings_alone_says_how_to_get_them(tmp_path: Path) -> None:
    plain = context_over(tmp_path / "plain", draws=100)
    html = reports.write_report(plain.folder).read_text(encoding="utf-8")
    assert "standoff explore DIR" in html
    assert '<section id="strikes"' not in html
