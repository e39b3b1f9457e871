"""Keeping changes as a reading: put in the right place, whatever the text looks like, or refused by code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML
from session_toys import BARRIER, barrier

from standoff.draws import no_spans, parse_distribution
from standoff.errors import StandoffError
from standoff.results.session import Changes
from standoff.scenario.yaml.reader import read
from standoff.workbench.session import Session, TextFiles
from standoff.workbench.session.games import written_plain
from standoff.workbench.session.placement import compare, placed

HEAD = BARRIER[: BARRIER.index("readings:")]
LEVELS = np.array([0.01, 0.3, 0.5, 0.9])
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
    "quoted_name": ('  "calm":  # c\n    title: Calm\n    # inside\n  # below\n', "    # inside\n"),
    "name_in_single_quotes": ("  'calm':\n    title: Calm\n", "title: Calm\n"),
    "key_written_out": ("  ? calm\n  : title: Calm\n    # inside\n", "    # inside\n"),
    "quoted_key_written_out": ('  ? "calm"  # c\n  :\n    title: Calm\n', "title: Calm\n"),
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


def test_text_whose_first_key_is_in_quotes_takes_a_section(tmp_path: Path) -> None:
    after, _ = _kept(tmp_path, HEAD.replace("standoff: 1", '"standoff": 1'))
    assert "\n\nreadings:\n  dear:\n    title: Dear\n" in after


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


PRECISIONS = [
    ("play: {precision: 1}", {"precision": 4.0}),
    ("play: {precision: {city: 1}}", {"precision_city": "lognormal(median=3, sd=0.2)"}),
    ("play: {precision: {others: {draw: 1, set_by: assumed}}}", {"precision_others": 4.0, "stake": 9.0}),
    ("play: {precision: sharpness}", {"sharpness": 4.0}),
]


@pytest.mark.parametrize(("play", "numbers"), PRECISIONS)
@pytest.mark.parametrize("reading", ["", "calm"])
def test_precision_that_is_turned_is_kept_as_play(
    tmp_path: Path, play: str, numbers: dict[str, float | str], reading: str
) -> None:
    """A precision that is written under `play:` is a number to turn, and none that `parameters:` names."""
    text = BARRIER.replace("play: {precision: 1}", play)
    text = text.replace("parameters:\n", "parameters:\n  sharpness: {draw: 1, set_by: assumed}\n", 1)
    changes = Changes(reading=reading, numbers=numbers)
    held = Session(TextFiles.find(barrier(tmp_path, text)), draws=256)
    wanted = held.answer(changes).found.measures["left"].mean
    assert wanted != held.answer(Changes(reading=reading)).found.measures["left"].mean
    assert held.edit(held.texts.edited([held.keep(changes, "keen")]))
    kept = held.answer(Changes(reading="keen")).found.measures["left"].mean
    assert kept == pytest.approx(wanted, rel=1e-9)


def test_precision_of_everybody_goes_before_one_that_is_turned(tmp_path: Path) -> None:
    _, inserted = _kept(tmp_path, BARRIER, Changes(numbers={"precision": 4.0}, play="3"))
    assert inserted.endswith("    play:\n      precision: 3")


@pytest.mark.parametrize("reading", ["", "calm"])
def test_precision_of_one_actor_leaves_those_of_the_others(tmp_path: Path, reading: str) -> None:
    text = BARRIER.replace("actors:\n", "actors:\n  coast: {title: The coast}\n")
    text = text.replace("play: {precision: 1}", "play: {precision: {city: 1, coast: sharpness}}")
    text = text.replace("parameters:\n", "parameters:\n  sharpness: {draw: 2, set_by: assumed}\n", 1)
    text = text.replace("  calm:\n", "  calm:\n    play: {precision: {coast: 5, city: sharpness}}\n")
    name = "precision_coast" if reading else "precision_city"
    after, _ = _kept(tmp_path, text, Changes(reading=reading, numbers={name: 4.0}))
    told = _plain(after)["readings"]["dear"]["play"]["precision"]  # type: ignore[index]
    own, other = ("coast", "city") if reading else ("city", "coast")
    assert told == {own: {"draw": 4, "set_by": "assumed"}, other: "sharpness"}


def test_move_given_at_a_number_is_refused_by_name() -> None:
    held = Session(TextFiles.find("audience-costs-private"), draws=64)
    move = next(one for one in held.reading().moves if one.options[0] == "0")
    with pytest.raises(
        StandoffError, match=rf"S955: A reading cannot fix the move `{move.name}` at the number 0"
    ):
        held.keep(Changes(given={move.name: "0"}), "stands")


TEXTS = [
    ("beta(2, 3)", "probability"),
    (0.4, "probability"),
    ({"quantiles": {"5": 0.2, "50": 0.5, "95": 0.8}, "min": 0, "max": 1}, "probability"),
    ({"low": 0.1, "mode": 0.2, "high": 0.6}, "probability"),
    ({"mixture": [{"weight": 0.3, "draw": "beta(2, 3)"}, {"weight": 0.7, "draw": 0.5}]}, "probability"),
    ({"low": "2031-05-01", "mode": "2031-05-15", "high": "2031-08-31"}, "date"),
    ({"quantiles": {"5": "2031-05-01", "95": "2031-08-31"}}, "date"),
    ("2031-05-01", "date"),
    ("uniform(2031-05-01, 2031-09-01)", "date"),
]


@pytest.mark.parametrize("written", ["{low: 1,\r mode: 2}", "{low: [1,\r2]}", "{\x00}", "{low: \ud800}"])
def test_text_of_a_number_with_a_control_character_is_refused_by_code(written: str) -> None:
    with pytest.raises(StandoffError, match=r"S10[34]"):
        written_plain(written)


@pytest.mark.parametrize(("written", "unit"), TEXTS)
def test_text_that_a_number_shows_is_one_that_it_takes(written: object, unit: str) -> None:
    """What stands in the field as written can be sent back as it is, and is the same distribution."""
    shown = parse_distribution(written, no_spans, "x")
    again = parse_distribution(written_plain(shown.text), no_spans, "x")
    assert (again.text, again.unit_is_date) == (shown.text, unit == "date")
    assert again.quantile(LEVELS) == pytest.approx(shown.quantile(LEVELS), rel=1e-12)
