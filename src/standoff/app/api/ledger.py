"""`standoff.init_ledger` and the functions that write into a ledger, prove and seal it."""

from __future__ import annotations

import datetime as dt
import getpass
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from standoff.app.api.ledger_scores import ledger_status as ledger_status
from standoff.app.api.ledger_scores import score_ledger as score_ledger
from standoff.app.api.names import QuestionParts, Said, Where, keywords
from standoff.errors import Problem, StandoffError

if TYPE_CHECKING:
    from pydantic import JsonValue

    from standoff.ledger.writing import Appended
    from standoff.results.ledger import LedgerSealed, LedgerVerified, Recorded

AUTHOR = "STANDOFF_AUTHOR"


def clock() -> int:
    """The moment, in the ledger's unit."""
    from standoff.ledger.moments import moment_of

    return moment_of(dt.datetime.now(dt.UTC))


def author_of(given: str | None) -> str:
    """Whose file is written: as given, as the environment says, else the login's name."""
    import re

    if given:
        return given
    found = os.environ.get(AUTHOR)
    if found:
        return found
    try:
        login = getpass.getuser()
    except (KeyError, OSError):
        login = "author"
    return re.sub(r"[^a-z0-9_-]", "-", login.lower()).lstrip("-_")[:64] or "author"


def init_ledger(folder: Where) -> Path:
    """Make an empty ledger.

    Parameters
    ----------
    folder : where; made if it is not there

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    StandoffError
        S761 where it is not empty.

    Examples
    --------
    >>> init_ledger("forecasts").name
    'forecasts'
    """
    from standoff.ledger import begin

    return begin(Path(folder))


def record_events(
    folder: Where, events: Sequence[Mapping[str, JsonValue]], *, author: str | None = None
) -> Recorded:
    """Write many events at once: all, or none where one of them is wrong.

    Parameters
    ----------
    folder : a ledger
    events : mappings as they stand in its lines, without id, author, recorded time and chain; each may
        name those before it
    author : whose file; without it that of `STANDOFF_AUTHOR`, else of the login

    Returns
    -------
    Recorded
        The ids, in order.

    Raises
    ------
    StandoffError
        S760 to S779.

    Examples
    --------
    >>> _ = init_ledger("tournament")
    >>> asked = {"kind": "question", "question": "q", "text": "Does it?", "type": "yes_no",
    ...     "opens": "2031-01-01", "closes": "2031-12-31"}
    >>> len(record_events("tournament", [asked, {**asked, "question": "r"}], author="anna").ids)
    2
    """
    from standoff.ledger import append

    who = author_of(author)
    return recorded(Path(folder), who, append(Path(folder), who, events, clock))


def recorded(folder: Path, author: str, found: Appended) -> Recorded:
    """What was written, as a record."""
    from standoff.results.ledger import FORMAT, Recorded

    return Recorded(
        format=FORMAT, folder=str(folder), author=author, ids=found.ids, stood=found.stood, told=found.told
    )


def ask_question(
    folder: Where, name: str, text: str, *, author: str | None = None, **parts: Unpack[QuestionParts]
) -> Recorded:
    """Ask a question, or write a new version of one.

    Parameters
    ----------
    folder : a ledger
    name, text : what it is called, and the question itself
    author : whose file; as `record_events`
    parts : see `standoff.app.api.names.QuestionParts`; `type` is `yes_no` and it opens now without them

    Returns
    -------
    Recorded
        The event's id.

    Raises
    ------
    StandoffError
        S764 to S770 where it does not hold together; S913 and S917 for keywords.

    Examples
    --------
    >>> _ = init_ledger("asked")
    >>> found = ask_question("asked", "closed", "Is the strait closed?", closes="2131-12-31", author="anna")
    >>> len(found.ids)
    1
    """
    from standoff.ledger import load
    from standoff.ledger.moments import written

    given = keywords("ask_question", dict(parts), QuestionParts)
    event: dict[str, JsonValue] = {"kind": "question", "question": name, "text": text, "type": "yes_no"}
    event |= {key: _plain(value) for key, value in given.items() if key not in ("parent", "answer")}
    versions = load(Path(folder)).versions.get(name)
    event.setdefault("opens", written(versions[-1].opens if versions else clock()))
    if due := given.get("due"):
        event.setdefault("closes", due)
    if parent := given.get("parent"):
        event |= {"parent": _parent(parent, given)}
        event.pop("threshold", None)
    event |= {"version": versions[-1].version + 1} if versions else {}
    return record_events(folder, [event], author=author)


def _plain(value: object) -> JsonValue:
    """Tuples and other mappings as JSON has them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value  # type: ignore[return-value]  # its kind was checked with the keywords


def _parent(parent: str, given: QuestionParts) -> dict[str, JsonValue]:
    threshold = given.get("threshold")
    under = {} if threshold is None else {"threshold": _plain(threshold)}
    return {"question": parent, "answer": given.get("answer", ""), **under}


def record_forecast(
    folder: Where,
    question: str,
    value: float | str | Mapping[str, JsonValue],
    *,
    forecaster: str | None = None,
    author: str | None = None,
    **more: Unpack[Said],
) -> Recorded:
    """Write down a forecast, made now.

    Parameters
    ----------
    folder, question : the ledger, and the question's name
    value : the chance of yes; or a text or mapping for other types (`a=0.5,b=0.5`; `0.25:10,0.75:40` for
        quantiles; `2031-03-01=0.2,2031-06-01=0.6` for the chance of at most each)
    forecaster : who says so; the author without it
    author : whose file; as `record_events`
    more : `issued`, `why`, `supersedes`, `retrospective`; a backdated one is retrospective in any case

    Returns
    -------
    Recorded
        The event's id.

    Raises
    ------
    StandoffError
        S765 to S768 where it does not fit the question; S913 and S917 for keywords.

    Examples
    --------
    >>> _ = init_ledger("said")
    >>> _ = ask_question("said", "closed", "Is the strait closed?", closes="2131-12-31", author="anna")
    >>> len(record_forecast("said", "closed", 0.25, author="anna").ids)
    1
    """
    from standoff.ledger import load
    from standoff.ledger.moments import written
    from standoff.ledger.values import value_of_text

    who = author_of(author)
    said = keywords("record_forecast", dict(more), Said)
    if isinstance(value, str):
        value = value_of_text(value, load(Path(folder)).question(question))
    elif not isinstance(value, Mapping):
        value = {"p": _number(value, question)}
    event: dict[str, JsonValue] = {"kind": "forecast", "question": question, "value": _plain(value)}
    event |= {"forecaster": forecaster or who, "issued": written(clock())}
    event |= {key: _plain(one) for key, one in said.items()}
    return record_events(folder, [event], author=who)


def _number(value: object, question: str) -> float:
    """A chance given as a number of any kind; S767 where it is none."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        said = type(value).__name__ if value is None or isinstance(value, int) else f"`{str(value)[:40]}`"
        what = f"A {said} is no chance, in a forecast of `{question}`."
        raise StandoffError(
            Problem("S767", what, "Expected a number from 0 to 1, a text or a mapping.")
        ) from None


def resolve_question(
    folder: Where, question: str, outcome: str, *, author: str | None = None, **more: Unpack[Said]
) -> Recorded:
    """Write down how a question came out.

    Parameters
    ----------
    folder, question : the ledger, and the question's name
    outcome : `yes`, `no`, an option, a number, a day, `never`, `void` or `ambiguous`
    author : whose file; as `record_events`
    more : `known` (now without it), `event` (when it happened), `source`, `note`

    Returns
    -------
    Recorded
        The event's id, by which it can be withdrawn.

    Raises
    ------
    StandoffError
        S765, S768 or S769 where the question cannot come out so.

    Examples
    --------
    >>> _ = init_ledger("resolved")
    >>> _ = ask_question("resolved", "closed", "Is it closed?", closes="2131-12-31", author="anna")
    >>> len(resolve_question("resolved", "closed", "no", author="anna").ids)
    1
    """
    from standoff.ledger.moments import written

    said = keywords("resolve_question", dict(more), Said)
    event: dict[str, JsonValue] = {"kind": "resolution", "question": question, "outcome": outcome}
    event |= {"known": written(clock())} | {key: _plain(one) for key, one in said.items()}
    return record_events(folder, [event], author=author)


def withdraw_event(folder: Where, event: str, *, author: str | None = None, note: str = "") -> Recorded:
    """Take back a resolution, or a forecast of one's own; both stay in the file.

    Parameters
    ----------
    folder, event : the ledger, and the id that recording it gave
    author : whose file; as `record_events`
    note : why

    Returns
    -------
    Recorded
        The withdrawal's own id.

    Raises
    ------
    StandoffError
        S771 where there is nothing to withdraw.

    Examples
    --------
    >>> _ = init_ledger("withdrawn")
    >>> _ = ask_question("withdrawn", "closed", "Is it closed?", closes="2131-12-31", author="anna")
    >>> (said,) = record_forecast("withdrawn", "closed", 0.25, author="anna").ids
    >>> len(withdraw_event("withdrawn", said, author="anna").ids)
    1
    """
    from standoff.ledger.moments import written

    draft: dict[str, JsonValue] = {"kind": "withdrawal", "withdraws": event, "known": written(clock())}
    return record_events(folder, [draft | ({"note": note} if note else {})], author=author)


def doubt_clock(folder: Where, *, author: str | None = None, note: str = "") -> Recorded:
    """Say that lines which are recorded later than this computer's clock have a wrong time, and go on.

    Without this nobody can write into a ledger that holds such a line (S772), be it of a clock that once
    ran ahead or of a stranger. The lines stay and count from when they say that they were recorded. From
    then on the authors whose times are doubted are passed over where the clock is compared, and every
    score says so. First look at your own clock.

    Parameters
    ----------
    folder : a ledger
    author : whose file; as `record_events`. A line of this author is doubted in the same way
    note : why

    Returns
    -------
    Recorded
        The event's id; in `told` whose times are doubted.

    Raises
    ------
    StandoffError
        S771 where no line is recorded later than the clock says.

    Examples
    --------
    >>> doubt_clock(init_ledger("in-time"), author="anna")
    Traceback (most recent call last):
    standoff.ledger.moments.LedgerError: S771: No line of `in-time` is recorded later than the clock says. ...
    """
    from standoff.ledger import LedgerError, load
    from standoff.ledger.moments import written

    who, now = author_of(author), clock()
    clocks = load(Path(folder)).clocks
    ahead = clocks.ahead_of(now, who)
    if not ahead:
        what = f"No line of `{folder}` is recorded later than the clock says."
        raise LedgerError(Problem("S771", what, f"It says {written(now)}.", "Nothing needs to be done."))
    draft: dict[str, JsonValue] = {"kind": "clock", "doubts": list(ahead), "known": written(now)}
    found = record_events(folder, [draft | ({"note": note} if note else {})], author=who)
    told = [f"The clock says {written(now)}, and a line of `{one}` {written(ahead[one])}." for one in ahead]
    return found.model_copy(update={"told": (*found.told, *told)})


def verify_ledger(folder: Where) -> LedgerVerified:
    """Whether a ledger is what was written: chains unbroken, seals matched.

    Parameters
    ----------
    folder : a ledger

    Returns
    -------
    LedgerVerified
        `holds`, and a line for each fault; `notes` on events that make no sense and are left aside.

    Raises
    ------
    StandoffError
        S760 where the folder holds no ledger.

    Examples
    --------
    >>> verify_ledger(init_ledger("proved")).holds
    True
    """
    from standoff.ledger import verify
    from standoff.results.ledger import FORMAT, ChainShown, LedgerVerified, SealShown

    found = verify(Path(folder))
    return LedgerVerified(
        format=FORMAT,
        folder=str(folder),
        holds=not found.faults,
        chains=tuple(ChainShown(author=one.author, lines=one.n_lines, head=one.head) for one in found.chains),
        seals=tuple(SealShown(name=one.name, digest=one.digest, made=one.made) for one in found.seals),
        unsealed=found.unsealed,
        faults=tuple(one.text() for one in found.faults),
        notes=tuple(one.text() for one in found.notes),
    )


def seal_ledger(folder: Where, *, author: str | None = None) -> LedgerSealed:
    """Write down how far each file has come, with a digest to publish, and `verify.py`.

    Parameters
    ----------
    folder : a ledger
    author : who seals it; as `record_events`

    Returns
    -------
    LedgerSealed
        The digest, and the file of the seal.

    Raises
    ------
    StandoffError
        S762 to S776 where the ledger does not hold: it is not sealed then.

    Examples
    --------
    >>> len(seal_ledger(init_ledger("to-seal"), author="anna").digest)
    64
    """
    from standoff.ledger import seal
    from standoff.ledger.verification import SCRIPT, script_digest
    from standoff.results.ledger import FORMAT, LedgerSealed

    made = seal(Path(folder), author_of(author), clock())
    return LedgerSealed(
        format=FORMAT,
        folder=str(folder),
        file=f"seals/{made.name}.json",
        digest=made.digest,
        made=made.made,
        script=SCRIPT,
        script_digest=script_digest(),
    )
