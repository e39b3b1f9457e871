"""`standoff.list_library`: the scenarios and base rates that come with Standoff."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from standoff.draws import BaseRate
    from standoff.results.library import RateListed, ScenarioListed


def list_library(*, base_rates: str | None = None) -> pl.DataFrame:
    """The scenarios that come with Standoff, a row each: name, title, what it asks.

    Parameters
    ----------
    base_rates : list base rates of past cases instead: all for "", or those that name this word

    Returns
    -------
    A frame with a row for each scenario, or for each base rate.

    Raises
    ------
    RunError
        S655 where no base rate names the word.

    Examples
    --------
    >>> "selected-reliability" in list_library()["name"].to_list()
    True
    >>> list_library(base_rates="nuclear").columns[:3]
    ['name', 'k', 'n']
    """
    from standoff.results.answers import frame_of

    if base_rates is None:
        return frame_of([dict(one) for one in scenarios_listed()])
    return frame_of([{"name": name, **dict(one)} for name, one in rates_listed(base_rates).items()])


def scenarios_listed() -> list[ScenarioListed]:
    """All scenarios that come with Standoff, in order of their names."""
    from standoff import library, scenario
    from standoff.results.library import ScenarioListed

    found = []
    for name in library.names():
        base = scenario.load(name).reading()
        found.append(ScenarioListed(name=name, title=base.title, question=base.question))
    return found


def rates_listed(word: str = "") -> dict[str, RateListed]:
    """The base rates whose name or definition holds a word, by name.

    Raises
    ------
    RunError
        S655 where none does.
    """
    from standoff.results.library import RateListed

    return {
        rate.name: RateListed(
            k=rate.k,
            n=rate.n,
            per=rate.per,
            definition=rate.definition,
            prior=None if rate.is_empty else rate.prior,
            selected=rate.selected,
            note=rate.note,
            source=rate.source,
        )
        for rate in rates_that_name(word)
    }


def rates_that_name(word: str) -> list[BaseRate]:
    """The base rates whose name or definition holds a word.

    Raises
    ------
    RunError
        S655 where none does.
    """
    from standoff.draws import base_rates
    from standoff.errors import Problem, RunError, nearest

    known = base_rates()
    found = [rate for rate in known.values() if word.lower() in f"{rate.name} {rate.definition}".lower()]
    if not found:
        fix = nearest(word, list(known)) or "`standoff library --base-rates` lists all."
        raise RunError(Problem("S655", f"No base rate names `{word}`.", f"{len(known)} are known.", fix))
    return found
