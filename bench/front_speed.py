"""The front: courses of the six-state model over 730 days a CPU second, against other integrators.

All take the same prior draws and tolerances (relative 1e-6 where a peer chooses its own steps); ours
takes the step that the gate settles on. The largest difference of the chance of a breakthrough to
the peer's is printed beside each ratio. A peer that cannot be installed is named as such.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

import numpy as np

from bench.registry import Benchmark, Line

PEERS = {"scipy": ("scipy", "numpy"), "numbalsoda": ("numba", "numpy"), "diffrax": ("diffrax",)}
NUMBALSODA = "numbalsoda==0.3.4"  # the last one published, as its source only
DAYS = 730.0
SEED = 1
INSTALL = 150  # seconds that a peer may take to be installed
FIXED = 146  # steps of the comparison with NumPy, as in the published measurement


def courses(short: bool) -> list[Line]:
    """Ours and each peer's rate over 730 days, then 100,000 draws over 12 months."""
    n_draws = 8_192 if short else 32_768
    drawn = _drawn(n_draws)
    ours, run = _ours(drawn, DAYS)
    lines = []
    with tempfile.TemporaryDirectory(prefix="standoff-bench-") as name:
        table = Path(name) / "table.npz"
        some = slice(0, 2_048)
        np.savez(table, start=run.kept[0][:, some], table=run.table[:, some], base=run.base[:, some],
                 months=DAYS / run.model.unit_days)  # fmt: skip
        for peer, packages in PEERS.items():
            lines.append(_line(peer, ours, run, _peer(Path(name) / peer, peer, packages, table, short)))
    return [_numpy(drawn), *lines, *_year(short)]


def _numpy(drawn: dict[str, Any]) -> Line:
    """The plain reference, all draws of a chunk at once, at the same number of steps."""
    from standoff import front
    from standoff.front import reference

    part = {name: column[:4_096] for name, column in drawn.items()}
    step = front.Step(FIXED)
    seconds = []
    for _ in range(2):
        begun = time.process_time()
        run = front.run("six_state", part, start=0.0, end=DAYS, step=step)
        seconds.append(time.process_time() - begun)
    begun = time.process_time()
    reference.march(run.model.kind, run.kept[0], run.table, run.base, run.width, FIXED)
    theirs = 4_096 / (time.process_time() - begun)
    note = f"both with {FIXED} steps, whatever the error"
    return Line("730 days, against NumPy", "courses a CPU second", 4_096 / min(seconds), theirs, note=note)


def _drawn(n_draws: int) -> dict[str, Any]:
    from standoff import front

    model = front.MODELS["six_state"]
    changed = {"hazard": "gamma(3.5, 153)"}
    return front.parameters_of(model, front.prior_columns(model, seed=SEED, n_draws=n_draws, changed=changed))


def _ours(drawn: dict[str, Any], days: float) -> tuple[float, Any]:
    """Courses a CPU second, in chunks as a study runs them, and the run of the last chunk's size."""
    from standoff import front

    step = front.settle_step("six_state", drawn, start=0.0, end=days)
    n_draws, chunk = len(drawn["hazard"]), 4_096
    parts = [{k: v[i : i + chunk] for k, v in drawn.items()} for i in range(0, n_draws, chunk)]
    begun = time.process_time()
    for part in parts:
        front.run("six_state", part, start=0.0, end=days, step=step).hazard_total(days)
    seconds = time.process_time() - begun
    return n_draws / seconds, front.run("six_state", parts[0], start=0.0, end=days, step=step)


def _peer(home: Path, peer: str, packages: tuple[str, ...], table: Path, short: bool) -> dict[str, Any] | str:
    """What the peer's process prints, or why there is none."""
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    try:
        _install(python, *packages)
        if peer == "numbalsoda":
            _build_numbalsoda(home, python)
    except subprocess.TimeoutExpired:
        return f"did not install within {INSTALL} s"
    except (subprocess.CalledProcessError, OSError) as error:
        return f"did not install here ({type(error).__name__})"
    script = Path(__file__).with_name("peer_front.py")
    words: list[str | Path] = [python, script, peer, table, "5" if short else "30"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"failed: {(done.stderr.strip().splitlines() or ['without a word'])[-1][:80]}"
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _install(python: Path, *words: str) -> None:
    order: list[str | Path] = [python, "-m", "pip", "install", "-qq", *words]
    subprocess.run(order, capture_output=True, check=True, timeout=INSTALL)


def _build_numbalsoda(home: Path, python: Path) -> None:
    """LSODA alone from the source of numbalsoda: its own build also wants Fortran, for DOP853.

    LSODA and its wrapper are C++; they are compiled as its CMakeLists.txt says (Release), and the two
    modules that need Fortran are left out.
    """
    _install(python, "scikit-build", "cmake", "ninja", "setuptools<81", "wheel")
    order: list[str | Path] = [python, "-m", "pip", "download", "-qq", "--no-deps", "--no-binary", ":all:",
             "--no-build-isolation", "-d", home, NUMBALSODA]  # fmt: skip
    subprocess.run(order, capture_output=True, check=True, timeout=INSTALL)
    with tarfile.open(next(home.glob("numbalsoda-*.tar.gz"))) as packed:
        packed.extractall(home, filter="data")
    source = next(path for path in home.glob("numbalsoda-*") if path.is_dir())
    package = source / "numbalsoda"
    files = [source / "src" / name for name in ("LSODA.cpp", "wrapper.cpp")]
    built = package / "liblsoda.so"
    build: list[str | Path] = [
        "c++",
        "-O3",
        "-DNDEBUG",
        "-std=c++11",
        "-shared",
        "-fPIC",
        "-o",
        built,
        *files,
    ]
    subprocess.run(build, capture_output=True, check=True, timeout=INSTALL)
    init = "from .driver import lsoda_sig, lsoda, address_as_void_pointer\n"
    (package / "__init__.py").write_text(init, encoding="utf-8")
    shutil.copytree(package, next(home.glob("lib/python*/site-packages")) / "numbalsoda")


def _line(peer: str, ours: float, run: Any, answer: dict[str, Any] | str) -> Line:
    what, unit = f"730 days, against {peer}", "courses a CPU second"
    if isinstance(answer, str):
        return Line(what, unit, ours, note=f"{peer} {answer}")
    theirs = -np.expm1(-np.array(answer["hazard"]))
    mine = run.breaks_by(DAYS)[: len(theirs)]
    rate = answer["draws"] / answer["seconds"]
    apart = np.quantile(np.abs(mine - theirs), 0.99)
    return Line(
        what, unit, ours, rate, note=f"{run.step.n_steps} steps; chances differ by {apart:.1e} (99th centile)"
    )


def _year(short: bool) -> list[Line]:
    """The limit that the project set itself: 100,000 draws over 12 months in 6 CPU seconds."""
    n_draws = 20_000 if short else 100_000
    rate, run = _ours(_drawn(n_draws), 365.25)
    note = f"{run.step.n_steps} steps; 100,000 draws take {1e5 / rate:.2f} CPU seconds, limit 6"
    return [Line("12 months", "courses a CPU second", rate, note=note)]


BENCHMARKS = [
    Benchmark(
        "front", "Courses of the six-state front.", "NumPy, SciPy (LSODA), numbalsoda, diffrax", courses
    )
]
