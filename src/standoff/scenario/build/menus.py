"""What a decision's options say of themselves: when each is open, what it is called, its nest.

A decision's *menu* is the options that are open where it is made. Which they are follows from earlier
moves alone, all of them known to the mover, so that every node of an information set has one menu.
A move whose menu is empty is skipped (`Move.guard`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from standoff.errors import nearest
from standoff.expressions import Expression, Name
from standoff.scenario.build.draft import Entry
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.yaml.nodes import Node, Pairs, Scalar, entries, scalars


def _options(entry: Entry) -> tuple[tuple[Scalar, Pairs], ...]:
    """The options that say something of themselves, in order."""
    options = entry.pairs.get("options") if entry.pairs is not None else None
    if not isinstance(options, Pairs) or options.key("grid") is not None:
        return ()
    return tuple((key, said) for key, said in options if isinstance(said, Pairs))


def open_when(entry: Entry, read: Callable[[Scalar], Expression | None]) -> dict[str, Expression]:
    """The condition of each option that has one; `read` takes what is wrong with it."""
    found = {}
    for key, said in _options(entry):
        written = said.get("when")
        condition = read(written) if isinstance(written, Scalar) else None
        if condition is not None:
            found[key.text] = condition
    return found


def option_words(entry: Entry) -> dict[str, tuple[str, str]]:
    """Title and meaning of each option that has either."""
    told = {key.text: (said.text("title"), said.text("says")) for key, said in _options(entry)}
    return {option: words for option, words in told.items() if any(words)}


def nests_of(entry: Entry, meaning: Name, actor: str | None, symbols: Symbols) -> dict[str, tuple[str, ...]]:
    """The options of each nest, in the order of the options; complains unless each stands in one nest."""
    written = entry.pairs.get("nest") if entry.pairs is not None else None
    if not isinstance(written, Pairs):
        return {}
    name = entry.key.text
    if actor is None or meaning.values is not None:
        what = f"The move `{name}` has nests, but no named options that an actor chooses from."
        fix = "Delete `nest:`; the options of a chance move or a scale have no nests."
        symbols.complain(
            "S474", what, written.span, expected="Nests group the options of a decision.", fix=fix
        )
        return {}
    found = {key.text: scalars(node) for key, node in entries(written)}
    if not meaning.broken and _partition(name, found, meaning, written, symbols):
        placed = {nest: {node.text for node in nodes} for nest, nodes in found.items()}
        return {nest: tuple(o for o in meaning.options if o in named) for nest, named in placed.items()}
    return {}


def _partition(
    name: str, found: Mapping[str, Sequence[Scalar]], meaning: Name, at: Node, symbols: Symbols
) -> bool:
    """Whether every option of the move stands in exactly one nest."""
    before = len(symbols.problems)
    first: dict[str, str] = {}
    for nest, nodes in found.items():
        for node in nodes:
            if node.text not in meaning.options:
                what = f"`{node.text}` is no option of the move `{name}`."
                symbols.complain("S474", what, node.span, fix=nearest(node.text, meaning.options))
            elif node.text in first:
                both = f"`{first[node.text]}` and `{nest}`"
                what = f"The option `{node.text}` of `{name}` stands in the nests {both}."
                symbols.complain(
                    "S474", what, node.span, expected="Expected it in one nest.", fix="Delete one."
                )
            first.setdefault(node.text, nest)
    missing = [option for option in meaning.options if option not in first]
    if missing and len(symbols.problems) == before:
        listed = ", ".join(f"`{option}`" for option in missing)
        what = f"No nest of `{name}` holds {listed}."
        fix = f"Add `{missing[0]}: [{missing[0]}]`, a nest of its own."
        symbols.complain("S474", what, at.span, expected="Expected every option in one nest.", fix=fix)
    return len(symbols.problems) == before
