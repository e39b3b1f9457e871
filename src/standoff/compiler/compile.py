"""From a scenario (one reading) to a compiled game: tables, walk, arrays, names."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from standoff.compiler.expansion import WHOLE, ClosedOptionError, NothingPossibleError, PlayedMove
from standoff.compiler.graphs import Making, NothingToPlayError
from standoff.compiler.information import Information, Stage, analyse, stages_of
from standoff.compiler.items import UNCOVERED, Ledger, refuse_uncovered
from standoff.compiler.packing import NOBODY, Packed, events_on
from standoff.compiler.private_numbers import with_types
from standoff.compiler.processes import check_fronts, outputs_read, read_by
from standoff.compiler.records import Compiled, Count, Ratio, Trace
from standoff.compiler.residuals import Parts, Residuals
from standoff.compiler.tables import Cells, Tables
from standoff.errors import Problem, StandoffError
from standoff.expressions import evaluate, moves_of, names_of
from standoff.game import Game, Labels, Rest
from standoff.scenario.records import Move, Scenario

SURE = 1e-15  # a chance below this in every draw is none


def compile_scenario(
    scenario: Scenario, *, observed: Mapping[str, str] | None = None, merge: bool = True
) -> Compiled:
    """Compile one reading of a scenario to a game.

    Parameters
    ----------
    scenario : the reading
    observed : option seen, by move; results are then conditional on it, draw by draw
    merge : False keeps every history apart (for tests and for export as a tree)

    Raises
    ------
    StandoffError
        S602 a table over too many moves, S603 too many nodes, S605 endings that leave a gap,
        S606 nothing to play.

    Source: docs/design/002 of this project.
    """
    scenario = with_types(scenario)
    check_fronts(scenario)
    players = _players(scenario)
    residuals = Residuals()
    cells = Cells(_constants(scenario))
    tables = Tables(scenario, cells, residuals)
    parts = Parts(residuals)
    ledger = Ledger(scenario, tables, parts, players)
    seen_item = ledger.everything("observed", _last_span(scenario)) if observed else None
    values = ledger.payoffs()
    played = _played(scenario, tables, players)  # before all that is read out: cells keep their order
    endings = ledger.all_endings()
    base = len(ledger.sources)
    asked = {name: m for name, m in scenario.measures.items() if m.kind != "D"}  # the others follow
    measures = {name: ledger.measure(m, seen_item) for name, m in asked.items()}
    moves = ledger.dated_moves(seen_item)
    possible = {number: _possible(row, cells) for number, row in enumerate(tables.rows)}
    information = _information(scenario, ledger, residuals, merge=merge)
    seen = _seen(scenario, observed or {})
    making = Making(ledger, tuple(played), information, residuals, cells, players, seen, merge)
    try:
        solved, counted = making.graphs(tables.rows, possible, base)
    except NothingPossibleError as error:
        raise _nothing_possible(scenario, played[error.args[0]].name) from error
    except ClosedOptionError as error:
        raise _closed(scenario, played[error.args[0]].name) from error
    except NothingToPlayError as error:
        raise _nothing_to_play(scenario) from error
    if UNCOVERED in ledger.items and ledger.items.index(UNCOVERED) in counted.packed.arrays.item:
        raise refuse_uncovered(scenario)
    _check_seen_open(scenario, seen, counted.packed)
    precision = tuple(None if scenario.play.sharp else scenario.play.precision[actor] for actor in players)
    game, count = (
        Game(one.packed.arrays, _labels(scenario, one.packed, players, items), one.cells, precision)
        for one, items in ((solved, ()), (counted, tuple(ledger.items)))
    )
    return Compiled(
        scenario=scenario,
        game=game,
        count=Count(count, counted.carried, counted.packed, counted.contradicts),
        endings={name: Ratio(item, seen_item) for name, item in endings.items()},
        measures=measures,
        moves=moves,
        values={name: Ratio(item, seen_item) for name, item in values.items()},
        observed=None if seen_item is None else Ratio(seen_item, None),
        columns_needed=_columns(count, scenario),
        outputs=outputs_read(count),
        trace=Trace(tuple(played), information, solved.packed, tuple(s.term for s in ledger.sources)),
    )


def _seen(scenario: Scenario, observed: Mapping[str, str]) -> dict[int, int]:
    """The value that each observed move had, by its place in the order of play."""
    places = {name: place for place, name in enumerate(scenario.moves)}
    return {places[m]: scenario.moves[m].options.index(option) for m, option in observed.items()}


def _players(scenario: Scenario) -> dict[str, int]:
    """Actors that decide something, in the order of the text, numbered from 0."""
    deciders = {m.actor for m in scenario.moves.values() if not m.off and m.fixed is None}
    return {name: i for i, name in enumerate(a for a in scenario.actors if a in deciders)}


def _constants(scenario: Scenario) -> dict[str, float]:
    """Parameters that have one value in all draws."""
    known: dict[str, float] = {}
    for name, parameter in scenario.parameters.items():
        if parameter.draw is not None:
            value = float(parameter.draw.quantile(np.array([0.5]))[0]) if parameter.draw.is_constant else None
            if value is not None:
                known[name] = value
        elif parameter.derived is not None and set(names_of(parameter.derived)) <= set(known):
            columns = {n: np.array([known[n]]) for n in names_of(parameter.derived)}
            known[name] = float(evaluate(parameter.derived, columns, 1)[0])
    return known


def _played(scenario: Scenario, tables: Tables, players: Mapping[str, int]) -> list[PlayedMove]:
    found = []
    for move in scenario.moves.values():
        chance = None
        if move.chance is not None and not move.off and move.fixed is None:
            believers = [_in_order(move, move.chance)]
            believers += [_in_order(move, move.believed.get(actor, move.chance)) for actor in players]
            chance = tables.probabilities(believers, move.span)
        found.append(
            PlayedMove(
                name=move.name,
                actor=move.actor,
                n_options=len(move.options),
                guard=tables.truth(guard, move.span)
                if (guard := move.guard) is not None and not move.off
                else None,
                chance=chance,
                off=move.off,
                fixed=move.options.index(move.fixed) if move.fixed is not None else None,
                menu=tables.menu(move) if move.open_when and not move.off else None,
                nests=tuple(tuple(map(move.options.index, nest)) for nest in move.nests.values()),
                state=move.state,
                waits=None if move.waits is None else (move.options.index(move.waits[0]), move.waits[1]),
            )
        )
    return found


def _in_order(move: Move, shares):  # type: ignore[no-untyped-def]
    return [shares[option] for option in move.options]


def _possible(row: tuple[tuple[int, ...], ...], cells: Cells) -> tuple[bool, ...]:
    """Whether each option of a chance row can happen in some draw, for somebody."""
    n_options = len(row[0])
    open_ = []
    for option in range(n_options):
        known = [cells.constant(believer[option]) for believer in row]
        open_.append(any(value is None or abs(value) > SURE for value in known))
    return tuple(open_)


def _information(scenario: Scenario, ledger: Ledger, residuals: Residuals, *, merge: bool) -> Information:
    moves = scenario.moves
    reads = {
        name: frozenset(
            m
            for e in (
                *move.conditions,
                *(e for e in (move.chance or {}).values() if e is not None),
                *(e for shares in move.believed.values() for e in shares.values() if e is not None),
            )
            for m in moves_of(e)
        )
        for name, move in moves.items()
    }
    stages = stages_of(
        list(moves),
        {n: m.actor for n, m in moves.items()},
        {n: m.sees for n, m in moves.items()},
        {n: m.together for n, m in moves.items()},
        reads,
    )
    if not merge:
        return _everything(stages)
    references = []
    for entry in ledger.entries:
        if ledger.sources[entry.source].player == NOBODY:
            continue  # what is only read out changes nobody's reasons
        part = ledger.parts.known[entry.start]
        if part is not None:
            tables = (*part.truths, part.number)
            references.append(frozenset(m for t in tables for m in residuals.known[t].moves))
    return analyse(stages, references)


def _everything(stages: tuple[Stage, ...]) -> Information:
    """Every mover tells apart all that it has seen: the textbook's information sets."""
    needed = tuple(stage.seen if stage.decides else None for stage in stages)
    all_of = tuple(frozenset(range(place)) for place in range(len(stages) + 1))
    return Information(needed, all_of, all_of)


def _labels(
    scenario: Scenario,
    packed: Packed,
    players: Mapping[str, int],
    items: tuple[str, ...],
) -> Labels:
    moves = list(scenario.moves.values())
    counted: dict[str, int] = {}
    infosets: list[str] = []
    actions: list[str] = []
    for place, nest, options in zip(
        packed.infoset_place, packed.infoset_nest, packed.infoset_options, strict=True
    ):
        said = moves[place].name if nest == WHOLE else f"{moves[place].name}.{list(moves[place].nests)[nest]}"
        counted[said] = counted.get(said, 0) + 1
        infosets.append(f"{said}.{counted[said]}")
        actions += [_choice(moves[place], option) for option in options]
    parent = np.repeat(np.arange(packed.arrays.n_nodes), np.diff(packed.arrays.first_edge))
    return Labels(
        player=tuple(players),
        infoset=tuple(infosets),
        action=tuple(actions),
        item=items,
        node_move=tuple(moves[p].name if p < len(moves) else "" for p in packed.place.tolist()),
        edge_option=tuple(
            _choice(moves[packed.place[node]], option)
            for node, option in zip(parent.tolist(), packed.option.tolist(), strict=True)
        ),
    )


def _choice(move: Move, option: int) -> str:
    """The name of an option or, below 0, of a nest."""
    return move.options[option] if option >= 0 else list(move.nests)[-1 - option]


def _columns(game: Game, scenario: Scenario) -> tuple[str, ...]:
    """Parameters that the game reads, with those that they are derived from, in the text's order."""
    needed = {n for f in game.cells if not isinstance(f, Rest) for n in names_of(f)}
    needed |= {name for name in game.precision if name is not None}
    needed |= read_by(scenario, outputs_read(game))
    for name in reversed(list(scenario.parameters)):
        derived = scenario.parameters[name].derived
        if name in needed and derived is not None:
            needed |= set(names_of(derived))
    return tuple(name for name in scenario.parameters if name in needed)


def _last_span(scenario: Scenario):  # type: ignore[no-untyped-def]
    return list(scenario.moves.values())[-1].span


def _nothing_possible(scenario: Scenario, name: str) -> StandoffError:
    """A chance move without a possible option, mostly because a move that it reads is switched off."""
    off = [f"`{move.name}`" for move in scenario.moves.values() if move.off]
    said = f" {', '.join(off)} {'is' if len(off) == 1 else 'are'} switched off there." if off else ""
    return StandoffError(
        Problem(
            "S601",
            f"in reading `{scenario.reading}` no option of the chance move `{name}` is possible.{said}",
            "Expected probabilities that add up to 1, whatever happened before.",
            "Switch it off too, guard it with `when:`, or give one option `rest`.",
            scenario.moves[name].span,
        )
    )


def _closed(scenario: Scenario, name: str) -> StandoffError:
    """A move that is fixed at an option that is closed after some of what can happen before."""
    move = scenario.moves[name]
    condition = move.open_when[move.fixed or ""]
    return StandoffError(
        Problem(
            "S472",
            f"in reading `{scenario.reading}` the move `{name}` is fixed at `{move.fixed}`, "
            f"which is closed where `{condition.text}` does not hold.",
            "Expected an option that is open wherever the move is made.",
            "Fix the moves that the condition names too, so that it holds, or fix another option.",
            condition.span,
        )
    )


def _check_seen_open(scenario: Scenario, seen: Mapping[int, int], packed: Packed) -> None:
    """Refuse an observed option that is closed wherever its move could be made."""
    moves, arrays = list(scenario.moves.values()), packed.arrays
    parent = np.repeat(np.arange(arrays.n_nodes), np.diff(arrays.first_edge))
    for place, value in seen.items():
        move = moves[place]
        condition = move.open_when.get(move.options[value])
        if condition is None or any(
            (place, value)
            in events_on(int(packed.place[parent[e]]), int(packed.option[e]), packed.skipped[e])
            for e in range(arrays.n_edges)
        ):
            continue
        raise StandoffError(
            Problem(
                "S473",
                f"in reading `{scenario.reading}` the option `{move.options[value]}` of `{move.name}` "
                f"is observed, which is never open: `{condition.text}` cannot hold.",
                "",
                "Take the observation back, or what is given against the condition.",
                condition.span,
            )
        )


def _of_reading(scenario: Scenario) -> str:
    several = len(scenario.readings) > 1
    return f"in the reading `{scenario.reading}` " if several else ""


def _nothing_to_play(scenario: Scenario) -> StandoffError:
    return StandoffError(
        Problem(
            "S606",
            f"{_of_reading(scenario)}nothing is left to play: every move is fixed, skipped, switched off, or "
            "can go one way only.",
            "At least one decision or chance move must be open.",
            "Take back what is given or fixed, a switched-off move, or a chance of 0.",
            next(move.span for move in reversed(list(scenario.moves.values())) if not move.state),
        )
    )
