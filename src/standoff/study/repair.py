"""A finished run's folder proves itself: what does not fit its digests is refused, or made again.

The scenario's copy and the ensemble's parts cannot be made of anything else in the folder: where they
were changed the folder is refused. Texts, parameters, details and the summary follow from these two:
they are made again, and come out with the bytes that the manifest promises. Findings are not made
again here: a changed one is not used, which is said.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from standoff.errors import Problem, RunError
from standoff.results.run.digests import ENSEMBLE, FINDINGS, SOURCE, TEXTS, changed
from standoff.results.run.manifest import Manifest
from standoff.study.folder import conclude_folder, copy_sha256, write_texts
from standoff.study.manifest import standoff_version
from standoff.study.progress import Progress

if TYPE_CHECKING:
    from standoff.scenario import LoadedScenario

BESIDE = (TEXTS, "parameters/")  # follow from the text alone


def restore(folder: Path, manifest: Manifest, news: Progress) -> None:
    """Compare every file of a finished run with its digest; refuse, or make again, what differs.

    Raises
    ------
    RunError
        S705 where the copy of the scenario was changed, S712 where a part was, S703 where a file
        cannot be made again as it was.
    """
    wrong = changed(folder, manifest)
    _refuse(folder, wrong)
    for name in _starting(wrong, FINDINGS):
        news.say(f"`{folder / name}` was changed: it is not used; `standoff explore` makes it again.")
    derived = [name for name in wrong if not name.startswith(FINDINGS)]
    if not derived:
        return
    if manifest.standoff != standoff_version():
        what = f"`{folder / derived[0]}` was changed since the run was finished."
        why = f"Only Standoff {manifest.standoff}, which made it, can make it again."
        raise RunError(Problem("S703", what, why, "Run the scenario again in another folder (`--out`)."))
    for name in derived:
        news.say(f"`{folder / name}` was changed or removed: it is made again from the run's draws.")
    _make_again(folder, manifest, derived)
    left = [name for name in changed(folder, manifest) if name in derived]
    if left:
        what = f"`{folder / left[0]}` was changed, and does not come out as the manifest says."
        mend = "Run the scenario again in another folder (`--out`)."
        raise RunError(Problem("S703", what, "The same draws give the same bytes.", mend))


def _starting(names: Collection[str], start: str) -> list[str]:
    return [name for name in names if name.startswith(start)]


def _refuse(folder: Path, wrong: Collection[str]) -> None:
    """What nothing else in the folder can replace, all at once."""
    problems = []
    for name in _starting(wrong, SOURCE):
        what = f"`{folder / name}`, a copy of the scenario, was changed since the run."
        mend = "Run the changed text in another folder (`--out`)."
        problems.append(Problem("S705", what, "All numbers of a run are of the text that began it.", mend))
    for name in _starting(wrong, ENSEMBLE):
        what = f"`{folder / name}` was changed or removed since the run."
        mend = f"Compute it again: `standoff run --resume {folder}`."
        problems.append(Problem("S712", what, "Every file of a run has its digest in the manifest.", mend))
    if problems:
        raise RunError(problems)


def _make_again(folder: Path, manifest: Manifest, names: Collection[str]) -> None:
    from standoff.compiler import compile_scenario

    loaded = copy_of(folder, manifest)
    compiled = {
        name: compile_scenario(loaded.reading(name), observed=manifest.observed) for name in manifest.readings
    }
    if any(name.startswith(BESIDE) for name in names):
        write_texts(folder, manifest, loaded, compiled)
    if not all(name.startswith(BESIDE) for name in names):
        conclude_folder(folder, manifest, compiled)


def copy_of(folder: Path, manifest: Manifest) -> LoadedScenario:
    """The run's own copy of the scenario, with what was given and how it was played.

    Raises
    ------
    RunError
        S705 where the copy was changed.
    """
    loaded = unchanged_copy(folder, manifest)
    if manifest.given:
        loaded = loaded.with_fixed(manifest.given)
    return loaded.with_play(manifest.play) if manifest.play else loaded


def unchanged_copy(folder: Path, manifest: Manifest) -> LoadedScenario:
    """The run's own copy of the scenario, as its text says.

    Raises
    ------
    RunError
        S705 where the copy was changed.
    """
    from standoff import scenario

    copy = scenario.load(folder / "scenario" / manifest.source)
    if copy_sha256(copy) != manifest.copy_sha256:
        what = f"The copy of the scenario in `{folder / 'scenario'}` was changed since the run began."
        mend = "Run the changed text in another folder (`--out`)."
        raise RunError(Problem("S705", what, "A run is finished with the text that began it.", mend))
    return dataclasses.replace(copy, sha256=manifest.hash)
