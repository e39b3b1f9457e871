"""The first page's answers: in the question's order and words, one number or interval a sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import small_run

import standoff
from standoff.reports.sections.answers import answer_sentences
from standoff.reports.sections.conclusions import under_test
from standoff.reports.sections.headline import sentences
from standoff.reports.text.cases import by_reading
from standoff.reports.text.ending_keys import keyed_endings
from standoff.results.run.folder import RunFiles, open_folder
from standoff.scenario import load_text

TEXT = """standoff: 1
title: A strait
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: A, b: B}
parameters: {x: "uniform(0, 2)"}
moves:
  go: {by: a, options: [act, wait]}
  reply: {by: b, options: [yield, fight], when: go == act}
payoffs:
  a: {gain: "2 * x if reply == yield", war: "-1 if reply == fight"}
  b: {pride: "x if reply == fight"}
endings: {war: reply == fight, taken: reply == yield, calm: otherwise}
measures: {acted: P(go == act), cost: "E(payoff(a, war))", never: P(war | calm)}
conclusions: {often: {holds_when: acted > 0.5}}
answers:
  - {asks: Is it war if A acts?, by: war, given: go == act}
  - {asks: Does it act more often than not, by: often}
  - {asks: What does war cost A, by: cost}
  - asks: Does A act
    by: acted
    says: {low: A stays away., middle: It is open whether A acts., high: A acts., cuts: [0.3, 0.9]}
play: {precision: 1}
readings:
  bold: {moves: {go: act}}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return standoff.run(load_text(TEXT), draws=200, seed=3, out=tmp_path_factory.mktemp("answers") / "run")


def test_answers_come_first_in_the_order_of_the_text_with_one_figure_each(run: Any) -> None:
    files = open_folder(run.path)
    said = sentences(files, keyed_endings(files), under_test(files))
    assert said[:4] == answer_sentences(files)
    assert [sentence.split("?")[0] for sentence in said[:3]] == [
        "Is it war if A acts",
        "Does it act more often than not",
        "What does war cost A",
    ]
    assert said[3].startswith("It is open whether A acts under ‘As written’ (4")
    assert said[3].endswith("A acts under ‘Bold’ (always).")
    assert not any("likeliest" in sentence for sentence in said)


def test_answer_under_a_condition_is_the_ending_s_share_of_plays_that_meet_it(run: Any) -> None:
    files = open_folder(run.path)
    found = files.summary.readings["as_written"]
    asked = found.measures["answers[1]"]
    joint = found.endings["war"].probability
    acted = joint + found.endings["taken"].probability
    assert asked.pooled == pytest.approx(joint / acted, rel=1e-9)
    assert f"{100 * asked.pooled:.0f}" in answer_sentences(files)[0]


def test_answer_whose_condition_never_happens_is_undefined_and_says_so(tmp_path: Path) -> None:
    text = TEXT.replace("by: war, given: go == act", "by: never")
    files = open_folder(standoff.run(load_text(text), draws=20, seed=3, out=tmp_path / "run").path)
    assert "undefined under ‘Bold’" in answer_sentences(files)[0]


def test_answers_change_no_ending_and_no_measure(run: Any, tmp_path: Path) -> None:
    without = TEXT[: TEXT.index("answers:")] + TEXT[TEXT.index("play:") :]
    plain = open_folder(standoff.run(load_text(without), draws=200, seed=3, out=tmp_path / "run").path)
    for name, reading in plain.summary.readings.items():
        mine = open_folder(run.path).summary.readings[name]
        assert mine.endings == reading.endings
        assert {n: m for n, m in mine.measures.items() if n != "answers[1]"} == reading.measures


STEADY = """standoff: 1
title: A steady strait
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: A}
moves:
  luck: {chance: {up: 0.5, down: rest}}
  go: {by: a, options: [act, wait]}
payoffs: {a: {gain: "1 if go == act and luck == up"}}
endings: {acts: go == act, calm: otherwise}
measures: {acted: P(go == act), up: P(luck == up | go == act), gap: acted - up}
answers:
  - {asks: Does A act, by: acts}
  - {asks: What is between the two, by: gap}
play: {precision: 1}
readings:
  shy: {moves: {go: wait}}
"""


def test_answer_that_varies_in_no_draw_has_no_range_and_an_undefined_one_says_where(tmp_path: Path) -> None:
    files = open_folder(standoff.run(load_text(STEADY), draws=30, seed=3, out=tmp_path / "run").path)
    acts, gap = answer_sentences(files)
    assert acts == "Does A act? In 62 of 100 cases under ‘As written’ and never under ‘Shy’."
    assert gap == "What is between the two? 0.022 under ‘As written’; undefined under ‘Shy’."


def readings(tmp_path: Path, n: int) -> RunFiles:
    files = small_run.content()
    if n == 1:
        files["manifest.json"]["readings"] = ["as_written"]
        del files["summary.json"]["readings"]["sceptic"]
    return open_folder(small_run.write(tmp_path / "run", files))


@pytest.mark.parametrize(
    ("n", "shares", "said"),
    [
        (1, {"as_written": 0.62}, "in 62 of 100 cases"),
        (1, {"as_written": 0.0}, "never"),
        (2, {"as_written": 1.0, "sceptic": 1.0}, "always under both readings"),
        (2, {"as_written": 0.62, "sceptic": 0.6249}, "in 62 of 100 cases under both readings"),
        (2, {"as_written": 0.62, "sceptic": 0.55}, "in 55 to 62 of 100 cases, by reading"),
        (
            2,
            {"as_written": 0.09, "sceptic": 0.47},
            "in 9 to 47 of 100 cases, fewest under ‘As written’ and most under ‘Sceptic’",
        ),
        (
            2,
            {"as_written": 0.0, "sceptic": 0.47},
            "in 47 of 100 cases under ‘Sceptic’ and never under ‘As written’",
        ),
        (2, {"sceptic": 0.47}, "in 47 of 100 cases under ‘Sceptic’"),
        (2, {"as_written": 1.0, "sceptic": 0.0}, "always under ‘As written’ and never under ‘Sceptic’"),
        (
            2,
            {"as_written": 0.9999, "sceptic": 1.0},
            "in over 99.9 of 100 cases under both readings",
        ),
    ],
)
def test_shares_by_reading_are_one_range_or_named(
    tmp_path: Path, n: int, shares: dict[str, float], said: str
) -> None:
    assert by_reading(readings(tmp_path, n), shares) == said


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"as_written": 0.998, "sceptic": 1.0}, "in all but 0 to 4 of 2,000 draws"),
        ({"as_written": 0.9995, "sceptic": 0.9995}, "in all but 1 of 2,000 draws under both readings"),
        ({"as_written": 0.2, "sceptic": 0.9995}, "in 20 to over 99.9 of 100 draws"),
        ({"as_written": 1.0, "sceptic": 1.0}, "in every draw under both readings"),
    ],
)
def test_draws_that_are_nearly_all_are_counted(tmp_path: Path, shares: dict[str, float], said: str) -> None:
    told = by_reading(readings(tmp_path, 2), shares, of="draws").replace("\u202f", ",")
    assert told.startswith(said)


def test_given_that_decides_the_ending_is_said_to_be_no_finding(tmp_path: Path) -> None:
    text = TEXT[: TEXT.index("answers:")] + "play: {precision: 1}\n"
    text = text.replace("moves:", "moves:\n  luck: {chance: {up: 0.5, down: rest}}")
    run = standoff.run(load_text(text), draws=20, seed=3, out=tmp_path / "run", given={"go": "wait"})
    files = open_folder(run.path)
    said = sentences(files, keyed_endings(files), under_test(files))
    assert said[0] == "With what is given, “Calm” follows: it is no finding."


GOLDEN = Path(__file__).parent / "first_pages.golden.txt"
SMALL = (
    *("guarantee-window", "audience-cost-crisis", "power-against-risk", "selected-reliability", "tripwire"),
    *("brinkmanship-known-resolve", "option-to-wait", "strategic-ambiguity"),
    *("volunteers", "bargaining-in-rounds"),
)
STRAIT = """standoff: 1
title: The strait
question: Will the strait be closed, and if it is, do the neighbours fight or pay?
as_of: 2031-01-01
horizon: 2031-12-31
actors: {north: {title: North}, allies: {title: The neighbours}}
parameters: {toll: "uniform(1, 3)", war: "uniform(1, 6)"}
moves:
  closing: {title: Closing, by: north, options: [close, open]}
  answer: {title: The answer, by: allies, options: [fight, pay, wait], when: closing == close}
payoffs:
  north: {toll: "toll if answer == pay", war: "-war if answer == fight", wait: "1 if answer == wait"}
  allies: {toll: "-toll if answer == pay", war: "-war / 2 if answer == fight", wait: "-2 if answer == wait"}
endings:
  fought: {when: answer == fight, title: The neighbours fight}
  paid: {when: answer == pay, title: They pay}
  blocked: {when: answer == wait, title: It stays closed}
  open_sea: {when: otherwise, title: The strait stays open}
measures:
  closed: {is: P(closing == close), title: The strait is closed}
  fight: P(answer == fight | closing == close)
play: {precision: 1}
readings: {poor: {title: Poor neighbours, parameters: {toll: "uniform(3, 6)"}}}
"""
ISLAND = """standoff: 1
title: An embargo
question: Which option does the island choose, and when is the embargo lifted?
as_of: 2031-01-01
horizon: 2031-12-31
actors: {island: {title: The island}, league: {title: The league}}
parameters: {pain: "uniform(0, 3)"}
moves:
  note: {title: A note, by: league, options: [write, none]}
  course: {title: The course, by: island, options: [yield, smuggle, defy]}
  lift: {title: The embargo, by: league, options: [lift, keep]}
payoffs:
  island: {food: "2 if lift == lift", shame: "-1 if course == yield", risk: "-pain if course == defy"}
  league: {win: "2 if course == yield", cost: "-1 if lift == keep", ink: "-0.1 if note == write"}
endings: {over: lift == lift, going_on: otherwise}
play: {precision: 1.5}
"""

SEIZED = """standoff: 1
title: The island
question: Is the island seized, and is it fought for?
as_of: 2031-03-01
horizon: 2031-12-31
actors: {challenger: {title: Challenger}, guardian: {title: Guardian}}
parameters: {p_firm: "beta(2, 3)", war_cost: "lognormal(median=6, sd=0.4)"}
moves:
  kind: {chance: {firm: p_firm, hollow: rest}, seen_by: [guardian]}
  challenge: {by: challenger, options: [seize, wait]}
  help: {by: guardian, when: challenge == seize, options: [fight, abandon]}
payoffs:
  challenger: {prize: 5 if help == abandon, war: -war_cost if help == fight}
  guardian: {resolve: 7 if kind == firm and help == fight, lost: -3 if help == abandon,
    war: -war_cost if help == fight}
endings: {fought_for: help == fight, lost: help == abandon, quiet: otherwise}
measures: {help_if_seized: P(help == fight | challenge == seize)}
conclusions: {help_is_certain: {holds_when: help_if_seized >= 0.95, because: [c1]}}
documents: {note: {title: A note, published: 2031-01-01}}
claims: {c1: {document: note, claimant: columnist, says: The guardian will fight., hedge: certain}}
play: {precision: 1.5}
readings: {sceptic: {parameters: {p_firm: "beta(1, 6)"}}}
"""
PARTED = SEIZED.replace("seized, and is it fought for?", "seized, sold or fought for, and is it starved?")


def first_page(name: str, files: RunFiles) -> list[str]:
    said = sentences(files, keyed_endings(files), under_test(files))
    return [f"# {name}: {files.words.question}", *said]


def test_first_pages_of_small_library_scenarios_read_as_recorded(tmp_path: Path) -> None:
    """Read every line when it changes: these are the sentences that most people will see alone."""
    told = []
    for name in SMALL:
        files = open_folder(standoff.run(name, draws=30, seed=1, out=tmp_path / name).path)
        unasked = replace(files, words=files.words.model_copy(update={"answers": []}))
        told += first_page(name, files) + first_page(f"{name} without its answers", unasked)
    texts = {"strait": STRAIT, "island": ISLAND, "seized": SEIZED, "parted": PARTED}
    for name, text in texts.items():
        run = standoff.run(load_text(text), draws=30, seed=1, out=tmp_path / name)
        told += first_page(name, open_folder(run.path))
    said = "\n".join(told).replace("\u00a0", " ").replace("\u202f", " ") + "\n"
    assert said == GOLDEN.read_text(encoding="utf-8")


def test_first_pages_have_one_number_or_interval_a_sentence() -> None:
    """One interval has two numbers, and `of 100` beside it; what is asked may name others."""
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        for sentence in re.split(r"(?<=[.])\s+(?=[A-Z“])", re.sub(r"[“‘][^”’]*[”’]|^[^?]*\?", "", line)):
            bare = re.sub(
                r"of 100|of 30 draws|or 8 times it|to 8 times it|by \d+ points|more than \d+ of 100",
                "",
                sentence,
            )
            assert len(re.findall(r"\d+(?:\.\d+)?", bare)) <= (2 if " to " in bare else 1), line
