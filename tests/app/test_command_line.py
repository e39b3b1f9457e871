"""The commands as a user meets them: what they print where, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from standoff.app.main import COMMANDS, FAULT, command
from standoff.errors import StandoffError

TOY = Path(__file__).parents[1] / "scenario" / "toy.yaml"
HEAVY = {"numpy", "scipy", "pydantic", "rich", "polars", "numba", "ruamel", "yaml", "jinja2", "altair"}

Run = Callable[..., tuple[int, str, str]]


def test_standoff_alone_prints_its_help(standoff: Run) -> None:
    code, out, err = standoff()
    assert (code, err) == (0, "")
    assert "Usage: standoff" in out
    assert all(name in out for name in COMMANDS)


def test_table_of_commands_says_what_the_commands_say() -> None:
    context = click.Context(command)
    for name, says in COMMANDS.items():
        found = command.get_command(context, name)
        assert found is not None
        assert found.short_help == says
        assert "Example" in (found.help or "")


@pytest.mark.parametrize("words", [["--help"], ["--version"], [], *([name, "--help"] for name in COMMANDS)])
def test_help_of_every_command_loads_nothing_heavy(words: list[str]) -> None:
    code = (
        "import sys\nfrom standoff.app.main import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit as e:\n    assert not e.code\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_unknown_command_names_the_nearest(standoff: Run) -> None:
    code, out, err = standoff("chekc")
    assert (code, out) == (2, "")
    assert "Did you mean `check`?" in err


def test_check_of_a_good_scenario_says_its_size_and_ends_with_0(standoff: Run) -> None:
    code, out, err = standoff("check", TOY)
    assert code == 0
    assert "note: 5 numbers are assumed, resting on no claim and no data: `p_firm_feared`" in err
    heads = [line.partition(":")[0] for line in err.splitlines() if not line.startswith(" ")]
    assert heads == ["warning"] * 2 + ["note"] * 6  # what is assumed, four numbers without a name, the rest
    assert "toy.yaml:58:21: the number 0.05 of move `widen` has no name" in err
    assert "note: 3 more numbers have no name" in err
    assert "S443: The options `vague` and `silent` of `pledge` have the same consequences" in err
    assert "S440: The actor `protege` makes no move, and nothing reads its payoffs" in err
    assert "The strait: 5 moves, 7 parameters" in out
    assert "No errors, 2 warnings." in out


def test_check_of_a_scenario_that_cannot_be_meant_ends_with_2(standoff: Run, tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(TOY.read_text(encoding="utf-8").replace(">= 0.95", ">= 95"), encoding="utf-8")
    for words in (("check",), ("run", "--draws", "8", "--out", tmp_path / "r")):
        code, _, err = standoff(words[0], path, *words[1:])
        assert code == 2
        assert "S449: The conclusion `help_is_certain` can never hold" in err
    assert not (tmp_path / "r").exists()


def test_run_names_the_warnings_of_its_scenario(standoff: Run, tmp_path: Path) -> None:
    code, _, err = standoff("run", TOY, "--draws", 8, "--workers", 1, "--no-report", "--out", tmp_path / "r")
    assert code == 0
    assert err.startswith("warning: ")
    assert "S440: The actor `protege`" in err.splitlines()[0]
    assert "S443: The options `vague` and `silent`" in err


def test_check_of_a_wrong_scenario_tells_all_places_on_stderr(standoff: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        TOY.read_text().replace("help == abandon", "help == abandn").replace("beta(2, 5)", "beta(2)")
    )
    code, out, err = standoff("check", wrong)
    assert (code, out) == (2, "")
    assert err.count("wrong.yaml:") >= 3
    assert "Did you mean `abandon`?" in err
    assert "^^^^" in err


def test_missing_file_is_told_without_a_traceback(standoff: Run) -> None:
    code, out, err = standoff("run", "nowhere.yaml")
    assert (code, out) == (2, "")
    assert "nowhere.yaml" in err
    assert "Traceback" not in err


def test_show_of_each_stage_prints_plain_text(standoff: Run) -> None:
    code, out, _ = standoff("show", TOY)
    assert code == 0
    assert "pledge: guarantor: written | vague | silent" in out
    assert "as attacker believes: firm p_firm_feared, hollow rest" in out
    assert "not seen by attacker, protege" in out
    assert "p_firm = beta(2, 3) [" in out or "p_firm = beta(2, 3) (elicited: because c4)" in out
    _, sceptic, _ = standoff("show", TOY, "--reading", "sceptic")
    assert "p_firm = beta(1, 6)" in sceptic
    _, game, _ = standoff("show", TOY, "--stage", "game")
    assert "information sets" in game
    _, arrays, _ = standoff("show", TOY, "--stage", "arrays")
    assert "->" in arrays
    assert "\x1b" not in out + game + arrays


def test_show_of_an_unknown_reading_names_the_nearest(standoff: Run) -> None:
    code, _, err = standoff("show", TOY, "--reading", "skeptic")
    assert code == 2
    assert "Did you mean `sceptic`?" in err


def test_run_as_json_prints_json_alone_and_writes_the_report(standoff: Run, tmp_path: Path) -> None:
    code, out, err = standoff("run", TOY, "--draws", 300, "--out", tmp_path / "r", "--json", "--workers", 1)
    assert code == 0
    told = json.loads(out)
    assert out == (tmp_path / "r" / "summary.json").read_text()
    assert told["draws"] == 300
    assert set(told["readings"]) == {"as_written", "sceptic"}
    assert str(tmp_path / "r") in err
    assert (tmp_path / "r" / "report.html").read_text().lstrip().lower().startswith("<!doctype html>")


def test_run_prints_the_endings_and_says_where_it_put_them(
    standoff: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = standoff("run", TOY, "--draws", 300, "--reading", "sceptic", "--no-report")
    assert code == 0
    assert "Abandoned" in out
    (folder,) = (tmp_path / "runs").iterdir()
    assert folder.name.startswith("toy-")
    assert folder.name.endswith("-seed0-300-sceptic")
    assert f"runs/{folder.name}" in out + err
    assert not (folder / "report.html").exists()
    again = standoff("run", TOY, "--draws", 300, "--reading", "sceptic", "--no-report")
    assert "already, finished" in again[2]
    assert again[1] == out


def test_given_and_observed_are_explained_where_they_are_used(standoff: Run, tmp_path: Path) -> None:
    words = ["run", TOY, "--draws", 200, "--no-report", "--workers", 1, "--out"]
    _, _, err = standoff(*words, tmp_path / "g", "--given", "challenge=attack")
    assert "given: challenge=attack is made" in err
    assert "nothing is inferred" in err
    _, out, err = standoff(*words, tmp_path / "o", "--observed", "challenge=attack", "--json")
    assert "observed: challenge=attack was seen" in err
    assert "draws are worth" in err
    assert json.loads(out)["observed"] == {"challenge": "attack"}


def test_draws_that_fail_are_counted_with_advice_and_left_out(standoff: Run, tmp_path: Path) -> None:
    text = TOY.read_text().replace("waiting: -delay_cost if", "waiting: -delay_cost * sqrt(p_firm - 0.1) if")
    (tmp_path / "toy.yaml").write_text(text)
    code, out, err = standoff(
        "run", tmp_path / "toy.yaml", "--draws", 1000, "--out", tmp_path / "r", "--json", "--workers", 1
    )
    assert code == 3  # more than 5 % failed
    assert "the payoff `attacker.waiting` = -delay_cost * sqrt(p_firm - 0.1) if" in err
    told = json.loads(out)["readings"]["sceptic"]
    failed = told["status"]["failed"]
    assert 400 < failed < 530  # beta(1, 6) is below 0.1 with a chance of 1 - 0.9^6 = 0.47
    assert told["status"]["solved"] == 1000 - failed
    assert sum(ending["probability"] for ending in told["endings"].values()) == pytest.approx(1)
    assert f"reading sceptic: {failed} failed of 1,000 draws; they are left out" in err
    assert "failed: A number of this draw is not finite" in err


@pytest.mark.parametrize("flag", ["--given", "--observed"])
@pytest.mark.parametrize(
    ("event", "mend"), [("pledge", "move=option"), ("plege=vague", "`pledge`"), ("pledge=vage", "`vague`")]
)
def test_wrong_event_names_the_mend(standoff: Run, tmp_path: Path, flag: str, event: str, mend: str) -> None:
    code, out, err = standoff("run", TOY, flag, event, "--out", tmp_path / "r")
    assert (code, out) == (2, "")
    assert mend in err
    assert not (tmp_path / "r").exists()


def test_report_is_written_again_from_the_folder_alone(standoff: Run, tmp_path: Path) -> None:
    standoff("run", TOY, "--draws", 200, "--out", tmp_path / "r", "--workers", 1)
    report = tmp_path / "r" / "report.html"
    before = report.read_bytes()
    report.unlink()
    code, out, _ = standoff("report", tmp_path / "r")
    assert (code, out.strip()) == (0, str(report))
    assert report.read_bytes() == before


def test_report_of_a_folder_without_a_run_is_an_error(standoff: Run, tmp_path: Path) -> None:
    code, _, err = standoff("report", tmp_path)
    assert code == 2
    assert "S713" in err


def test_new_scenario_checks_and_runs_and_is_never_overwritten(standoff: Run, tmp_path: Path) -> None:
    home = tmp_path / "baltic-2031"
    code, out, _ = standoff("new", home)
    assert code == 0
    assert str(home / "scenario.yaml") in out
    text = (home / "scenario.yaml").read_text()
    assert "title: Baltic 2031" in text
    code, out, err = standoff("check", home)
    assert code == 0
    assert err.startswith("note: 3 numbers are assumed, resting on no claim and no data: `stake`")
    code, out, _ = standoff("run", home, "--draws", 200, "--out", tmp_path / "r", "--workers", 1, "--json")
    assert code == 0
    assert json.loads(out)["readings"].keys() == {"as_written", "firm"}
    code, _, err = standoff("new", home)
    assert code == 2
    assert "S902" in err
    assert (home / "scenario.yaml").read_text() == text


def test_library_lists_what_ships_one_a_line(standoff: Run) -> None:
    from standoff import library

    code, out, _ = standoff("library")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(library.names())


def test_library_path_of_an_unknown_name_is_an_error(standoff: Run) -> None:
    code, _, err = standoff("library", "--path", "atlantis")
    assert code == 2
    assert "atlantis" in err


def test_schema_is_a_json_schema_with_the_keys_of_the_language(standoff: Run) -> None:
    code, out, _ = standoff("schema")
    assert code == 0
    assert {"moves", "payoffs", "endings"} <= json.loads(out)["properties"].keys()


def test_fault_of_the_program_apologises_and_keeps_the_traceback(
    standoff: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from standoff import scenario

    def broken(_where: object) -> None:
        raise RuntimeError("the sky fell")

    monkeypatch.setattr(scenario, "checked", broken, raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, out, err = standoff("check", TOY)
    assert (code, out) == (FAULT, "")
    assert "Sorry" in err
    assert "Traceback" not in err
    (kept,) = tmp_path.glob("standoff-fault-*.txt")
    assert str(kept) in err
    assert "in broken" in kept.read_text()


def test_file_that_the_system_refuses_is_named_without_an_apology(
    standoff: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from standoff import scenario

    def refused(_where: object) -> None:
        raise PermissionError(13, "Permission denied", "secret.yaml")

    monkeypatch.setattr(scenario, "checked", refused, raising=False)
    code, out, err = standoff("check", TOY)
    assert (code, out) == (2, "")
    assert "S903: `secret.yaml` cannot be used: Permission denied." in err


def test_letters_that_a_stream_cannot_show_are_numbered(tmp_path: Path) -> None:
    text = TOY.read_text().replace("title: The strait", "title: The “strait”")
    (tmp_path / "toy.yaml").write_text(text)
    words = [sys.executable, "-m", "standoff.app.main", "show", str(tmp_path / "toy.yaml")]
    told = subprocess.run(words, capture_output=True, check=True, env={"PYTHONIOENCODING": "latin-1"})
    assert told.stdout.splitlines()[0] == rb"The \u201cstrait\u201d"


def test_errors_keep_their_problems_when_they_cross_processes() -> None:
    import pickle

    from standoff.errors import Problem, RunError

    error = RunError([Problem("S707", "one."), Problem("S708", "two.")])
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, StandoffError)
    assert (copy.problems, str(copy)) == (error.problems, str(error))
