"""Moves: who makes them, what can be chosen, when, with what chance, and who sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from standoff.errors import Problem, nearest
from standoff.expressions import Expression, moves_of
from standoff.scenario.build.dates import dates_of
from standoff.scenario.build.documents import is_true
from standoff.scenario.build.draft import Draft, Entry, by_name, title_of
from standoff.scenario.build.menus import nests_of, open_when, option_words
from standoff.scenario.build.simultaneous import groups_of
from standoff.scenario.build.stage_names import Here, here_of
from standoff.scenario.build.states import guarded, state_move
from standoff.scenario.build.symbols import Place, Symbols, word_span
from standoff.scenario.build.waiting import waits_of
from standoff.scenario.records import Move
from standoff.scenario.yaml.nodes import Node, Pairs, Scalar, scalars

REST, OFF = "rest", "off"
_NEARLY = 1e-9
NUMBERS = ("S312", "S320")  # a name that is no move, and what a front or summit gives
_CONDITION = Place("a condition", frozenset({"move"}))
_PROBABILITY = Place("a probability", frozenset({"move", "parameter"}), processes=True)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a move stands: the moves before it that can be named, and why the others cannot."""

    name: str
    earlier: tuple[str, ...]
    together: frozenset[str]
    sees: Mapping[str, frozenset[str]]  # of the moves before


def moves_built(draft: Draft, symbols: Symbols) -> dict[str, Move]:
    """All moves in the order of the text; moves with complaints that leave no record are left out."""
    written = draft.section("moves")
    actors = symbols.named("actor")
    groups = groups_of(written, symbols, {name: _actor_of(entry, symbols) for name, entry in written.items()})
    found: dict[str, Move] = {}
    sees: dict[str, frozenset[str]] = {}
    for i, (name, entry) in enumerate(written.items()):
        if name not in symbols.names:
            continue  # its name was refused
        here = stage_of(entry, symbols)
        if here is not None and here.inner not in here.block.moves:
            found[name] = state_move(entry, here, draft, symbols, sees)
            sees[name] = found[name].sees
            continue
        actor = _check_mover(entry, symbols)
        sees[name] = _sees(entry, actor, actors, symbols)
        place = _Place(name, tuple(list(written)[:i]), groups.get(name, frozenset()), sees)
        found[name] = _move(entry, actor, place, draft, symbols)
    return found


def _move(entry: Entry, actor: str | None, place: _Place, draft: Draft, symbols: Symbols) -> Move:
    name = place.name
    meaning = symbols.names[name]
    fixed = draft.fixed.get(name)
    beliefs = draft.beliefs.get(name, {})
    conditions = open_when(entry, lambda written: _of_earlier(written, place, symbols))
    for option, condition in conditions.items():
        _check_seen(option, condition, actor, place, symbols)
    here = stage_of(entry, symbols)
    when = _when(entry, actor, place, symbols)
    late = here is not None and here.number > draft.limits.get(here.block.name, here.number)
    return Move(
        name=name,
        title=entry.text("title") or title_of(name),
        actor=actor,
        options=meaning.options,
        values=meaning.values,
        when=when,
        chance=_chance(entry, place, symbols),
        believed=_believed(entry, beliefs, place, symbols),
        sees=place.sees[name],
        together=place.together,
        dates=dates_of(entry, symbols),
        says=entry.text("says"),
        rests=symbols.rests(entry.pairs, f"The move `{name}`"),
        unverified=is_true(entry, "unverified"),
        span=entry.key.span,
        fixed=fixed.text if fixed is not None and fixed.text != OFF and not late else None,
        off=(fixed is not None and fixed.text == OFF) or late,
        block=here.block.name if here is not None else "",
        stage=here.number if here is not None else 0,
        waits=waits_of(entry, here, meaning.options, symbols),
        believed_rests={
            actor: symbols.rests(belief.pairs, f"What `{actor}` believes of `{name}`")
            for actor, belief in beliefs.items()
            if _shares(belief) is not belief.pairs
        },
        open_when=conditions,
        option_words=option_words(entry),
        nests=nests_of(entry, meaning, actor, symbols),
    )


def _node(entry: Entry, key: str) -> Node | None:
    return entry.pairs.get(key) if entry.pairs is not None else None


def stage_of(entry: Entry, symbols: Symbols) -> Here | None:
    """The stage of a repeated block that an entry belongs to."""
    return here_of(entry.key.within, symbols.blocks)


def _actor_of(entry: Entry, symbols: Symbols) -> str | None:
    by = _node(entry, "by")
    if isinstance(by, Scalar) and by.text in symbols.named("actor"):
        return by.text
    return None


def _check_mover(entry: Entry, symbols: Symbols) -> str | None:
    """The actor who decides, or None for chance; complains where the keys leave that open."""
    name, at = entry.key.text, entry.key.span
    by, options, chance = _node(entry, "by"), _node(entry, "options"), _node(entry, "chance")
    actor = _actor_of(entry, symbols)
    decision = isinstance(by, Scalar) and by.kind == "text" and not _is_date(by, symbols)
    if chance is not None and options is not None:
        what = f"The move `{name}` has both `chance` and `options`."
        fix = "A chance move's options stand under `chance:`, an actor's under `options:`."
        symbols.complain("S429", what, at, fix=fix)
    elif chance is None and options is None:
        what = f"The move `{name}` has neither `options` nor `chance`."
        fix = "Add `by:` and `options:` for a decision, or `chance:` with a probability for each option."
        symbols.complain("S429", what, at, fix=fix)
    elif chance is not None and decision and isinstance(by, Scalar):
        what = f"The chance move `{name}` is made by `{by.text}`."
        fix = "Delete `by:`; or write `options:` in place of `chance:` if the actor decides."
        symbols.complain("S429", what, by.span, expected="Nobody decides a chance move.", fix=fix)
    elif chance is None and not decision:
        what = f"Nobody decides the move `{name}`."
        expected = "Expected an actor under `by:`."
        fix = nearest("", symbols.named("actor"))
        symbols.complain("S429", what, at, expected=expected, fix=fix)
    elif chance is None and isinstance(by, Scalar):
        symbols.known(by, "actor", "S403")
    if options is not None and _node(entry, "believed") is not None:
        what = f"Beliefs are given about the decision `{name}`."
        expected = "Beliefs are about chance moves; about decisions actors reason themselves."
        symbols.complain("S413", what, at, expected=expected)
    return actor if chance is None else None


def _is_date(by: Scalar, symbols: Symbols) -> bool:
    meaning = symbols.names.get(by.text)
    dated = meaning is not None and (meaning.unit == "date" or (meaning.broken and not meaning.unit))
    return meaning is not None and meaning.kind == "parameter" and dated


def _sees(entry: Entry, actor: str | None, actors: list[str], symbols: Symbols) -> frozenset[str]:
    seen, hidden = _node(entry, "seen_by"), _node(entry, "hidden_from")
    if seen is not None and hidden is not None:
        key = entry.pairs.key("hidden_from") if entry.pairs is not None else None
        what = f"The move `{entry.key.text}` has both `seen_by` and `hidden_from`."
        symbols.complain("S409", what, key.span if key else entry.key.span, expected="Expected one of them.")
    named = scalars(seen if seen is not None else hidden)
    known = {node.text for node in named if symbols.known(node, "actor", "S403")}
    if len(known) < len(named):  # complained about: nothing follows from it
        return frozenset(actors)
    if seen is None and actor in known:
        at = next(node.span for node in named if node.text == actor)
        what = f"The move `{entry.key.text}` is hidden from `{actor}`, who makes it."
        symbols.complain(
            "S409", what, at, expected="Actors remember their own moves.", fix="Take the name away."
        )
    result = known if seen is not None else set(actors) - known
    return frozenset(result | ({actor} if actor is not None else set()))


def _when(entry: Entry, actor: str | None, place: _Place, symbols: Symbols) -> Expression | None:
    written, here = _node(entry, "when"), stage_of(entry, symbols)
    found = None
    if isinstance(written, Scalar):
        found = symbols.formula(written, _CONDITION, "truth")
        if found is None or not _only_earlier(found, written, place, symbols):
            return None
    if here is not None:
        found = guarded(found, here)
    if found is None:
        return None
    if not isinstance(written, Scalar):
        written = entry.key
    for move in moves_of(found) if actor is not None else ():
        if actor not in place.sees.get(move, {actor}):
            what = f"Whether `{place.name}` is made depends on `{move}`, which `{actor}` does not see."
            expected = "A mover has to know when it is its turn."
            fix = f"Let `{actor}` see `{move}`, or drop it from the condition."
            symbols.complain("S408", what, word_span(written, move), expected=expected, fix=fix)
    return found


def _of_earlier(written: Scalar, place: _Place, symbols: Symbols) -> Expression | None:
    """A condition over earlier moves that an option names; a number in it has a code of its own."""
    found, problems = symbols.resolved(written, _CONDITION, "truth")
    for problem in problems:
        if problem.code in NUMBERS:
            what = f"Whether an option is open depends on a number. {problem.what}"
            expected = "Expected a condition over earlier moves: options are the same in all draws."
            fix = "Realise it as a chance move first, of which this number is the chance, and name that."
            problem = Problem("S470", what, expected, fix, problem.span)
        symbols.take(problem)
    return found if found is not None and _only_earlier(found, written, place, symbols) else None


def _check_seen(option: str, found: Expression, actor: str | None, place: _Place, symbols: Symbols) -> None:
    """Complain of an option whose mover could not tell whether it is open."""
    for move in moves_of(found) if actor is not None else ():
        if actor not in place.sees.get(move, {actor}):
            what = f"Whether `{option}` of `{place.name}` is open depends on `{move}`, not seen by `{actor}`."
            expected = "A mover has to know what it can choose from."
            fix = f"Let `{actor}` see `{move}`, or drop it from the condition."
            symbols.complain("S471", what, found.span, expected=expected, fix=fix)


def _only_earlier(found: Expression, written: Scalar, place: _Place, symbols: Symbols) -> bool:
    late = [move for move in moves_of(found) if move not in place.earlier or move in place.together]
    for move in late:
        if move == place.name:
            what = f"The move `{move}` depends on itself."
        elif move in place.together:
            what = f"`{place.name}` depends on `{move}`, which is made at the same time."
        else:
            what = f"`{place.name}` depends on `{move}`, which is made after it."
        expected = "Only moves that stand earlier in the text can be named here."
        symbols.complain("S404", what, word_span(written, move), expected=expected)
    return not late


def _chance(entry: Entry, place: _Place, symbols: Symbols) -> dict[str, Expression | None] | None:
    written = _node(entry, "chance")
    if not isinstance(written, Pairs):
        return None
    return _probabilities(written, f"the chance of `{place.name}`", place, symbols)


def _probabilities(
    written: Pairs, said: str, place: _Place, symbols: Symbols
) -> dict[str, Expression | None]:
    """One expression an option; complains where constants cannot add up to 1."""
    rests = [node for _, node in written if isinstance(node, Scalar) and node.text == REST]
    if len(rests) > 1:
        what = f"`rest` stands {len(rests)} times in {said}."
        symbols.complain("S411", what, rests[1].span, expected="One option can take what is left.")
    found: dict[str, Expression | None] = {}
    for key, node in written:
        if isinstance(node, Scalar) and node.text != REST:
            formula = symbols.formula(node, _PROBABILITY, "probability")
            if formula is not None and _only_earlier(formula, node, place, symbols):
                found[key.text] = formula
        else:
            found[key.text] = None
    if len(found) == len(written):
        _check_total(found, written, said, symbols)
    return found


def _check_total(found: Mapping[str, Expression | None], written: Pairs, said: str, symbols: Symbols) -> None:
    constants = {
        option: value
        for option, formula in found.items()
        if formula is not None and (value := symbols.constant(formula)) is not None
    }
    for key, node in written:
        value = constants.get(key.text, 0.0)
        if not 0 <= value <= 1:
            what = f"The probability of `{key.text}` in {said} is {value:g}."
            symbols.complain("S412", what, node.span, expected="Expected a number from 0 to 1.")
            return
    total, has_rest = sum(constants.values()), None in found.values()
    at = written.entries[-1][0].span
    if total > 1 + _NEARLY:
        what = f"The probabilities in {said} add up to {total:g}."
        symbols.complain("S412", what, at, expected="Expected at most 1.")
    elif len(constants) == len(found) and abs(total - 1) > _NEARLY and not has_rest:
        what = f"The probabilities in {said} add up to {total:g}, and no option takes the rest."
        fix = f"Write `{written.entries[-1][0].text}: rest`."
        symbols.complain("S412", what, at, expected="Expected 1.", fix=fix)


def _believed(
    entry: Entry, beliefs: Mapping[str, Entry], place: _Place, symbols: Symbols
) -> dict[str, Mapping[str, Expression | None]]:
    options = symbols.names[place.name].options
    found: dict[str, Mapping[str, Expression | None]] = {}
    if _node(entry, "chance") is None:
        return found
    for actor, belief in beliefs.items():
        shares = _shares(belief)
        if not symbols.known(belief.key, "actor", "S403") or shares is None:
            continue
        said = f"what `{actor}` believes of `{place.name}`"
        own = by_name(shares)
        unknown = [named for name, named in own.items() if name not in options]
        missing = [option for option in options if option not in own]
        for named in unknown:
            what = f"`{named.key.text}` is no option of the move `{place.name}`."
            symbols.complain("S413", what, named.key.span, fix=nearest(named.key.text, options))
        if missing and not unknown:
            what = (
                f"{said[0].upper()}{said[1:]} leaves out "
                + ", ".join(f"`{option}`" for option in missing)
                + "."
            )
            symbols.complain(
                "S413", what, belief.key.span, expected="Expected a probability for each option."
            )
        if not missing and not unknown:
            probabilities = _probabilities(shares, said, place, symbols)
            found[actor] = {option: probabilities.get(option) for option in options}
    return found


def _shares(belief: Entry) -> Pairs | None:
    """The options' probabilities of a belief: the mapping itself, or what stands in it under `is`."""
    inner = belief.pairs.get("is") if belief.pairs is not None else None
    return inner if isinstance(inner, Pairs) else belief.pairs
