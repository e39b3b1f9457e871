"""A run's folder of one decision and one chance move, written by hand: for golden and error tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from standoff.results.run.digests import digests
from standoff.results.run.manifest import Manifest, write_manifest

HASH = "0123456789ab" + "cd" * 26
PROBABILITY = {
    "as_written": {"war": (0.12, 0.06, 0.18), "help": (0.62, 0.56, 0.78), "quiet": (0.26, 0.1, 0.3)},
    "sceptic": {"war": (0.004, 0.001, 0.009), "help": (0.296, 0.21, 0.48), "quiet": (0.7, 0.52, 0.79)},
}
TITLES = {"war": "Wider war", "help": "The guarantor helps", "quiet": "Nothing happens"}


def content() -> dict[str, Any]:
    """Every JSON file of the run, by its path inside the folder."""
    files: dict[str, Any] = {"manifest.json": manifest(), "summary.json": summary(), "text.json": words()}
    for reading in PROBABILITY:
        files[f"details/{reading}.json"] = details(reading)
        files[f"parameters/{reading}.json"] = parameters(reading)
    return files


def write(folder: Path, files: dict[str, Any] | None = None) -> Path:
    for name, found in (content() if files is None else files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found, sort_keys=True), encoding="utf-8")
    return sign(folder, (content() if files is None else files)["manifest.json"])


def sign(folder: Path, told: dict[str, Any] | None = None) -> Path:
    """Give every file the digest that its content has now, as who forges a run's folder would."""
    path = folder / "manifest.json"
    known = json.loads(path.read_text(encoding="utf-8")) if told is None else told
    known.pop("digest", None)
    write_manifest(folder, Manifest.model_validate(known | {"files": digests(folder)}))
    return folder


def manifest(**changed: Any) -> dict[str, Any]:
    return {
        "format": 3,
        "scenario": "strait",
        "hash": HASH,
        "seed": 0,
        "draws": 2000,
        "part": 8192,
        "given": {},
        "observed": {},
        "source": "strait.yaml",
        "copy_sha256": HASH,
        "readings": ["as_written", "sceptic"],
        "method": {"as_written": "logit", "sceptic": "logit"},
        "versions": {"numpy": "2.3.0"},
        "standoff": "0.1.0",
        "finished": True,
    } | changed


def summary() -> dict[str, Any]:
    return {
        "format": 2,
        "scenario": "strait",
        "title": "The strait",
        "hash": HASH,
        "as_of": "2031-03-01",
        "horizon": "2031-12-31",
        "seed": 0,
        "draws": 2000,
        "given": {},
        "observed": {},
        "readings": {name: reading_summary(name) for name in PROBABILITY},
        "assumptions": {"numbers": 3, "assumed": 2, "unverified": 0, "unverified_in_use": 0},
    }


def shares(holds: int, fails: int, draws: int = 2000, unsolved: int = 2) -> dict[str, Any]:
    """A conclusion's four shares of all draws and the draws behind them; the rest is undefined."""
    undefined = draws - holds - fails - unsolved
    counts = {"holds": holds, "fails": fails, "undefined": undefined, "unsolved": unsolved}
    told = {f"share_{side}": n / draws for side, n in counts.items() if side != "holds"}
    return {"share": holds / draws, **told, **counts}


def reading_summary(reading: str) -> dict[str, Any]:
    endings = {
        name: estimate(mean, low, high) | {"title": TITLES[name], "probability": mean}
        for name, (mean, low, high) in PROBABILITY[reading].items()
    }
    holds = 1500 if reading == "as_written" else 40
    return {
        "title": reading.replace("_", " ").capitalize(),
        "draws": 2000,
        "effective_draws": 2000.0,
        "endings": endings,
        "measures": {
            "help": {"title": "Help, if attacked", "text": "P(help == fight)", "mean": 0.5, "undefined": 0}
            | estimate(0.5, 0.2, 0.9)
        },
        "conclusions": {
            "certain": {
                "title": "Help is certain",
                **shares(holds, 1998 - holds),
                "mc_error": 0.01,
            },
            "never": {
                "title": "Help never comes",
                **shares(0, 1998),
                "mc_error": 0.0,
            },
        },
        "values": {"guarantor": {"mean": -1.5, "q05": -3.0, "q50": -1.4, "q95": 0.5}},
        "status": {"solved": 1998, "not_converged": 2},
        "worst_residual": 1e-9,
        "largest_gain": 2e-8,
    }


def estimate(mean: float, low: float, high: float) -> dict[str, float]:
    return {"mc_error": 0.0021, "q05": low, "q50": mean, "q95": high, "quarter": mean, "half": mean}


def words() -> dict[str, Any]:
    return {
        "name": "strait",
        "title": "The strait",
        "question": "Does the guarantor come to help, and does it end in a wider war?",
        "as_of": "2031-03-01",
        "horizon": "2031-12-31",
        "hash": HASH,
        "notes": "Base rates of such attacks are low.",
        "actors": {"guarantor": {"title": "Guarantor", "says": ""}},
        "readings": {
            "as_written": {"title": "As written", "says": ""},
            "sceptic": {"title": "Sceptic", "says": "Doubts it."},
        },
        "moves": {
            "help": {"title": "Help", "actor": "guarantor", "options": ["fight", "abandon"]},
            "widen": {"title": "Widening", "options": ["wider", "contained"], "unverified": True},
        },
        "endings": {
            "war": {"title": TITLES["war"], "text": "widen == wider"},
            "help": {"title": TITLES["help"], "text": "help == fight"},
            "quiet": {"title": TITLES["quiet"], "text": "otherwise"},
        },
        "measures": {"help": {"title": "Help, if attacked", "text": "P(help == fight)"}},
        "conclusions": {
            "certain": {
                "title": "Help is certain",
                "says": "Said so.",
                "text": "help >= 0.95",
                "because": ["c9"],
            },
            "never": {"title": "Help never comes", "says": "", "text": "help <= 0.05"},
        },
        "documents": {"paper": {"title": "A leading article", "kind": "opinion", "published": "2031-02-27"}},
        "claims": {"c9": {"document": "paper", "claimant": "author", "says": "It will.", "hedge": "certain"}},
        "order": {"endings": ["war", "help", "quiet"], "conclusions": ["certain", "never"]},
    }


def details(reading: str) -> dict[str, Any]:
    helps = PROBABILITY[reading]["help"][0] + PROBABILITY[reading]["war"][0]
    wider = PROBABILITY[reading]["war"][0]
    return {
        "reading": reading,
        "draws": 2000,
        "sharp": False,
        "nodes": [
            {"id": 0, "kind": "decision", "move": "help", "actor": "guarantor", "infoset": 0, "reach": 1.0},
            {"id": 1, "kind": "chance", "move": "widen", "actor": None, "infoset": None, "reach": helps},
            {"id": 2, "kind": "terminal", "move": "", "actor": None, "infoset": None, "reach": 1.0},
        ],
        "edges": [
            edge(0, 1, "fight", helps, helps, {}),
            edge(0, 2, "abandon", 1 - helps, 1 - helps, {"quiet": 1.0}),
            edge(1, 2, "wider", wider / helps, wider, {"war": 1.0}),
            edge(1, 2, "contained", 1 - wider / helps, helps - wider, {"help": 1.0}),
        ],
        "infosets": [
            {
                "id": 0,
                "move": "help",
                "actor": "guarantor",
                "title": "Help",
                "knows": {},
                "reach": 1.0,
                "precision": 2.0,
                "actions": [
                    action("fight", helps, 0.75, {"resolve": 2.0, "war": -0.5}),
                    action("abandon", 1 - helps, 0.25, {"name_lost": -0.5}),
                ],
                "beliefs": [{"move": "widen", "option": "wider", "belief": 0.3, "truth": 0.1}],
            }
        ],
        "chance": [
            {"move": "widen", "option": "wider", "truth": 0.1, "believed": {"guarantor": 0.3}},
        ],
        "calendar": [
            {
                "move": "help",
                "title": "Help",
                "actor": "guarantor",
                "kind": "within",
                "start": "2031-04-01",
                "end": "2031-06-30",
                "start_range": None,
                "end_range": None,
                "unverified": False,
                "options": [
                    {"option": "fight", "probability": helps, "mc_error": 0.01, "q05": 0.1, "q95": 0.9}
                ],
            }
        ],
        "size": {"nodes": 3, "edges": 4, "infosets": 1},
    }


def edge(
    source: int, to: int, option: str, probability: float, reach: float, endings: dict[str, float]
) -> dict[str, Any]:
    return {
        "from": source,
        "to": to,
        "option": option,
        "probability": probability,
        "reach": reach,
        "endings": endings,
    }


def action(option: str, mean: float, best: float, terms: dict[str, float]) -> dict[str, Any]:
    return {
        "option": option,
        "mean": mean,
        "q05": mean / 2,
        "q95": min(1.0, mean * 1.2),
        "best_share": best,
        "value": sum(terms.values()),
        "terms": terms,
    }


def parameters(reading: str) -> list[dict[str, Any]]:
    row = {
        "name": "p_firm",
        "says": "chance that the guarantor is firm",
        "unit": "probability",
        "kind": "drawn",
        "text": "beta(2, 3)",
        "q05": 0.1,
        "q50": 0.4,
        "q95": 0.75,
        "mean": 0.4,
        "set_by": "quote",
        "because": ["c9"],
        "against": [],
        "source": "",
        "unverified": False,
        "used": True,
        "changed": reading == "sceptic",
    }
    start = {
        "name": "first_day",
        "unit": "date",
        "q05": "2031-04-01",
        "q50": "2031-05-01",
        "q95": "2031-05-20",
    }
    return [row, row | start | {"set_by": "assumed", "because": [], "changed": False}]
