"""One game solved: what `standoff solve --json` prints and `standoff.solve` gives (docs/reference/solve.md).

Names stand as the file has them: what would steer a terminal is written out where they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from standoff.errors import Problem, RunError
from standoff.results.answers import Answer, AnswerPart, Row

if TYPE_CHECKING:
    from pydantic import JsonValue

FORMAT = 1
Profile = Mapping[str, Mapping[str, Mapping[str, float]]]  # player, information set, action: probability


class ActionPlayed(AnswerPart):
    """exact : the fraction that the probability is, where it was calculated as one."""

    action: str
    probability: float
    exact: str = ""


class InfosetPlayed(AnswerPart):
    player: str
    infoset: str
    actions: list[ActionPlayed]


class Equilibrium(AnswerPart):
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


class Size(AnswerPart):
    nodes: int
    infosets: int


class EndingRange(AnswerPart):
    """An ending's chance over the equilibria that were found."""

    least: float
    most: float


class InfosetNames(AnswerPart):
    player: str
    infoset: str
    actions: list[str]


class BranchPoint(AnswerPart):
    """probability : by information set, then action; value : by player"""

    precision: float
    probability: list[list[float]]
    value: dict[str, float]
    residual: float


class BranchFound(AnswerPart):
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


class SolvedGame(Answer):
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

    def as_json(self) -> dict[str, JsonValue]:
        """The record as it is printed: what was set, a branch's parts beside the heads."""
        told = self.model_dump(mode="python", exclude_unset=True)
        return told | (told.pop("found_branch", None) or {})

    def profile(self, row: int = 0) -> Profile:
        """What is played in one answer: probability by player, information set and action.

        Parameters
        ----------
        row : place of the equilibrium, or of the point of a branch, from 0; negative from the end

        Raises
        ------
        RunError
            S904 where there is no such row.
        """
        rows = self._played()
        if not -len(rows) <= row < len(rows):
            what = f"Row {row} is asked for, and the answer has {len(rows)}."
            raise RunError(Problem("S904", what, "Rows are counted from 0."))
        found: dict[str, dict[str, dict[str, float]]] = {}
        for player, infoset, action, probability in rows[row]:
            found.setdefault(player, {}).setdefault(infoset, {})[action] = probability
        return found

    def _played(self) -> list[list[tuple[str, str, str, float]]]:
        """Row by row: player, information set, action, its probability."""
        if self.found_branch is not None:
            sets = self.found_branch.infosets
            return [
                [
                    (one.player, one.infoset, action, probability)
                    for one, shares in zip(sets, point.probability, strict=True)
                    for action, probability in zip(one.actions, shares, strict=True)
                ]
                for point in self.found_branch.branch
            ]
        return [
            [(one.player, one.infoset, a.action, a.probability) for one in row.play for a in one.actions]
            for row in self.equilibria
        ]

    @property
    def heading(self) -> str:
        return f"{self.title or self.game}: {self.concept}"

    def rows(self) -> list[Row]:
        branch = self.found_branch
        found: list[Row] = []
        for number, played in enumerate(self._played()):
            head: Row = {"row": number}
            head |= {"precision": branch.branch[number].precision} if branch else {}
            for player, infoset, action, probability in played:
                row: Row = {"player": player, "infoset": infoset, "action": action}
                found.append(head | row | {"probability": probability})
        return found
