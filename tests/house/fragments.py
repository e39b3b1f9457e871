"""Which commits since the last release touch src/ and bring neither a news fragment nor a reason.

    python tests/house/fragments.py [FOLDER]    exit code 1 if there are such commits

The release is the commit that last changed the version in pyproject.toml.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

FRAGMENT = re.compile(r"changes/[a-z0-9-]+\.(new|changed|mended)\.md")


def without_news(folder: Path) -> list[str]:
    """Commits, oldest first, as `hash subject`."""

    def git(*words: str) -> list[str]:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], check=True, capture_output=True, encoding="utf-8"
        )
        return done.stdout.splitlines()

    release = git("log", "-1", "--format=%H", "-G^version = ", "--", "pyproject.toml")
    if not release or git("rev-parse", "--is-shallow-repository") == ["true"]:
        raise SystemExit("fragments: the history does not reach back to the last release: fetch it whole")
    found = []
    for commit in git("rev-list", "--no-merges", "--reverse", f"{release[0]}..HEAD", "--", "src"):
        brought = git("diff-tree", "--no-commit-id", "--name-only", "--diff-filter=d", "-r", commit)
        reason = git("log", "-1", "--format=%(trailers:key=No-fragment,valueonly)", commit)
        if not any(map(FRAGMENT.fullmatch, brought)) and not any(line.strip() for line in reason):
            found += git("log", "-1", "--format=%h %s", commit)
    return found


def main(arguments: list[str]) -> int:
    """List them; how many there are decides the exit code."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    found = without_news(folder)
    for commit in found:
        print(f"{commit}\n    touches src/: add a fragment to changes/, or a last line `No-fragment: why`")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
