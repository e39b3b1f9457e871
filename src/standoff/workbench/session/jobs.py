"""Long work on what a page shows: the text with its changes as files of their own, and what is asked of them.

A run, an exploration or what is taken away is made in another process, from files: a scenario's text in
which the numbers that are turned and the claims that are struck stand as a reading. What is given, observed
or played is asked of the run, as `standoff run` has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from standoff.results.session import Changes, WorkTold
from standoff.workbench.session.whole_files import write_whole

if TYPE_CHECKING:
    from standoff.workbench.session.session import Session

NAME, TITLE = "as_turned", "As turned on the page"
Work: TypeAlias = "Callable[[Job, Callable[[WorkTold], object]], object]"  # called in a process of its own


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be made.

    scenario : the main file of the text; folder : of the run, in which what is whole is not made twice
    kinds : of findings, by their options; archive : the file that holds what is taken away, if it is
    """

    scenario: Path
    folder: Path
    draws: int
    seed: int
    changes: Changes
    kinds: tuple[str, ...] = ()
    archive: Path | None = None


def prepared(session: Session, changes: Changes, place: Path, kinds: tuple[str, ...], *, take: bool) -> Job:
    """The text with its changes written below a place, and the job on it.

    Raises
    ------
    StandoffError
        The problems of a text that is wrong, and as `Session.keep` where a reading cannot say it.
    """
    if session.error is not None:
        raise session.error
    apart = changes.model_copy(update={"given": {}, "observed": {}, "play": ""})
    texts, reading = session.texts, changes.reading or session.loaded.base
    if not apart.is_plain:
        reading = NAME
        while reading in session.loaded.readings:
            reading += "_2"
        texts = texts.edited([session.keep(apart, reading, TITLE)])
    asked = Changes(reading=reading, given=changes.given, observed=changes.observed, play=changes.play)
    said = (texts.version, asked.model_dump_json(), session.draws, session.seed)
    own = place / hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    for file in texts.as_source().files:
        path = own / "text" / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, file.data)
    archive = own.with_suffix(".zip") if take else None
    main = own / "text" / texts.main
    return Job(main, own / "run", session.draws, session.seed, asked, kinds, archive)
