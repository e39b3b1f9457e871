"""Hands what stands under `draw:` to the reader of distributions, with the place of every part."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace

from standoff.draws import (
    Correlation,
    Distribution,
    check_correlations,
    no_spans,
    parse_distribution,
    standing_in,
)
from standoff.errors import Problem, ScenarioError, Span
from standoff.scenario.build.draft import Draft
from standoff.scenario.build.symbols import Symbols, flat
from standoff.scenario.records import Parameter
from standoff.scenario.yaml.nodes import Items, Node, Pairs, Scalar, place

SHARES = "S211"  # quantiles given as shares: what is meant is plain


def distribution(node: Node, name: str, symbols: Symbols) -> Distribution | None:
    """The distribution that a node says, or None after its problems are taken."""
    try:
        return parse_distribution(plain(node), lambda path: _span(node, path), f"`{name}`")
    except ScenarioError as error:
        shares = all(problem.code == SHARES for problem in error.problems)
        for problem in error.problems:
            placed = node.located(problem) if isinstance(node, Scalar) else _at_key(problem, node)
            symbols.take(placed, mended=shares)
        return parse_distribution(_per_cent(plain(node)), no_spans, f"`{name}`") if shares else None


def _per_cent(written: object) -> object:
    """A mapping whose quantiles are shares, with the percentages that are meant."""
    if isinstance(written, list):
        return [_per_cent(item) for item in written]
    if not isinstance(written, dict):
        return written
    found = {key: _per_cent(value) for key, value in written.items()}
    quantiles = found.get("quantiles")
    if isinstance(quantiles, dict) and all(float(share) < 1.0 for share in quantiles):
        found["quantiles"] = {f"{100.0 * float(share):.10g}": x for share, x in quantiles.items()}
    return found


def _at_key(problem: Problem, node: Node) -> Problem:
    """What is wrong with a key is shown at the key, not at its value."""
    if problem.code in ("S211", "S509") and isinstance(node, Pairs):
        for key, value in node:
            if isinstance(value, Scalar) and value.span == problem.span:
                return replace(problem, span=key.span)
            if isinstance(value, Pairs) and (found := _at_key(problem, value)) is not problem:
                return found
    return problem


def plain(node: Node) -> object:
    """Mappings, lists and texts, as the reader of distributions takes them."""
    if isinstance(node, Pairs):
        return {_key(key): plain(value) for key, value in node}
    if isinstance(node, Items):
        return [plain(item) for item in node]
    return node.text


def _key(key: Scalar) -> str | int:
    return int(key.text) if key.kind == "whole" else key.text


def _span(node: Node, path: tuple[str | int, ...]) -> Span:
    """The place of a part; of an entry its value, of what is not found what holds it."""
    for step in path:
        found: Node | None = None
        if isinstance(node, Pairs):
            found = next((value for key, value in node if _key(key) == step), None)
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node):
            found = node.nodes[step]
        if found is None:
            break
        node = found
    return flat(node) if isinstance(node, Scalar) else place(node)


def correlations_of(
    node: Node | None, parameters: Mapping[str, Parameter], draft: Draft, symbols: Symbols
) -> tuple[tuple[Correlation, ...], tuple[Correlation, ...]]:
    """The rank correlations between parameters, checked together; then those that an overlay leaves void.

    Where a reading, or what takes a mechanism out, says a number for what the file draws, nothing is left
    to be correlated.
    """
    found, spans = [], []
    for item in node if isinstance(node, Items) else ():
        between, rank = (item.get("between"), item.get("rank")) if isinstance(item, Pairs) else (None, None)
        pair = [name for name in between if isinstance(name, Scalar)] if isinstance(between, Items) else []
        if len(pair) != 2 or not isinstance(rank, Scalar):
            continue
        found.append(Correlation(pair[0].text, pair[1].text, float(rank.text)))
        first, last = pair[0].span, pair[1].span
        end = last.end_column if last.line == first.line else first.end_column
        spans.append(Span(first.file, first.line, first.column, end, first.source_line))
    if not all(name in parameters for name in draft.parameters):  # what is missing has been complained about
        return tuple(found), ()
    drawn = {name: parameters[name].draw for name in draft.parameters}
    overlaid = (name for name, entry in draft.parameters.items() if entry.before is not None)
    settled = {name for name in overlaid if (draw := drawn[name]) is None or draw.is_constant}
    kept = [not settled & {pair.a, pair.b} for pair in found]
    held, void = (tuple(itertools.compress(found, which)) for which in (kept, [not one for one in kept]))
    for problem in check_correlations(held, drawn, list(itertools.compress(spans, kept))):
        symbols.take(problem)
    possible = not check_correlations(found, standing_in(void, drawn))
    return held, void if possible else ()
