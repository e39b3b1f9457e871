"""Base weights of decisions that can wait, so that the noise of play does not add up over dated stages.

Somebody who does not care has acted with one half by the end of a block, however its time is cut: in a
stage of D days of a block of T the option that waits has the weight 2^(-D/T), and the others share the
rest. Without weights, logit play would give waiting one half (of two options) in every stage. See
docs/explanation/noise-over-time.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from standoff.errors import nearest
from standoff.scenario.build.context import Desk
from standoff.scenario.build.draft import Entry, by_name
from standoff.scenario.build.stage_names import Here
from standoff.scenario.yaml.nodes import Scalar, scalars

NONE = "none"


def weights_of(
    entry: Entry, here: Here | None, options: Sequence[str], desk: Desk
) -> dict[str, float] | None:
    """The base weights of a decision's options, None where it has none; complains of a wrong `waiting`."""
    node = entry.pairs.get("waiting") if entry.pairs is not None else None
    if not isinstance(node, Scalar):
        return None
    name = entry.key.text if here is None else here.inner
    if here is None or not here.block.dated or (entry.pairs is not None and entry.pairs.key("chance")):
        what = f"`waiting` stands in the move `{name}`, which is no decision in a block of dated stages."
        expected = "Rounds and single moves are choices, not time: their noise does not add up."
        desk.complain("S280", what, node.span, expected=expected, fix="Delete it.")
        return None
    if node.text == NONE and NONE not in options:
        return None
    if node.text not in options:
        what = f"`{node.text}` is no option of the move `{name}`."
        fix = nearest(node.text, [*options, NONE])
        desk.complain("S280", what, node.span, expected="Expected the option that waits, or `none`.", fix=fix)
        return None
    wait = float(0.5 ** (here.stage.n_days / here.block.n_days))
    nests = by_name(entry.pairs.get("nest") if entry.pairs is not None else None)
    return shared(node.text, options, wait, {key: names(own) for key, own in nests.items()})


def names(entry: Entry) -> tuple[str, ...]:
    return tuple(node.text for node in scalars(entry.node))


def shared(
    waits: str, options: Sequence[str], wait: float, nests: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """What waits has `wait`; nests of acting options, or where there are none the options, share the rest.

    Examples
    --------
    >>> shared("wait", ("wait", "advise", "force"), 0.5, {})
    {'wait': 0.5, 'advise': 0.25, 'force': 0.25}
    >>> nests = {"none": ["wait"], "some": ["few", "many"], "all": ["force"]}
    >>> shared("wait", ("wait", "few", "many", "force"), 0.5, nests)
    {'wait': 0.5, 'few': 0.125, 'many': 0.125, 'force': 0.25}
    """
    acting = [tuple(o for o in nest if o != waits and o in options) for nest in nests.values()]
    acting = [nest for nest in acting if nest] or [(o,) for o in options if o != waits]
    share = {o: (1.0 - wait) / len(acting) / len(nest) for nest in acting for o in nest}
    return {o: wait if o == waits else share[o] for o in options}
