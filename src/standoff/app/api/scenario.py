"""A scenario from Python: `load`, `check`, `review`, `compile`, `draw`, `show`, `new` and others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from standoff.app.api.names import Size, Stage, Where, keywords, known_name

if TYPE_CHECKING:
    import polars as pl

    from standoff.compiler import Compiled
    from standoff.errors import Problem
    from standoff.scenario import LoadedScenario, Review
    from standoff.scenario.records import Scenario
    from standoff.scenario.stated_numbers import StatedNumber

NAMED = 8  # names in a note; the rest is counted
PLACES = 4  # numbers without a name that are told with their place


def load(where: Where) -> LoadedScenario:
    """Read and check a scenario: a file, a folder, or the name of one that comes with Standoff.

    Parameters
    ----------
    where : a file, a folder, or the name of a scenario that comes with Standoff

    Returns
    -------
    LoadedScenario
        Its text, checked in every reading.

    Raises
    ------
    ScenarioError
        All that is wrong with the text, with places.

    Examples
    --------
    >>> load("selected-reliability").readings[0]
    'as_written'
    """
    from standoff import scenario

    return scenario.load(where)


def check(where: Where) -> tuple[Problem, ...]:
    """What is wrong with a scenario, in any of its readings; empty where all is well.

    What can be meant and mostly is not, such as dates that contradict each other in some draws, are
    the warnings of `review`.

    Parameters
    ----------
    where : a file, a folder, or the name of a scenario that comes with Standoff

    Returns
    -------
    tuple of Problem
        Those of the first stage that has any.

    Examples
    --------
    >>> check("selected-reliability")
    ()
    """
    from standoff import scenario
    from standoff.errors import StandoffError

    try:
        loaded, found = scenario.checked(where)
        scenario.refuse(found)
        for _ in sizes_of(loaded):
            pass
    except StandoffError as error:
        return error.problems
    return ()


def review(loaded: LoadedScenario | Where) -> Review:
    """Errors and warnings about what a scenario says, well formed, and cannot mean.

    Parameters
    ----------
    loaded : what `load` gave, or what it takes

    Returns
    -------
    Review
        `errors` and `warnings`, each a problem with its place.

    Examples
    --------
    >>> [warning.code for warning in review("volunteers").warnings]
    ['S451']
    """
    from standoff import scenario

    return scenario.review(scenario_of(loaded))


def sizes_of(loaded: LoadedScenario) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Each reading compiled, and how large its game is."""
    from standoff.compiler import compile_scenario, size_of

    for name in loaded.readings:
        yield name, size_of(compile_scenario(loaded.reading(name)))


def notes(loaded: LoadedScenario) -> Iterator[str]:
    """What is allowed and worth a look, a sentence each; the text's own warnings stand beside it."""
    from standoff.scenario.stated_numbers import stated_numbers

    base = loaded.reading()
    stated = stated_numbers(base)
    yield from _note(
        (one.name for one in stated if one.name and one.assumed and one.used),
        "numbers are assumed, resting on no claim and no data",
        "a `because:` or a `source:` would say why",
    )
    yield from _unnamed(base, [one for one in stated if not one.name])
    yield from _note(
        (name for name, c in base.conclusions.items() if not c.rests.because and not c.rests.against),
        "conclusions name no claim",
        "`because:` and `against:` would say who draws or disputes them",
    )
    yield from _note(
        (name for name, p in base.parameters.items() if p.unverified),
        "numbers are marked as unverified",
        "the report says where they are used",
    )


def _unnamed(base: Scenario, stated: list[StatedNumber]) -> Iterator[str]:
    """Numbers that are written out in formulas, each with its place and how it could be named."""
    from standoff.scenario.number_offers import number_offer

    for one in stated[:PLACES]:
        where = "" if one.span is None else f"{one.span.file}:{one.span.line}:{one.span.column}: "
        offer = number_offer(base, one)
        so = "." if one.used else ", and nothing uses what it stands in."
        if offer is not None:
            so = f". Name it under `parameters:`, as `{offer.line}`, and write `{offer.name}` here."
        yield (
            f"{where}the number {one.text} of {one.kind} `{one.owner}` has no name, so no range and no "
            f"reason{so}"
        )
    if len(stated) > PLACES:
        more = len(stated) - PLACES
        said = "numbers have" if more > 1 else "number has"
        yield f"{more} more {said} no name; `standoff evidence audit` says where."


def _note(names: Iterable[str], what: str, so: str) -> Iterator[str]:
    found = list(names)
    if found:
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        listed = ", ".join(f"`{name}`" for name in found[:NAMED])
        yield f"{len(found)} {_number(what, len(found))}: {listed}{more}; {so}."


def _number(what: str, n: int) -> str:
    """`numbers are assumed`, or of one `number is assumed`."""
    if n > 1:
        return what
    one = {"numbers": "number", "conclusions": "conclusion"}
    one |= {"are": "is", "name": "names"}
    return " ".join(one.get(word, word) for word in what.split())


def compile(
    loaded: LoadedScenario | Where, reading: str | None = None, *, observed: Mapping[str, str] | None = None
) -> Compiled:
    """One reading of a scenario (the file's own, if none is named) as a game.

    Parameters
    ----------
    loaded : what `load` gave, or what it takes
    reading : the file's own, if none is named
    observed : option of each move that was seen

    Returns
    -------
    Compiled
        The game, and what its numbers are made of.

    Raises
    ------
    StandoffError
        S425 for an unknown reading; S6xx for what cannot be compiled.

    Examples
    --------
    >>> compile("selected-reliability").game.arrays.n_players
    1
    """
    from standoff.compiler import compile_scenario

    return compile_scenario(scenario_of(loaded).reading(reading), observed=observed)


def draw(
    loaded: LoadedScenario | Where, reading: str | None = None, *, draws: int = 1000, seed: int = 0
) -> pl.DataFrame:
    """The uncertain numbers of a scenario as a run of this seed draws them: a row a draw, days as dates.

    `rank_correlations` says which correlations they have, beside those that the scenario asks for.

    Parameters
    ----------
    loaded : what `load` gave, or what it takes
    reading : the file's own, if none is named
    draws, seed : size of the sample, and which one

    Returns
    -------
    A frame with a column for each parameter: days are dates, other numbers in their own units.

    Raises
    ------
    StandoffError
        S425 for an unknown reading, S707 for a number of draws or a seed out of range; what drawing
        raises.

    Examples
    --------
    >>> draw("selected-reliability", draws=5, seed=1).height
    5
    """
    size = keywords("draw", {"draws": draws, "seed": seed}, Size)
    draws, seed = size.get("draws", 1000), size.get("seed", 0)
    return numbers_drawn(_sampled(loaded, reading, draws, seed), draws=draws, seed=seed)


def rank_correlations(
    loaded: LoadedScenario | Where, reading: str | None = None, *, draws: int = 1000, seed: int = 0
) -> pl.DataFrame:
    """The rank correlations that a scenario asks for, beside those that `draw` comes to: a row a pair.

    Parameters
    ----------
    loaded : what `load` gave, or what it takes
    reading : the file's own, if none is named
    draws, seed : size of the sample, and which one

    Returns
    -------
    A frame with `a`, `b`, `asked`, `reached` and `draws`.

    Raises
    ------
    StandoffError
        As `draw`.

    Examples
    --------
    >>> rank_correlations("nato-ukraine-2024", draws=2000, seed=1)["asked"].to_list()
    [0.3]
    """
    import polars as pl

    from standoff.study.summaries.numbers import correlations_reached

    found = correlations_reached(_sampled(loaded, reading, draws, seed), seed=seed, n_draws=draws)
    rows = [(*pair.between, pair.asked, pair.reached, pair.draws) for pair in found]
    kinds = {"a": pl.String, "b": pl.String, "asked": pl.Float64, "reached": pl.Float64, "draws": pl.Int64}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def _sampled(loaded: LoadedScenario | Where, reading: str | None, draws: int, seed: int) -> Compiled:
    """A reading compiled, the size of its sample and the seed checked."""
    from standoff.compiler import compile_scenario
    from standoff.study.settings import Settings, check_settings

    made = scenario_of(loaded)
    compiled = compile_scenario(made.reading(reading))
    check_settings(Settings(draws=draws, seed=seed), made)
    return compiled


def numbers_drawn(compiled: Compiled, *, draws: int, seed: int) -> pl.DataFrame:
    """All parameters of a compiled reading, a column each: days as dates, other numbers as they are."""
    import polars as pl

    from standoff.expressions import date_of
    from standoff.study.rows import parameters_of

    known = compiled.scenario.parameters
    columns = parameters_of(compiled, seed=seed, first=0, n_draws=draws, names=tuple(known))
    return pl.DataFrame(
        {
            name: [date_of(day) for day in columns[name]] if parameter.unit == "date" else columns[name]
            for name, parameter in known.items()
        }
    )


def show(
    loaded: LoadedScenario | Where,
    stage: Stage = "scenario",
    *,
    reading: str | None = None,
    play: str | float = "",
) -> str:
    """A scenario as Standoff understands it, as plain text.

    Parameters
    ----------
    stage : `scenario`, the text with everything filled in; `game`, its moves and information sets;
        `arrays`, the numbers that solvers see
    reading : the file's own, if none is named
    play : `sharp`, or one precision for all; "" as written
    loaded : what `load` gave, or what it takes

    Returns
    -------
    str
        Lines of text.

    Raises
    ------
    StandoffError
        S708 for an unknown reading, S914 for an unknown stage, S422 for a play that is none.

    Examples
    --------
    >>> show("selected-reliability").splitlines()[0]
    'Reliability observed and reliability in truth'
    """
    from standoff.study.settings import Settings, check_settings

    known_name("stage", stage, get_args(Stage))
    made = scenario_of(loaded).with_play(play)
    name = made.base if reading is None else reading
    check_settings(Settings(readings=(name,)), made)
    if stage == "scenario":
        from standoff.app.output.scenario import scenario_text

        return scenario_text(made.reading(name))
    from standoff.compiler import compile_scenario, show_arrays, show_game

    compiled = compile_scenario(made.reading(name))
    return (show_game if stage == "game" else show_arrays)(compiled).rstrip("\n") + "\n"


def new(folder: Where) -> Path:
    """Make a folder with a commented starter scenario that already checks and runs; its file's path.

    Parameters
    ----------
    folder : a new or empty one

    Returns
    -------
    Path
        Its `scenario.yaml`.

    Raises
    ------
    RunError
        S902 where the folder is there and not empty.

    Examples
    --------
    >>> new("my-crisis").name
    'scenario.yaml'
    """
    from standoff.errors import Problem, RunError
    from standoff.results.run.files import write_bytes

    place = Path(folder)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        what = f"`{place}` is there already, and not empty."
        expected = "A new or empty folder was expected: nothing is overwritten."
        raise RunError(Problem("S902", what, expected, "Choose another name."))
    text = files("standoff.app").joinpath("starter.yaml").read_text(encoding="utf-8")
    title = re.sub(r"[^A-Za-z0-9 ]+", " ", place.resolve().name).strip().capitalize()
    if title:
        text = text.replace("title: My crisis", f"title: {title}", 1)
    write_bytes(place / "scenario.yaml", text.encode("utf-8"))
    return place / "scenario.yaml"


def scenario_of(given: LoadedScenario | Where) -> LoadedScenario:
    """A loaded scenario as it is, or the one at a place loaded."""
    from standoff.scenario import LoadedScenario

    return given if isinstance(given, LoadedScenario) else load(given)


def reviewed(given: LoadedScenario | Where) -> tuple[LoadedScenario, Review]:
    """A scenario that can be run, and its review.

    Raises
    ------
    ScenarioError
        All that is wrong, of the text and of what it cannot mean together where that is possible.
    """
    from standoff import scenario

    if isinstance(given, scenario.LoadedScenario):
        made, found = given, scenario.review(given)
    else:
        made, found = scenario.checked(given)
    scenario.refuse(found)
    return made, found
