"""Who speaks where it is easily misread: denied sayings, nouns like verbs, titles, joined clauses."""

from __future__ import annotations

import pytest

from standoff.evidence.anchoring import EvidenceError, text_of
from standoff.evidence.proposing import Proposal, propose
from standoff.evidence.written import as_yaml


def _claims(text: str) -> tuple[Proposal, ...]:
    return propose(text_of(text.encode(), "paper.txt")).claims


# sentence -> claimant of its last clause behind the author ("" for the author), type
CASES = [
    ("Orme has never said that the port was open.", "", "fact"),
    ("Orme no longer believes that the port is open.", "", "fact"),
    ("Neither Orme nor Aske said that the port was open.", "", "fact"),
    ("Orme falsely claimed that the port was open.", "Orme", "testimony"),
    ("Orme's claim that the port is open was false.", "", "fact"),
    ("The claim that Orme lit the fire is false.", "", "fact"),
    ("The ministry rejected claims that it had lit the fire.", "", "fact"),
    ("The ministry claims that it was at sea.", "The ministry", "testimony"),
    ("Orme said two ships were sunk in May.", "Orme", "testimony"),
    ("Orme said nothing of the kind, and left.", "", "fact"),
    ("Yesterday Orme said that the port was open.", "Orme", "testimony"),
    ("The fear is that, as Orme says, the port is lost.", "Orme", "testimony"),
    ("Lt. Gen. Sir J. P. R. Ash, K.C.B., said that it was safe.", "Lt. Gen. Sir J. P. R. Ash", "testimony"),
    ("Gen. Orme and Lt. Aske said the port was safe.", "Gen. Orme and Lt. Aske", "testimony"),
    ("The port was open, said Orme, while Aske said that it was shut.", "Aske", "testimony"),
    ("The port was open to all, although the mayor said that it was shut.", "the mayor", "testimony"),
    ("The fleet stands accused of lighting the fire.", "unnamed", "allegation"),
    ("The fleet is alleged by Orme to have lit the fire.", "Orme", "allegation"),
    ("Orme was accused by Aske of having lit the fire.", "Aske", "allegation"),
]


@pytest.mark.parametrize(("text", "who", "kind"), CASES)
def test_speaker_is_who_says_it_and_nobody_where_it_is_not_said(text: str, who: str, kind: str) -> None:
    claim = _claims(text)[-1]
    assert (claim.chain[1:], claim.type) == ((who,) if who else (), kind)


def test_what_stands_behind_a_mark_that_nothing_closes_may_be_somebody_elses() -> None:
    text = (
        "It snowed in the pass.\n\n“We hold the pass. We shall not leave it.\n\n“We shall win it,” said Orme."
    )
    assert [claim.perhaps for claim in _claims(text)] == ["", "unnamed", "unnamed", ""]
    told = as_yaml(propose(text_of(text.encode(), "paper.txt")))
    assert told.count("# may still be the word of somebody unnamed: see the place") == 2
    assert [claim.perhaps for claim in _claims("„It is over now“, said Orme. The port is open.")] == ["", ""]


@pytest.mark.parametrize("text", ["\u00a0", "\u3000\u2028", "\x1c\n", "\x85", "\ufeff\ufeff \u2003"])
def test_text_of_spaces_alone_of_whatever_kind_is_refused(text: str) -> None:
    with pytest.raises(EvidenceError, match="S834"):
        propose(text_of(text.encode(), "paper.txt"))


@pytest.mark.parametrize("line", ["***", "-" * 40, "\u200b\u200b.", "\xad\xad", "…"])
def test_line_without_a_letter_or_number_is_no_claim(line: str) -> None:
    found = propose(text_of(f"{line}\n\nThe port is open to all.".encode(), "paper.txt"))
    assert (len(found.claims), found.n_short) == (1, 1)
