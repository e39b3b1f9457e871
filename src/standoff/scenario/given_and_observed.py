"""What is known of the moves: `move=option`, as given and observed on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from standoff.errors import Problem, ScenarioError, nearest
from standoff.scenario.records import Move, Scenario
from standoff.scenario.yaml.nodes import shown


def parse_events(texts: Iterable[str], scenario: Scenario) -> dict[str, str]:
    """`["pledge=vague"]` as `{"pledge": "vague"}`, moves and options checked.

    An option on a scale may be written as any number that equals it; the name of a move with copies
    (`message` for `message[france]`, `message[germany]`) means all of them, as in a reading.

    Raises
    ------
    ScenarioError
        S424: no `move=option`, an unknown move or option, a move named twice with two options.
    """
    found: dict[str, str] = {}
    problems = []
    for text in texts:
        name, sign, option = (part.strip() for part in text.partition("="))
        if not sign or not name or not option.lstrip("="):
            what = f"`{shown(text)}` does not say which option of a move is made."
            example = next(move for move in scenario.moves.values() if not move.state)
            fix = f"For example `{example.name}={example.options[0]}`."
            problems.append(Problem("S424", what, "Expected `move=option`.", fix))
            continue
        option = option.lstrip("=").strip()
        for one in _meant(name, scenario):
            wrong = _wrong(one, option, scenario)
            if wrong is not None:
                problems.append(wrong)
                continue
            exact = _exact(scenario.moves[one], option)
            if found.setdefault(one, exact) != exact:
                what = f"The move `{one}` is said to be `{found[one]}` and `{exact}`."
                problems.append(Problem("S424", what, "Expected one option."))
    if problems:
        raise ScenarioError(problems)
    return found


def check_events(events: Mapping[str, str], scenario: Scenario) -> dict[str, str]:
    """Like `parse_events`, for events that come as a mapping."""
    return parse_events((f"{name}={option}" for name, option in events.items()), scenario)


def _meant(name: str, scenario: Scenario) -> list[str]:
    """The move of a name, or all its copies."""
    copies = [move for move in scenario.moves if move.startswith(f"{name}[")]
    single = name in scenario.moves or name.partition(".")[0] in scenario.blocks or not copies
    return [name] if single else copies


def _wrong(name: str, option: str, scenario: Scenario) -> Problem | None:
    move = scenario.moves.get(name)
    if move is None and (whole := _of_block(name, scenario)):
        what = f"`{shown(name)}` is made in each stage of its block."
        return Problem("S283", what, "Expected the move of one stage.", f"Write `{whole}={shown(option)}`.")
    if (move is not None and move.state) or name in scenario.blocks or _is_end(name, scenario):
        what = f"`{name}` is no choice: it follows from the moves before it."
        return Problem("S278", what, "", "Give the moves that it is made of.")
    if move is None:
        choices = [one for one, made in scenario.moves.items() if not made.state]
        return Problem("S424", f"There is no move `{shown(name)}`.", "", nearest(name, choices))
    if _exact(move, option) not in move.options:
        what = f"`{shown(option)}` is no option of the move `{name}`."
        return Problem("S424", what, "", nearest(option, move.options) or _scale(move))
    return None


def _is_end(name: str, scenario: Scenario) -> bool:
    block, _, inner = name.partition(".")
    return block in scenario.blocks and inner == "ended"


def _of_block(name: str, scenario: Scenario) -> str:
    """The first stage's move where a name is that of a move of a block, else nothing."""
    block = scenario.blocks.get(name.partition(".")[0])
    inner = name.partition(".")[2]
    return block.move(inner, 1) if block is not None and inner in block.moves else ""


def _scale(move: Move) -> str:
    listed = ", ".join(f"`{option}`" for option in move.options[:6])
    return f"Known: {listed}, ... `{move.options[-1]}`."


def _exact(move: Move, option: str) -> str:
    """The option's own name, where a number on a scale is written otherwise (`0.50`)."""
    if move.values is None or option in move.options:
        return option
    try:
        value = float(option)
    except ValueError:
        return option
    return next((o for o, v in zip(move.options, move.values, strict=True) if v == value), option)
