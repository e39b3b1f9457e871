"""The same scenario in other words: texts rewritten so that no answer may change.

A scenario is a folder's files by name, `scenario.yaml` among them, or a text alone. Parameters keep their
names, for their random numbers hang on them; endings and measures too, so that results can be compared.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from standoff import library
from standoff.compiler import compile_scenario
from standoff.game.records import DEGENERATE, SOLVED
from standoff.scenario import LoadedScenario, load, schema
from standoff.study.rows import prepare_reading, rows_of

MAIN = "scenario.yaml"
Texts = Mapping[str, bytes]


@dataclass(frozen=True)
class Rewriting:
    """A rewriting by name; None where it does not apply to a scenario."""

    name: str
    apply: Callable[[Texts], Texts | None]


def shipped(name: str) -> Texts:
    """The files of a scenario of the library."""
    folder = library.find(name)
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def written(text: str) -> Texts:
    """A scenario of one text."""
    return {MAIN: text.encode()}


def opened(texts: Texts) -> LoadedScenario:
    """The scenario, read from a folder of its own."""
    with tempfile.TemporaryDirectory() as place:
        for name, data in texts.items():
            path = Path(place) / "case" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return load(Path(place) / "case")


def results(
    scenario: LoadedScenario, reading: str | None, *, first: int = 0, n_draws: int = 6, chunk: int = 1024
) -> dict[str, np.ndarray]:
    """Endings and measures of the draws, nan where undefined or not solved, and whether solved."""
    made = prepare_reading(compile_scenario(scenario.reading(reading)))
    rows = rows_of(made, seed=0, chunk=chunk, first=first, n_draws=n_draws)
    good = np.isin(rows["status"].to_numpy(), (SOLVED, DEGENERATE))
    names = sorted(n for n in rows.columns if n.startswith(("ending:", "measure:")))
    found = {n: np.where(good, rows[n].fill_null(np.nan).to_numpy(), np.nan) for n in names}
    return found | {"solved": good.astype(float)}


def farthest(one: Mapping[str, np.ndarray], two: Mapping[str, np.ndarray]) -> float:
    """Largest difference of what both hold; infinite where only one of them is a number."""
    away = 0.0
    for name in one.keys() & two.keys():
        if (np.isnan(one[name]) != np.isnan(two[name])).any():
            return float("inf")
        scale = 1.0 + np.abs(np.nan_to_num(one[name]))
        away = max(away, float((np.abs(np.nan_to_num(one[name] - two[name])) / scale).max(initial=0.0)))
    return away


def _read(texts: Texts) -> CommentedMap:
    found: CommentedMap = _yaml().load(texts[MAIN].decode())
    return found


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    return yaml


def _with(texts: Texts, tree: CommentedMap) -> Texts:
    stream = io.StringIO()
    _yaml().dump(tree, stream)
    return {**texts, MAIN: stream.getvalue().encode()}


def _reordered(tree: CommentedMap, key: str, order: list[Any]) -> None:
    tree[key] = CommentedMap((name, tree[key][name]) for name in order)


def _listed(tree: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Where moves stand: what is written before their names, and they by name; those of blocks too."""
    moves = tree.get("moves") or {}
    blocks = {
        n: m for n, m in moves.items() if isinstance(m, Mapping) and isinstance(m.get("moves"), Mapping)
    }
    yield "", {name: move for name, move in moves.items() if name not in blocks}
    for name, block in blocks.items():
        yield f"{name}.", block["moves"]


def _groups(moves: Mapping[str, Any]) -> list[list[str]]:
    """Moves made at the same time, in the order of the text."""
    home = {name: {name} for name in moves}
    for name, move in moves.items():
        others = (move.get("together") or []) if isinstance(move, Mapping) else []
        others = [others] if isinstance(others, str) else others
        for other in set(others) & set(home):  # `all`, the copies of one move, is no move of the text
            joined = home[name] | home[other]
            for member in joined:
                home[member] = joined
    groups = {frozenset(g) for g in home.values() if len(g) > 1}
    return [sorted(g, key=list(moves).index) for g in groups]


def _actors_reversed(texts: Texts) -> Texts | None:
    tree = _read(texts)
    if len(tree["actors"]) < 2:
        return None
    _reordered(tree, "actors", list(tree["actors"])[::-1])
    if isinstance(tree.get("payoffs"), Mapping):
        _reordered(tree, "payoffs", list(tree["payoffs"])[::-1])
    return _with(texts, tree)


def _together(texts: Texts, turn: Callable[[list[str]], list[str]]) -> Texts | None:
    """Simultaneous moves in another order in the text."""
    tree, n_turned = _read(texts), 0
    blocks = [m for m in (tree.get("moves") or {}).values() if isinstance(m, Mapping) and "moves" in m]
    for holder in (tree, *blocks):
        moves = holder.get("moves") or {}
        order, groups = list(moves), _groups(moves)
        for group in groups:
            places = sorted(order.index(name) for name in group)
            for place, name in zip(places, turn(group), strict=True):
                order[place] = name
        if groups:
            _reordered(holder, "moves", order)
            n_turned += 1
    return _with(texts, tree) if n_turned else None


def _options_reversed(texts: Texts) -> Texts | None:
    """Options of decisions, and of chance moves and beliefs, in reverse order."""
    tree, n_turned = _read(texts), 0
    for move in (move for _, moves in _listed(tree) for move in moves.values()):
        if not isinstance(move, Mapping):
            continue
        if isinstance(move.get("options"), list):
            move["options"] = list(move["options"])[::-1]
            n_turned += 1
        if isinstance(move.get("chance"), Mapping):
            _reordered(move, "chance", list(move["chance"])[::-1])
            n_turned += 1
    return _with(texts, tree) if n_turned else None


def _measures_added(texts: Texts) -> Texts | None:
    tree = _read(texts)
    added = {f"more_{k}": f"P({name})" for k, name in enumerate(tree["endings"])}
    made = [
        before + name
        for before, moves in _listed(tree)
        for name, move in moves.items()
        if not (isinstance(move, Mapping) and "each" in move)  # its copies have names of their own
    ]
    added |= {f"more_made_{k}": f"P(made({name}))" for k, name in enumerate(made)}
    tree["measures"] = CommentedMap({**added, **(tree.get("measures") or {})})
    return _with(texts, tree)


def _keywords() -> set[str]:
    """Every word that the language itself uses."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, Mapping):
            found.update(str(k) for k in node.get("properties", {}))
            found.update(str(v) for v in node.get("enum", []))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(schema())
    return found | {"otherwise", "rest", "off", "and", "or", "not", "in", "if", "else", "made", "payoff"}


def _renamed(texts: Texts) -> Texts | None:
    """Actors, moves and options under names that sort the other way round."""
    tree = _read(texts)
    moves = tree.get("moves") or {}
    names = [*tree["actors"], *moves]
    for move in moves.values():
        if isinstance(move, Mapping):
            options = move.get("options")
            names += options if isinstance(options, list) else []
            names += list(move.get("chance") or []) if isinstance(move.get("chance"), Mapping) else []
    kept = _keywords()
    for block in (move for move in moves.values() if isinstance(move, Mapping)):  # said behind a full stop
        kept |= {*(block.get("moves") or ()), *(block.get("carry") or ())}
    for part in ("parameters", "endings", "measures", "conclusions", "readings", "documents", "claims"):
        kept |= set(tree.get(part) or {})
    for part in ("fronts", "summits"):
        kept |= set(re.findall(r"[a-z]\w*", str(tree.get(part) or "")))
    others = b"\n".join(data for name, data in texts.items() if name != MAIN).decode(errors="replace")
    kept |= set(re.findall(r"[a-z]\w*", others))
    wanted = [n for n in dict.fromkeys(map(str, names)) if re.fullmatch(r"[a-z]\w*", n) and n not in kept]
    if not wanted:
        return None
    new = {name: f"z{len(wanted) - k:03d}_{name}" for k, name in enumerate(sorted(wanted))}
    pattern = re.compile(rf"(?<![\w.'])(?<!\w-)({'|'.join(map(re.escape, wanted))})(?![\w\-'])")
    text = pattern.sub(lambda m: new[m.group(1)], texts[MAIN].decode())
    return {**texts, MAIN: text.encode()}


REWRITINGS = (
    Rewriting("actors reversed", _actors_reversed),
    Rewriting("simultaneous moves reversed", lambda t: _together(t, lambda g: g[::-1])),
    Rewriting("simultaneous moves rotated", lambda t: _together(t, lambda g: g[1:] + g[:1])),
    Rewriting("options reversed", _options_reversed),
    Rewriting("measures added", _measures_added),
    Rewriting("renamed", _renamed),
)
