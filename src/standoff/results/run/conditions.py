"""What was laid down before a run: moves given or observed, and play in place of what the scenario says.

A number of such a run answers another question than the same number without it, so these lines stand
among the first of whatever is printed of the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

WEIGHTED = "weighted by how likely each makes what was observed"  # shares of draws, under an observation


class Conditions(Protocol):
    """A manifest or a summary: what holds in all that is told of a run."""

    @property
    def given(self) -> Mapping[str, str]: ...

    @property
    def observed(self) -> Mapping[str, str]: ...

    @property
    def play(self) -> str: ...


def play_sentence(play: str) -> str:
    """How a run was played in place of what the scenario says, in a sentence without its full stop.

    Examples
    --------
    >>> play_sentence("4")
    'Played with logit precision 4 for every player, not as the scenario says'
    """
    if play == "sharp":
        return "Played at the sharp limit, not as the scenario says: nobody ever takes a worse option"
    return f"Played with logit precision {play} for every player, not as the scenario says"


def condition_lines(run: Conditions) -> tuple[str, ...]:
    """A line for each kind of condition; none where a run is as its scenario says.

    Examples
    --------
    >>> from standoff.results.run.summary import Summary
    >>> import datetime as dt
    >>> day = dt.date(2031, 1, 1)
    >>> run = Summary(format=1, hash="0", as_of=day, horizon=day, seed=0, draws=9, readings={},
    ...               given={"pledge": "vague"}, observed={"attack": "yes"})
    >>> for line in condition_lines(run):
    ...     print(line)
    Given (fixed by hand, nothing is inferred from it): pledge=vague.
    Observed (each draw counts by the chance that it gave to it): attack=yes.
    """
    said = []
    if run.given:
        said.append(f"Given (fixed by hand, nothing is inferred from it): {_moves(run.given)}.")
    if run.observed:
        said.append(f"Observed (each draw counts by the chance that it gave to it): {_moves(run.observed)}.")
    if run.play:
        said.append(f"{play_sentence(run.play)}.")
    return tuple(said)


def _moves(found: Mapping[str, str]) -> str:
    return ", ".join(f"{move}={option}" for move, option in found.items())
