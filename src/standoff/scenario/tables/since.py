"""The tables of what is known since, and of questions that others ask: neither enters play."""

from __future__ import annotations

from standoff.scenario.tables.words import DATE, FORMULA, NOTE, SAYS, TEXT
from standoff.scenario.yaml.shape import Fields, Key

HAPPENED = Fields(
    "something that happened",
    {
        "is": Key(
            FORMULA, "a condition over moves, endings and parameters that turned out true", required=True
        ),
        "on": Key(DATE, "the day on which it happened", required=True),
        "says": SAYS,
        "source": Key(TEXT, "where that is said", required=True),
        "link": Key(TEXT, "where it can be read"),
        "note": NOTE,
    },
)
QUESTION = Fields(
    "a question",
    {
        "asks": Key(
            FORMULA, "an event, an ending, `P(event | event)`, a measure, or a date parameter", required=True
        ),
        "text": Key(TEXT, "the question as it is asked", required=True),
        "criteria": Key(TEXT, "how it is decided"),
        "source": Key(TEXT, "who asks it"),
        "due": Key(DATE, "the day on which it is decided", required=True),
        "note": NOTE,
    },
)
