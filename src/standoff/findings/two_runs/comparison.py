"""The whole comparison of two runs: their settings, their texts, their answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Literal, get_args

from standoff.errors import Problem, RunError, nearest
from standoff.findings.two_runs.answers import differences, side_of
from standoff.findings.two_runs.renames import Key
from standoff.findings.two_runs.text import Compared, texts_compared
from standoff.results.run.manifest import Manifest
from standoff.results.run.texts import AnswerText
from standoff.results.two_runs import (
    FORMAT,
    AnsweredBy,
    OutcomeDifference,
    OutcomeKind,
    RunSide,
    SettingChange,
    SharedReading,
    TwoRuns,
)
from standoff.study import RunFolder
from standoff.study.repair import unchanged_copy

KINDS: dict[str, OutcomeKind] = {name: name for name in get_args(OutcomeKind)}


def two_runs(before: RunFolder, after: RunFolder, readings: Collection[str] = ()) -> TwoRuns:
    """What changed from one run to another, in the text and in every answer.

    Parameters
    ----------
    before, after : two finished runs, of one scenario, of an edited one, or of two
    readings : only these of the later run; without names all that both have

    Raises
    ------
    RunError
        S730 where a run is not finished, S708 for a reading that the two runs do not share.
    """
    for run in (before, after):
        _refuse_unfinished(run)
    one, two = before.manifest, after.manifest
    text = texts_compared(unchanged_copy(before.path, one), unchanged_copy(after.path, two))
    pairs = [(old, new) for old, new in text.pairs if old in one.readings and new in two.readings]
    _refuse_unknown(readings, [new for _, new in pairs])
    shared: list[SharedReading] = []
    outcomes: list[OutcomeDifference] = []
    common = one.seed == two.seed
    titles = after.summary().readings
    for old, new in pairs:
        if readings and new not in readings:
            continue
        sides = side_of(before, old), side_of(after, new)
        outcomes += differences(sides, new, text.names, common=common)
        unsolved = {"unsolved_before": sides[0].n_unsolved, "unsolved_after": sides[1].n_unsolved}
        shared.append(SharedReading(title=titles[new].title or new, before=old, after=new, **unsolved))
    return TwoRuns(
        format=FORMAT,
        before=_side(before),
        after=_side(after),
        pairing="common" if common else "apart",
        common_draws=min(one.draws, two.draws) if common else 0,
        says=_pairing(one, two, text),
        readings=tuple(shared),
        only_before=tuple(name for name in one.readings if name not in [old for old, _ in pairs]),
        only_after=tuple(name for name in two.readings if name not in [new for _, new in pairs]),
        settings=tuple(_settings(one, two)),
        text=text.changes,
        answers=tuple(_answers(before, after, text.names)),
        outcomes=tuple(outcomes),
    )


def _refuse_unfinished(run: RunFolder) -> None:
    if not run.manifest.finished:
        what = f"The run in `{run.path}` is not finished."
        mend = f"Finish it first: `standoff run --resume {run.path}`."
        raise RunError(Problem("S730", what, "Two whole ensembles are compared.", mend))


def _refuse_unknown(asked: Collection[str], known: Collection[str]) -> None:
    problems = [
        Problem("S708", f"The two runs do not share a reading `{name}`.", "", nearest(name, list(known)))
        for name in asked
        if name not in known
    ]
    if problems:
        raise RunError(problems)


def _side(run: RunFolder) -> RunSide:
    told, summary = run.manifest, run.summary()
    return RunSide(
        path=str(run.path),
        scenario=told.scenario,
        title=summary.title or told.scenario,
        hash=told.hash,
        standoff=told.standoff,
        seed=told.seed,
        draws=told.draws,
        readings=told.readings,
    )


def _pairing(one: Manifest, two: Manifest, text: Compared) -> str:
    """How the differences were taken, in a sentence or two."""
    if one.seed != two.seed:
        return (
            f"The runs have other seeds ({one.seed} and {two.seed}), so that no draw of one belongs to a "
            "draw of the other: the intervals hold the noise of both. Run with one seed to tell smaller "
            "differences."
        )
    said = (
        f"Both runs have seed {one.seed}: a number of the same name has the same random numbers in both, and "
        "differences are taken draw by draw"
    )
    if one.draws != two.draws:
        said += f", over the first {min(one.draws, two.draws):,} draws, which both have; others count alone"
    if any(kind == "number" for kind, _ in text.names):
        said += ". A number that was renamed is drawn anew"
    return f"{said}."


def _settings(one: Manifest, two: Manifest) -> Iterator[SettingChange]:
    told = (
        ("draws", f"{one.draws:,}", f"{two.draws:,}"),
        ("seed", str(one.seed), str(two.seed)),
        ("given", _events(one.given), _events(two.given)),
        ("observed", _events(one.observed), _events(two.observed)),
        ("play", one.play, two.play),
        ("readings", ", ".join(one.readings), ", ".join(two.readings)),
        ("version of Standoff", one.standoff, two.standoff),
    )
    for name, old, new in told:
        if old != new:
            yield SettingChange(name=name, before=old, after=new)


def _events(found: Mapping[str, str]) -> str:
    return ", ".join(f"{move}={option}" for move, option in sorted(found.items()))


def _answers(before: RunFolder, after: RunFolder, names: Mapping[Key, str]) -> Iterator[AnsweredBy]:
    """The parts of the question that either text asks, the later one's first."""
    new = {(a.kind, a.name): a for a in after.texts().answers}
    old = {(a.kind, names.get((a.kind, a.name), a.name)): a for a in before.texts().answers}
    for key in dict.fromkeys([*new, *old]):
        told = new.get(key) or old[key]
        by: Literal["both", "before", "after"]
        by = "both" if key in new and key in old else "after" if key in new else "before"
        of = _of(after if key in new else before, told)
        yield AnsweredBy(asks=told.asks, kind=KINDS[told.kind], name=key[1], of=of, asked=by)


def _of(run: RunFolder, answer: AnswerText) -> Literal["draws", "plays"]:
    """Over plays for a measure with a condition, as the first page tells it."""
    measures = run.summary().readings[run.manifest.readings[0]].measures
    own = measures.get(answer.name) if answer.kind == "measure" else None
    return "plays" if own is not None and own.conditional else "draws"
