"""Writes requirements.lock: every package at one version, with the hashes of all its files.

    python tests/house/make_lock.py              the versions as they are, hashes and groups anew
    python tests/house/make_lock.py --upgrade    the newest versions that pyproject.toml allows

It needs uv, which asks the index that its user configured; no address of it comes into the file.
Run `python3 begin.py test` afterwards, best on the oldest and on the newest Python.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
sys.path.insert(0, str(ROOT))
from begin import BUILD_TOOLS, EXTRAS  # noqa: E402

OLDEST = "3.11.7"  # a package may ask for a late patch of the oldest Python
HEAD = """\
# What begin.py installs: each package at one version, with the SHA-256 of every file of it on any
# platform, under the groups that need it. Written by tests/house/make_lock.py; see
# docs/design/005-lock-file.md.
"""


def main(arguments: list[str]) -> None:
    """Resolve each group on all platforms, gather who needs what, write the file."""
    groups = {"run": [], **{extra: ["--extra", extra] for extra in EXTRAS}}
    needed_by: defaultdict[str, set[str]] = defaultdict(set)
    pins: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder) / "known.txt"
        known.write_text("" if "--upgrade" in arguments else _versions(LOCK.read_text(encoding="utf-8")))
        tools = Path(folder) / "build.in"
        tools.write_text("\n".join(BUILD_TOOLS))
        for group, words in groups.items():
            _gather(_compile([ROOT / "pyproject.toml", tools], words, known), group, pins, needed_by)
    sections: defaultdict[str, list[str]] = defaultdict(list)
    for name, whole in sorted(pins.items()):
        users = needed_by[name]
        sections["run" if "run" in users else " ".join(sorted(users))].append(whole)
    order = sorted(sections, key=lambda section: (section != "run", section))
    text = "\n".join(f"# groups: {section}\n" + "\n".join(sections[section]) + "\n" for section in order)
    LOCK.write_text(f"{HEAD}\n{text}", encoding="utf-8")
    print(f"{LOCK.name}: {len(pins)} packages, {sum(text.count('sha256:') for text in pins.values())} hashes")


def _versions(text: str) -> str:
    """The lock's versions as constraints, without hashes."""
    return "\n".join(re.findall(r"^[a-z0-9-]+==[^\s;]+", text, flags=re.MULTILINE))


def _compile(sources: list[Path], words: list[str], known: Path) -> str:
    """All packages of some sources on all platforms, with hashes and without addresses."""
    command = ["uv", "pip", "compile", *map(str, sources), *words, "-c", str(known)]
    command += ["--universal", "--generate-hashes", "--no-header", "--no-annotate"]
    command += ["--no-emit-index-url", "--python-version", OLDEST]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def _gather(text: str, group: str, pins: dict[str, str], needed_by: defaultdict[str, set[str]]) -> None:
    """Note the pins of one group and who needs them."""
    for whole in re.split(r"\n(?=\S)", text.strip()):
        name = whole.split("==")[0]
        # Needed on all platforms by one group and on some by another: the wider one holds.
        pins[name] = min(pins.get(name, whole), whole, key=lambda entry: ";" in entry.splitlines()[0])
        needed_by[name].add(group)


if __name__ == "__main__":
    main(sys.argv[1:])
