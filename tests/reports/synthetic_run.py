"""Writes a run's folder by hand, in the shapes of docs/design/001 and 004, from the made-up story."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import crisis_story as story
import numpy as np
import small_run

HASH = "9c1f" + "4b7a60d2" * 7 + "e3b0"
DRAWS = 4000


def draw_of(*key: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32("/".join(key).encode()))


def live_after(i_step: int) -> frozenset[str]:
    later = {name for step in story.STEPS[i_step + 1 :] for name in step.uses}
    made = {step.name for step in story.STEPS[: i_step + 1]}
    return frozenset((later | set(story.ENDING_USES)) & made)


def option_odds(step: story.Step, seen: Mapping[str, str], reading: str) -> list[float]:
    """Made-up probabilities that depend on what is seen, and a little on the reading."""
    if step.unverified:
        return [1.0, 0.0]
    known = {name: seen[name] for name in step.uses if name in seen}
    score = draw_of(step.name, json.dumps(known, sort_keys=True)).normal(0, 1.1, len(step.options))
    score = score + draw_of(step.name, reading).normal(0, 0.7, len(step.options))
    if step.name == "breakthrough":
        score[-1] += 3.0
    if step.name == "pre_empt":
        score[-1] += 3.0
    weight = np.exp(score)
    return list(weight / weight.sum())


def unfold(reading: str) -> dict[str, Any]:
    """The story's graph with equal futures merged: nodes by (step, live state)."""
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    infosets: dict[tuple[str, str], int] = {}
    members: dict[int, list[tuple[int, dict[str, str]]]] = {}
    frontier: dict[tuple[int, str], list[tuple[int | None, str, float, float, dict[str, float]]]] = {}
    frontier[(0, "{}")] = [(None, "", 1.0, 1.0, {})]
    while frontier:
        key = min(frontier)
        incoming = frontier.pop(key)
        i_step, packed = key
        state: dict[str, str] = json.loads(packed)
        reach = sum(item[3] for item in incoming)
        node = {
            "id": len(nodes),
            "kind": "terminal",
            "move": "",
            "actor": None,
            "infoset": None,
            "reach": reach,
        }
        nodes.append(node)
        for parent, option, probability, edge_reach, settled in incoming:
            if parent is not None:
                edges.append(
                    {
                        "from": parent,
                        "to": node["id"],
                        "option": option,
                        "probability": probability,
                        "reach": edge_reach,
                        "endings": settled,
                    }
                )
        if i_step == len(story.STEPS):
            continue
        step = story.STEPS[i_step]
        node.update(kind="chance" if step.actor is None else "decision", move=step.name, actor=step.actor)
        hidden = {s.name for s in story.STEPS if step.actor in s.hidden_from}
        seen = {k: v for k, v in state.items() if k not in hidden}
        if step.actor is not None:
            h = infosets.setdefault((step.name, json.dumps(seen, sort_keys=True)), len(infosets))
            node["infoset"] = h
            members.setdefault(h, []).append((node["id"], state))
        before = story.ending(state)
        for option, p in zip(step.options, option_odds(step, seen, reading), strict=True):
            state_after = state | {step.name: option}
            result = story.ending(state_after)
            settled = {result: 1.0} if result and before is None else {}
            following = next_step(i_step + 1, state_after)
            kept = {k: v for k, v in state_after.items() if k in live_after(following - 1)}
            if result:
                kept = {k: v for k, v in kept.items() if k in ("pre_empt", "lead_force")} | {"done": result}
            if following == len(story.STEPS):
                kept = {}
            frontier.setdefault((following, json.dumps(kept, sort_keys=True)), []).append(
                (node["id"], option, p, reach * p, settled)
            )
    return {"nodes": nodes, "edges": edges, "members": members}


def next_step(i_step: int, state: Mapping[str, str]) -> int:
    done = story.ending(state)
    while i_step < len(story.STEPS):
        step = story.STEPS[i_step]
        if step.when(state) and not (done and step.name != "office"):
            return i_step
        i_step += 1
    return i_step


def infoset_records(graph: dict[str, Any], reading: str) -> list[dict[str, Any]]:
    out = []
    steps = {step.name: step for step in story.STEPS}
    for h, nodes in graph["members"].items():
        node = graph["nodes"][nodes[0][0]]
        step = steps[node["move"]]
        hidden = {s.name for s in story.STEPS if step.actor in s.hidden_from}
        state = nodes[0][1]
        seen = {k: v for k, v in state.items() if k not in hidden and k != "done"}
        rng = draw_of(reading, step.name, json.dumps(seen, sort_keys=True))
        odds = option_odds(step, {k: v for k, v in state.items() if k not in hidden}, reading)
        best = rng.dirichlet(np.array(odds) * 6 + 0.2)
        actions = []
        for option, p, share in zip(step.options, odds, best, strict=True):
            names = (
                "war",
                "resolve",
                "name_of_the_alliance",
                "cost_on_taxpayers",
                "line_kept",
                "late_entry_discount",
            )
            terms = {name: round(float(rng.normal(0.3, 1.4)), 4) for name in names[: 4 + h % 3]}
            terms["stake"] = 0.8
            actions.append(
                {
                    "option": option,
                    "mean": p,
                    "q05": p * 0.4,
                    "q95": min(1.0, p * 1.6 + 0.02),
                    "best_share": float(share),
                    "value": sum(terms.values()),
                    "terms": terms,
                }
            )
        live_hidden = [name for name in hidden if len({s.get(name) for _, s in nodes if s.get(name)}) > 1]
        beliefs = [
            {"move": name, "option": option, "belief": b, "truth": t}
            for name in live_hidden
            for option, b, t in zip(steps[name].options, (0.31, 0.69), (0.44, 0.56), strict=True)
        ]
        out.append(
            {
                "id": h,
                "move": step.name,
                "actor": step.actor,
                "title": step.title,
                "knows": seen,
                "reach": sum(graph["nodes"][i]["reach"] for i, _ in nodes),
                "precision": 2.1,
                "actions": actions,
                "beliefs": beliefs,
            }
        )
    return out


def calendar(graph: dict[str, Any]) -> list[dict[str, Any]]:
    out = []
    for step in story.STEPS:
        if step.dates is None:
            continue
        kind, start, end = step.dates
        options = []
        for option in step.options:
            p = sum(
                e["reach"]
                for e in graph["edges"]
                if e["option"] == option and graph["nodes"][e["from"]]["move"] == step.name
            )
            options.append(
                {
                    "option": option,
                    "probability": p,
                    "mc_error": 0.004,
                    "q05": p * 0.3,
                    "q95": min(1, p * 1.7),
                }
            )
        spread = step.name in ("exercise_end", "offensive")
        out.append(
            {
                "move": step.name,
                "title": step.title,
                "actor": step.actor,
                "kind": kind,
                "start": start,
                "end": end,
                "start_range": ["2031-05-03", "2031-05-28"] if step.name == "offensive" else None,
                "end_range": ["2031-06-12", "2031-07-06"] if spread else None,
                "unverified": step.unverified,
                "options": options,
            }
        )
    return out


def details(reading: str) -> dict[str, Any]:
    graph = unfold(reading)
    found = infoset_records(graph, reading)
    return {
        "reading": reading,
        "draws": 2000,
        "sharp": False,
        "nodes": graph["nodes"],
        "edges": graph["edges"],
        "infosets": found,
        "calendar": calendar(graph),
        "chance": [
            {
                "move": "guarantee_type",
                "option": "honoured",
                "truth": 0.44,
                "believed": {"neighbour": 0.31, "attacker": 0.25},
            },
            {
                "move": "guarantee_type",
                "option": "hollow",
                "truth": 0.56,
                "believed": {"neighbour": 0.69, "attacker": 0.75},
            },
        ],
        "size": {
            "nodes": len(graph["nodes"]),
            "edges": len(graph["edges"]),
            "infosets": len(found),
            "hidden_infosets": sum(1 for h in found if h["beliefs"]),
            "histories": 48_213,
        },
    }


def spread(mean: float, key: str) -> dict[str, float]:
    wide = float(draw_of(key).uniform(0.25, 0.8)) * mean * (1 - mean) * 2
    return {
        "q05": max(0.0, mean - wide),
        "q50": mean,
        "q95": min(1.0, mean + wide),
        "quarter": mean + 0.004,
        "half": mean - 0.001,
    }


def summary_of(reading: str, found: dict[str, Any]) -> dict[str, Any]:
    endings = dict.fromkeys(story.ENDINGS, 0.0)
    for edge in found["edges"]:
        for name, share in edge["endings"].items():
            endings[name] += edge["reach"] * share
    conclusions = {}
    for name, (title, _, _) in story.CONCLUSIONS.items():
        share = (
            float(np.clip(draw_of(reading, name).beta(0.8, 0.9), 0, 1))
            if name != "intervention_is_certain"
            else 0.003
        )
        holds = round(share * DRAWS)
        undefined = 40 if name == "left_alone" else 0
        conclusions[name] = {
            "title": title,
            "mc_error": 0.005,
            **small_run.shares(holds, DRAWS - holds - undefined, DRAWS, unsolved=0),
        }
    measures = {}
    for name, (title, text) in story.MEASURES.items():
        mean = float(draw_of(reading, name).beta(1.5, 2.0))
        measures[name] = {
            "title": title,
            "text": text,
            "mean": mean,
            "mc_error": 0.003,
            "undefined": 0,
            "question": "Mean over draws: how likely is it?",
            "pooled": 0.9 * mean,
            "pooled_error": 0.002,
            "pooled_question": "Over all plays, of all draws together: how likely is it?",
        } | spread(mean, reading + name)
    return {
        "title": story.READINGS[reading][0],
        "draws": DRAWS,
        "effective_draws": float(DRAWS),
        "endings": {
            name: {"title": story.ENDINGS[name], "probability": p, "mc_error": 0.002}
            | spread(p, reading + name)
            for name, p in endings.items()
        },
        "measures": measures,
        "conclusions": conclusions,
        "values": {actor: {"mean": 0.4, "q05": -1.2, "q50": 0.3, "q95": 2.0} for actor in story.ACTORS},
        "status": {"solved": DRAWS - 3, "not_converged": 3},
        "worst_residual": 3.1e-9,
        "largest_gain": 2.4e-8,
    }


def parameters(reading: str) -> list[dict[str, Any]]:
    out = []
    for n in range(60):
        stem = story.PARAMETER_STEMS[n % len(story.PARAMETER_STEMS)]
        name = (
            stem
            if n < len(story.PARAMETER_STEMS)
            else f"{stem}_{('second', 'third')[n // len(story.PARAMETER_STEMS) - 1]}"
        )
        rng = draw_of(name, reading if n % 9 == 0 else "")
        is_date, is_share = stem.endswith("_day"), stem.startswith(("p_", "cost_share", "influence"))
        values = sorted(rng.beta(2, 4, 3)) if is_share else sorted(rng.lognormal(1.2, 0.8, 3))
        low, mid, high = (
            ("2031-05-12", "2031-06-02", "2031-06-27") if is_date else (round(float(v), 6) for v in values)
        )
        kind = "constant" if n % 17 == 5 else ("derived" if n % 13 == 4 else "drawn")
        if kind == "constant":
            low = high = mid
        set_by = ("assumed", "elicited", "quote", "data", "assumed")[n % 5]
        out.append(
            {
                "name": name,
                "says": f"{name.replace('_', ' ')}: what the analyst takes it to be, in the text's sense",
                "unit": "date" if is_date else ("probability" if is_share else "payoff"),
                "kind": kind,
                "text": "beta(2, 4)" if is_share else "lognormal(median=3.3, sd=0.8)",
                "q05": low,
                "q50": mid,
                "q95": high,
                "mean": mid,
                "set_by": set_by,
                "because": [f"paper.c{n % 12 + 1}"] if set_by == "quote" else [],
                "against": [f"paper.c{(n + 3) % 12 + 1}"] if n % 11 == 2 else [],
                "source": "Reference class of nine spring offensives, table 3" if set_by == "data" else "",
                "unverified": n in (13, 44),
                "used": n != 59,
                "changed": n % 9 == 0 and reading != "document",
            }
        )
    return out


def words() -> dict[str, Any]:
    none: dict[str, Any] = {"set_by": "assumed", "because": [], "against": [], "source": ""}
    return {
        "name": "strait-2031",
        "title": "Breakthrough and intervention: who enters, when, and does it widen?",
        "question": "If the line of contact breaks before the end of the year, does any member of the "
        "alliance intervene to some extent, is it left alone, and does it end in a wider war?",
        "as_of": "2031-03-01",
        "horizon": "2031-12-31",
        "hash": HASH,
        "notes": "The base rate of a breakthrough (about 0.02 a month) carries the answer of the front, "
        "not the attrition dynamics.\n\nPublished rates at which alliance obligations were kept are "
        "selected, and are not the probability that an ally would act here.",
        "actors": {name: {"title": title, "says": ""} for name, title in story.ACTORS.items()},
        "readings": {name: {"title": title, "says": says} for name, (title, says) in story.READINGS.items()},
        "moves": {
            s.name: {
                "title": s.title,
                "says": "",
                "actor": s.actor,
                "options": list(s.options),
                "unverified": s.unverified,
            }
            | none
            for s in story.STEPS
        },
        "terms": {
            actor: {
                "war": {
                    "says": "what a war costs",
                    "text": "-war_cost if clash == clash",
                    "set_by": "assumed",
                    "because": [],
                    "against": [],
                }
            }
            for actor in story.ACTORS
        },
        "endings": {
            name: {
                "title": title,
                "text": "otherwise" if name == "lost_without_entry" else f"ending == {name}",
            }
            for name, title in story.ENDINGS.items()
        },
        "measures": {name: {"title": title, "text": text} for name, (title, text) in story.MEASURES.items()},
        "conclusions": {
            name: {
                "title": title,
                "says": "Tested as the text states it.",
                "text": text,
                "because": list(because),
                "against": [],
            }
            for name, (title, text, because) in story.CONCLUSIONS.items()
        },
        "documents": {
            "paper": {
                "title": "A leading article",
                "kind": "opinion",
                "author": "",
                "published": "2031-02-27",
                "link": "",
                "sha256": "ab" * 32,
                "note": "",
            }
        },
        "claims": {
            name: {
                "document": "paper",
                "claimant": "author" if n % 3 else "a head of government, as reported by the author",
                "says": says,
                "hedge": ("certain", "probable", "possible", "alleged")[n % 4],
                "unverified": n == 7,
                "start": 100 * n,
                "end": 100 * n + 60,
            }
            for n, (name, says) in enumerate(story.CLAIMS.items())
        },
    }


def write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, sort_keys=True, ensure_ascii=False), encoding="utf-8")


def write_folder(folder: Path) -> Path:
    """Write the whole synthetic run; everything is derived from names, so two runs are equal."""
    found = {reading: details(reading) for reading in story.READINGS}
    for reading in story.READINGS:
        write_json(folder / "details" / f"{reading}.json", found[reading])
        write_json(folder / "parameters" / f"{reading}.json", parameters(reading))
        write_part(folder, reading)
    text = words()
    write_json(folder / "text.json", text)
    write_json(
        folder / "summary.json",
        {
            "format": 2,
            "scenario": text["name"],
            "title": text["title"],
            "hash": HASH,
            "as_of": text["as_of"],
            "horizon": text["horizon"],
            "seed": 0,
            "draws": DRAWS,
            "given": {},
            "observed": {},
            "readings": {reading: summary_of(reading, found[reading]) for reading in story.READINGS},
            "assumptions": {"numbers": 60, "assumed": 24, "unverified": 2, "unverified_in_use": 0},
        },
    )
    head = {
        "scenario": text["name"],
        "hash": HASH,
        "draws": DRAWS,
        "readings": list(story.READINGS),
        "method": dict.fromkeys(story.READINGS, "logit"),
        "seconds": 41.2,
    }
    return small_run.sign(folder, small_run.manifest(**head))


def write_part(folder: Path, reading: str) -> None:
    import polars as pl

    rng = draw_of("part", reading)
    columns = {"draw": np.arange(DRAWS, dtype=np.int64), "weight": np.ones(DRAWS)}
    columns |= {f"ending:{name}": rng.beta(1, 5, DRAWS) for name in story.ENDINGS}
    columns |= {f"measure:{name}": rng.beta(2, 3, DRAWS) for name in story.MEASURES}
    path = folder / "ensemble" / reading / "part-00000.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(columns).write_parquet(path)


if __name__ == "__main__":
    import sys

    write_folder(Path(sys.argv[1]))
