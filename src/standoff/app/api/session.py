"""`standoff.session`: a scenario kept warm, for notebooks and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.app.api.names import Size, Where, keywords

if TYPE_CHECKING:
    from standoff.workbench.session import Session


def session(where: Where, *, draws: int | None = None, seed: int = 0) -> Session:
    """A scenario that answers again and again: compiled once, its draws and answers at hand.

    Parameters
    ----------
    where : a file, a folder, or the name of a scenario that comes with Standoff
    draws, seed : of a refined answer, as of `run`; a preview takes the first 256 of them

    Returns
    -------
    Session
        With `preview`, `refine` and `answer`, each for `standoff.Changes`.

    Raises
    ------
    StandoffError
        All that is wrong with the text; S707 for `draws` and `seed` out of range.

    Examples
    --------
    >>> from standoff import Changes
    >>> held = session("selected-reliability", draws=512)
    >>> held.answer(Changes(given={"challenge": "attack"})).found.endings["untested"].probability
    0.0
    """
    from standoff.study.settings import DRAWS
    from standoff.workbench.session import Session, TextFiles

    size = keywords("session", {"draws": draws, "seed": seed}, Size)
    held = Session(TextFiles.find(where), draws=size.get("draws", DRAWS), seed=size.get("seed", 0))
    if held.error is not None:
        raise held.error
    return held
