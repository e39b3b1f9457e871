"""Several logit equilibria of one game, as `standoff solve --all` prints them, with ranges of the endings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standoff.errors import StandoffError
from standoff.game import ADVICE, STATUS, BoundGame
from standoff.solvers import Several, gain, verify

if TYPE_CHECKING:
    from standoff.app.choose_solver import Solved

Json = dict[str, Any]
ENDING = "ending:"
NONE_FOUND = "No start led to an equilibrium that passed the check; the row is the last answer."


def report_of_several(solved: Solved, answer: Several) -> Json:
    """What is particular to several equilibria of one draw; every row has passed the check."""
    endings = {
        name.removeprefix(ENDING): {"least": float(answer.low[0, k]), "most": float(answer.high[0, k])}
        for k, name in enumerate(solved.items)
        if name.startswith(ENDING)
    }
    found: Json = {
        "complete": answer.complete,
        "settings": {"starts": answer.starts, "found": int(answer.found[0])},
        "equilibria": [_row(solved, answer, row) for row in range(len(answer.draw))],
        "one_of_its_kind": not answer.complete,
    }
    return found | ({"endings": endings} if endings else {})


def _row(solved: Solved, answer: Several, row: int) -> Json:
    from standoff.app.output.solution import play_of

    players, play = solved.game.labels.player, answer.probability[row]
    bound = solved.bound
    one = BoundGame(bound.arrays, bound.cell[:, :1], bound.payoff[:, :1], bound.precision[:, :1])
    alone = verify(one, play[None]).gain[:, 0]
    status = int(answer.status[0]) if answer.found[0] == 0 or answer.start[row] == 0 else 0

    def named(values: Any) -> dict[str, float]:
        return {name: float(v) for name, v in zip(players, values, strict=True)}

    try:
        whole = named(gain(bound, play))
    except StandoffError:
        whole = None  # too large to be unfolded: only single information sets are checked
    return {
        "status": STATUS[status],
        "advice": NONE_FOUND if answer.found[0] == 0 else ADVICE[status],
        "value": named(answer.value[row]),
        "agent_gain": named(alone),
        "gain": whole,
        "residual": float(answer.residual[row]),
        "play": play_of(solved, play),
    }


def endings_text(found: Json) -> list[str]:
    """The range of each ending over the equilibria that were found."""
    width = max(len(name) for name in found["endings"])
    n = found["settings"]["found"]
    lines = ["", f"chance of each ending over the {n} found:" if n > 1 else "chance of each ending:"]
    for name, told in found["endings"].items():
        lines.append(f"   {name:{width}}  {told['least']:.6g} to {told['most']:.6g}")
    return lines
