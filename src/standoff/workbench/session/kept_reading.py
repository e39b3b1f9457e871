"""Writes changes into the text as a reading of it: one insertion, every other character left as it is.

A reading says what is turned, fixed, switched off and paid no more. Of a reading that is not the file's
own, what it says already is copied and added to. What was observed is a question and no reading; it stays
in the address of the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from standoff.errors import Problem, RunError, StandoffError
from standoff.numerals import is_number
from standoff.results.session import Changes, TextEdit
from standoff.scenario.plausibility.review import checked_source
from standoff.scenario.yaml.nodes import Items, Node, Pairs, title_of
from standoff.scenario.yaml.reader import decode, read
from standoff.scenario.yaml.shape import is_name
from standoff.workbench.session.games import calls_quoted
from standoff.workbench.session.placement import compare, placed

if TYPE_CHECKING:
    from standoff.scenario import LoadedScenario
    from standoff.workbench.session.games import ChangedGame
    from standoff.workbench.session.texts import TextFiles

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"  # texts are YAML already
PLAIN = re.compile(r"[A-Za-z0-9_(){}\[\]=.,:+*/%' -]*")
SPECIAL = re.compile(r"^[\s{}\[\],#&*!|>'\"%@`?-]|: | #|:$|\s$")
PRECISION = "precision"
WORDS = ("title", "says", "note")


def insertion(
    texts: TextFiles,
    loaded: LoadedScenario,
    game: ChangedGame,
    changes: Changes,
    named: tuple[str, str],
) -> TextEdit:
    """The edit that keeps changes as a reading.

    Parameters
    ----------
    named : the reading's name and its title, "" for one that follows from the name

    Raises
    ------
    RunError
        S953 a name that cannot be used, S955 where nothing is changed, the text has no plain place, or a
        reading cannot say it, S957 where it would change what else the text says.
    StandoffError
        What the text would be refused for with the reading in it.
    """
    name, title = named
    _check_name(name, loaded)
    _check_events(changes)
    top = read(texts.files[texts.main], texts.main)
    own = _own(top, changes.reading) if changes.reading not in ("", loaded.base) else None
    tree = _earlier(own)
    tree = {"title": quoted(title or title_of(name)), "says": quoted(_says(changes, loaded)), **tree}
    _merge(tree, _some(_changed(game, changes, _Text(top, own)), changes))
    block = "\n".join(_lines({name: tree}, 0))
    edit = placed(texts.main, texts.files[texts.main], block)
    _try(texts, edit, name, block)
    return edit


def _check_name(name: str, loaded: LoadedScenario) -> None:
    if not is_name(name):
        what = f"`{name[:40]}` cannot be the name of a reading."
        fix = "For example `harder_line`."
        raise RunError(Problem("S953", what, "Expected small letters, digits and `_`, a letter first.", fix))
    if name in loaded.readings:
        what = f"There is a reading `{name}` already."
        raise RunError(Problem("S953", what, "Expected a name of its own.", f"For example `{name}_2`."))


def _some(changed: dict[str, Tree], changes: Changes) -> dict[str, Tree]:
    """What is changed; a reading that says nothing of its own is none."""
    if not changed:
        struck = bool(changes.claims or changes.documents)
        what = "Nothing falls with the claims that are struck" if struck else "Nothing is changed"
        fix = "Turn a number, strike a claim that something rests on, or give a move."
        raise RunError(Problem("S955", f"{what}: a reading would have nothing to say.", "", fix))
    return changed


def _check_events(changes: Changes) -> None:
    """What was observed is a question, and an option that is a number has no place in a reading."""
    fix = "Take it off and keep the rest; a link keeps it all."
    if changes.observed:
        what = "What was observed cannot be kept in a reading: it is a question, not an interpretation."
        raise RunError(Problem("S955", what, "", fix))
    for move, option in changes.given.items():
        if is_number(option):
            what = f"A reading cannot fix the move `{move}` at the number {option}."
            raise RunError(Problem("S955", what, "Expected an option with a name.", fix))


def _says(changes: Changes, loaded: LoadedScenario) -> str:
    struck = [*changes.claims, *(f"all of {one}" for one in changes.documents)]
    said = f"Turned by hand from the reading {changes.reading or loaded.base}."
    return f"{said} Without the claims {', '.join(struck)}." if struck else said


@dataclass(frozen=True, slots=True)
class _Text:
    """The tree of the text, and of the reading that is changed; None of the file's own."""

    top: Node
    own: Node | None

    def parameters(self) -> set[str]:
        """The names under `parameters:`."""
        found = self.top.get("parameters") if isinstance(self.top, Pairs) else None
        return {key.text for key, _ in found} if isinstance(found, Pairs) else set()

    def precision(self) -> Tree:
        """What the reading has under `precision:`, its own or the file's."""
        for place in (self.own, self.top):
            play = place.get("play") if isinstance(place, Pairs) else None
            if play is not None:
                found = play.get(PRECISION) if isinstance(play, Pairs) else None
                return _plain(found) if found is not None else ""
        return ""


def _changed(game: ChangedGame, changes: Changes, text: _Text) -> dict[str, Tree]:
    """What a reading says of the changes, by its keys."""
    found: dict[str, Tree] = {}
    drawn: dict[str, Tree] = {
        name: {"draw": drawn_text(draw.text), "set_by": "assumed"}
        for name, draw in {**game.struck.numbers, **game.turned}.items()
    }
    in_play = {name for name in drawn if re.fullmatch(rf"{PRECISION}(_\w+)?", name)} - text.parameters()
    precision = {name: drawn.pop(name) for name in sorted(in_play)}
    if drawn:
        found["parameters"] = drawn
    moves: dict[str, Tree] = {name: quoted(option) for name, option in changes.given.items()}
    moves |= dict.fromkeys(game.struck.moves, "off")
    if moves:
        found["moves"] = moves
    if game.struck.terms:
        payoffs: dict[str, Tree] = {}
        for actor, term in game.struck.terms:
            _merge(payoffs, {actor: {term: "off"}})
        found["payoffs"] = payoffs
    if game.struck.beliefs:
        found["beliefs"] = _beliefs(game)
    if changes.play:
        found["play"] = changes.play if changes.play == "sharp" else {PRECISION: changes.play}
    elif precision:
        found["play"] = {PRECISION: _precisions(text, precision)}
    return found


def _precisions(text: _Text, drawn: Mapping[str, Tree]) -> Tree:
    """What stands under `precision:` with those that are turned: numbers that no `parameters:` names."""
    if PRECISION in drawn:
        return drawn[PRECISION]
    said = text.precision()
    turned = {name.removeprefix(f"{PRECISION}_"): value for name, value in drawn.items()}
    return {**(said if isinstance(said, dict) else {}), **turned}


def _beliefs(game: ChangedGame) -> dict[str, Tree]:
    """A reading gives up all beliefs about a move, or none."""
    held = game.base.made.compiled.scenario.moves
    fallen: dict[str, set[str]] = {}
    for move, actor in game.struck.beliefs:
        fallen.setdefault(move, set()).add(actor)
    for move, actors in fallen.items():
        if actors != set(held[move].believed):
            what = f"Of the beliefs about `{move}` only some fall, which a reading cannot say."
            raise RunError(Problem("S955", what, "", "Write the reading by hand, with `believed:`."))
    return dict.fromkeys(fallen, "off")


def _own(top: Node, reading: str) -> Node | None:
    """What the text says of a reading that is not the file's own."""
    readings = top.get("readings") if isinstance(top, Pairs) else None
    return readings.get(reading) if isinstance(readings, Pairs) else None


def _earlier(own: Node | None) -> dict[str, Tree]:
    """What the reading that is changed says already, but its words."""
    found = _plain(own) if own is not None else {}
    return {key: value for key, value in found.items() if key not in WORDS} if isinstance(found, dict) else {}


def _plain(node: Node) -> Tree:
    if isinstance(node, Pairs):
        return {key.text: _plain(value) for key, value in node}
    if isinstance(node, Items):
        return [_plain(item) for item in node]
    return quoted(node.text) if node.kind == "text" else node.text


def _merge(tree: dict[str, Tree], more: Mapping[str, Tree]) -> None:
    """What is said later stands in place of what was said, save where both say more than one thing."""
    for key, value in more.items():
        old = tree.get(key)
        if isinstance(old, dict) and isinstance(value, dict) and "draw" not in value:
            _merge(old, value)
        else:
            tree[key] = dict(value) if isinstance(value, dict) else value


def quoted(text: str) -> str:
    """A text as YAML takes it for a text.

    Examples
    --------
    >>> quoted("hold the line"), quoted("yes: it is"), quoted("0.5")
    ('hold the line', '"yes: it is"', '"0.5"')
    """
    from standoff.scenario.yaml.nodes import kind_of

    plain = text and not SPECIAL.search(text) and text.isprintable() and kind_of(text, plain=True) == "text"
    return text if plain else json.dumps(text, ensure_ascii=False)


def drawn_text(text: str) -> str:
    """A distribution as `draw:` has it: what is written in braces is a mapping, all else one text.

    Examples
    --------
    >>> drawn_text("{mixture: [{weight: 1, draw: beta(2, 3)}]}"), drawn_text("beta(2, 3)")
    ('{mixture: [{weight: 1, draw: "beta(2, 3)"}]}', 'beta(2, 3)')
    """
    if text.startswith("{"):
        return calls_quoted(text)
    return text if PLAIN.fullmatch(text) and ": " not in text.partition("{")[0] else json.dumps(text)


def _lines(tree: Mapping[str, Tree], depth: int) -> Iterator[str]:
    for key, value in tree.items():
        said = _key(key)
        if isinstance(value, dict) and value:
            yield f"{'  ' * depth}{said}:"
            yield from _lines(value, depth + 1)
        else:
            yield f"{'  ' * depth}{said}: {_flow(value)}"


def _key(text: str) -> str:
    return text if re.fullmatch(r"[\w.]+(\[[\w, ]+\])?", text) else json.dumps(text, ensure_ascii=False)


def _flow(value: Tree) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{', '.join(_inside(one) for one in value)}]"
    return f"{{{', '.join(f'{_key(key)}: {_inside(one)}' for key, one in value.items())}}}"


def _inside(value: Tree) -> str:
    """A text inside brackets: quoted where a comma or bracket would end it."""
    if isinstance(value, str) and not value.startswith('"') and re.search(r"[,\[\]{}]", value):
        return json.dumps(value, ensure_ascii=False)
    return _flow(value)


def _try(texts: TextFiles, edit: TextEdit, name: str, block: str) -> None:
    """The text with the reading in it has to be one, and all else of it as it was."""
    after = texts.edited([edit]).as_source()
    try:
        checked_source(after)
    except StandoffError as error:
        first = error.problems[0]
        what = f"A reading cannot say this: {first.what}"
        raise RunError(Problem("S955", what, first.expected, first.fix)) from None
    main = after.files[0]
    compare(main.shown, texts.files[texts.main], decode(main.data, main.shown), name=name, block=block)
