"""The list of commits that bring no news: on a small history of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from fragments import without_news

FIRST = "[project]\nname = 'x'\nversion = '1'\n"


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A repository whose second commit is a release; what came before is nobody's business."""
    _git(tmp_path, "init", "-q")
    _commit(tmp_path, "src: begin", {"src/a.py": "1", "pyproject.toml": FIRST.replace("version", "name2")})
    _commit(tmp_path, "release: one", {"pyproject.toml": FIRST.replace("'1'", '"1"'), "src/a.py": "2"})
    return tmp_path


def test_commits_since_the_release_bring_news_or_a_reason(history: Path) -> None:
    assert without_news(history) == []
    _commit(history, "docs: tell", {"docs/a.md": "1"})
    _commit(history, "src: with news", {"src/a.py": "3", "changes/a-b.mended.md": "**A** is mended."})
    _commit(history, "src: with a reason\n\nWhy.\n\nNo-fragment: names only", {"src/a.py": "4"})
    assert without_news(history) == []
    _commit(history, "src: of another name", {"src/a.py": "5", "changes/notes.md": "-"})
    _commit(history, "src: an empty reason\n\nNo-fragment:", {"src/a.py": "6"})
    _commit(history, "src: a fragment taken away", {"src/a.py": "7", "changes/a-b.mended.md": None})
    subjects = [line.split(" ", 1)[1] for line in without_news(history)]
    assert subjects == ["src: of another name", "src: an empty reason", "src: a fragment taken away"]


def test_history_without_the_release_is_refused(history: Path, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    _commit(history, "src: with news", {"src/a.py": "3", "changes/a-b.mended.md": "**A** is mended."})
    subprocess.run(["git", "clone", "-q", "--depth", "1", history.as_uri(), str(shallow)], check=True)
    with pytest.raises(SystemExit, match="fetch it whole"):
        without_news(shallow)


def _commit(folder: Path, message: str, files: dict[str, str | None]) -> None:
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            place.unlink()
        else:
            place.write_text(text, encoding="utf-8")
    _git(folder, "add", "-A", "src", "docs", "changes", "pyproject.toml", "--ignore-errors")
    _git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", message)


def _git(folder: Path, *words: str) -> None:
    present = [word for word in words if word not in ("src", "docs", "changes") or (folder / word).exists()]
    subprocess.run(["git", "-C", str(folder), *present], check=True)
