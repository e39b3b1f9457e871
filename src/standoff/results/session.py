"""What a session takes and gives: changes, answers, problems with their mends, numbers and moves as shown.

These records cross from Python to JSON and back: a page knows nothing else. What
comes in is strict: unknown keys, numbers that are not finite and lists without end are refused.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from standoff.results.base_record import Option, Record, Text
from standoff.results.run.details import DatedMove
from standoff.results.run.summary import ReadingSummary
from standoff.results.run.texts import Words

MOST_NAMES = 2_000  # entries of a list of changes
MOST_EDIT = 200_000  # characters of an edit: a reading that turns hundreds of numbers
Name = Annotated[str, StringConstraints(max_length=200)]
Names = Annotated[list[Name], Field(max_length=MOST_NAMES)]
Events = Annotated[dict[Name, Name], Field(max_length=MOST_NAMES)]
Short = Annotated[str, StringConstraints(max_length=400)]


class Asked(Record):
    """Something that a user asks: every key known, every value of its own kind."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)


class Quantiles(Asked):
    """A number as it is turned by hand: values by percentage, and its ends; a day is an ISO date."""

    quantiles: Annotated[dict[Name, float | Short], Field(min_length=2, max_length=9)]
    min: float | Short | None = None
    max: float | Short | None = None


Written = float | Short | Quantiles


class Changes(Asked):
    """What is changed of a scenario for an answer; nothing of it touches the text.

    reading : "" is the file's own
    numbers : by name what a number is in place of what the text draws, as `draw:` has it
    claims, documents : struck out, each document with all its claims
    given, observed : option of each move that is fixed by hand, or that was seen
    play : `sharp`, or one precision for all actors; "" as the scenario says
    """

    reading: Name = ""
    numbers: Annotated[dict[Name, Written], Field(max_length=MOST_NAMES)] = {}
    claims: Names = []
    documents: Names = []
    given: Events = {}
    observed: Events = {}
    play: Name = ""

    @property
    def is_plain(self) -> bool:
        """Whether nothing is changed but the reading that is asked for."""
        return not any((self.numbers, self.claims, self.documents, self.given, self.observed, self.play))


class TextEdit(Asked):
    """Some columns of one line (from 1, the end excluded) and what is to stand there."""

    file: Short
    line: int = Field(ge=1)
    column: int = Field(ge=1)
    end_column: int = Field(ge=1)
    text: Annotated[str, StringConstraints(max_length=MOST_EDIT)]


class Diagnostic(Record):
    """A problem of a text: where, what is wrong, what was expected, how to mend it.

    kind : `error`, `warning` or `note`; edits : what mends it with one click, none where none is known
    """

    kind: Text
    code: Text = ""
    what: Text
    expected: Text = ""
    fix: Text = ""
    file: Text = ""
    line: int = 0
    column: int = 0
    end_column: int = 0
    edits: list[TextEdit] = []


class ShownNumber(Record):
    """A number of a reading, ready to be drawn and turned; a day is told in days since 1970-01-01.

    kind : `drawn`, `constant` or `derived`; low, middle, high : its 5, 50 and 95 % quantiles
    floor, ceiling : beyond which it cannot be, null where there is no end
    density : heights between `density_from` and `density_to`, the highest is 1
    """

    name: Text
    says: Text = ""
    unit: Text = ""
    kind: Text = "drawn"
    text: Text = ""
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    floor: float | None = None
    ceiling: float | None = None
    density: list[float] = []
    density_from: float | None = None
    density_to: float | None = None
    set_by: Text = ""
    because: list[Text] = []
    source: Text = ""
    unverified: bool = False
    used: bool = True


class ShownMove(Record):
    """A move of a reading: `fixed` is the option that the reading fixes, `off` says that it is not made."""

    name: Text
    title: Text = ""
    actor: Text | None = None
    options: list[Option] = []
    fixed: Option | None = None
    off: bool = False


class ReadingShown(Record):
    """What can be turned, struck and asked in one reading."""

    reading: Text
    title: Text = ""
    says: Text = ""
    numbers: list[ShownNumber] = []
    moves: list[ShownMove] = []


class TreeRow(Record):
    """An option in a box of the tree, `""` where several are folded; `flag` is the ending it leads to."""

    option: Option = ""
    text: Text
    share: Text
    flag: Text = ""


class TreeBox(Record):
    """A move at one history, or the flag of an ending, with its place in the drawing.

    kind : `decision`, `chance` or `ending`; head, notes, rows : lines of text, each row an option
    tops : where the text of each row stands below the box's top; body : where the notes begin
    """

    kind: Text
    move: Text = ""
    ending: Text = ""
    x: float
    y: float
    width: float
    height: float
    body: float
    head: list[Text]
    notes: list[Text]
    rows: list[TreeRow] = []
    tops: list[float] = []


class TreeLine(Record):
    """An option's line through the drawing, as wide as play along it is likely."""

    points: list[tuple[float, float]]
    width: float
    ending: Text = ""


class PictureShown(Record):
    """A reading's game drawn, and its dated moves, from the draws of a preview.

    folded : share of play below which branches are folded, 0 where none is; frames : x, y, width and height
        of histories that the mover cannot tell apart
    """

    reading: Text
    draws: int
    boxes: list[TreeBox] = []
    lines: list[TreeLine] = []
    frames: list[tuple[float, float, float, float]] = []
    width: float = 0.0
    height: float = 0.0
    folded: float = 0.0
    shown: int = 0
    nodes: int = 0
    calendar: list[DatedMove] = []
    as_of: dt.date
    horizon: dt.date


class Offer(Record):
    """Something that can be written at a place: what is shown, what is put in, what it is and means."""

    label: Text
    insert: Text
    kind: Text
    says: Text = ""


class Offers(Record):
    """What can be written in place of the word that begins at a column and ends where the question was."""

    column: int
    offers: list[Offer] = []


class Described(Record):
    """What a word means: its lines, the columns that it takes, and where it is declared (0: nowhere)."""

    title: Text
    kind: Text
    says: list[Text] = []
    line: int = 0
    column: int = 0
    end_column: int = 0
    file: Text = ""
    declared_line: int = 0
    declared_column: int = 0


class WorkTold(Record):
    """A word of long work: a `step` with how far it is, something `found`, `refused`, or `done`.

    share : of the step, null where it is not known; file : what can be fetched
    """

    kind: Text
    says: Text = ""
    share: float | None = None
    lines: list[Text] = []
    problems: list[Diagnostic] = []
    file: Text = ""


class OpenedText(Record):
    """A scenario as it stands in a session.

    files : texts by name, `main` the first; version : of these texts, right or wrong
    unsaved : names of files whose texts do not stand so on disk
    hash : of all files of the last text that could be read, as a run's manifest has it
    words : titles, claims and documents; null where the text cannot be read
    kept_by : why it cannot be saved, in words that follow its name; "" of a scenario of one's own
    """

    name: Text
    main: Text
    files: dict[str, str]  # as they are: the editor shows what `check` would complain of
    version: Text = ""
    unsaved: list[Text] = []
    hash: Text = ""
    base: Text = ""
    readings: list[Text] = []
    words: Words | None = None
    problems: list[Diagnostic] = []
    kept_by: Text = ""
    stale: bool = False  # the text is wrong: words and answers are those of the last one that was not
    draws: int = 0
    seed: int = 0


class OutcomeChange(Record):
    """What changes do to one result, on the same draws with and without them; null where undefined.

    error : Monte Carlo error of the difference; clear : whether it is told from 0
    """

    before: float | None = None
    difference: float | None = None
    error: float | None = None
    clear: bool = False


class LeftStanding(Record):
    """Something that names a struck claim and stays, with the reason."""

    kind: Text
    name: Text
    why: Text


class SessionAnswer(Record):
    """What a reading comes to with some changes.

    draws, wanted : so many draws are solved, of so many; fewer are a preview
    found : the results, as `summary.json` has them
    changes : of each result (`ending:NAME` and so on) against the reading without changes
    turned : numbers that are not as in the text; fallen : what falls with struck claims, in words
    left : what stays though a struck claim speaks for it
    failed : why draws failed, a sentence each
    """

    reading: Text
    draws: int
    wanted: int
    preview: bool
    found: ReadingSummary
    changes: dict[Text, OutcomeChange] = {}
    turned: list[ShownNumber] = []
    fallen: list[Text] = []
    left: list[LeftStanding] = []
    failed: list[Text] = []
