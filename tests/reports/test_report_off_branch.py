"""What the report says of draws that may not be on the principal branch, and that it says nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import small_run

from standoff import reports
from standoff.reports.sections.cautions import cautions
from standoff.reports.text.ending_keys import keyed_endings
from standoff.reports.text.off_branch import branch_part, sentence
from standoff.results.run.folder import open_folder

SPACE = "\N{NO-BREAK SPACE}"


def written(folder: Path, draws: int, on_branch: dict[str, float | None], **head: Any) -> Path:
    """The small run with doubtful draws under its first reading."""
    files = small_run.content()
    files["summary.json"] |= head
    reading = next(iter(files["summary.json"]["readings"].values()))
    reading["off_branch"] = {"draws": draws, "share": draws / reading["draws"], "untold": 0}
    for name, ending in reading["endings"].items():
        ending |= {"off_branch": draws, "on_branch": on_branch.get(name, ending["probability"])}
    for found in (*reading["measures"].values(), *reading["conclusions"].values()):
        found |= {"off_branch": draws, "on_branch": 0.25}
    return small_run.write(folder / "run", files)


def test_doubtful_draws_are_told_with_the_endings_with_and_without_them(tmp_path: Path) -> None:
    files = open_folder(written(tmp_path, 30, {"war": 0.110, "help": 0.625}))
    said = sentence(files)
    assert said.startswith("30 of 2\u202f000 draws under ‘As written’ may not be on the principal branch")
    assert f"without them “Wider war” would be 11.0{SPACE}% instead of 12.0{SPACE}%" in said
    assert "whatever their right answer, no ending moves by more than 1.5 points" in said
    assert "Sceptic" not in said


def test_doubtful_draws_stand_on_the_terminal_the_first_page_and_in_the_section(tmp_path: Path) -> None:
    folder = written(tmp_path, 3, {"war": 0.115})
    assert "3 of 2\u202f000 draws under" in reports.summary_text(folder, 400)
    html = reports.render(folder)
    first, rest = html.split('<section id="endings"', 1)
    assert "may not be on the principal branch" in first
    section = rest.split("</section>", 1)[0]
    assert "may not be on the principal branch" in section
    assert f'<td class="n">12.00{SPACE}%</td><td class="n">11.50{SPACE}%</td>' in section


def test_every_number_with_doubtful_draws_in_it_has_a_row(tmp_path: Path) -> None:
    files = open_folder(written(tmp_path, 3, {}))
    part = branch_part(files, keyed_endings(files))
    assert part is not None
    first = files.summary.readings[files.base]
    assert len(part.rows) == len(first.endings) + len(first.measures) + len(first.conclusions)
    assert {row.draws for row in part.rows} == {"3"}
    assert {row.reading for row in part.rows} == {"As written"}


@pytest.mark.parametrize(
    ("draws", "on_branch", "head", "says"),
    [
        (3, {}, {}, "every ending's chance is the same to a tenth of a point"),
        (2000, dict.fromkeys(small_run.TITLES), {}, "and no draw is left without them"),
    ],
)
def test_doubt_of_no_weight_and_of_all_weight_is_told_as_such(
    tmp_path: Path, draws: int, on_branch: dict[str, float | None], head: dict[str, Any], says: str
) -> None:
    assert says in sentence(open_folder(written(tmp_path, draws, on_branch, **head)))


def test_bound_is_left_out_where_the_weight_depends_on_the_answer(tmp_path: Path) -> None:
    said = sentence(open_folder(written(tmp_path, 3, {"war": 0.1}, observed={"help": "fight"})))
    assert "without them “Wider war” would be" in said
    assert "whatever their right answer" not in said


def test_run_without_doubtful_draws_says_nothing_of_them(tmp_path: Path) -> None:
    for name, folder in (
        ("none", written(tmp_path / "none", 0, {})),
        ("older", small_run.write(tmp_path / "older")),
    ):
        files = open_folder(folder)
        assert sentence(files) == "", name
        assert branch_part(files, keyed_endings(files)) is None, name
        assert "principal branch" not in reports.summary_text(folder, 300), name


def test_cautions_stand_by_how_far_they_can_move_an_ending(tmp_path: Path) -> None:
    folder = written(tmp_path, 30, {"war": 0.110})
    first, *_ = cautions(open_folder(folder))
    assert first.startswith("Up to 30 of 2\u202f000 draws may not be on the principal branch")
    files = small_run.content()
    reading = files["summary.json"]["readings"]["as_written"]
    reading["off_branch"] = {"draws": 30, "share": 0.015, "untold": 0}
    reading["status"] = {"solved": 1600, "not_converged": 400}
    said = cautions(open_folder(small_run.write(tmp_path / "unsolved", files)))
    assert [one.split(":")[0] for one in said][:1] == ["Draws that were not solved are left out"]
    assert "principal branch" in said[1]
