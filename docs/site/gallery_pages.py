"""The gallery: each script of `docs/gallery` is run, and becomes a page of its text, picture and output.

A script's docstring is its title and what is to be seen. It prints what it finds and saves one
picture under its own name (`tree.py` saves `tree.svg`), in the folder in which it is started.
Scripts run in two processes: what one has loaded and compiled serves the next one there.
"""

from __future__ import annotations

import ast
import contextlib
import html
import io
import runpy
import shutil
import tempfile
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Shown:
    """A script with what it gave.

    name : of the file, without its end
    title, about : of its docstring
    code : the text below the docstring
    said : what it printed
    seconds : how long it took
    """

    name: str
    title: str
    about: str
    code: str
    said: str
    seconds: float


N_PROCESSES = 2  # the examples are short, and each process has to load the same packages


def gallery(scripts: Path, into: Path) -> list[Shown]:
    """Run every script and write its page and picture below `into`; in the order of the index page."""
    order = (scripts / "index.md").read_text(encoding="utf-8")
    paths = sorted(scripts.glob("*.py"), key=lambda path: order.index(f"({path.name})"))
    into.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(N_PROCESSES, mp_context=get_context("spawn")) as pool:
        shown = list(pool.map(_run, paths, [into] * len(paths)))
    for one in shown:
        (into / f"{one.name}.rst").write_text(_page(one), encoding="utf-8")
    index = order.replace(".py)", ".rst)")
    (into / "index.md").write_text(index + "\n" + _grid(shown), encoding="utf-8")
    return shown


def _run(path: Path, into: Path) -> Shown:
    text = path.read_text(encoding="utf-8")
    module = ast.parse(text, filename=path.name)
    title, _, about = (ast.get_docstring(module) or "").partition("\n")
    end = module.body[0].end_lineno or 1
    said, start = io.StringIO(), time.process_time()
    picture = f"{path.stem}.svg"
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        with contextlib.redirect_stdout(said), warnings.catch_warnings():
            warnings.simplefilter("error")  # what an example shows, it shows cleanly
            runpy.run_path(str(path), run_name="__main__")
        if not Path(picture).is_file():
            raise FileNotFoundError(f"docs/gallery/{path.name} saved no {picture}")
        shutil.copy(picture, into / picture)
    code = "\n".join(text.splitlines()[end:]).strip()
    return Shown(
        path.stem, title.rstrip("."), about.strip(), code, said.getvalue(), time.process_time() - start
    )


def _page(one: Shown) -> str:
    lines = [one.title, "=" * len(one.title), "", one.about, ""]
    lines += [f".. image:: {one.name}.svg", f"   :alt: {one.title}", "   :class: picture", ""]
    lines += [".. code-block:: python", "", *(f"   {line}" for line in one.code.splitlines()), ""]
    if one.said:
        lines += ["It prints:", "", ".. code-block:: text", ""]
        lines += [*(f"   {line}" for line in one.said.splitlines()), ""]
    lines += [f"The script itself: :download:`{one.name}.py`.", ""]
    return "\n".join(lines)


def _grid(shown: list[Shown]) -> str:
    """Small pictures that lead to the pages; the pages' own images put them into the site."""
    cells = [
        f'<a href="{one.name}.html"><img src="../../_images/{one.name}.svg" alt="">'
        f"<span>{html.escape(one.title)}</span></a>"
        for one in shown
    ]
    tree = [":::{toctree}", ":hidden:", "", *(one.name for one in shown), ":::"]
    return "\n".join(['<div class="gallery">', *cells, "</div>", "", *tree, ""])
