"""The table of answers: what the first page says, in the order and the words of the question."""

from __future__ import annotations

from standoff.scenario.tables.words import FORMULA, NAME, NOTE, NUMBER, TEXT
from standoff.scenario.yaml.shape import Fields, Key, ListOf

_SENTENCES = Fields(
    "a choice of sentences",
    {
        "low": Key(TEXT, "the sentence below the first cut", required=True),
        "middle": Key(TEXT, "the sentence between the cuts", required=True),
        "high": Key(TEXT, "the sentence from the second cut on", required=True),
        "cuts": Key(ListOf(NUMBER, "a list of two numbers", least=2, most=2), "the two cuts", required=True),
    },
)
ANSWER = Fields(
    "an answer",
    {
        "asks": Key(TEXT, "the part of the question that it answers, in words", required=True),
        "by": Key(NAME, "the ending, measure or conclusion that answers it", required=True),
        "given": Key(FORMULA, "the event under which it is asked"),
        "says": Key(_SENTENCES, "sentences for a low, a middle and a high answer"),
        "note": NOTE,
    },
)
