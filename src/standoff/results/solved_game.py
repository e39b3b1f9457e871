"""One game solved: what `standoff solve --json` prints and `standoff.solve` gives (docs/reference/solve.md).

Names stand as the file has them: what would steer a terminal is written out where they are shown.
"""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict

from standoff.results.record import Record

FORMAT = 1


class GameRecord(Record):
    """A part of the answer; a number may be infinite, such as the precision of sharp play."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ActionPlayed(GameRecord):
    """exact : the fraction that the probability is, where it was calculated as one."""

    action: str
    probability: float
    exact: str = ""


class InfosetPlayed(GameRecord):
    player: str
    infoset: str
    actions: list[ActionPlayed]


class Equilibrium(GameRecord):
    """One answer, checked.

    value, gain, agent_gain : by player; `gain` is None where the tree is too large to be unfolded
    component : rows of one number are corners of one connected set of equilibria
    subgame_perfect, sequential : `yes`, `no` or `undecided`, where the concept judges that
    """

    status: str
    advice: str
    value: dict[str, float]
    agent_gain: dict[str, float]
    gain: dict[str, float] | None
    residual: float | None = None
    unsure: bool = False
    component: int | None = None
    subgame_perfect: str = ""
    sequential: str = ""
    play: list[InfosetPlayed]


class Size(GameRecord):
    nodes: int
    infosets: int


class EndingRange(GameRecord):
    """An ending's chance over the equilibria that were found."""

    least: float
    most: float


class InfosetNames(GameRecord):
    player: str
    infoset: str
    actions: list[str]


class BranchPoint(GameRecord):
    """probability : by information set, then action; value : by player"""

    precision: float
    probability: list[list[float]]
    value: dict[str, float]
    residual: float


class BranchFound(GameRecord):
    """A principal branch of quantal response, in the order in which it is followed.

    turns, crossings : precisions near which it turns back, or another curve crosses it
    ratio : by player, how its precision goes with the scale
    """

    status: str
    ended: str
    turns: list[float]
    crossings: list[float]
    ratio: dict[str, float]
    infosets: list[InfosetNames]
    branch: list[BranchPoint]


class SolvedGame(GameRecord):
    """What a solver says of one game; `found_branch` for `qre_branch`, else `equilibria`."""

    format: int = FORMAT
    game: str
    title: str
    players: list[str]
    size: Size
    concept: str
    about: str
    chosen_because: str | None
    precision: float | None
    method: str
    seconds: float
    kernel_seconds: float = 0.0
    complete: bool = False
    incomplete_because: str | None = None
    settings: dict[str, Any] = {}
    equilibria: list[Equilibrium] = []
    one_of_its_kind: bool = False
    endings: dict[str, EndingRange] = {}
    found_branch: BranchFound | None = None

    def as_json(self) -> dict[str, Any]:
        """The record as it is printed: what was set, a branch's parts beside the heads."""
        told = self.model_dump(mode="python", exclude_unset=True)
        return told | (told.pop("found_branch", None) or {})
