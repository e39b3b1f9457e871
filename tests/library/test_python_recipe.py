"""The page on Python shows how to call the stages one by one: its very block, on every library scenario."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import standoff
from standoff import library

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "use-from-python.md"
FIRST = 'name, n_draws = "strait.yaml", 500\n'
FEW = 1  # draw: sharp play with something hidden is followed to its limit draw by draw


@pytest.mark.parametrize("name", library.names())
def test_recipe_of_the_page_solves_every_library_scenario(name: str) -> None:
    part = PAGE.read_text(encoding="utf-8").partition("## One step further down\n")[2]
    found = re.search(r"```python\n(.*?)```", part, re.DOTALL)
    assert found is not None
    block = found[1]
    assert block.startswith(FIRST)
    names: dict[str, object] = {"standoff": standoff}
    exec(block.replace(FIRST, f"name, n_draws = {name!r}, {FEW}\n"), names)
    played = names["played"]
    assert isinstance(played, dict)
    shares = [sum(actions.values()) for own in played.values() for actions in own.values()]
    assert shares == pytest.approx([1.0] * len(shares))
    assert shares
