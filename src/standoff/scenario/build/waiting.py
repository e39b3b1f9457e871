"""Base weights of decisions that can wait, so that the noise of play does not add up over dated stages.

Somebody who does not care has acted with one half by the end of a block, however its time is cut: in a
stage of D days of a block of T the option that waits has the weight 2^(-D/T), and the others that are open
share the rest (`compiler.packing`: which are open follows from earlier moves). Without weights, logit play
would give waiting one half (of two options) in every stage. See docs/explanation/noise-over-time.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from standoff.errors import nearest
from standoff.scenario.build.draft import Entry, by_name
from standoff.scenario.build.stage_names import Here
from standoff.scenario.build.symbols import Symbols
from standoff.scenario.yaml.nodes import Scalar, scalars

NONE = "none"


def waits_of(
    entry: Entry, here: Here | None, options: Sequence[str], symbols: Symbols
) -> tuple[str, float] | None:
    """The option that waits and its base weight, None where none does; complains of a wrong `waiting`."""
    node = entry.pairs.get("waiting") if entry.pairs is not None else None
    if not isinstance(node, Scalar):
        return None
    name = entry.key.text if here is None else here.inner
    if here is None or not here.block.dated or (entry.pairs is not None and entry.pairs.key("chance")):
        what = f"`waiting` stands in the move `{name}`, which is no decision in a block of dated stages."
        expected = "Rounds and single moves are choices, not time: their noise does not add up."
        symbols.complain("S280", what, node.span, expected=expected, fix="Delete it.")
        return None
    if node.text == NONE and NONE not in options:
        return None
    if node.text not in options:
        what = f"`{node.text}` is no option of the move `{name}`."
        fix = nearest(node.text, [*options, NONE])
        symbols.complain(
            "S280", what, node.span, expected="Expected the option that waits, or `none`.", fix=fix
        )
        return None
    _check_nest(node, entry, name, symbols)
    return node.text, 0.5 ** (here.stage.n_days / here.block.n_days)


def _check_nest(waits: Scalar, entry: Entry, name: str, symbols: Symbols) -> None:
    """What waits weighs what it weighs in every stage; in a nest with others it would hang on theirs."""
    for nest, own in by_name(entry.pairs.get("nest") if entry.pairs is not None else None).items():
        others = [node.text for node in scalars(own.node) if node.text != waits.text]
        if others and any(node.text == waits.text for node in scalars(own.node)):
            what = f"`{waits.text}` waits, but stands in the nest `{nest}` of `{name}` with `{others[0]}`."
            fix = f"Write a nest of its own: `{waits.text}: [{waits.text}]`."
            expected = "Expected what waits in a nest without others."
            symbols.complain("S284", what, own.key.span, expected=expected, fix=fix)
