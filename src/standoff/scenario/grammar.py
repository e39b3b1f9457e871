"""The tables of the language, version 1: every key of a scenario, what stands under it, what it means."""

from __future__ import annotations

from standoff.scenario.tables.answers import ANSWER
from standoff.scenario.tables.copies import GROUP, copied
from standoff.scenario.tables.evidence import CLAIM, CLAIM_KEYS, DOCUMENT
from standoff.scenario.tables.mechanisms import HEADLINES, mechanisms_of
from standoff.scenario.tables.processes import FRONT, SUMMIT
from standoff.scenario.tables.readings import (
    FIXED,
    FRONT_OF_A_READING,
    SUMMIT_OF_A_READING,
    move_of_a_reading,
)
from standoff.scenario.tables.repeats import OVERLAY, WAITING, block_of
from standoff.scenario.tables.since import HAPPENED, QUESTION
from standoff.scenario.tables.words import (
    DATE,
    DISTRIBUTION,
    FORMULA,
    MOMENT,
    MOVE_NAME,
    NAME,
    NOTE,
    NUMBER,
    NUMBER_OR_CALL,
    PARAMETER,
    PARAMETER_FIELDS,
    PARAMETER_NAME,
    RESTS,
    SAYS,
    TEXT,
    TITLE,
    UNVERIFIED,
    names,
)
from standoff.scenario.yaml.shape import Fields, Forms, Key, Leaf, ListOf, MapOf, Shape

VERSION = "1"
MOST_READINGS = 40
MOST_ANSWERS = 12
OTHER_WORDS = {"outcomes": "endings", "utilities": "payoffs", "end": "horizon", "players": "actors"}
OTHER_MOVE_WORDS = {"player": "by", "choices": "options", "date": "on", "probability": "chance"}
ONE_MOVER = "One actor decides a move: give each a move of its own, and join them with `together:`."
MOVER = Leaf("one actor, or a date", frozenset({"text", "date"}), example="2031-03-01", many=ONE_MOVER)
PLAY = Forms(
    "`sharp`, or a mapping with `precision`",
    scalar=Leaf("`sharp`, or a mapping with `precision`", choices=("sharp",)),
    pairs=Fields(
        "the play",
        {
            "precision": Key(
                Forms(
                    "`sharp`, a number, a distribution, or one of these for each actor",
                    scalar=NUMBER_OR_CALL,
                    pairs=MapOf(PARAMETER, "actors (or `others`)", least=1),
                    marked=(("draw", "is"), PARAMETER_FIELDS),
                ),
                "logit precision in 1 / payoff unit: 0 is chance, large is best response",
                required=True,
            ),
            "note": NOTE,
        },
    ),
)
TERM_FIELDS = Fields(
    "a payoff term",
    {"is": Key(FORMULA, "its value, over moves and parameters", required=True), "says": SAYS, **RESTS},
)
TERM = Forms("an expression, or a mapping with `is`", scalar=FORMULA, pairs=TERM_FIELDS)
_SHARES = MapOf(FORMULA, "options", least=2)
BELIEF_FIELDS = Fields(
    "a belief",
    {"is": Key(_SHARES, "a probability for each option", required=True), **RESTS},
)
BELIEF = Forms(
    "a probability for each option, or a mapping with `is`", pairs=_SHARES, marked=(("is",), BELIEF_FIELDS)
)

ACTOR = Forms(
    "a title, or a mapping with `title`",
    scalar=TEXT,
    pairs=Fields("an actor", {"title": TITLE, "says": SAYS, "note": NOTE}),
    nothing=True,
)
_OPENS = "a condition over earlier moves; where it is false the option is closed"
_OPTION_TITLE = Key(TEXT, "what it is in words, told beside its name in the report")
_OPTION = Fields("an option", {"when": Key(FORMULA, _OPENS), "title": _OPTION_TITLE, "says": SAYS})
_MENU = MapOf(Forms("nothing, or a mapping with `when`", pairs=_OPTION, nothing=True), "options")
_GRID = ListOf(NUMBER, "`[low, high, number of options]`", 3, 3)
_SCALE = Fields("a scale", {"grid": Key(_GRID, "options at equal steps", required=True)})
_NESTS = MapOf(ListOf(NAME, "a list of options", least=1, single=True), "nests", least=2)
MOVE = Fields(
    "a move",
    {
        "by": Key(MOVER, "the actor who decides; or, for a chance move, its last day"),
        "options": Key(
            Forms(
                "a list or mapping of options, or `{grid: [low, high, number]}`",
                items=ListOf(NAME, "a list of options"),
                pairs=_MENU,
                marked=(("grid",), _SCALE),
            ),
            "what the actor chooses from",
        ),
        "nest": Key(_NESTS, "options that are alike, by nest: a nest is chosen, then one of its options"),
        "chance": Key(MapOf(FORMULA, "options"), "a probability for each option; `rest` takes what is left"),
        "believed": Key(MapOf(BELIEF, "actors"), "an actor's own probabilities for a chance move"),
        "when": Key(FORMULA, "a condition over earlier moves; where it is false the move is skipped"),
        "seen_by": Key(names("a list of actors"), "only these actors (and the mover) see it"),
        "hidden_from": Key(names("a list of actors"), "all but these actors see it"),
        "together": Key(
            ListOf(MOVE_NAME, "a list of moves", single=True), "moves that are made at the same time"
        ),
        "within": Key(ListOf(MOMENT, "two dates, `[first, last]`", 2, 2), "the days on which it can be made"),
        "on": Key(MOMENT, "the day on which it is made"),
        "until": Key(MOMENT, "the last day on which it can be made"),
        "waiting": WAITING,
        "title": TITLE,
        "says": SAYS,
        "unverified": UNVERIFIED,
        **RESTS,
    },
    elsewhere={"actor": "The actor stands under `by:`.", "if": "The condition stands under `when:`."}
    | {word: f"Write `{key}:`." for word, key in OTHER_MOVE_WORDS.items()},
)
BLOCK = block_of(copied(MOVE))
ENDING = Forms(
    "a condition over moves, or `otherwise`",
    scalar=FORMULA,
    pairs=Fields(
        "an ending",
        {
            "when": Key(FORMULA, "a condition over moves, or `otherwise`", required=True),
            "title": TITLE,
            "note": NOTE,
        },
    ),
)
MEASURE = Forms(
    "`P(event)`, `P(event | event)`, `E(x)`, `E(x | event)`, or a difference, sum or ratio of measures",
    scalar=FORMULA,
    pairs=Fields(
        "a measure",
        {
            "is": Key(FORMULA, "`P(...)`, `E(...)`, or an expression over measures", required=True),
            "title": TITLE,
            "note": NOTE,
        },
    ),
)
CONCLUSION = Forms(
    "a condition over measures, or a mapping with `holds_when`",
    scalar=FORMULA,
    pairs=Fields(
        "a conclusion",
        {
            "holds_when": Key(FORMULA, "a condition over measures and parameters", required=True),
            "title": TITLE,
            "says": SAYS,
            **RESTS,
        },
    ),
)
CORRELATION = Fields(
    "a correlation",
    {
        "between": Key(
            ListOf(PARAMETER_NAME, "the names of two parameters", 2, 2), "two drawn parameters", required=True
        ),
        "rank": Key(NUMBER, "their rank correlation, between -1 and 1", required=True),
        **RESTS,
    },
)


def _copied_parameter(*, each: bool) -> Forms:
    fields = copied(PARAMETER_FIELDS, each=each, short=NUMBER_OR_CALL, pairs=DISTRIBUTION)
    return Forms(PARAMETER.expected, NUMBER_OR_CALL, fields)


def _copied_term(*, each: bool) -> Forms:
    return Forms(TERM.expected, FORMULA, copied(TERM_FIELDS, each=each, short=FORMULA))


_MOVE_OF_A_READING = Forms(
    "`off`, an option, or a mapping of what changes",
    scalar=FIXED,
    pairs=copied(move_of_a_reading(BELIEF), each=False),
    marked=(("at_most", "until"), OVERLAY),
)
_SHARED = "All readings share these, so that they can stand side by side: they stand once, at the top."
READING = Fields(
    "a reading",
    {
        "title": TITLE,
        "says": SAYS,
        "parameters": Key(
            MapOf(_copied_parameter(each=False), "parameters", parts=3, indexed=True),
            "parameters that it draws otherwise",
        ),
        "payoffs": Key(
            MapOf(MapOf(_copied_term(each=False), "payoff terms", indexed=True), "actors"),
            "payoff terms that it replaces, or `off`",
        ),
        "beliefs": Key(
            MapOf(
                Forms(
                    "`off`, or a mapping of actors",
                    scalar=Leaf("`off`", choices=("off",)),
                    pairs=MapOf(BELIEF, "actors"),
                ),
                "moves",
                indexed=True,
            ),
            "beliefs that it replaces, or `off`",
        ),
        "moves": Key(
            MapOf(_MOVE_OF_A_READING, "moves", indexed=True),
            "moves that it switches `off`, whose option it fixes, or that it changes",
        ),
        "summits": Key(MapOf(SUMMIT_OF_A_READING, "summits"), "rules and members' numbers that it changes"),
        "fronts": Key(MapOf(FRONT_OF_A_READING, "fronts"), "numbers of fronts that it changes"),
        "play": Key(PLAY, "how actors play in it"),
        "note": NOTE,
    },
    elsewhere=dict.fromkeys(
        ("answers", "endings", "measures", "conclusions", "actors", "documents", "claims"), _SHARED
    ),
)
_BASE_READING = Forms(
    "a name, or a mapping with `name`",
    scalar=NAME,
    pairs=Fields(
        "the file's own reading",
        {"name": Key(NAME, "its name", required=True), "title": TITLE, "says": SAYS, "note": NOTE},
    ),
)

_TOP: dict[str, tuple[Shape, str, bool]] = {
    "standoff": (
        Leaf("the version of the language, 1", kinds=frozenset({"whole"})),
        "the version of the language: 1",
        True,
    ),
    "title": (TEXT, "what the scenario is called", True),
    "question": (TEXT, "what it is to answer", False),
    "as_of": (DATE, "the day from which it looks ahead", True),
    "horizon": (DATE, "the last day that it looks at", True),
    "notes": (TEXT, "what a reader should know about it", False),
    "reading": (
        _BASE_READING,
        "the name of the reading that the file itself is; `as_written` without it",
        False,
    ),
    "documents": (MapOf(DOCUMENT, "documents"), "what the claims stand in", False),
    "claims": (MapOf(CLAIM, "claims"), "what is claimed, each in a document", False),
    "actors": (MapOf(ACTOR, "actors", least=1), "who decides", True),
    "groups": (MapOf(GROUP, "groups"), "actors that are alike, for `each`", False),
    "parameters": (MapOf(_copied_parameter(each=True), "parameters"), "the numbers left open", False),
    "correlations": (
        ListOf(CORRELATION, "a list of correlations"),
        "rank correlations between parameters",
        False,
    ),
    "fronts": (
        MapOf(FRONT, "fronts"),
        "processes of attrition and supply that give the hazard of a breakthrough",
        False,
    ),
    "summits": (
        MapOf(SUMMIT, "summits"),
        "collective decisions over a ladder of options",
        False,
    ),
    "moves": (
        MapOf(
            Forms("a move, or a block with `repeat`", pairs=copied(MOVE), marked=(("repeat",), BLOCK)),
            "moves",
            least=1,
        ),
        "moves in the order in which they are made",
        True,
    ),
    "payoffs": (
        MapOf(MapOf(_copied_term(each=True), "payoff terms"), "actors", least=1),
        "for each actor, terms that add up",
        True,
    ),
    "endings": (MapOf(ENDING, "endings", least=1), "classes of how it ends; the first that holds", True),
    "measures": (MapOf(MEASURE, "measures"), "one number a draw each", False),
    "headlines": (HEADLINES, "the measures that matter most, at most eight", False),
    "conclusions": (MapOf(CONCLUSION, "conclusions"), "propositions about measures", False),
    "answers": (
        ListOf(ANSWER, "a list of answers", most=MOST_ANSWERS),
        "what the first page says, in the order of the question",
        False,
    ),
    "happened": (MapOf(HAPPENED, "things that happened"), "what is known since; it never enters play", False),
    "questions": (MapOf(QUESTION, "questions"), "questions that others ask; they never enter play", False),
    "play": (PLAY, "how actors play: `sharp`, or with a precision", True),
    "readings": (MapOf(READING, "readings", most=MOST_READINGS), "other interpretations, as overlays", False),
    "mechanisms": (mechanisms_of(READING), "what is in play, each with what takes it out", False),
}
SCENARIO = Fields(
    "the scenario",
    {name: Key(shape, says, required) for name, (shape, says, required) in _TOP.items()},
    elsewhere={word: f"Write `{key}:`." for word, key in OTHER_WORDS.items()},
)
CLAIMS_FILE = Fields(
    "a claims file",
    {
        "document": Key(DOCUMENT, "the document that the claims stand in", required=True),
        "claims": Key(MapOf(Fields("a claim", CLAIM_KEYS), "claims", least=1), "its claims", required=True),
    },
)
