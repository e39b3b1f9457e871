"""Briefs, figures and tables of a run: whole or not at all, nothing of others lost, the same bytes."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

import standoff as library
from standoff.errors import RunError
from standoff.results.run import whole_folder
from standoff.results.run.whole_folder import INDEX, write_folder
from standoff.study import RunFolder, open_run

Run = Callable[..., tuple[int, str, str]]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    place = tmp_path_factory.mktemp("taken") / "run"
    return library.run("selected-reliability", draws=100, seed=1, out=place, workers=1).folder


@pytest.fixture(scope="module")
def figures(made: RunFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return library.write_figures(made.path, tmp_path_factory.mktemp("figures") / "all")


def test_every_figure_has_svg_png_and_alt_text(figures: Path) -> None:
    index = json.loads((figures / INDEX).read_text(encoding="utf-8"))
    assert len(index["figures"]) == 13
    for one in index["figures"]:
        root = ElementTree.fromstring((figures / one["svg"]).read_text(encoding="utf-8"))
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert (figures / one["png"]).read_bytes().startswith(PNG)
        assert len(one["alt"]) > 10
    names = {path.name for path in figures.iterdir()} - {INDEX}
    assert names == set(index["files"])


def test_figure_stands_alone_with_its_style_and_labels(figures: Path) -> None:
    (file,) = figures.glob("choices-choice-challenge-*.svg")
    text = file.read_text(encoding="utf-8")
    assert "var(" not in text
    assert ".bar{" in text.replace(" {", "{")
    assert ">attack<" in text  # written beside the drawing on the page
    assert "@media" not in text


def test_names_of_figures_survive_another_run(figures: Path, tmp_path: Path) -> None:
    again = library.run("selected-reliability", draws=60, seed=9, out=tmp_path / "run", workers=1)
    from standoff import reports
    from standoff.reports.figure_files import figures_of

    names = {one.name for one in figures_of(reports.render(again.path))}
    assert names == {path.stem for path in figures.glob("*.svg")}


def test_drawings_of_one_figure_are_told_apart_by_words(figures: Path) -> None:
    from standoff.reports.figure_files import figures_of

    drawn = "".join(
        f'<svg viewBox="0 0 9 9"><title>{reading}, where it goes: {n} %</title></svg>'
        for n, reading in enumerate(("As written", "Read well"))
    )
    page = f'<section id="ends"><figure id="flow">{drawn}</figure></section>'
    assert [one.name for one in figures_of(page)] == ["flow-as-written", "flow-read-well"]
    assert not [path.stem for path in figures.glob("*.svg") if path.stem.rpartition("-")[2].isdigit()]


def test_figures_of_titles_in_other_letters_or_too_long_have_names_of_their_own(figures: Path) -> None:
    """Whichever stand on the page: a name does not count the figures before it."""
    from standoff.reports.figure_files import figures_of

    titles = ["Мир", "Война", "和平", "Peace", "Péace", *(f"{'very ' * 40}long {end}" for end in "ab")]
    drawn = [f"<svg viewBox='0 0 9 9'><title>{title}</title></svg>" for title in titles]

    def names(made: list[str]) -> list[str]:
        return [one.name for one in figures_of(f"<section id='s'>{''.join(made)}</section>")]

    whole = names(drawn)
    assert len(set(whole)) == len(titles)
    assert all(len(name) <= 90 and name.isascii() for name in whole)
    assert names(drawn[::-1]) == whole[::-1]
    glances = {path.stem for path in figures.glob("glance*.svg")}
    assert glances == {"glance-wide", "glance-middle", "glance-narrow"}


def test_tables_have_units_one_row_a_thing_and_the_same_bytes(made: RunFolder, tmp_path: Path) -> None:
    one = library.write_tables(made.path, tmp_path / "one")
    two = library.write_tables(made.path, tmp_path / "two")
    files = sorted(path.name for path in one.iterdir())
    assert [(one / name).read_bytes() for name in files] == [(two / name).read_bytes() for name in files]
    rows = list(csv.DictReader(io.StringIO((one / "endings.csv").read_text(encoding="utf-8"))))
    assert len(rows) == 2 * 3
    summary = made.summary().readings["as_written"].endings
    found = {
        row["name"]: float(row["probability [0 to 1]"]) for row in rows if row["reading"] == "as_written"
    }
    assert found == pytest.approx({name: told.probability for name, told in summary.items()}, rel=1e-9)
    index = json.loads((one / INDEX).read_text(encoding="utf-8"))
    assert {told["file"] for told in index["tables"]} | {INDEX} == set(files)


def test_text_that_a_spreadsheet_would_run_is_defused() -> None:
    from standoff.app.api.tables import TableFile

    made = TableFile("claims", "", ({"says": '=HYPERLINK("x")', "n": -1.5, "day": None, "mark": True},))
    assert made.as_csv().splitlines() == ["says,n,day,mark", '"\'=HYPERLINK(""x"")",-1.5,,true']
    for sign in "=+-@\uff1d\uff0b\uff0d\uff20":  # East Asian settings take the wide signs for the plain ones
        assert TableFile("claims", "", ({"says": f"{sign}1"},)).as_csv().splitlines()[1] == f"'{sign}1"


def test_folder_of_others_is_refused_and_nothing_of_it_is_lost(
    made: RunFolder, tmp_path: Path, standoff: Run
) -> None:
    place = tmp_path / "mine"
    place.mkdir()
    (place / "letter.txt").write_text("dear", encoding="utf-8")
    code, _, err = standoff("report", made.path, "--tables", place)
    assert code == 2
    assert "S756" in err
    assert "`letter.txt`" in err
    assert [path.name for path in place.iterdir()] == ["letter.txt"]
    assert standoff("report", made.path, "--tables", place, "--force")[0] == 0
    assert (place / "letter.txt").read_text(encoding="utf-8") == "dear"
    assert (place / "endings.csv").is_file()


def test_own_folder_is_replaced_unless_a_file_of_it_was_changed(made: RunFolder, tmp_path: Path) -> None:
    place = library.write_tables(made.path, tmp_path / "tables")
    (place / "endings.csv").touch()
    library.write_tables(made.path, place)
    (place / "endings.csv").write_text("my notes", encoding="utf-8")
    with pytest.raises(RunError, match=r"S756.*endings\.csv"):
        library.write_tables(made.path, place)
    with pytest.raises(RunError, match="S756"):
        library.write_figures(made.path, place)


def test_file_left_from_an_earlier_export_goes_and_one_of_others_stays(tmp_path: Path) -> None:
    place = tmp_path / "out"
    write_folder(place, {"a.csv": b"1", "b.csv": b"2"}, {}, kind="tables", force=False)
    write_folder(place, {"b.csv": b"3"}, {}, kind="tables", force=False)
    assert sorted(path.name for path in place.iterdir()) == ["b.csv", INDEX]
    (place / "note").write_bytes(b"mine")
    write_folder(place, {"c.csv": b"4"}, {}, kind="tables", force=True)
    assert sorted(path.name for path in place.iterdir()) == ["c.csv", INDEX, "note"]


@pytest.mark.parametrize("there", ["empty", "own", "missing"])
def test_link_to_a_folder_stays_and_the_folder_is_written(tmp_path: Path, there: str) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    if there != "missing":
        real.mkdir()
    if there == "own":
        write_folder(real, {"a.csv": b"1", "b.csv": b"2"}, {}, kind="tables", force=False)
    link.symlink_to(real)
    write_folder(link, {"b.csv": b"3"}, {}, kind="tables", force=False)
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]
    assert sorted(path.name for path in real.iterdir()) == ["b.csv", INDEX]


def test_index_that_names_files_elsewhere_gives_none_of_them_away(tmp_path: Path) -> None:
    """An `index.json` that came from somebody else cannot have a file outside the folder deleted."""
    place, other = tmp_path / "out", tmp_path / "notes"
    other.write_bytes(b"mine")
    place.mkdir()
    told = {
        "kind": "tables",
        "files": {name: sha256(b"mine").hexdigest() for name in ("../notes", str(other))},
    }
    (place / INDEX).write_text(json.dumps(told), encoding="utf-8")
    write_folder(place, {"a.csv": b"1"}, {}, kind="tables", force=True)
    assert other.read_bytes() == b"mine"


def test_folder_that_has_the_name_of_a_file_is_told_before_anything_is_overwritten(tmp_path: Path) -> None:
    place = tmp_path / "out"
    (place / "b.csv").mkdir(parents=True)
    (place / "a.csv").write_bytes(b"mine")
    with pytest.raises(RunError, match="S701"):
        write_folder(place, {"a.csv": b"1", "b.csv": b"2"}, {}, kind="tables", force=True)
    assert (place / "a.csv").read_bytes() == b"mine"


def test_folder_in_which_one_stands_is_filled_and_not_moved_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    write_folder(Path(), {"a.csv": b"1"}, {}, kind="tables", force=False)
    assert sorted(path.name for path in Path.cwd().iterdir()) == ["a.csv", INDEX]


def test_export_that_fails_half_way_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "out"
    write_folder(place, {"a.csv": b"1"}, {}, kind="tables", force=False)
    before = (place / INDEX).read_bytes()

    def full(*_places: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_folder, "_replace", full)
    with pytest.raises(RunError, match="S702"):
        write_folder(place, {"b.csv": b"2"}, {}, kind="tables", force=False)
    assert (place / INDEX).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_figures_and_tables_in_one_folder_are_refused(made: RunFolder, tmp_path: Path, standoff: Run) -> None:
    code, _, err = standoff("report", made.path, "--tables", tmp_path / "x", "--figures", tmp_path / "x")
    assert code == 2
    assert "S755" in err
    assert not (tmp_path / "x").exists()


def test_brief_is_written_beside_the_report_or_where_it_is_told(
    made: RunFolder, tmp_path: Path, standoff: Run
) -> None:
    assert standoff("report", made.path, "--brief")[:2] == (0, f"{made.path / 'brief.html'}\n")
    text = (made.path / "brief.html").read_text(encoding="utf-8")
    assert "How reliable do guarantees look" in text
    assert "3 numbers, of which 3 are assumed" in text
    assert "standoff explore" in text
    own = tmp_path / "b.html"
    assert standoff("report", made.path, "--brief", own)[0] == 0
    assert own.read_text(encoding="utf-8") == text
    code, _, err = standoff("report", made.path, "--brief", own)
    assert (code, "S911" in err) == (2, True)
    code, _, err = standoff("report", made.path, "--brief", tmp_path / "b.odt")
    assert (code, "S757" in err) == (2, True)
    open_run(made.path)  # a brief beside the report does not disturb the run's digests
