"""A scenario that has been read and checked in all its readings, and how it is read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from standoff.errors import Problem, ScenarioError, nearest
from standoff.expressions import names_of
from standoff.scenario.build.base_rates import selected_rates
from standoff.scenario.build.build import Identity, build, used_names
from standoff.scenario.build.draft import Draft, base_draft, base_name
from standoff.scenario.build.fronts import tables_named
from standoff.scenario.build.members import TableFile, files_named, with_members
from standoff.scenario.build.readings import reading_says
from standoff.scenario.build.symbols import MOST_PROBLEMS
from standoff.scenario.copies import written_out
from standoff.scenario.copies.repeats import repeats_written
from standoff.scenario.files import DATA, Source, SourceFile, data_file, find
from standoff.scenario.given_and_observed import check_events
from standoff.scenario.grammar import CLAIMS_FILE, SCENARIO, VERSION
from standoff.scenario.records import Measure, Scenario
from standoff.scenario.run_play import parse_play, played
from standoff.scenario.yaml.nodes import Node, Pairs, Scalar, entries
from standoff.scenario.yaml.reader import decode, read
from standoff.scenario.yaml.shape import Fields, Under, check


@dataclass(frozen=True, slots=True)
class LoadedScenario:
    """A scenario's text, checked in every reading.

    files : text by name within the scenario's folder; base : the file's own reading; readings :
    names of all readings, `base` first; says : what each reading says of itself; warnings :
    problems that do not stop a run; given, play : what a run fixes, and how it plays ("" as written)
    """

    name: str
    sha256: str
    files: Mapping[str, str]
    base: str
    readings: tuple[str, ...]
    says: Mapping[str, str]
    warnings: tuple[Problem, ...]
    given: Mapping[str, str] = field(default_factory=dict)
    play: str = ""
    _scenarios: Mapping[str, Scenario] = field(default_factory=dict, repr=False)
    _text: tuple[Draft, Identity] | None = field(default=None, repr=False, compare=False)

    def reading(self, name: str | None = None) -> Scenario:
        """One reading's scenario (the file's own without a name), what is given fixed in it.

        Raises
        ------
        ScenarioError
            S425 unknown reading, S428 what is given contradicts what the reading fixes.
        """
        wanted = self.base if name is None else name
        if wanted not in self._scenarios:
            what = f"There is no reading `{wanted}`."
            raise ScenarioError(Problem("S425", what, "", nearest(wanted, self.readings)))
        return self._played(self._scenarios[wanted])

    def without(self, mechanisms: Sequence[tuple[str, int]], reading: str | None = None) -> Scenario:
        """One reading's scenario with mechanisms taken out, each in the first (0) or second (1) way.

        They are laid over the reading one after the other.

        Raises
        ------
        ScenarioError
            S425 unknown reading, S489 what cannot be taken out of it, S428 what is given contradicts it,
            and all that is wrong with what stands under `off:`.
        """
        whole = self.reading(reading)
        if self._text is None:
            raise ValueError("this scenario was made without its text")
        draft, identity = self._text
        overlay = None if whole.reading == self.base else whole.reading
        found, problems = build(draft, overlay, identity, mechanisms)
        if problems or found is None:
            raise ScenarioError(problems)
        # what is remembered by the text's digest, as the steps of fronts, is of another text
        apart = f"{found.sha256} without {', '.join(f'{name} ({null})' for name, null in mechanisms)}"
        return self._played(replace(found, sha256=apart, mechanisms=whole.mechanisms))

    def _played(self, scenario: Scenario) -> Scenario:
        scenario = played(scenario, self.play)
        return _with_given(scenario, self.given) if self.given else scenario

    def with_play(self, play: str | float) -> LoadedScenario:
        """The same scenario, all readings of it played `sharp` or at one precision ("" as they say).

        Raises
        ------
        ScenarioError
            S422 neither `sharp` nor a number above 0.
        """
        return replace(self, play=parse_play(play) if play != "" else "")

    def with_fixed(self, given: Mapping[str, str]) -> LoadedScenario:
        """The same scenario with moves fixed at options in every reading.

        Raises
        ------
        ScenarioError
            S424 an unknown move or option.
        """
        exact = check_events(given, self._scenarios[self.base])
        return replace(self, given={**self.given, **exact})

    def with_measures(self, added: Mapping[str, Mapping[str, Measure]]) -> LoadedScenario:
        """The same scenario with more measures in each reading, by its name; they never enter play."""
        more = {
            name: replace(one, measures={**one.measures, **added.get(name, {})})
            for name, one in self._scenarios.items()
        }
        return replace(self, _scenarios=more)


class MendedError(ScenarioError):
    """The text is wrong, and what it means is plain: `loaded` is that, for further checks only."""

    def __init__(self, problems: Problem | Iterable[Problem], loaded: LoadedScenario | None = None) -> None:
        super().__init__(problems)
        self.loaded = loaded


def _with_given(scenario: Scenario, given: Mapping[str, str]) -> Scenario:
    moves, problems = dict(scenario.moves), []
    for name, option in given.items():
        move = moves[name]
        if move.off or move.fixed not in (None, option):
            said = "switches it off" if move.off else f"fixes it at `{move.fixed}`"
            what = f"`{name}={option}` is given, but the reading `{scenario.reading}` {said}."
            fix = "Leave that reading out, or do not give this move."
            problems.append(Problem("S428", what, "", fix))
        if option not in move.options:
            what = f"`{name}={option}` is given, but the reading `{scenario.reading}` takes that option out."
            fix = "Leave that reading out, or do not give this move."
            problems.append(Problem("S428", what, "", fix))
        moves[name] = replace(move, fixed=option)
    if problems:
        raise ScenarioError(problems)
    return replace(scenario, moves=moves)


def load(where: str | os.PathLike[str]) -> LoadedScenario:
    """Read and check a scenario: a file, a folder with `scenario.yaml`, or a shipped one's name.

    Raises
    ------
    ScenarioError
        S101 to S431: all problems of the first stage that has any (files, YAML, shape, meaning).
    """
    return load_source(find(where))


def load_text(
    text: str,
    name: str = "scenario",
    *,
    claims: Mapping[str, str] | None = None,
    tables: Mapping[str, str] | None = None,
) -> LoadedScenario:
    """Read and check a scenario from its text.

    Parameters
    ----------
    claims : the texts of claims files, by document
    tables : the texts of tables that the scenario names, by that name, as `members.csv`

    Examples
    --------
    >>> load_text("standoff: 2", "x")
    Traceback (most recent call last):
    standoff.errors.ScenarioError: x.yaml:1:11: S209: Version `2` of the language is not known. \
Expected version 1. Update Standoff, or write `standoff: 1`.
      standoff: 2
                ^
    """
    files = [SourceFile(f"{name}.yaml", f"{name}.yaml", text.encode("utf-8", "surrogatepass"))]
    for document, own in (claims or {}).items():
        path = f"claims/{document}.yaml"
        files.append(SourceFile(path, path, own.encode("utf-8", "surrogatepass")))
    for path, own in (tables or {}).items():
        files.append(SourceFile(path, path, own.encode("utf-8", "surrogatepass")))
    return load_source(Source(name, tuple(files)))


def load_source(source: Source) -> LoadedScenario:
    """Read and check a scenario whose files are at hand, as an editor has them.

    Raises
    ------
    ScenarioError
        As `load`.
    """
    trees: dict[str, Node] = {}
    problems: list[Problem] = []
    written = [file for file in source.files if not file.name.endswith(DATA)]
    texts = {file.name: decode(file.data, file.shown) for file in written}
    for file in written:
        try:
            trees[file.name] = read(texts[file.name], file.shown)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    main, *others = written
    top = _shaped(trees[main.name], SCENARIO, problems)
    claims = {}
    for file in others:
        pairs = _shaped(trees[file.name], CLAIMS_FILE, problems)
        if pairs is not None:
            claims[file.name.rpartition("/")[2].removesuffix(".yaml")] = pairs
    if problems or top is None:
        raise ScenarioError(problems)
    plain = written_out(top)
    repeats = repeats_written(plain.top)
    top = repeats.top
    source, tables = _tables(source, top)
    texts |= {name: table.text for name, table in tables.items()}
    identity = Identity(source.name, source.sha256, tuple(sorted(texts)))
    draft = with_members(base_draft(top, claims), tables)
    draft = replace(draft, copies=plain.copies, groups=plain.groups, blocks=repeats.blocks)
    draft = replace(draft, notes=(*draft.notes, *repeats.notes))
    shown = {name: (table.shown, table.text) for name, table in tables.items()}
    return _checked(replace(draft, tables=shown), identity, texts)


def with_tables(source: Source) -> Source:
    """A scenario's files with the tables that its text names: those that are there and can be read.

    Why one is not is told by `load_source`, as all else that is wrong.
    """
    files = {file.name: file for file in source.files}
    main = source.files[0]
    try:
        top = read(decode(main.data, main.shown), main.shown)
    except ScenarioError:
        return source
    for name in _named(top) if isinstance(top, Pairs) else ():
        try:
            file = data_file(source, name)
            decode(file.data, file.shown)
        except ScenarioError:
            continue
        files.setdefault(file.name, file)
    return replace(source, files=tuple(files.values()))


def _named(top: Pairs) -> tuple[Scalar, ...]:
    """The names of the tables of summits and fronts."""
    return (*files_named(top), *tables_named(top))


def _tables(source: Source, top: Pairs) -> tuple[Source, dict[str, TableFile]]:
    """The tables that summits and fronts name, and the scenario's files with them and with no other table."""
    found: dict[str, TableFile] = {}
    files = {file.name: file for file in source.files if not file.name.endswith(DATA)}
    problems: list[Problem] = []
    for name in _named(top):
        try:
            file = data_file(source, name)
            files[file.name] = file
            found[name.text] = TableFile(file.shown, decode(file.data, file.shown))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return replace(source, files=tuple(files.values())), found


def _shaped(tree: Node, shape: Fields, problems: list[Problem]) -> Pairs | None:
    if isinstance(tree, Pairs) and shape is SCENARIO:
        version = tree.get("standoff")
        if isinstance(version, Scalar) and version.kind != "null" and version.text != VERSION:
            what = f"Version `{version.text}` of the language is not known."
            fix = f"Update Standoff, or write `standoff: {VERSION}`."
            expected = f"Expected version {VERSION}."
            raise ScenarioError(Problem("S209", what, expected, fix, version.span))
    problems += islice(check(tree, shape, Under(shape.what, tree.span)), MOST_PROBLEMS)
    return tree if isinstance(tree, Pairs) else None


def _checked(base: Draft, identity: Identity, texts: Mapping[str, str]) -> LoadedScenario:
    overlays = [key.text for key, _ in entries(base.top.get("readings"))]
    scenarios: dict[str, Scenario] = {}
    problems: dict[tuple[object, ...], Problem] = {}
    for overlay in (None, *overlays):
        scenario, found = build(base, overlay, identity)
        for problem in found:
            key = (problem.code, problem.span, problem.what)
            if key not in problems:
                problems[key] = _in_reading(problem, overlay, base)
        if scenario is not None:
            scenarios[scenario.reading] = scenario
    if problems and len(scenarios) <= len(overlays):
        raise ScenarioError(problems.values())
    own = base_name(base.top)
    if own in scenarios:  # mechanisms are of the file: looked up once, and the same in all readings
        ours = scenarios[own].mechanisms
        scenarios = {name: replace(made, mechanisms=ours) for name, made in scenarios.items()}
    loaded = LoadedScenario(
        name=identity.name,
        sha256=identity.sha256,
        files=dict(texts),
        base=own,
        readings=tuple(scenarios),
        says=reading_says(base.top),
        warnings=(*base.notes, *_warnings(scenarios)),
        _scenarios=scenarios,
        _text=(base, identity),
    )
    if problems:
        raise MendedError(problems.values(), loaded)
    return loaded


def _in_reading(problem: Problem, overlay: str | None, base: Draft) -> Problem:
    """What a reading makes wrong elsewhere in the text is told with the reading's name."""
    at = base.section("readings")[overlay].key.span if overlay is not None else None
    span = problem.span
    if at is None or span is None or (span.file == at.file and span.line >= at.line):
        return problem
    return replace(problem, what=f"In the reading `{overlay}`: {problem.what}")


def _warnings(scenarios: Mapping[str, Scenario]) -> tuple[Problem, ...]:
    """What is allowed and probably not meant."""
    first = next(iter(scenarios.values()))
    used = frozenset().union(*(used_names(scenario) for scenario in scenarios.values()))
    used |= {name for asked in first.questions.values() for name in names_of(asked.asks)}
    found = []
    for name, made in first.parameters.items():
        if name not in used:
            what = f"Nothing uses the parameter `{name}`."
            found.append(Problem("S426", what, "", "Delete it, or use it in a chance or payoff.", made.span))
    for name in first.actors:
        move = next((move for move in first.moves.values() if move.actor == name), None)
        if move is not None and not any(scenario.payoffs[name] for scenario in scenarios.values()):
            what = f"The actor `{name}` makes the move `{move.name}` and has no payoffs."
            fix = f"All options are alike to it: add terms under `payoffs: {name}:`."
            found.append(Problem("S427", what, "", fix, move.span))
    found += selected_rates(scenario.parameters for scenario in scenarios.values())
    return tuple(found)
