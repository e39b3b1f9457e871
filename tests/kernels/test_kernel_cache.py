"""Compiled kernels on disk: found again, out of date when anything that they read changes, shared."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import warnings
from pathlib import Path
from types import ModuleType

import pytest

from standoff.kernels import cache
from standoff.kernels.cache import KernelCache
from standoff.kernels.compilation import compiled
from standoff.kernels.fingerprint import fingerprint

SOURCE = Path(__file__).resolve().parents[2] / "src"

CALLEE = """
from typing import NamedTuple

from numba.extending import intrinsic
from numba import types
from llvmlite import ir

from standoff.kernels.compilation import compiled, compiled_alone, inlined

FACTOR = 2.0
TABLE = (1.0, 10.0)
IN_INTRINSIC = 100.0


class Pair(NamedTuple):
    low: float
    high: float


@inlined
def scaled(x):
    return FACTOR * x


@compiled
def shifted(x):
    return scaled(x) + TABLE[1]


def _typed(typing, x):
    def emit(context, builder, signature, args):
        return builder.fadd(args[0], ir.Constant(ir.DoubleType(), IN_INTRINSIC))

    return types.float64(types.float64), emit


raised = intrinsic(_typed)


@compiled_alone("fn")
def filled(out, n):
    for i in range(n):
        out[i] = n + 0.5
"""

KERNEL = """
import numpy as np

from pair import callee
from pair.callee import Pair, filled, raised, shifted
from standoff.kernels.compilation import compiled
from standoff.kernels.vectors import pointer


@compiled
def answer(pair, out):
    filled(pointer(out), 1)
    return raised(shifted(pair.high)) + out[0] * 1000.0 + callee.FACTOR * 1e6


"""
MAIN = """
from standoff.kernels.compilation import compiling

with compiling(lambda: print("begun")) as found:
    from pair.kernel import Pair, answer, np
    print(answer(Pair(3.0, 5.0), np.zeros(1)))
print(answer.stats.cache_misses.total(), "missed", found.n_kernels, "compiled", found.seconds > 0)
"""
FIRST = 2e6 + 1500.0 + 100.0 + 10.0 + 2.0 * 5.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny package of two modules that kernels stand in."""
    return _package(tmp_path / "one")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a process that ran the package's first state, elsewhere, left on disk."""
    home = tmp_path_factory.mktemp("made")
    assert float(_run(_package(home / "first"), home / "kept")[1]) == FIRST
    return home / "kept"


@pytest.fixture
def kept(made: Path, tmp_path: Path) -> Path:
    """A copy of that, to be changed."""
    return Path(shutil.copytree(made, tmp_path / "kept"))


def _package(at: Path, *, replaced: tuple[str, str] | None = None) -> Path:
    (at / "pair").mkdir(parents=True, exist_ok=True)
    (at / "pair" / "__init__.py").write_text("")
    callee = CALLEE
    if replaced is not None:
        assert replaced[0] in CALLEE
        callee = CALLEE.replace(*replaced)
    (at / "pair" / "callee.py").write_text(callee)
    (at / "pair" / "kernel.py").write_text(KERNEL)
    return at


def _run(at: Path, kept: Path, **more: str) -> list[str]:
    """What a new process prints that calls the kernel: its answer, misses, compilations."""
    done = _begin(at, kept, **more)
    out, errors = done.communicate(timeout=120)
    assert done.returncode == 0, errors
    return out.splitlines()


def _begin(at: Path, kept: Path, **more: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(at), str(SOURCE)])
    environ = {**os.environ, "PYTHONPATH": path, "STANDOFF_CACHE": str(kept), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", MAIN], env={**environ, **more},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_kernel_on_disk_is_compiled_once_and_shared_by_copies_elsewhere(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    begun, first, counted = _run(folder, kept)
    assert begun == "begun"
    assert float(first) == FIRST
    assert counted == "1 missed 3 compiled True"
    assert _run(_package(tmp_path / "two"), kept) == [first, "0 missed 0 compiled False"]
    with (folder / "pair" / "callee.py").open("a") as file:
        file.write("# a remark\n")
    assert _run(folder, kept) == [first, "0 missed 0 compiled False"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("FACTOR = 2.0", "FACTOR = 3.0", FIRST + 1e6 + 5.0),
        ("FACTOR * x", "FACTOR * x * x", FIRST + 40.0),
        ("TABLE = (1.0, 10.0)", "TABLE = (1.0, 20.0)", FIRST + 10.0),
        ("TABLE[1]", "TABLE[0]", FIRST - 9.0),
        ("IN_INTRINSIC = 100.0", "IN_INTRINSIC = 200.0", FIRST + 100.0),
        ("n + 0.5", "n + 1.5", FIRST + 1000.0),
        ("low: float\n    high: float", "high: float\n    low: float", FIRST - 4.0),
    ],
    ids=["constant", "inlined", "tuple", "place", "intrinsic", "alone", "fields"],
)
def test_change_in_another_file_is_seen_by_a_new_process(
    folder: Path, kept: Path, old: str, new: str, expected: float
) -> None:
    begun, answer, _ = _run(_package(folder, replaced=(old, new)), kept)
    assert (begun, float(answer)) == ("begun", expected)


def test_file_of_a_kernel_that_is_damaged_is_compiled_again(folder: Path, kept: Path) -> None:
    for damage in (lambda b: b[: len(b) // 2], lambda b: b[:0], lambda b: b[:-9] + bytes(9), lambda b: b * 2):
        for path in (kept / "kernels").iterdir():
            path.write_bytes(damage(path.read_bytes()))
        assert _run(folder, kept)[:2] == ["begun", str(FIRST)]
    assert _run(folder, kept) == [str(FIRST), "0 missed 0 compiled False"]


def test_processes_that_compile_at_once_leave_whole_files(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    for process in [_begin(folder, kept) for _ in range(4)]:
        out, errors = process.communicate(timeout=120)
        assert str(FIRST) in out, errors
    assert _run(folder, kept) == [str(FIRST), "0 missed 0 compiled False"]
    assert {path.suffix for path in (kept / "kernels").iterdir()} == {".kernel"}


def test_setting_of_the_compiler_is_part_of_what_is_kept(folder: Path, kept: Path) -> None:
    assert _run(folder, kept, NUMBA_BOUNDSCHECK="1")[0] == "begun"
    assert _run(folder, kept, NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="")[0] == "begun"
    assert _run(folder, kept)[0] == str(FIRST)  # the first state is still there


def test_folder_that_cannot_be_written_is_told_and_replaced(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file where the folder should be")
    with pytest.warns(RuntimeWarning, match=r"S910: .*taken.*STANDOFF_CACHE"):
        instead = cache._usable(taken / "kernels")
    assert instead.is_dir()
    assert instead.stat().st_mode & 0o077 == 0


def test_folder_of_kernels_follows_the_environment() -> None:
    assert cache._wanted({"STANDOFF_CACHE": "a", "XDG_CACHE_HOME": "b"}) == Path("a/kernels")
    assert cache._wanted({"XDG_CACHE_HOME": "b", "STANDOFF_CACHE": ""}) == Path("b/standoff/kernels")
    assert cache._wanted({}).parts[-2:] == ("standoff", "kernels")


def test_old_versions_of_a_kernel_are_removed(tmp_path: Path) -> None:
    for number in range(cache.KEPT + 5):
        path = tmp_path / f"room.kernel-{number:032x}.kernel"
        cache._write(path, b"code")
        os.utime(path, (number, number))
    other = tmp_path / f"room.kernel_two-{0:032x}.kernel"
    cache._write(other, b"code")
    left = tmp_path / f"room.kernel-{0:032x}.kernel.half"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    cache._prune(path)
    assert len(list(tmp_path.glob("room.kernel-*"))) == cache.KEPT
    assert path.exists()
    assert other.exists()


# What cannot be told by value is refused, not left out


class _Thing:
    pass


THING = _Thing()


def reads_a_thing() -> object:
    return THING


def reads_nothing_known() -> object:
    return absent  # type: ignore[name-defined] # noqa: F821


def test_kernel_that_reads_what_cannot_be_told_is_refused() -> None:
    with pytest.raises(TypeError, match=r"THING is read by a kernel and is of _Thing"):
        fingerprint(reads_a_thing)
    with pytest.raises(TypeError, match=r"absent is read by a kernel and is nowhere"):
        fingerprint(reads_nothing_known)


def test_source_of_the_room_that_is_missing_is_noticed(tmp_path: Path) -> None:
    code = """
        import shutil, sys
        from pathlib import Path
        shutil.copytree(SOURCE / "standoff" / "kernels", HERE / "standoff" / "kernels")
        (HERE / "standoff" / "__init__.py").write_text("")
        sys.path.insert(0, str(HERE))
        from standoff.kernels import elementary, fingerprint
        (HERE / "standoff" / "kernels" / "elementary.py").unlink()
        try:
            fingerprint.fingerprint(shutil.copytree)
        except FileNotFoundError as error:
            print(error)
    """
    head = f"from pathlib import Path\nSOURCE, HERE = Path({str(SOURCE)!r}), Path({str(tmp_path)!r})\n"
    done = subprocess.run(
        [sys.executable, "-c", head + textwrap.dedent(code)], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": "", "STANDOFF_CACHE": str(tmp_path / "kept")},
    )  # fmt: skip
    assert "standoff.kernels.elementary" in done.stdout, done.stderr


def test_fingerprint_of_recursive_functions_ends_and_differs() -> None:
    first, second = _pair_of_functions(1), _pair_of_functions(2)
    assert fingerprint(first) == fingerprint(_pair_of_functions(1))
    assert fingerprint(first) != fingerprint(second)


def _pair_of_functions(step: int):  # type: ignore[no-untyped-def]
    def even(n: int) -> bool:
        return n == 0 or odd(n - step)

    def odd(n: int) -> bool:
        return n != 0 and even(n - step)

    return even


def test_kernels_of_the_project_are_kept_in_the_users_folder() -> None:
    from standoff.front.kernels import march
    from standoff.solvers.batch.batches import finish_packs
    from standoff.summit.spatial_model.turns import run_draws

    for kernel in (march, finish_packs, run_draws):
        assert isinstance(kernel._cache, KernelCache)  # type: ignore[attr-defined]
        assert kernel.stats.cache_path == str(cache.folder())  # type: ignore[attr-defined]


def test_large_array_in_a_kernel_is_refused_when_it_is_kept() -> None:
    import numpy as np

    table = np.zeros(2_000_000)

    @compiled
    def taken() -> float:
        return float(table[1])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(TypeError, match="cannot be kept"):
            taken()


def test_the_same_code_in_a_module_of_another_name_is_another_kernel() -> None:
    """What is kept names its modules: after a renaming it could not be loaded."""
    told = []
    for name in ("one", "one", "other"):
        module = ModuleType(name)
        exec("def half(x):\n    return x / 2.0", module.__dict__)
        told.append(fingerprint(module.half))
    assert told[0] == told[1]
    assert told[0] != told[2]
