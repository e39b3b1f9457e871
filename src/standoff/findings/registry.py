"""Every kind of finding: what asks for it, what works it out, what it answers. Imported when called."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from standoff.findings.context import Context
    from standoff.results.findings.finding import Finding
    from standoff.study.progress import Progress


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding.

    option : the flag of `standoff explore` that asks for it; several kinds may share one
    module, function : below `standoff.findings`
    seconds : what it takes on the largest scenario that comes along, on two processors: for the time left
    by_move : whether it looks at single moves, which can be named
    by_number : whether it has nothing to look at where no number is uncertain
    on_request : whether it is left out unless its option is named
    """

    name: str
    option: str
    module: str
    function: str
    says: str
    seconds: float
    by_move: bool = False
    by_number: bool = False
    on_request: bool = False


KINDS = (
    Kind("strikes", "hinges", "strike_out.analysis", "strikes", "which claims the answers hinge on", 40),
    Kind(
        "sensitivity",
        "hinges",
        "sensitivity",
        "sensitivity",
        "which numbers move the answers",
        20,
        by_number=True,
    ),
    Kind(
        "structure",
        "hinges",
        "robustness.structure",
        "structure",
        "which assumptions of structure move them",
        28,
    ),
    Kind("tipping", "tipping", "tipping.analysis", "tipping", "where choices flip", 14, by_move=True),
    Kind("discovery", "discovery", "discovery", "discovery", "where conclusions hold", 20, by_number=True),
    Kind("robust", "robust", "robustness.analysis", "robust", "which options hold up", 34, by_move=True),
    Kind(
        "voi",
        "voi",
        "robustness.value_of_information",
        "voi",
        "what would be worth knowing",
        10,
        by_move=True,
    ),
    Kind("readings", "readings", "readings", "readings", "why readings differ", 15, by_number=True),
    Kind("premortem", "readings", "premortem", "premortem", "how each ending comes about", 5),
    Kind(
        "mechanisms",
        "mechanisms",
        "mechanisms.analysis",
        "mechanisms",
        "what moves without each mechanism",
        340,
        on_request=True,
    ),
)
OPTIONS = tuple(dict.fromkeys(kind.option for kind in KINDS))


def kinds_of(options: Collection[str]) -> tuple[Kind, ...]:
    """The kinds that some options ask for; if none is named all but those that have to be asked for.

    Parameters
    ----------
    options : names of options of `standoff explore`

    Returns
    -------
    tuple of Kind

    Examples
    --------
    >>> [kind.name for kind in kinds_of(["robust", "voi"])]
    ['robust', 'voi']
    """
    return tuple(kind for kind in KINDS if (kind.option in options if options else not kind.on_request))


def work_out(
    kind: Kind,
    context: Context,
    *,
    draws: int | None,
    workers: int,
    progress: Progress,
    moves: Collection[str] = (),
) -> Finding:
    """One kind of finding of a finished run, as `write_finding` takes it.

    Parameters
    ----------
    kind : one of `KINDS`
    context : the run, opened by `findings.context.open_context`
    draws : how many of the run's draws are used; each kind's own number where None
    workers : processes; the same numbers with any
    progress : told as the work goes on
    moves : decision moves to look at, for kinds that look at single moves

    Returns
    -------
    Finding

    Raises
    ------
    StandoffError
        What the kind's own function raises.

    Examples
    --------
    >>> import standoff
    >>> from standoff.findings.context import open_context
    >>> from standoff.study import Quiet
    >>> run = standoff.run("selected-reliability", draws=200, seed=1, out="run", workers=1)
    >>> kind = next(kind for kind in KINDS if kind.name == "premortem")
    >>> finding = work_out(kind, open_context(run.path), draws=None, workers=1, progress=Quiet())
    >>> type(finding).__name__
    'Premortem'
    """
    module = importlib.import_module(f"standoff.findings.{kind.module}")
    function: Callable[..., Finding] = getattr(module, kind.function)
    asked: dict[str, Any] = {"workers": workers, "progress": progress}
    if draws is not None or kind.name != "strikes":  # strikes has a number of draws of its own
        asked["draws"] = draws
    if kind.by_move and moves:
        asked["moves"] = tuple(moves)
    return function(context, **asked)
