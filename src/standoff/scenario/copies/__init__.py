"""Many like actors: a tree with `groups:` and `each:` becomes a plain one, with one entry for each member.

`copying.py` says how; `written_out` is what the loading of a scenario calls.
"""

from __future__ import annotations

from dataclasses import dataclass

from standoff.errors import ScenarioError
from standoff.expressions import Copies
from standoff.scenario.copies import overlays, sections
from standoff.scenario.copies.copying import group_in, writing_of
from standoff.scenario.records import Group
from standoff.scenario.yaml.nodes import Pairs, entries


@dataclass(frozen=True, slots=True)
class Plain:
    """A tree without copies, the groups of the file, and which names had copies."""

    top: Pairs
    copies: Copies
    groups: dict[str, Group]


def written_out(top: Pairs) -> Plain:
    """A file's tree (its shape has been checked) with every `each` written out.

    Raises
    ------
    ScenarioError
        S254 to S260, S494: all problems that are found.
    """
    if top.key("groups") is None and not _copied(top):
        return Plain(top, Copies(), {})
    writing = writing_of(top)
    if writing.problems:  # an `each` over no group
        raise ScenarioError(writing.problems)
    top = overlays.written(sections.written(top, writing), writing)
    if writing.problems:
        raise ScenarioError(writing.problems)
    return Plain(top, writing.copies, dict(writing.groups))


def _copied(top: Pairs) -> bool:
    terms = [term for _, own in entries(top.get("payoffs")) for term in entries(own)]
    blocks = [node.get("moves") for _, node in entries(top.get("moves")) if isinstance(node, Pairs)]
    inner = [move for block in blocks for move in entries(block)]
    written = (*entries(top.get("parameters")), *entries(top.get("moves")), *inner, *terms)
    return any(group_in(node) is not None for _, node in written)
