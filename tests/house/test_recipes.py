"""What the recipes of the documentation end in: tests that fail if a step was missed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args, get_type_hints

import numpy as np
import pytest
from source import PACKAGE, ROOT

from standoff import compiler, draws, library, scenario, solvers
from standoff.errors import StandoffError
from standoff.game import bind
from standoff.game.records import SOLVED, STATUS, BoundGame, Solution
from standoff.scenario import LoadedScenario
from standoff.scenario.grammar import CLAIMS_FILE, SCENARIO
from standoff.scenario.yaml.shape import Fields, Forms, ListOf, MapOf, Shape
from standoff.solvers.tolerances import ACCEPTED
from standoff.study.rows import numbers_of

REFERENCE = ROOT / "docs" / "reference"
NAMES = library.names()
DRAWS = 40
SLOW = {"brinkmanship-private-resolve": 3}  # a second a draw and solver, each draw on its own


@cache
def _loaded(name: str) -> LoadedScenario:
    """A scenario of the library, read once for all tests of this file."""
    return scenario.load(name)


# A scenario of the library


@pytest.mark.parametrize("name", NAMES)
def test_library_scenario_reads_and_compiles_in_every_reading(name: str) -> None:
    loaded = _loaded(name)
    assert loaded.warnings == ()
    for reading in loaded.readings:
        assert compiler.compile_scenario(loaded.reading(reading)).game.arrays.n_nodes > 1


@pytest.mark.parametrize("name", NAMES)
def test_library_scenario_says_of_every_parameter_how_it_was_set(name: str) -> None:
    text = (library.find(name) / "scenario.yaml").read_text(encoding="utf-8")
    text = re.split(r"^(?=parameters:)", text, maxsplit=1, flags=re.MULTILINE)[1]
    text = re.split(r"^(?=[a-oq-z]\w+:)", text, maxsplit=1, flags=re.MULTILINE)[0]
    loaded = _loaded(name).reading()
    for parameter in loaded.parameters.values():
        after = text.split(f"\n  {parameter.name}:", 1)
        if len(after) == 2 and parameter.draw is not None:
            entry = re.split(r"\n  \S", after[1], maxsplit=1)[0]
            assert "set_by:" in entry, f"{name}: {parameter.name} does not say `set_by`"


@pytest.mark.parametrize("name", NAMES)
def test_library_claims_are_located_by_place_and_hash(name: str) -> None:
    loaded = _loaded(name).reading()
    for claim in loaded.claims.values():
        if not loaded.documents[claim.document].sha256:
            continue  # a document without a fixed text has nothing to point into
        assert claim.start is not None, claim.name
        assert claim.end is not None, claim.name
        assert claim.end > claim.start, claim.name
        assert re.fullmatch(r"[0-9a-f]{64}", claim.span_sha256), claim.name


@pytest.mark.parametrize("name", NAMES)
def test_library_scenario_is_listed_in_the_reference(name: str) -> None:
    assert f"| `{name}` |" in (REFERENCE / "library.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_library_scenario_has_a_rival_reading_a_test_and_news(name: str) -> None:
    assert len(_loaded(name).readings) >= 2
    tests = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "library").glob("*.py")]
    assert any(f'"{name}"' in text for text in tests), "no test in tests/library calls it"
    news = [ROOT / "CHANGELOG.md", *(ROOT / "changes").glob("*.md")]
    assert any(f"`{name}`" in path.read_text(encoding="utf-8") for path in news), "no news fragment names it"


def test_library_has_the_flagship_and_small_scenarios_with_known_answers() -> None:
    assert "nato-ukraine-2024" in NAMES
    assert len(NAMES) >= 3


def test_pages_say_how_large_the_flagship_is() -> None:
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md")]
    told = {int(n) for text in pages for n in re.findall(r"flagship \((\d+) nodes", text)}
    arrays = compiler.compile_scenario(_loaded("nato-ukraine-2024").reading()).game.arrays
    assert told == {arrays.n_nodes}


# A key of the language


def _tables(shape: Shape) -> Iterator[Fields]:
    match shape:
        case Fields():
            yield shape
            for key in shape.keys.values():
                yield from _tables(key.shape)
        case ListOf():
            yield from _tables(shape.item)
        case MapOf():
            yield from _tables(shape.value)
        case Forms():
            marked = shape.marked[1] if shape.marked else None
            for inner in (marked, shape.pairs, shape.items):
                if inner is not None:
                    yield from _tables(inner)


KEYS = sorted({key for top in (SCENARIO, CLAIMS_FILE) for table in _tables(top) for key in table.keys})


@pytest.mark.parametrize("key", KEYS)
def test_key_of_the_language_is_described_in_the_reference(key: str) -> None:
    page = (REFERENCE / "language.md").read_text(encoding="utf-8")
    assert re.search(rf"`{key}:?[^`\n]*`|^ *{key}:|[{{ ]{key}:", page, re.MULTILINE), key


def test_keys_of_the_language_are_listed_as_the_code_has_them() -> None:
    page = (REFERENCE / "keys.md").read_text(encoding="utf-8")
    assert [key for key in KEYS if f"`{key}`" not in page] == []


def test_distributions_of_the_language_are_described_in_every_form() -> None:
    page = (REFERENCE / "language.md").read_text(encoding="utf-8")
    forms = [form.written(name) for name, several in draws.FORMS.items() for form in several]
    assert [form for form in forms if f"`{form}`" not in page] == []


def test_units_and_functions_of_the_language_are_described() -> None:
    from standoff.expressions import FUNCTIONS, UNITS

    page = (REFERENCE / "language.md").read_text(encoding="utf-8")
    assert [unit for unit in UNITS if unit and f"`{unit}`" not in page] == []
    assert [name for name in FUNCTIONS if f"`{name}(" not in page] == []


# A solver


CARDS = {card.name: card for card in solvers.SOLVERS if card.takes == "batch"}


@cache
def _game(name: str) -> BoundGame:
    """A game of the library, with its first draws."""
    compiled, n_draws = compiler.compile_scenario(_loaded(name).reading()), SLOW.get(name, DRAWS)
    return bind(compiled.game, numbers_of(compiled, seed=1, first=0, n_draws=n_draws), n_draws)


@pytest.mark.parametrize("solver", CARDS)
@pytest.mark.parametrize("name", NAMES)
def test_solver_on_a_game_of_the_library_gives_rows_that_hold_by_definition(solver: str, name: str) -> None:
    bound, card = _game(name), CARDS[solver]
    if not card.accepts(bound):
        with pytest.raises(StandoffError):
            card.run(bound)
        return
    found = card.run(bound)
    assert found.status.shape == (bound.n_draws,)
    assert set(np.unique(found.status)) <= set(range(len(STATUS)))
    solved = found.status == SOLVED
    assert (found.residual[solved] <= ACCEPTED).all()
    first = bound.arrays.first_action
    sums = np.add.reduceat(found.probability[solved], first[:-1], axis=1)
    np.testing.assert_allclose(sums, 1.0, atol=1e-9)


def test_solver_that_the_room_offers_has_a_card() -> None:
    offered = {name: getattr(solvers, name) for name in solvers.__all__}
    functions = {name: f for name, f in offered.items() if callable(f) and not isinstance(f, type)}
    giving = {name for name, f in functions.items() if get_type_hints(f).get("return") is Solution}
    assert giving <= set(CARDS)
    assert {"solve", "agent_quantal_response", "subgame_perfect"} <= giving
    of_a_draw = {"Equilibria", "Branch", "Assessment"}
    kinds = {name: getattr(get_type_hints(f).get("return"), "__name__", "") for name, f in functions.items()}
    named = {solver.name for solver in solvers.SOLVERS}
    assert {name for name, kind in kinds.items() if kind in of_a_draw} <= named
    assert named <= set(functions)


@pytest.mark.parametrize("solver", [solver.name for solver in solvers.SOLVERS])
def test_solver_is_documented_with_its_concept_and_what_it_raises(solver: str) -> None:
    assert f"`{solver}`" in (REFERENCE / "solvers.md").read_text(encoding="utf-8")
    said = getattr(solvers, solver).__doc__ or ""
    assert "Examples" in said
    assert "Raises" in said
    assert solvers.solver_named(solver).concept
    assert solvers.solver_named(solver).source


def test_solver_recipe_has_a_row_for_every_kind_with_a_certificate_test_that_runs_it() -> None:
    from standoff.solvers.registry import Form

    page = (ROOT / "docs" / "how-to" / "add-a-solver.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|.*\| `(tests/[\w/]+\.py)` \|$", page, re.MULTILINE)
    assert {(takes, answers) for takes, answers, _ in rows} == {(s.takes, s.answers) for s in solvers.SOLVERS}
    assert {answers for _, answers, _ in rows} == set(get_args(Form))
    for takes, answers, test in rows:
        text = (ROOT / test).read_text(encoding="utf-8")
        assert "SOLVERS" in text
        assert f'"{answers}"' in text or f'solver.takes == "{takes}"' in text


def test_solver_of_one_game_stands_in_the_help_of_the_command() -> None:
    from click.testing import CliRunner

    from standoff.app.main import command

    said = CliRunner().invoke(command, ["solve", "--help"]).output
    assert [solver.name for solver in solvers.SOLVERS if solver.name not in said] == []


def test_package_data_is_where_the_wheel_takes_it_from() -> None:
    assert list((PACKAGE / "library").glob("*/scenario.yaml"))
    assert Path(PACKAGE / "reports" / "templates").is_dir()
