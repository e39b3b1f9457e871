"""Keeping changes as a reading: put in the right place, whatever the text looks like, or refused by code."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML
from session_toys import BARRIER, barrier

from standoff.errors import StandoffError
from standoff.results.session import Changes
from standoff.scenario.yaml.reader import read
from standoff.workbench.session import Session, TextFiles
from standoff.workbench.session.placement import compare, placed

HEAD = BARRIER[: BARRIER.index("readings:")]
TURNED = Changes(numbers={"stake": 9.0})
ENDS = {
    "comment_inside": ("  calm:\n    title: Calm\n    # inside\n\n# the end\n", "    # inside\n"),
    "comment_of_its_own": ("  calm:\n    title: Calm\n  # calmer:\n  #   title: x\n", "title: Calm\n"),
    "comments_mixed": ("  calm:\n    title: Calm\n    # inside\n  # below\n    # odd\n", "    # inside\n"),
    "block_with_hashes": (
        "  calm:\n    title: Calm\n    says: |\n      Rare:\n      # not a comment\n\n# c\n",
        "# not a comment\n",
    ),
    "block_with_keys": (
        "  calm:\n    title: Calm\n    says: >-\n      one\n\n      readings:\n",
        "      readings:\n",
    ),
    "block_that_keeps_blank_lines": (
        "  calm:\n    title: Calm\n    says: |+\n      one\n\n\nquestion: Who?\n",
        "      one\n\n\n",
    ),
    "quoted_over_lines": ('  calm:\n    title: Calm\n    says: "one\n\n      # two"  # c\n', '# two"  # c\n'),
    "plain_over_lines": ("  calm:\n    title: Calm\n    says: one\n      two\n# c\n", "      two\n"),
    "braces": ("  calm: {title: Calm}  # c\n", "  # c\n"),
    "braces_over_lines": ("  calm: {title: Calm,\n   # c\n    says: one\n    }\n\n# c\n", "    }\n"),
    "section_behind": ("  calm: {title: Calm}\n\nquestion: Who leaves?\n", "  calm: {title: Calm}\n"),
    "deep": ("     calm:\n         title: Calm\n", "title: Calm\n"),
}


def _plain(text: str) -> dict[str, object]:
    """The text by the YAML reader alone, none of our own code."""
    found = YAML(typ="safe", pure=True).load(text)
    assert isinstance(found, dict)
    return found


def _kept(folder: Path, text: str, changes: Changes = TURNED) -> tuple[str, str]:
    """The text with a reading kept, and what was inserted."""
    held = Session(TextFiles.find(barrier(folder, text)), draws=256)
    edit = held.keep(changes, "dear")
    after = held.texts.edited([edit])
    assert held.edit(after)
    assert held.loaded.readings[-1] == "dear"
    return after.files["barrier.yaml"], edit.text


@pytest.mark.parametrize(("section", "before"), ENDS.values(), ids=ENDS)
def test_reading_is_put_behind_the_last_one_whatever_that_ends_with(
    tmp_path: Path, section: str, before: str
) -> None:
    text = f"{HEAD}readings:\n{section}"
    after, inserted = _kept(tmp_path, text)
    assert after.replace(inserted, "") == text
    first, _, rest = after.partition("dear:")
    assert first.rstrip(" ").endswith(before), first[-80:]
    assert rest
    told = _plain(after)
    dear = told["readings"].pop("dear")  # type: ignore[attr-defined]
    assert dear["parameters"] == {"stake": {"draw": 9, "set_by": "assumed"}}
    assert told == _plain(text)


@pytest.mark.parametrize(
    "prose",
    [
        "|\n  readings:\n    calm: {title: No}\n",
        '"\n\n  readings:\n\n  calm"\n',
        ">\n  # none\n  readings:\n",
    ],
    ids=["block", "quoted", "folded"],
)
def test_line_in_a_quoted_text_is_no_section(tmp_path: Path, prose: str) -> None:
    for text in (f"{HEAD}question: {prose}", f"{HEAD}question: {prose}readings:\n  calm: {{title: Calm}}\n"):
        after, _ = _kept(tmp_path, text)
        told = _plain(after)
        assert told["question"] == _plain(text)["question"]
        assert list(told["readings"])[-1] == "dear"  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "tail", ["readings:\n  # none yet\n\n# the end\n", "readings:  # none\n", "readings:"]
)
def test_section_without_a_reading_takes_the_first(tail: str) -> None:
    edit = placed("t.yaml", f"a: 1\n{tail}", "y:\n  c: 1")
    lines = f"a: 1\n{tail}".split("\n")
    lines[edit.line - 1] += edit.text
    assert _plain("\n".join(lines)) == {"a": 1, "readings": {"y": {"c": 1}}}
    assert "# none" not in "\n".join(lines).partition("y:")[2]


@pytest.mark.parametrize(
    "tail", ["readings: {calm: {title: Calm}}\n", "readings: {\n  calm: {title: Calm}}\n"]
)
def test_section_in_braces_is_left_to_its_author(tmp_path: Path, tail: str) -> None:
    held = Session(TextFiles.find(barrier(tmp_path, HEAD + tail)), draws=256)
    with pytest.raises(StandoffError, match="S955"):
        held.keep(TURNED, "dear")


def test_text_that_would_read_otherwise_is_refused(tmp_path: Path) -> None:
    for tail, what in (
        ("question: |\n  Who leaves?", "the section `question`"),  # its line end is not there yet
        ("readings:\n  calm:\n    title: Calm\n    says: |\n      Rare", "the reading `calm`"),
    ):
        held = Session(TextFiles.find(barrier(tmp_path, HEAD + tail)), draws=256)
        with pytest.raises(StandoffError, match="S957") as told:
            held.keep(TURNED, "dear")
        assert what in told.value.problems[0].what


@pytest.mark.parametrize(
    ("after", "what"),
    [
        ("a: 2\nreadings:\n  x: {b: 1}\n  y: {c: 1}", "section `a`"),
        ("readings:\n  x: {b: 1}\n  y: {c: 1}\na: 1\nd: 2", "sections"),
        ("a: 1\nreadings:\n  x: {b: '1'}\n  y: {c: 1}", "reading `x`"),
        ("a: 1\nreadings:\n  y: {c: 1}\n  x: {b: 1}", "reading `x`"),
        ("a: 1\nreadings:\n  x: {b: 1}", "reading itself"),
        ("a: 1\nreadings:\n  x: {b: 1}\n  y: {c: 2}", "reading itself"),
    ],
)
def test_every_other_part_of_the_text_is_compared(after: str, what: str) -> None:
    before = "a: 1\nreadings:\n  x: {b: 1}"
    with pytest.raises(StandoffError, match=what):
        compare("t.yaml", before, after, name="y", block="y: {c: 1}")
    compare("t.yaml", before, "a: 1\nreadings:\n  x: {b: 1}\n  y: {c: 1}", name="y", block="y: {c: 1}")


def test_text_that_is_indented_as_a_whole_takes_its_own_depth() -> None:
    text = "  a: 1\n  b: 2\n"
    edit = placed("t.yaml", text, "y:\n  c: 1")
    assert edit.text == "\n\n  readings:\n    y:\n      c: 1"
    assert read(f"  a: 1\n  b: 2{edit.text}", "t.yaml")


@pytest.mark.parametrize(
    "changes",
    [Changes(), Changes(reading="calm"), Changes(claims=["c2"], reading="calm", documents=["wire"])],
)
def test_reading_that_would_say_nothing_is_refused(tmp_path: Path, changes: Changes) -> None:
    bare = BARRIER.replace("because: [c2]", "because: [c1]").replace(", because: [c3]", "")
    held = Session(TextFiles.find(barrier(tmp_path, bare)), draws=256)
    with pytest.raises(StandoffError, match=r"S955: Nothing (is changed|falls)"):
        held.keep(changes, "dear")


def test_reading_with_hundreds_of_numbers_is_kept(tmp_path: Path) -> None:
    names = [f"number_of_some_kind_{i}" for i in range(120)]
    more = "".join(f"  {name}: {{draw: 1, unit: payoff, set_by: assumed}}\n" for name in names)
    text = BARRIER.replace("parameters:\n", f"parameters:\n{more}", 1)
    after, inserted = _kept(tmp_path, text, Changes(numbers=dict.fromkeys(names, 2.0)))
    assert len(inserted) > 4_000
    assert after.replace(inserted, "") == text


def test_number_is_named_under_parameters_and_not_in_a_text(tmp_path: Path) -> None:
    text = BARRIER.replace("-stake if", "-2.5 if").replace(
        "documents:", "question: |\n  parameters:\n    none\ndocuments:", 1
    )
    held = Session(TextFiles.find(barrier(tmp_path, text)), draws=256)
    note = next(one for one in held.problems if one.kind == "note" and "2.5" in one.what)
    assert held.edit(held.texts.edited(note.edits))
    assert [one for one in held.reading().numbers if one.middle == -2.5]
