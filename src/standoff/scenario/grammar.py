"""The tables of the language, version 1: every key of a scenario, what stands under it, what it means."""

from __future__ import annotations

from standoff.evidence.records import STATUSES, TYPES
from standoff.expressions import UNITS
from standoff.scenario.yaml.shape import Fields, Forms, Key, Leaf, ListOf, MapOf, Shape

VERSION = "1"
MOST_READINGS = 40
SET_BY = ("quote", "elicited", "data", "assumed")
DRAW_KEYS = ("quantiles", "min", "max", "low", "mode", "high", "mixture")

TEXT = Leaf("a text")
NAME = Leaf("a name", kinds=frozenset({"text"}), name=True)
PARAMETER_NAME = Leaf("a name", kinds=frozenset({"text"}), name=True, parts=3)
FLAG = Leaf("`true` or `false`", kinds=frozenset({"flag"}))
DATE = Leaf("a date", kinds=frozenset({"date"}), example="2031-03-01")
WHOLE = Leaf("a whole number", kinds=frozenset({"whole"}), example="120")
NUMBER = Leaf("a number", kinds=frozenset({"whole", "number"}), example="0.5")
VALUE = Leaf("a number or a date", kinds=frozenset({"whole", "number", "date"}), example="0.5")
FORMULA = Leaf("an expression", kinds=frozenset({"text", "whole", "number", "date"}))
MOMENT = Leaf(
    "a date or the name of a date parameter", kinds=frozenset({"text", "date"}), example="2031-03-01"
)
OTHER_WORDS = {"outcomes": "endings", "utilities": "payoffs", "end": "horizon", "players": "actors"}
OTHER_MOVE_WORDS = {"player": "by", "choices": "options", "date": "on", "probability": "chance"}
NO_NUMBERS = "Give those of the model, as `strength_attacker: 2`; the reference lists them."
ONE_MOVER = "One actor decides a move: give each a move of its own, and join them with `together:`."
NO_NEW_MOVE = "A new move stands under `moves:` at the top; the other readings switch it `off`."
MOVER = Leaf("one actor, or a date", frozenset({"text", "date"}), example="2031-03-01", many=ONE_MOVER)
FIXED = Leaf("`off`, or one of the move's options", frozenset({"text"}), name=True, many=NO_NEW_MOVE)
NUMBER_OR_CALL = Leaf("a number or a distribution", kinds=frozenset({"text", "whole", "number", "date"}))


def _names(expected: str) -> ListOf:
    return ListOf(NAME, expected, single=True)


CLAIM_NAMES = ListOf(Leaf("the name of a claim", kinds=frozenset({"text"})), "a list of claims", single=True)
NOTE = Key(TEXT, "a remark for the reader of this file; it is not printed")
TITLE = Key(TEXT, "what it is called in the report")
SAYS = Key(TEXT, "what it means, in a sentence")
UNVERIFIED = Key(FLAG, "`true` marks an allegation; it is printed so wherever it appears")
RESTS = {
    "set_by": Key(Leaf("one of four words", choices=SET_BY), "`quote`, `elicited`, `data` or `assumed`"),
    "because": Key(CLAIM_NAMES, "the claims that it rests on"),
    "against": Key(CLAIM_NAMES, "the claims that speak against it"),
    "source": Key(TEXT, "a table or publication that it rests on"),
    "note": NOTE,
}

_quantiles = MapOf(VALUE, "percentages", least=2, numbers=True)
_mixed = Fields(
    "a mixed distribution",
    {
        "weight": Key(NUMBER, "its weight; weights are made to add up to 1", required=True),
        "draw": Key(
            Forms(
                "a number or a distribution",
                scalar=NUMBER_OR_CALL,
                pairs=Fields(
                    "a distribution",
                    {
                        "quantiles": Key(_quantiles, "values by percentage"),
                        "min": Key(VALUE, "no draw is below it"),
                        "max": Key(VALUE, "no draw is above it"),
                        "low": Key(VALUE, "smallest value of three points"),
                        "mode": Key(VALUE, "likeliest value of three points"),
                        "high": Key(VALUE, "largest value of three points"),
                    },
                ),
            ),
            "its distribution",
            required=True,
        ),
    },
)
_distribution = Fields(
    "a distribution",
    {
        "quantiles": Key(_quantiles, "values by percentage, such as `{5: 1, 50: 2, 95: 4}`"),
        "min": Key(VALUE, "no draw is below it"),
        "max": Key(VALUE, "no draw is above it"),
        "low": Key(VALUE, "smallest value of three points"),
        "mode": Key(VALUE, "likeliest value of three points"),
        "high": Key(VALUE, "largest value of three points"),
        "mixture": Key(
            ListOf(_mixed, "a list of weighted distributions", least=2), "distributions with weights"
        ),
    },
)
DRAW = Forms("a number or a distribution such as `beta(2, 3)`", scalar=NUMBER_OR_CALL, pairs=_distribution)
_PARAMETER_KEYS = {
    "draw": Key(DRAW, "its distribution, or a number"),
    "prior": Key(DRAW, "what it falls back to when all claims that it rests on are struck out"),
    "is": Key(FORMULA, "an expression of other parameters"),
    "known_to": Key(_names("a list of actors, or `nobody`"), "the only actors that know its value"),
    "cells": Key(WHOLE, "into how many equally likely cells the others cut it, from 2 to 9; 3 without it"),
    "unit": Key(
        Leaf("one of the units", choices=tuple(unit for unit in UNITS if unit)), "the unit of its values"
    ),
    "title": TITLE,
    "says": SAYS,
    "unverified": UNVERIFIED,
    **RESTS,
}
PARAMETER_FIELDS = Fields(
    "a parameter",
    _PARAMETER_KEYS,
    one_of=(("draw", "is"),),
    elsewhere={key: f"Put it under `draw:`, as in `draw: {{{key}: ...}}`." for key in DRAW_KEYS},
)
PARAMETER = Forms(
    "a number, a distribution, or a mapping with `draw` or `is`",
    scalar=NUMBER_OR_CALL,
    pairs=PARAMETER_FIELDS,
)
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

DOCUMENT_KEYS = {
    "title": Key(TEXT, "its title", required=True),
    "kind": Key(TEXT, "what it is: opinion, report, table, speech"),
    "author": Key(TEXT, "who wrote it"),
    "published": Key(DATE, "when it was published"),
    "publisher": Key(TEXT, "who published it"),
    "container": Key(TEXT, "the newspaper, journal or volume that it stands in"),
    "language": Key(TEXT, "its language, as `en`"),
    "accessed": Key(DATE, "when it was read"),
    "link": Key(TEXT, "where it can be read"),
    "sha256": Key(TEXT, "SHA-256 of the bytes of its file"),
    "note": Key(TEXT, "a remark that is printed with it"),
}
DOCUMENT = Fields("a document", DOCUMENT_KEYS)
_ABOUT = Forms(
    "a date, or `{from: date, to: date}`",
    scalar=DATE,
    pairs=Fields("the dates", {"from": Key(DATE, "the first day"), "to": Key(DATE, "the last day")}),
)
CLAIM_KEYS = {
    "type": Key(
        Leaf("one of the types", choices=TYPES),
        "what kind of claim it is; `allegation` marks it as unverified",
    ),
    "claimant": Key(
        ListOf(TEXT, "who claims it, or a list of who says that who says", least=1, most=6, single=True),
        "who claims it: `author`, or a chain such as `[author, the president]` of who relays whom",
    ),
    "says": Key(TEXT, "what it says, in your own words", required=True),
    "hedge": Key(TEXT, "how sure it is said to be, as expressed: certain, probable, possible"),
    "condition": Key(TEXT, "what it holds under, if it is conditional"),
    "about": Key(_ABOUT, "the days that it is about"),
    "mechanism": Key(TEXT, "why it is said to be so"),
    "status": Key(
        Leaf("one of three words", choices=STATUSES),
        "`accepted` without it; a rejected claim carries nothing",
    ),
    "supports": Key(CLAIM_NAMES, "claims that it is a reason for"),
    "attacks": Key(CLAIM_NAMES, "claims that it is a reason against"),
    "restates": Key(
        Leaf("the name of a claim", kinds=frozenset({"text"})), "the claim that it says again: counted once"
    ),
    "quote": Key(TEXT, "the wording, if the document is yours to quote"),
    "unverified": UNVERIFIED,
    "start": Key(WHOLE, "first character of its place in the document, from 0"),
    "end": Key(WHOLE, "character behind its place in the document"),
    "span_sha256": Key(TEXT, "hash of that stretch of the document"),
    "note": NOTE,
}
CLAIM = Fields("a claim", {"document": Key(NAME, "the document that makes it", required=True), **CLAIM_KEYS})
ACTOR = Forms(
    "a title, or a mapping with `title`",
    scalar=TEXT,
    pairs=Fields("an actor", {"title": TITLE, "says": SAYS, "note": NOTE}),
    nothing=True,
)
_OPENS = "a condition over earlier moves; where it is false the option is closed"
_OPTION = Fields("an option", {"when": Key(FORMULA, _OPENS), "title": TITLE, "says": SAYS})
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
        "seen_by": Key(_names("a list of actors"), "only these actors (and the mover) see it"),
        "hidden_from": Key(_names("a list of actors"), "all but these actors see it"),
        "together": Key(_names("a list of moves"), "moves that are made at the same time"),
        "within": Key(ListOf(MOMENT, "two dates, `[first, last]`", 2, 2), "the days on which it can be made"),
        "on": Key(MOMENT, "the day on which it is made"),
        "until": Key(MOMENT, "the last day on which it can be made"),
        "title": TITLE,
        "says": SAYS,
        "unverified": UNVERIFIED,
        **RESTS,
    },
    elsewhere={"actor": "The actor stands under `by:`.", "if": "The condition stands under `when:`."}
    | {word: f"Write `{key}:`." for word, key in OTHER_MOVE_WORDS.items()},
)
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
    "`P(event)`, `P(event | event)`, `E(x)` or `E(x | event)`",
    scalar=FORMULA,
    pairs=Fields(
        "a measure", {"is": Key(FORMULA, "`P(...)` or `E(...)`", required=True), "title": TITLE, "note": NOTE}
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
_SHARED = "All readings share these, so that they can stand side by side: they stand once, at the top."
READING = Fields(
    "a reading",
    {
        "title": TITLE,
        "says": SAYS,
        "parameters": Key(MapOf(PARAMETER, "parameters", parts=3), "parameters that it draws otherwise"),
        "payoffs": Key(
            MapOf(MapOf(TERM, "payoff terms"), "actors"), "payoff terms that it replaces, or `off`"
        ),
        "beliefs": Key(
            MapOf(
                Forms(
                    "`off`, or a mapping of actors",
                    scalar=Leaf("`off`", choices=("off",)),
                    pairs=MapOf(BELIEF, "actors"),
                ),
                "moves",
            ),
            "beliefs that it replaces, or `off`",
        ),
        "moves": Key(MapOf(FIXED, "moves"), "moves that it switches `off`, or whose option it fixes"),
        "play": Key(PLAY, "how actors play in it"),
        "note": NOTE,
    },
    elsewhere=dict.fromkeys(("endings", "measures", "conclusions", "actors", "documents", "claims"), _SHARED),
)
_SCHEDULE = Fields(
    "a schedule",
    {
        "what": Key(NAME, "the model's input that changes, as `defender_stock`", required=True),
        "amount": Key(FORMULA, "how much: per unit of the model's clock, or at once", required=True),
        "from": Key(FORMULA, "the day from which, an expression that gives a date", required=True),
        "until": Key(FORMULA, "the day up to which, an expression that gives a date"),
        "once": Key(FLAG, "`true` for a single delivery on the first day"),
        "says": SAYS,
        "note": NOTE,
    },
)
FRONT = Fields(
    "a front",
    {
        "model": Key(NAME, "the model, as `six_state` or `square`", required=True),
        "start": Key(DATE, "the day on which its numbers stand; `as_of` without it"),
        "parameters": Key(
            MapOf(FORMULA, "parameters of the model", least=1, none=NO_NUMBERS),
            "the model's numbers, as expressions over parameters and earlier public moves",
            required=True,
        ),
        "schedules": Key(MapOf(_SCHEDULE, "schedules"), "dated changes: aid, mobilisation, exercises"),
        "past": Key(TEXT, "past months beside the model: `ukraine-area`, or a CSV file in the folder"),
        "title": TITLE,
        "says": SAYS,
        **RESTS,
    },
)
SUMMIT_RULES = ("unanimity", "consensus", "silence", "majority", "weighted")
SUMMIT_MODELS = ("compromise", "median", "smp", "challenge", "nash_bargaining")
_MEMBER_NUMBER = Forms(
    "an expression, or a distribution",
    scalar=FORMULA,
    pairs=_distribution,
    marked=(("draw", "is"), PARAMETER_FIELDS),
)
_MEMBER = Fields(
    "a member",
    {
        "position": Key(_MEMBER_NUMBER, "what it wants, on the scale of the options", required=True),
        "limit": Key(_MEMBER_NUMBER, "the highest option that it accepts, on the scale of the options"),
        "salience": Key(_MEMBER_NUMBER, "how much it cares, from 0 to 1; 1 without it"),
        "capability": Key(_MEMBER_NUMBER, "its weight in the forecast; 1 without it"),
        "votes": Key(NUMBER, "its votes under `rule: weighted`"),
        "title": TITLE,
        "says": SAYS,
        **RESTS,
    },
)
_MEMBERS = Forms(
    "a mapping of members, or `{file: members.csv}`",
    pairs=MapOf(_MEMBER, "members", least=2),
    marked=(
        ("file",),
        Fields(
            "a file of members",
            {
                "file": Key(TEXT, "a CSV file beside the scenario, as `members.csv`", required=True),
                "dimension": Key(TEXT, "which dimension is read, of a table that has several"),
                **RESTS,
            },
        ),
    ),
)
_SITS = ListOf(NAME, "a list of members", least=1, single=True)
_RULE = {
    "rule": Key(Leaf("one of the rules", choices=SUMMIT_RULES), "who must agree", required=True),
    "quota": Key(NUMBER, "the share of members (majority) or the votes (weighted) that are needed"),
    "cost": Key(FORMULA, "what it costs to stand alone (consensus) or to break the silence"),
    "veto": Key(_SITS, "members whose objection alone blocks (majority, weighted)"),
}
_BODY = Fields(
    "a body",
    {
        "when": Key(FORMULA, "a condition over earlier public moves: where it holds, this body decides"),
        "members": Key(_SITS, "who sits in it; all without it"),
        **_RULE,
        "title": TITLE,
        "note": NOTE,
    },
)
_PROPOSER = Forms(
    "a member, or `{position: ...}`",
    scalar=NAME,
    pairs=Fields(
        "a proposer",
        {"position": Key(FORMULA, "what it likes best, on the scale of the options", required=True)},
    ),
)
SUMMIT = Fields(
    "a summit",
    {
        "options": Key(
            ListOf(NAME, "a list of options, the status quo first", least=2),
            "the ladder, in order",
            required=True,
        ),
        "values": Key(
            ListOf(NUMBER, "a rising number for each option"), "the scale; 0, 1, 2, ... without it"
        ),
        "members": Key(_MEMBERS, "who decides", required=True),
        **_RULE,
        "body": Key(_SITS, "the members who sit and decide; all without it"),
        "bodies": Key(
            MapOf(_BODY, "bodies"),
            "other bodies, each with its own rule; the first whose `when` holds decides",
        ),
        "proposer": Key(_PROPOSER, "who proposes: what passes and it likes best is adopted"),
        "model": Key(Leaf("one of the models", choices=SUMMIT_MODELS), "what `position()` is read from"),
        "disagreement": Key(FORMULA, "what no agreement costs each member (nash_bargaining)"),
        "title": TITLE,
        "says": SAYS,
        **RESTS,
    },
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
    "parameters": (MapOf(PARAMETER, "parameters"), "the numbers left open", False),
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
    "moves": (MapOf(MOVE, "moves", least=1), "moves in the order in which they are made", True),
    "payoffs": (
        MapOf(MapOf(TERM, "payoff terms"), "actors", least=1),
        "for each actor, terms that add up",
        True,
    ),
    "endings": (MapOf(ENDING, "endings", least=1), "classes of how it ends; the first that holds", True),
    "measures": (MapOf(MEASURE, "measures"), "one number a draw each", False),
    "conclusions": (MapOf(CONCLUSION, "conclusions"), "propositions about measures", False),
    "play": (PLAY, "how actors play: `sharp`, or with a precision", True),
    "readings": (MapOf(READING, "readings", most=MOST_READINGS), "other interpretations, as overlays", False),
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
