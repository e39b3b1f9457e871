"""Tables of members: both formats, and every kind of mistake with its file, line and mend."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from standoff.summit import SummitError, read_table

KTAB = Path(__file__).resolve().parents[1] / "data" / "ktab"
GOOD = (
    'Name, "what, it is", 2, 2,\nActor,Description,Power,P1,S1,P2,S2,\n'
    'a,"x, y",10,20,30,40,50,\nb,z,5,60,70,80,20\n'
)


def _told(text: str, **more: object) -> str:
    with pytest.raises(SummitError) as caught:
        read_table(text, "f.csv", **more)  # type: ignore[arg-type]
    return str(caught.value)


def test_ktab_tables_are_read_with_their_quirks() -> None:
    soe = read_table((KTAB / "soe_pol_comp.csv").read_text(encoding="utf-8"), "soe.csv")
    assert len(soe.names) == 13
    assert soe.dimensions == ("Policy", "Competitive")
    assert soe.salience[1] == pytest.approx([0.447, 0.413])
    small = read_table(GOOD, "f.csv")
    assert small.title == "Name"
    assert small.descriptions == ("x, y", "z")
    assert small.members().position.tolist() == [[[20.0, 40.0], [60.0, 80.0]]]
    assert read_table("\ufeff" + GOOD.replace("\n", "\r\n"), "f.csv").names == ("a", "b")


def test_own_tables_take_dimensions_and_further_columns() -> None:
    text = (
        "# of 2024\n"
        "member,capability,position:troops,salience:troops,position:money,salience:money,votes,sits\n"
        "a,2,1,0.5,3,0.5,29,1\nb,1,4,0.2,5,0.1,3,0\n"
    )
    table = read_table(text, "f.csv", scale=(0, 5))
    assert table.dimensions == ("troops", "money")
    assert table.salience.tolist() == [[0.5, 0.5], [0.2, 0.1]]
    assert table.added["votes"].tolist() == [29, 3]
    assert table.scale == (0, 5)


def test_long_names_of_foreign_tables_are_read_and_noted_with_place_and_mend() -> None:
    table = read_table(GOOD.replace("\na,", "\nthe name of a very long ministry,"), "f.csv")
    assert table.names[0] == "the name of a very long ministry"
    told = [note.text() for note in table.notes]
    assert len(told) == 1
    wanted = "f.csv:3:1: S453: The name `the name of a very long ministry` has 32 characters: KTAB reads 25."
    assert told[0].startswith(wanted)
    assert "Shorten it, and keep the long form as the description." in told[0]
    own = "member,capability,position,salience\n" + "x" * 81 + ",1,1,1\n"
    assert "S693: The name" in _told(own)


def test_surplus_fields_of_foreign_tables_are_left_aside_and_noted() -> None:
    table = read_table(GOOD.replace("30,40,50", "30,40,50,a remark,!"), "f.csv")
    assert [(note.code, note.span.column) for note in table.notes if note.span] == [("S453", 25)]
    assert table.members().position.tolist() == read_table(GOOD, "f.csv").members().position.tolist()
    assert "S692: The row has 8 fields" in _told(GOOD.replace("30,40,50", "30,5,40,50"))  # decimals, perhaps


@pytest.mark.parametrize("separator", [";", "\t", " ; "])
def test_tables_with_semicolons_or_tabs_are_read(separator: str) -> None:
    text = "# ours\nmember,capability,position,salience\nnorth,30,20.5,0.9\nsouth,20,50,0.5\n"
    read = read_table(text.replace(",", separator), "f.csv")
    assert read.position.ravel().tolist() == [20.5, 50.0]
    quoted = f'member{separator}position\n"a{separator}b"{separator}3\nc{separator}4\n'
    assert read_table(quoted, "f.csv").names == (f"a{separator}b".replace("\t", "\t"), "c")


def test_decimal_commas_of_a_table_are_told_with_the_number_that_is_meant() -> None:
    told = _told("member;capability;position;salience\nnorth;30;20,5;0,9\nsouth;1,000;50;0.5\n")
    assert "f.csv:2:10: S691: `20,5` is no number. Expected a number. Write `20.5`." in told
    assert "f.csv:2:15: S691: `0,9` is no number." in told
    assert "f.csv:3:7: S691: `1,000` is no number. Expected a number. Write `1000`." in told


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("30,40,50", "60,40,50", "f.csv:3:22: S694: The saliences add to 110. Expected at most 100"),
        ("10,20,", "10,120,", "f.csv:3:13: S694: The position 120 is off the scale. Expected 0 to 100."),
        ("10,20,", "10,-1,", "f.csv:3:13: S694: The position -1 is off the scale."),
        ("\nb,", "\na,", "f.csv:4:1: S693: The member `a` is named twice."),
        ("\nb,", "\n,", "f.csv:4:1: S693: The member has no name."),
        (" 2, 2,", " 3, 2,", "f.csv:1:22: S695: The first line announces 3 members, and 2 follow."),
        ("5,60,70", "5,6O,70", "f.csv:4:7: S691: `6O` is no number."),
        ("5,60,70", "5,,70", "f.csv:4:7: S691: A number is missing."),
        ("5,60,70", "nan,60,70", "f.csv:4:5: S691: `nan` is no number."),
        ("b,z,5", "b,z,-5", "f.csv:4:5: S694: The capability is -5."),
        (",80,20\n", ",80\n", "f.csv:4:1: S692: The row has 6 fields. Expected 7"),
        (",P2,S2,", ",", "f.csv:2:1: S690: The header has 5 columns for 2 dimensions."),
    ],
)
def test_a_mistake_in_a_ktab_table_is_told_with_line_and_column(old: str, new: str, wanted: str) -> None:
    assert old in GOOD
    assert wanted in _told(GOOD.replace(old, new, 1))


def test_all_mistakes_of_a_table_are_told_at_once() -> None:
    told = _told("member,capability,position,salience\na,x,-3,0.5\na,1,50,1.5\n")
    assert [line.split(":")[3].strip() for line in told.splitlines() if "f.csv" in line] == [
        "S691",
        "S694",
        "S693",
        "S694",
    ]


def test_headers_of_own_tables_are_told_with_the_nearest_column() -> None:
    told = _told("member,capabilty,position,salience\na,1,1,1\n")
    assert "f.csv:1:8: S690: There is no column `capabilty`. Did you mean `capability`?" in told
    assert "S690: The column `member` is missing." in _told("position,salience\n1,1\n")
    assert "S690" in _told("")
    assert "S690" in _told("member,capability,position:a,salience:b\nx,1,1,1\n")
    assert "S695" in _told("member,capability,position,salience\n")


def test_text_that_is_no_table_never_breaks_the_reader() -> None:
    rng = np.random.default_rng(0)
    letters = list('abc,"\n0123456789.-# é\t:')
    for _ in range(300):
        text = "".join(rng.choice(letters, size=rng.integers(1, 80)))
        for head in ("", "x, y, 2, 1,\nh,h,h,h,h\n", "member,capability,position,salience\n"):
            try:
                table = read_table(head + text, "f.csv")
            except SummitError:
                continue
            assert np.isfinite(table.position).all()


def test_table_of_a_scenario_is_read_with_what_the_language_leaves_unsaid() -> None:
    table = read_table(
        "name,title,position,position_low,position_high,limit,capability,set_by\n"
        'north,The north,2,1,3,3.2,,data\nsouth,,"uniform(0, 1)",,,1\nwest,,,1,2,"uniform(0, 1)",5\n',
        "f.csv",
        scale=(0.0, 3.0),
    )
    assert table.descriptions == ("The north", "", "")
    assert table.position.ravel().tolist() == pytest.approx([2.0, 0.5, 1.5])
    assert table.capability.tolist() == [1.0, 1.0, 5.0]
    assert table.salience.ravel().tolist() == [1.0, 1.0, 1.0]
    assert "S691: `north` is no number." in _told("name,position\na,north\n")
