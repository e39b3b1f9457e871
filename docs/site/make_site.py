"""Builds the documentation as a site: `python3 begin.py docs` calls it. No network, warnings are errors.

The pages are copied to `build/site-source`, pages made from code are added there (the Python
interface, the gallery), Sphinx makes `build/site` of them, and every link of that is followed.
"""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SOURCE = ROOT / "build" / "site-source"
SITE = ROOT / "build" / "site"
DOCTREES = ROOT / "build" / "site-doctrees"
FIRST = "docs/index.html"
BESIDE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "changes/README.md")
COPIED = (".md", ".png", ".svg", ".json", ".ipynb")

# The parts of the site, in order: a title, and the folder of its pages (or the pages themselves).
PARTS: tuple[tuple[str, str], ...] = (
    ("Learn", "tutorial"),
    ("Do one thing", "how-to"),
    ("See it work", "gallery"),
    ("Look up", "reference"),
    ("Python interface", "api"),
    ("Understand", "explanation"),
    ("Why it is built so", "design"),
)


def main() -> int:
    """Copy, make, build, check; the exit code is 0 where all four went well."""
    from api_pages import api_pages
    from gallery_pages import gallery
    from links import problems

    started = time.process_time()
    for folder in (SOURCE, SITE, DOCTREES):
        shutil.rmtree(folder, ignore_errors=True)
    _copy()
    shown = gallery(ROOT / "docs" / "gallery", SOURCE / "docs" / "gallery")
    print(f"Gallery: {len(shown)} examples in {sum(one.seconds for one in shown):.0f} s of CPU", flush=True)
    (SOURCE / "docs" / "api" / "names").mkdir(parents=True)
    for name, text in api_pages().items():
        (SOURCE / "docs" / "api" / name).write_text(text, encoding="utf-8")
    _add_trees(SOURCE / "docs" / "index.md")
    if code := _sphinx():
        return code
    (SITE / "index.html").write_text(_to_first(), encoding="utf-8")
    wrong = problems(SITE)
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        return 1
    print(
        f"Built and checked in {time.process_time() - started:.0f} s of CPU. First page: build/site/{FIRST}"
    )
    return 0


def _copy() -> None:
    """The pages as they are, at the places that their links to each other expect."""
    pages = [path for path in (ROOT / "docs").rglob("*") if path.suffix in COPIED and path.is_file()]
    scripts = list((ROOT / "docs" / "gallery").glob("*.py"))
    for path in (*pages, *scripts, *(ROOT / name for name in BESIDE)):
        if HERE in path.parents:
            continue
        target = SOURCE / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)


def _add_trees(index: Path) -> None:
    """What the side of every page shows: the parts, their pages in the order of the first page."""
    text = index.read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([\w./-]+)\.md\)", text)
    trees = [line for title, folder in PARTS for line in _tree(title, _pages(index.parent, folder, linked))]
    more = [name for name in linked if "/" not in name]
    trees += _tree(
        "The project", [*more, "../README", "../CONTRIBUTING", "../CHANGELOG", "../changes/README"]
    )
    about = "\n**Python interface**: [every public name](api/index.rst), each with an example.\n"
    index.write_text("\n".join([text + about, *trees]) + "\n", encoding="utf-8")


def _pages(docs: Path, folder: str, linked: list[str]) -> Iterator[str]:
    if (docs / folder / "index.md").exists() or (docs / folder / "index.rst").exists():
        yield f"{folder}/index"
        return
    named = [name for name in dict.fromkeys(linked) if name.startswith(f"{folder}/")]
    others = (f"{folder}/{path.stem}" for path in sorted((docs / folder).glob("*.md")))
    yield from dict.fromkeys([*named, *others])


def _tree(title: str, pages: Iterator[str] | list[str]) -> list[str]:
    return [":::{toctree}", ":hidden:", f":caption: {title}", "", *pages, ":::", ""]


def _sphinx() -> int:
    try:
        from sphinx.cmd.build import build_main
    except ImportError:
        print("Sphinx is not here: `python3 begin.py docs` installs it.", file=sys.stderr)
        return 1
    words = ["-b", "html", "-W", "--keep-going", "-q", "-c", str(HERE), "-d", str(DOCTREES)]
    return int(build_main([*words, str(SOURCE), str(SITE)]))


def _to_first() -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Standoff</title>'
        f'<meta http-equiv="refresh" content="0; url={FIRST}"></head>'
        f'<body><a href="{FIRST}">Standoff\'s documentation</a></body></html>\n'
    )


if __name__ == "__main__":
    sys.exit(main())
