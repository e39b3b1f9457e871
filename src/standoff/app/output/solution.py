"""What `standoff solve` prints: one record for both forms, as JSON or as text."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from standoff.app.choose_solver import Choice, Given, Solved
from standoff.app.output.printing import printable
from standoff.errors import StandoffError
from standoff.game import ADVICE, STATUS, BoundGame, Solution
from standoff.solvers import Branch, Several, gain, verify
from standoff.solvers.results import ADVICE as ADVICE_ONE
from standoff.solvers.results import Equilibria

Json = dict[str, Any]
FORMAT = 1
UNSURE = (
    "It may not be the one that play tends to from precision 0 up: `--concept qre_branch` follows that, "
    "`--all` looks for others."
)
KERNELS_TOLD = 0.05  # seconds of compiling or loading from which they are worth a line
VERDICTS = {"subgame_perfect": "subgame perfect", "sequential": "sequential"}
MOST_SHOWN = 50  # equilibria printed as text; JSON has them all
ENDING = "ending:"
NONE_FOUND = "No start led to an equilibrium that passed the check; the row is the last answer."


def report_of(given: Given, chosen: Choice, solved: Solved) -> Json:
    """The record that is printed; docs/reference/solve.md says what each key means."""
    game, answer = solved.game, solved.answer
    if isinstance(answer, Branch):
        from standoff.app.output.branch import report_of_branch

        return _heads(given, chosen, solved) | report_of_branch(game, answer)
    if isinstance(answer, Several):
        return _heads(given, chosen, solved) | report_of_several(solved, answer)
    many = isinstance(answer, Solution)
    return _heads(given, chosen, solved) | {
        "complete": False if isinstance(answer, Solution) else answer.complete,
        "incomplete_because": None if isinstance(answer, Solution) else answer.reason or None,
        "settings": {} if isinstance(answer, Solution) else dict(answer.settings),
        "equilibria": [_row(solved, answer, row) for row in range(len(answer.status))],
        "one_of_its_kind": many,
    }


def _heads(given: Given, chosen: Choice, solved: Solved) -> Json:
    """What every answer begins with."""
    game, answer = solved.game, solved.answer
    arrays = game.arrays
    method = "arc length from precision 0" if isinstance(answer, Branch) else answer.method
    return {
        "format": FORMAT,
        "game": given.name,
        "title": given.title,
        "players": list(game.labels.player),
        "size": {"nodes": arrays.n_nodes, "infosets": arrays.n_infosets},
        "concept": chosen.concept,
        "about": chosen.about,
        "chosen_because": chosen.why or None,
        "precision": chosen.precision,
        "method": method,
        "seconds": answer.seconds,
    }


def _row(solved: Solved, answer: Solution | Equilibria, row: int) -> Json:
    players = solved.game.labels.player

    def named(values: Any) -> dict[str, float]:
        return {name: float(v) for name, v in zip(players, values, strict=True)}

    status = int(answer.status[row])
    advice = (ADVICE if isinstance(answer, Solution) else ADVICE_ONE)[status]
    found: Json = {"status": STATUS[status], "advice": advice, "value": named(answer.value[row])}
    if isinstance(answer, Solution):
        found["agent_gain"] = named(answer.gain[row])
        found["residual"] = float(answer.residual[row])
        if answer.unsure is not None and answer.unsure[row]:
            found["advice"] = f"{advice} {UNSURE}"
            found["unsure"] = True
        try:
            found["gain"] = named(gain(solved.bound, answer.probability[row]))
        except StandoffError:
            found["gain"] = None  # too large to be unfolded: only single information sets are checked
    else:
        found["agent_gain"], found["gain"] = named(answer.agent_gain[row]), named(answer.gain[row])
        found["component"] = int(answer.component[row]) if answer.component[row] >= 0 else None
        for kind in VERDICTS:
            if verdicts := getattr(answer, kind):
                found[kind] = verdicts[row]
    found["play"] = play_of(solved, np.asarray(answer.probability[row]))
    if isinstance(answer, Equilibria) and answer.exact:
        _add_fractions(found["play"], answer.exact[row])
    return found


def _add_fractions(play: list[Json], exact: Sequence[Fraction]) -> None:
    """Beside each probability the fraction that it is, where it was calculated as one."""
    rest = iter(exact)
    for part in play:
        for action in part["actions"]:
            action["exact"] = str(next(rest))


def play_of(solved: Solved, probability: Any) -> list[Json]:
    arrays, labels = solved.game.arrays, solved.game.labels
    """Probabilities under the file's names, by information set."""
    return [
        {
            "player": labels.player[int(arrays.infoset_player[h])],
            "infoset": labels.infoset[h],
            "actions": [
                {"action": labels.action[a], "probability": float(probability[a])}
                for a in range(int(arrays.first_action[h]), int(arrays.first_action[h + 1]))
            ],
        }
        for h in range(arrays.n_infosets)
    ]


def as_text(found: Json) -> str:
    """The record for reading; nothing in a label steers the terminal."""
    found = printable(found)
    size = found["size"]
    lines = [
        found["title"] or found["game"],
        ", ".join(
            _counted(n, what)
            for n, what in (
                (len(found["players"]), "player"),
                (size["nodes"], "node"),
                (size["infosets"], "information set"),
            )
        ),
        "",
        _heading(found),
    ]
    if found.get("kernel_seconds", 0.0) >= KERNELS_TOLD:
        lines.append(
            f"  not counted: {found['kernel_seconds']:.1f} s to compile or load the solver's kernels"
        )
    if found["chosen_because"]:
        lines.append(f"  chosen because: {found['chosen_because']} (name another with --concept)")
    if "branch" in found:
        from standoff.app.output.branch import branch_text

        return "\n".join([*lines, *branch_text(found)])
    if "endings" in found:
        lines += endings_text(found)
    rows = found["equilibria"]
    for number, row in enumerate(rows[:MOST_SHOWN], start=1):
        lines += ["", *_row_text(row, number)]
    if len(rows) > MOST_SHOWN:
        lines += ["", f"... and {len(rows) - MOST_SHOWN:,} more; --json has them all."]
    return "\n".join(lines)


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def _heading(found: Json) -> str:
    if "branch" in found:
        at = "" if found["precision"] is None else f" up to precision {found['precision']:g}"
        return f"{found['concept']}{at}: {found['about']}\n  {found['ended']}, {found['seconds']:.3f} s"
    n = len(found["equilibria"])
    count = "no equilibrium" if n == 0 else "1 equilibrium" if n == 1 else f"{n:,} equilibria"
    if found["one_of_its_kind"] or not found["complete"]:
        why = found.get("incomplete_because")
        whole = f"there may be others: {why}" if why else "there may be others"
    else:
        whole = "there is none of this kind" if n == 0 else "proven to be all of this kind"
    at = "" if found["precision"] is None else f" at precision {found['precision']:g}"
    return (
        f"{found['concept']}{at}: {found['about']}\n"
        f"  {count} ({whole}), by {found['method']}, {found['seconds']:.3f} s"
        + "".join(f"\n  {line}" for line in _credibility(found["equilibria"]))
    )


def _credibility(rows: list[Json]) -> list[str]:
    """How many rows are credible, for concepts that judge them."""
    lines = []
    for kind, name in VERDICTS.items():
        said = [row[kind] for row in rows if kind in row]
        if said:
            counts = ", ".join(f"{said.count(v)} {v}" for v in ("yes", "no", "undecided"))
            lines.append(f"{name}: {counts}")
    return lines


def _row_text(row: Json, number: int) -> list[str]:
    component = "" if row.get("component") is None else f", component {row['component'] + 1}"
    judged = "".join(f", {name}: {row[kind]}" for kind, name in VERDICTS.items() if kind in row)
    lines = [f"{number}. {row['status']}{component}{judged}"]
    if row["status"] != "solved" or row.get("unsure"):
        lines.append(f"   {row['advice']}")
    gains = row["gain"] or row["agent_gain"]
    what = "gain" if row["gain"] else "gain at one information set"
    width = max((len(name) for name in row["value"]), default=0)
    for name, value in row["value"].items():
        lines.append(f"   {name:{width}}  value {value:.10g}, {what} {gains[name]:.2g}")
    return [*lines, *_table([(p["player"], p["infoset"], p["actions"]) for p in row["play"]])]


def _table(play: list[tuple[str, str, list[Json]]]) -> list[str]:
    if not play:
        return []
    widths = [max(len(line[k]) for line in play) for k in range(2)]
    lines = []
    for player, infoset, actions in play:
        told = "  ".join(f"{a['action']} {_share(a['probability'])}" for a in actions)
        lines.append(f"   {player:{widths[0]}}  {infoset:{widths[1]}}  {told}")
    return lines


def _share(probability: float) -> str:
    return f"{probability:.0f}" if probability in (0.0, 1.0) else f"{probability:.6g}"


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
        "equilibria": [_row_of_several(solved, answer, row) for row in range(len(answer.draw))],
        "one_of_its_kind": not answer.complete,
    }
    return found | ({"endings": endings} if endings else {})


def _row_of_several(solved: Solved, answer: Several, row: int) -> Json:
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
