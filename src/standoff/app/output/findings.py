"""What an exploration found, in a few lines for the terminal or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from standoff.study import RunFolder

Json = dict[str, Any]
MOST = 4  # lines a kind


def print_explored(run: RunFolder, seconds: Mapping[str, float], *, as_json: bool) -> None:
    """Print what was found; `seconds` names the kinds that were worked out."""
    from standoff.findings.files import finding_path, read_finding
    from standoff.results.files import json_text

    told: Json = {"format": 1, "run": str(run.path), "report": str(run.path / "report.html"), "findings": {}}
    for name, took in seconds.items():
        found = read_finding(run.path, run.manifest, name) or {}
        path = finding_path(run.path, name)
        told["findings"][name] = {"file": str(path), "seconds": round(took, 1), "says": lines_of(name, found)}
    if as_json:
        click.echo(json_text(told), nl=False)
        return
    from rich.console import Console
    from rich.text import Text

    from standoff.findings.registry import KINDS

    console = Console(highlight=False)
    for kind in KINDS:
        one = told["findings"].get(kind.name)
        if one is not None:
            console.print(
                Text(f"{kind.says[:1].upper()}{kind.says[1:]}", style="bold"),
                Text(f"({one['seconds']} s)", style="dim"),
            )
            for line in one["says"]:
                console.print(Text(f"  {line}"))
    console.print(Text(f"report: {told['report']}"))


def lines_of(kind: str, found: Json) -> list[str]:
    """The findings of a kind in at most a few sentences."""
    if found.get("refused"):
        return [str(found["refused"])]
    tell = {"tipping": _tipping, "robust": _robust, "voi": _voi, "structure": _structure}.get(kind)
    return tell(found)[:MOST] if tell is not None else []


def _tipping(found: Json) -> list[str]:
    nearest = found["nearest_tipping"]
    return [
        nearest["sentence"] if nearest else "No choice flips within three standard deviations of one number."
    ]


def _robust(found: Json) -> list[str]:
    told = []
    for move in found["moves"]:
        again = move["holds_up"]["solving again"]["mean loss"]
        said = (
            f"“{_plain(again)}” has the least mean loss under every reading" if again else "readings disagree"
        )
        told.append(f"{move['actor_title']}, {_plain(move['move'])}: {said}.")
    return told


def _voi(found: Json) -> list[str]:
    told = []
    for reading in list(found["readings"].values())[:1]:
        for one in reading["knowing"]:
            gain = one["gains"].get(one["actor"], {"value": None})
            if gain["value"] is not None:
                told.append(
                    f"{one['actor_title']}, if known to know “{one['title']}”: {gain['value']:+.3g} "
                    f"± {gain['error']:.1g} (payoff)."
                )
        committing = [c for c in reading["committing"] if c.get("all") is not None]
        for one in sorted(committing, key=lambda c: -c["all"])[:2]:
            before = f"{one['actor_title']}, {_plain(one['move'])}: knowing all numbers before committing"
            told.append(f"{before} is worth {one['all']:.3g} (payoff).")
    return told


def _structure(found: Json) -> list[str]:
    told = []
    for reading in list(found["readings"].values())[:1]:
        endings = {
            name: one["title"] for name, one in reading["outcomes"].items() if name.startswith("ending:")
        }
        changes = [
            (abs(v["outcomes"][name]["change"]), v["outcomes"][name]["change"], v["title"], title)
            for v in reading["variants"]
            for name, title in endings.items()
            if v["outcomes"].get(name, {}).get("change") is not None
        ]
        for _, change, title, ending in sorted(changes, key=lambda c: -c[0])[:2]:
            told.append(f"{title}: “{ending}” {100 * change:+.1f} points.")
    return told


def _plain(name: Any) -> str:
    return str(name).replace("_", " ")
