"""Foreign texts are shown, never sent: hostile strings in every text of a scenario, a game, a table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from standoff.letters import clean, is_hidden, shown, shown_lines

TOY = (Path(__file__).parents[1] / "scenario" / "toy.yaml").read_text(encoding="utf-8")
# one of every kind: escape sequences (7 and 8 bits), bells, overrides, embeddings, isolates, marks,
# spaces of no width, fillers, soft hyphens, tags, variation selectors, undefined and private letters
KINDS = (
    *("\x1b[31m", "\x9b2J", "\x07", "\x00", "\x7f", "\r", "\x85"),
    *("\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"),
    *("\u200e", "\u200f", "\u061c", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u180e"),
    *("\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u17b4", "\u2028", "\u2029"),
    *("\U000e0001", "\U000e0041", "\U000e0100", "\ufff9", "\ue000", "\U0001d173", "\u0378"),
)
HOSTILE = "a" + "b".join(KINDS) + "c\u200dd"
QUOTED = json.dumps(HOSTILE)

Run = Callable[..., tuple[int, str, str]]


def hidden(text: str) -> set[str]:
    return {
        letter for i, letter in enumerate(text) if letter not in "\n\t" and is_hidden(letter, text[i - 1 : i])
    }


@pytest.mark.parametrize("letters", KINDS)
def test_every_kind_of_hidden_letter_is_written_out_and_replaced(letters: str) -> None:
    assert hidden(f"a{letters}b")
    assert shown(f"a{letters}b").isprintable()
    assert not hidden(shown(f"a{letters}b"))
    assert not hidden(clean(f"a{letters}b"))
    assert shown(shown(letters)) == shown(letters)


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "Zürich, 東京",
        "עברית",
        "العربية",
        "क्\u200dष",
        "👩\u200d🌾",
        "⚔\ufe0f",
        "a\u00a0b",
        "می\u200cخواهم",
    ],
)
def test_writing_of_every_script_stays_as_it_is(text: str) -> None:
    assert shown(text) == clean(text) == text


def test_lines_stay_lines() -> None:
    assert shown_lines("a\nb\x1b\n") == "a\nb\\x1b\n"


def _scenario(folder: Path) -> Path:
    """The toy with a hostile string in every text that may be free, by YAML's escapes."""
    text = re.sub(
        r"^(\s*(?:- )?(?:title|question|notes|says|source|because_says|author|container|publisher|note|kind|"
        r"locator|mechanism|condition|hedge):) .+$",
        lambda found: f"{found[1]} {QUOTED}",
        TOY,
        flags=re.MULTILINE,
    )
    text = re.sub(r"(\{title:) ?[^,}]+", lambda found: f"{found[1]} {QUOTED}", text)
    assert text.count(QUOTED) > 5
    path = folder / "hostile.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_hostile_scenario_is_shown_never_sent(standoff: Run, tmp_path: Path) -> None:
    path, out = _scenario(tmp_path), tmp_path / "run"
    told = [standoff("run", path, "--draws", 30, "--workers", 1, "--out", out)]
    told += [standoff(word, path) for word in ("check", "show")]
    told.append(standoff("evidence", "audit", path))
    told += [standoff("evidence", "export", path, "--to", form) for form in ("argdown", "w3c", "csl")]
    told.append(standoff("run", path, "--draws", 30, "--workers", 1, "--out", out, "--json"))
    assert [code for code, _, _ in told] == [0] * len(told)
    for _, said, noted in told:
        assert hidden(said + noted) == set()
    json.loads(told[-1][1])
    page = (out / "report.html").read_text(encoding="utf-8")
    assert hidden(page) == set()
    assert "\ufffd" in page


def test_export_into_a_file_is_filtered_like_the_terminal(standoff: Run, tmp_path: Path) -> None:
    path = _scenario(tmp_path)
    for form in ("argdown", "w3c", "csl"):
        place = tmp_path / f"out.{form}"
        assert standoff("evidence", "export", path, "--to", form, "-o", place)[0] == 0
        assert hidden(place.read_text(encoding="utf-8")) == set()


def test_hostile_labels_of_a_game_are_shown_never_sent(standoff: Run, tmp_path: Path) -> None:
    label = HOSTILE.replace('"', "")
    path = tmp_path / "g.efg"
    path.write_text(
        f'EFG 2 R "{label}" {{ "{label}" "B" }}\n"{label}"\np "{label}" 1 1 "{label}" {{ "{label}" "r" }} 0\n'
        f't "{label}" 1 "{label}" {{ 1 2 }}\nt "" 2 "" {{ 3 2 }}\n',
        encoding="utf-8",
        newline="",
    )
    told = [
        standoff("solve", path),
        standoff("solve", path, "--json"),
        standoff("solve", path, "--concept", "nash_all"),
    ]
    told += [standoff("convert", path, "-", "--to", kind) for kind in ("efg", "nfg", "svg")]
    assert [code for code, _, _ in told] == [0] * len(told)
    for _, said, noted in told:
        assert hidden(said + noted) == set()
    json.loads(told[1][1])


def test_hostile_table_of_members_is_shown_never_sent(standoff: Run, tmp_path: Path) -> None:
    label = re.sub("[\r\n\x1c-\x1e\x85\u2028\u2029]", "", HOSTILE)[:60]
    path = tmp_path / "m.csv"
    path.write_text(f"member,capability,position\n{label},1,5\nb,1,60\nc,2,90\n", encoding="utf-8")
    for words in (("--model", "compromise"), ("--model", "compromise", "--json")):
        code, said, noted = standoff("summit", path, *words)
        assert (code, hidden(said + noted)) == (0, set()), noted
    code, _, noted = standoff("summit", path, "--model", HOSTILE)
    assert (code, hidden(noted)) == (2, set())


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "JaVaScRiPt://x",
        "vbscript:x",
        'https://a"onclick=',
        "file:///etc",
    ],
)
def test_link_of_another_scheme_is_text_and_no_address(link: str) -> None:
    from standoff.evidence.annotations import as_annotations, as_csl
    from standoff.evidence.records import Claim, Document

    document = Document("d", "D", "", link=link)
    made = as_csl({"d": document})[0]
    assert "URL" not in made
    assert link in made["note"]
    page = as_annotations("s", {"d": document}, {"c": Claim("c", "d", ("a",), "x", start=0, end=1)})
    assert page["items"][0]["target"]["source"].startswith("urn:uuid:")


def test_link_to_the_web_stays_an_address() -> None:
    from standoff.evidence.annotations import as_csl
    from standoff.evidence.records import Document

    assert as_csl({"d": Document("d", "D", "", link="https://example.org/a?b=c")})[0]["URL"].startswith(
        "https:"
    )


def test_hidden_letters_are_refused_in_the_text_of_a_scenario() -> None:
    from standoff.errors import ScenarioError
    from standoff.scenario import load_text

    for letters in KINDS:
        if letters not in ("\ue000", "\u0378"):  # letters of nobody are shown as numbers, and may stand
            with pytest.raises(ScenarioError, match="S104"):
                load_text(TOY.replace("title: ", f"title: x{letters}", 1), "toy.yaml")
