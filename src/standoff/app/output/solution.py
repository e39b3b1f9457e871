"""What `standoff solve` prints: one record for both forms, as JSON or as text."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from standoff.app.choose_solver import Choice, Given, Solved
from standoff.app.output.printing import printable
from standoff.errors import Problem, RunError, StandoffError
from standoff.game import ADVICE, STATUS, BoundGame, Solution
from standoff.game.records import Floats
from standoff.results.solved_game import (
    FORMAT,
    ActionPlayed,
    EndingRange,
    Equilibrium,
    InfosetPlayed,
    Size,
    SolvedGame,
)
from standoff.solvers import Branch, Several, gain, verify
from standoff.solvers.results import ADVICE as ADVICE_ONE
from standoff.solvers.results import Equilibria

UNSURE = (
    "It may not be the one that play tends to from precision 0 up: `--concept qre_branch` follows that, "
    "`--all` looks for others."
)
FLOATS = "of the draw's numbers, which are floats: each counts as the simplest fraction that rounds to it"
KERNELS_TOLD = 0.05  # seconds of compiling or loading from which they are worth a line
VERDICTS = {"subgame_perfect": "subgame perfect", "sequential": "sequential"}
MOST_SHOWN = 50  # equilibria printed as text; JSON has them all
ENDING = "ending:"
NONE_FOUND = "No start led to an equilibrium that passed the check; the row is the last answer."


def report_of(given: Given, chosen: Choice, solved: Solved) -> SolvedGame:
    """The record that is printed; docs/reference/solve.md says what each key means."""
    answer = solved.answer
    _refuse_unfinite(chosen, answer)
    heads = _heads(given, chosen, solved)
    if isinstance(answer, Branch):
        from standoff.app.output.branch import found_branch

        return heads.model_copy(update={"complete": False, "found_branch": found_branch(solved.game, answer)})
    if isinstance(answer, Several):
        return _several(heads, solved, answer)
    many = isinstance(answer, Solution)
    return heads.model_copy(
        update={
            "complete": False if isinstance(answer, Solution) else answer.complete,
            "incomplete_because": None if isinstance(answer, Solution) else answer.reason or None,
            "settings": {} if isinstance(answer, Solution) else dict(answer.settings),
            "equilibria": [_row(solved, answer, row) for row in range(len(answer.status))],
            "one_of_its_kind": many,
        }
    )


def _refuse_unfinite(chosen: Choice, answer: Equilibria | Solution | Several | Branch) -> None:
    """No play is printed that holds what is no number, whatever its status."""
    if isinstance(answer, Branch):
        return
    parts = (np.asarray(part, np.float64) for part in (answer.probability, answer.value))
    if not all(np.isfinite(part).all() for part in parts):
        what = f"`{chosen.concept}` comes to numbers that are not finite."
        expected = "Expected payoffs whose differences, times the precision, can be told apart in binary64."
        mend = "Count the payoffs in a larger unit, or lower the precision."
        raise RunError(Problem("S751", what, expected, mend))


def _heads(given: Given, chosen: Choice, solved: Solved) -> SolvedGame:
    """What every answer begins with."""
    game, answer = solved.game, solved.answer
    arrays = game.arrays
    return SolvedGame(
        format=FORMAT,
        game=given.name,
        title=given.title,
        players=list(game.labels.player),
        size=Size(nodes=arrays.n_nodes, infosets=arrays.n_infosets),
        concept=chosen.concept,
        about=chosen.about,
        chosen_because=chosen.why or None,
        precision=chosen.precision,
        method="arc length from precision 0" if isinstance(answer, Branch) else answer.method,
        seconds=answer.seconds,
    )


def _row(solved: Solved, answer: Solution | Equilibria, row: int) -> Equilibrium:
    players = solved.game.labels.player

    def named(values: Floats) -> dict[str, float]:
        return {name: float(v) for name, v in zip(players, values, strict=True)}

    status, value = STATUS[int(answer.status[row])], named(answer.value[row])
    if isinstance(answer, Solution):
        return _row_of_solution(solved, answer, row, status, value)
    verdicts = {kind: told[row] for kind in VERDICTS if (told := getattr(answer, kind))}
    exact = answer.exact[row] if answer.exact else ()
    return Equilibrium(
        status=status,
        advice=ADVICE_ONE[int(answer.status[row])],
        value=value,
        agent_gain=named(answer.agent_gain[row]),
        gain=named(answer.gain[row]),
        component=int(answer.component[row]) if answer.component[row] >= 0 else None,
        play=play_of(solved, np.asarray(answer.probability[row]), exact),
        **verdicts,
    )


def _row_of_solution(
    solved: Solved, answer: Solution, row: int, status: str, value: dict[str, float]
) -> Equilibrium:
    players, advice = solved.game.labels.player, ADVICE[int(answer.status[row])]
    unsure = answer.unsure is not None and bool(answer.unsure[row])
    row_found = Equilibrium(
        status=status,
        advice=f"{advice} {UNSURE}" if unsure else advice,
        value=value,
        agent_gain=dict(zip(players, answer.gain[row].tolist(), strict=True)),
        gain=_whole_gain(solved, solved.bound, answer.probability[row]),
        residual=float(answer.residual[row]),
        play=play_of(solved, np.asarray(answer.probability[row])),
    )
    return row_found.model_copy(update={"unsure": True}) if unsure else row_found


def _whole_gain(solved: Solved, bound: BoundGame, play: Floats) -> dict[str, float] | None:
    """Gains by player, or None where the tree is too large: only single information sets are checked."""
    try:
        return dict(zip(solved.game.labels.player, map(float, gain(bound, play)), strict=True))
    except StandoffError:
        return None


def play_of(solved: Solved, probability: Floats, exact: Sequence[Fraction] = ()) -> list[InfosetPlayed]:
    """Probabilities under the file's names, by information set; with fractions where they are known."""
    arrays, labels = solved.game.arrays, solved.game.labels

    def action(a: int) -> ActionPlayed:
        name, value = labels.action[a], float(probability[a])
        if exact:
            return ActionPlayed(action=name, probability=value, exact=str(exact[a]))
        return ActionPlayed(action=name, probability=value)

    return [
        InfosetPlayed(
            player=labels.player[int(arrays.infoset_player[h])],
            infoset=labels.infoset[h],
            actions=[action(a) for a in range(int(arrays.first_action[h]), int(arrays.first_action[h + 1]))],
        )
        for h in range(arrays.n_infosets)
    ]


def as_text(told: SolvedGame) -> str:
    """The record for reading; nothing in a label steers the terminal."""
    found = SolvedGame.model_validate(printable(told.model_dump(exclude_unset=True)))
    lines = [
        found.title or found.game,
        ", ".join(
            _counted(n, what)
            for n, what in (
                (len(found.players), "player"),
                (found.size.nodes, "node"),
                (found.size.infosets, "information set"),
            )
        ),
        "",
        _heading(found),
    ]
    if found.kernel_seconds >= KERNELS_TOLD:
        lines.append(f"  not counted: {found.kernel_seconds:.1f} s to compile or load the solver's kernels")
    if found.chosen_because:
        lines.append(f"  chosen because: {found.chosen_because} (name another with --concept)")
    if found.found_branch is not None:
        from standoff.app.output.branch import branch_text

        return "\n".join([*lines, *branch_text(found.found_branch)])
    if found.endings:
        lines += endings_text(found)
    rows = found.equilibria
    for number, row in enumerate(rows[:MOST_SHOWN], start=1):
        lines += ["", *_row_text(row, number)]
    if len(rows) > MOST_SHOWN:
        lines += ["", f"... and {len(rows) - MOST_SHOWN:,} more; --json has them all."]
    return "\n".join(lines)


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def _heading(found: SolvedGame) -> str:
    at = "" if found.precision is None else f" precision {found.precision:g}"
    if found.found_branch is not None:
        at = f" up to{at}" if at else ""
        return f"{found.concept}{at}: {found.about}\n  {found.found_branch.ended}, {found.seconds:.3f} s"
    n = len(found.equilibria)
    count = "no equilibrium" if n == 0 else "1 equilibrium" if n == 1 else f"{n:,} equilibria"
    if found.one_of_its_kind or not found.complete:
        why = found.incomplete_because
        whole = f"there may be others: {why}" if why else "there may be others"
    else:
        whole = "there is none of this kind" if n == 0 else "proven to be all of this kind"
    at = f" at{at}" if at else ""
    floats = f"\n  {FLOATS}" if found.complete and found.settings.get("numbers") == "floats" else ""
    return (
        f"{found.concept}{at}: {found.about}\n"
        f"  {count} ({whole}), by {found.method}, {found.seconds:.3f} s{floats}"
        + "".join(f"\n  {line}" for line in _credibility(found.equilibria))
    )


def _verdicts(row: Equilibrium) -> dict[str, str]:
    """What was judged of a row, by the words for it."""
    told = {"subgame perfect": row.subgame_perfect, "sequential": row.sequential}
    return {name: verdict for name, verdict in told.items() if verdict}


def _credibility(rows: list[Equilibrium]) -> list[str]:
    """How many rows are credible, for concepts that judge them."""
    lines = []
    for name in VERDICTS.values():
        said = [verdicts[name] for row in rows if name in (verdicts := _verdicts(row))]
        if said:
            counts = ", ".join(f"{said.count(v)} {v}" for v in ("yes", "no", "undecided"))
            lines.append(f"{name}: {counts}")
    return lines


def _row_text(row: Equilibrium, number: int) -> list[str]:
    component = "" if row.component is None else f", component {row.component + 1}"
    judged = "".join(f", {name}: {verdict}" for name, verdict in _verdicts(row).items())
    lines = [f"{number}. {row.status}{component}{judged}"]
    if row.status != "solved" or row.unsure:
        lines.append(f"   {row.advice}")
    gains = row.gain or row.agent_gain
    what = "gain" if row.gain else "gain at one information set"
    width = max((len(name) for name in row.value), default=0)
    for name, value in row.value.items():
        lines.append(f"   {name:{width}}  value {value:.10g}, {what} {gains[name]:.2g}")
    return [*lines, *_table(row.play)]


def _table(play: list[InfosetPlayed]) -> list[str]:
    if not play:
        return []
    player = max(len(part.player) for part in play)
    infoset = max(len(part.infoset) for part in play)
    lines = []
    for part in play:
        told = "  ".join(f"{a.action} {_share(a.probability)}" for a in part.actions)
        lines.append(f"   {part.player:{player}}  {part.infoset:{infoset}}  {told}")
    return lines


def _share(probability: float) -> str:
    return f"{probability:.0f}" if probability in (0.0, 1.0) else f"{probability:.6g}"


def _several(heads: SolvedGame, solved: Solved, answer: Several) -> SolvedGame:
    """Several equilibria of one draw; every row has passed the check."""
    endings = {
        name.removeprefix(ENDING): EndingRange(least=float(answer.low[0, k]), most=float(answer.high[0, k]))
        for k, name in enumerate(solved.items)
        if name.startswith(ENDING)
    }
    found: dict[str, Any] = {
        "complete": answer.complete,
        "settings": {"starts": answer.starts, "found": int(answer.found[0])},
        "equilibria": [_row_of_several(solved, answer, row) for row in range(len(answer.draw))],
        "one_of_its_kind": not answer.complete,
    }
    return heads.model_copy(update=found | ({"endings": endings} if endings else {}))


def _row_of_several(solved: Solved, answer: Several, row: int) -> Equilibrium:
    players, play = solved.game.labels.player, answer.probability[row]
    bound = solved.bound
    one = BoundGame(bound.arrays, bound.cell[:, :1], bound.payoff[:, :1], bound.precision[:, :1])
    alone = verify(one, play[None]).gain[:, 0]
    status = int(answer.status[0]) if answer.found[0] == 0 or answer.start[row] == 0 else 0
    return Equilibrium(
        status=STATUS[status],
        advice=NONE_FOUND if answer.found[0] == 0 else ADVICE[status],
        value=dict(zip(players, answer.value[row].tolist(), strict=True)),
        agent_gain=dict(zip(players, alone.tolist(), strict=True)),
        gain=_whole_gain(solved, bound, play),
        residual=float(answer.residual[row]),
        play=play_of(solved, play),
    )


def endings_text(found: SolvedGame) -> list[str]:
    """The range of each ending over the equilibria that were found."""
    width = max(len(name) for name in found.endings)
    n = found.settings.get("found", 0)
    lines = ["", f"chance of each ending over the {n} found:" if n > 1 else "chance of each ending:"]
    for name, told in found.endings.items():
        lines.append(f"   {name:{width}}  {told.least:.6g} to {told.most:.6g}")
    return lines
