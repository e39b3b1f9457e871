"""Fronts beside the game: which of their outputs a game reads, and the numbers of these over draws.

A front's numbers are expressions over parameters and public moves. Each way in which these moves
can go is a history; the front runs once for each history that the game asks about, over all draws
at once, and every output is a column under the key that stands in the game's cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from standoff import front as fronts
from standoff.compiler.front_dates import outside_problems
from standoff.compiler.private_columns import private_columns, read_with
from standoff.compiler.summits import Held, asked, hold
from standoff.compiler.summits import formulas_of as summit_formulas
from standoff.errors import Problem, StandoffError, nearest
from standoff.expressions import Expression, day_number, evaluate, names_of, outputs_of, settle
from standoff.expressions.nodes import Node
from standoff.front.running import parameter_problems
from standoff.front.schedules import schedule_problems
from standoff.game import Rest
from standoff.game.records import Floats, Game
from standoff.scenario.records import Front, Scenario
from standoff.summit import SummitError

FEWEST_MONTHS = 3  # of the past, to draw others from
History = tuple[str, tuple[str, ...]]  # name of the front, and what is known of its moves


def outputs_read(game: Game) -> tuple[Node, ...]:
    """What the game's cells ask of fronts, each once."""
    found = {n.key: n for f in game.cells if not isinstance(f, Rest) for n in outputs_of(f)}
    return tuple(found[key] for key in sorted(found))


def check_fronts(scenario: Scenario) -> None:
    """Refuse models, parameters and inputs that do not exist, or are missing, each with its place.

    Raises
    ------
    StandoffError
        S610, all problems of all fronts together.
    """
    problems = [p for front in scenario.fronts.values() for p in _problems(front)]
    if problems:
        raise StandoffError(problems)


def _problems(front: Front) -> list[Problem]:
    if front.model not in fronts.MODELS or fronts.MODELS[front.model].kind < 0:
        known = ", ".join(f"`{name}`" for name, model in fronts.MODELS.items() if model.kind >= 0)
        what = f"there is no model `{front.model}` of a front."
        return [Problem("S610", what, f"Models: {known}.", "", front.model_span)]
    model = fronts.MODELS[front.model]
    known_names = [parameter.name for parameter in model.parameters]
    problems = [
        Problem(
            "S610",
            f"model `{model.name}` has no parameter `{name}`.",
            "",
            nearest(name, known_names),
            formula.span,
        )
        for name, formula in front.parameters.items()
        if name not in known_names
    ]
    priors = {prior.name: prior.draw or prior.formula for prior in model.priors}
    for parameter in model.parameters:
        if parameter.default is None and parameter.name not in front.parameters:
            hint = f" A published prior: `{priors[parameter.name]}`." if parameter.name in priors else ""
            what = f"the front `{front.name}` does not give `{parameter.name}` ({parameter.says})."
            expected = f"Model `{model.name}` expects {parameter.range_text} ({parameter.unit}).{hint}"
            problems.append(Problem("S610", what, expected, "Add it under `parameters:`.", front.span))
    problems += _past_problems(front)
    for schedule in front.schedules:
        if schedule.what not in model.inputs:
            what = f"the schedule `{schedule.name}` changes `{schedule.what}`, which the model does not have."
            fix = nearest(schedule.what, model.inputs)
            problems.append(Problem("S610", what, "", fix, schedule.span))
    return problems


def _past_problems(front: Front) -> list[Problem]:
    """What is wrong with a table of past months, or with its name."""
    if not front.past or front.past in fronts.DATA:
        return []
    if not front.past_table[0]:
        what = f"the front `{front.name}` names past months `{front.past}`, a table that does not exist."
        expected = (
            f"Tables: {', '.join(f'`{name}`' for name in fronts.DATA)}, or a `.csv` file beside the scenario."
        )
        return [Problem("S610", what, expected, nearest(front.past, list(fronts.DATA)), front.past_span)]
    shown, text = front.past_table
    try:
        series = fronts.read_series(text, shown, need=("month", "gain"))
    except StandoffError as error:
        return list(error.problems)
    gain = series.ended_by(front.start).columns["gain"]
    usual = int((np.abs(gain) < fronts.BREAKTHROUGH).sum())
    if usual >= FEWEST_MONTHS:
        return []
    what = f"`{front.past}` has {usual} months without a breakthrough that ended by {front.start}."
    expected = f"Expected at least {FEWEST_MONTHS}: past months are drawn from them."
    return [Problem("S653", what, expected, "Add months, or leave `past:` out.", front.past_span)]


def formulas_of(front: Front) -> list[Expression]:
    """All expressions of a front."""
    dated = [f for s in front.schedules for f in (s.amount, s.start, s.end) if f is not None]
    return [*front.parameters.values(), *dated]


def histories(outputs: Sequence[Node]) -> dict[History, list[Node]]:
    """The outputs of each front and history."""
    found: dict[History, list[Node]] = {}
    for node in outputs:
        found.setdefault((node.name, node.options), []).append(node)
    return found


def run_front(
    scenario: Scenario,
    history: History,
    columns: Mapping[str, Floats],
    n_draws: int,
    step: fronts.Step | None = None,
) -> fronts.FrontRun:
    """One front over draws, after one way in which its public moves went.

    Raises
    ------
    StandoffError
        S642 and S643 where numbers or schedules are out of range in some draw, each with its place.
    """
    front = scenario.fronts[history[0]]
    past = dict(known.split("=", 1) for known in history[1])
    known = {move: option or None for move, option in past.items()}

    def value(formula: Expression) -> Floats:
        return evaluate(settle(formula, known), columns, n_draws)

    schedules = [
        fronts.Schedule(
            schedule.what,
            value(schedule.amount),
            value(schedule.start),
            value(schedule.end) if schedule.end is not None else float("inf"),
            once=schedule.once,
            name=schedule.name,
        )
        for schedule in front.schedules
    ]
    numbers = {name: value(formula) for name, formula in front.parameters.items()}
    start, end = day_number(front.start), day_number(scenario.horizon) + 1.0
    try:
        return fronts.run(front.model, numbers, start=start, end=end, schedules=schedules, step=step)
    except fronts.FrontError as error:
        raise StandoffError(_placed(front, numbers, schedules, start) or error.problems) from error


def _placed(
    front: Front, numbers: Mapping[str, Floats], schedules: Sequence[fronts.Schedule], start: float
) -> list[Problem]:
    """What the room finds wrong with a front's numbers, each with its place in the text."""
    model, problems = fronts.MODELS[front.model], []
    for name, formula in front.parameters.items():
        n_draws = len(numbers[name])
        found = parameter_problems(model, {name: numbers[name]}, n_draws)
        problems += [replace(p, span=formula.span) for p in found if p.code == "S642"]
    for written, schedule in zip(front.schedules, schedules, strict=True):
        found = schedule_problems(model, [schedule], len(np.atleast_1d(schedule.amount)), start)
        problems += [replace(p, span=written.span) for p in found]
    return problems


def process_columns(
    scenario: Scenario,
    outputs: Sequence[Node],
    columns: Mapping[str, Floats],
    n_draws: int,
    steps: Mapping[History, fronts.Step] | None = None,
) -> dict[str, Floats]:
    """float64[draw] for each output, by the key under which the game's cells read it.

    steps : the step of each history, settled once a run so that no draw depends on its chunk

    Raises
    ------
    StandoffError
        S642 to S644 where numbers, schedules or dates are out of range in some draw, with their place.
    """
    found: dict[str, Floats] = {}
    for history, nodes in histories(outputs).items():
        if history[0] in scenario.summits:
            terms = frozenset(node.term or "" for node in nodes)
            found |= asked(hold_summit(scenario, history, columns, n_draws, terms), nodes)
            continue
        if history[0] in scenario.parameters:
            found |= private_columns(scenario, nodes, columns, n_draws)
            continue
        ran = run_front(scenario, history, columns, n_draws, (steps or {}).get(history))
        for node in nodes:
            days = [evaluate(Expression(part.key, None, part), columns, n_draws) for part in node.parts]
            outside = outside_problems(scenario, node, days, ran.start, ran.end)
            if outside:
                raise StandoffError(outside)
            found[node.key] = _asked(ran, node, days)
    return found


def _asked(ran: fronts.FrontRun, node: Node, days: Sequence[Floats]) -> Floats:
    if node.term == "breaks":
        return ran.breaks(days[0], days[1])
    if node.term == "breaks_by":
        return ran.breaks_by(days[0])
    if node.term == "area":
        return ran.area(days[0])
    if node.term == "stock":
        return ran.stock(node.choice, days[0])
    return ran.strength(node.choice, days[0])


def settle_steps(
    scenario: Scenario, outputs: Sequence[Node], columns: Mapping[str, Floats], n_draws: int
) -> dict[History, fronts.Step]:
    """The step of each history, settled on the given draws."""
    fronts_asked = [h for h in histories(outputs) if h[0] in scenario.fronts]
    return {h: run_front(scenario, h, columns, n_draws).step for h in fronts_asked}


def hold_summit(
    scenario: Scenario,
    history: History,
    columns: Mapping[str, Floats],
    n_draws: int,
    asked_for: frozenset[str] = frozenset({"position"}),
) -> Held:
    """One summit over draws, after one way in which its public moves went; `asked_for` as in `hold`.

    Raises
    ------
    StandoffError
        S661, S666 and S667 where members' numbers make no sense in some draw, at the summit's name.
    """
    past = {move: option or None for move, option in (known.split("=", 1) for known in history[1])}
    summit = scenario.summits[history[0]]
    try:
        return hold(summit, past, lambda f: evaluate(f, columns, n_draws), n_draws, asked_for)
    except SummitError as error:
        placed = [replace(p, what=f"`{summit.name}`: {p.what}", span=summit.span) for p in error.problems]
        raise StandoffError(placed) from error


def read_by(scenario: Scenario, outputs: Sequence[Node]) -> set[str]:
    """Names of the parameters that the fronts, summits and private numbers asked read."""
    formulas: list[Expression] = []
    read = {n for node in outputs if node.name in scenario.parameters for n in read_with(scenario, node.name)}
    for name in {node.name for node in outputs} - set(scenario.parameters):
        if name in scenario.fronts:
            formulas += formulas_of(scenario.fronts[name])
        else:
            formulas += summit_formulas(scenario.summits[name])
    return read | {name for f in formulas for name in names_of(f)}
