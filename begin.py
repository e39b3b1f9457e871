#!/usr/bin/env python3
"""Sets Standoff up in an environment of its own beside this file, then does what was asked.

    python3 begin.py run nato-ukraine-2024     any command of `standoff`, with its arguments
    python3 begin.py test                      everything that must pass before a change lands
    python3 begin.py test -x tests/solvers     some tests: pytest with these arguments, nothing else
    python3 begin.py docs                      the documentation as a site, in build/site
    python3 begin.py setup docs test           only what these need is installed; nothing is run

Only the standard library is used. The environment is the folder `.venv` beside this file. It is
made once, with the versions in `requirements.lock`, and used again as long as `pyproject.toml`
and `requirements.lock` stay as they are. The stamp that says so is written last: a setup that was
interrupted is finished at the next start.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
STAMP = HOME / "standoff-stamp.json"
UNFINISHED = HOME / "standoff-unfinished"
LOCK = ROOT / "requirements.lock"
BUILD_TOOLS = ("hatchling", "editables")  # of pyproject.toml; the lock file holds them too
EXTRAS = ("docs", "open", "test")  # commands that need more than the package: extras of pyproject.toml
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
COMMAND = BIN / ("standoff.exe" if os.name == "nt" else "standoff")

# Settings of the caller that would lead the installer or Python away from our environment.
FOREIGN = (
    "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT",
    "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON", "PIP_USER",
)  # fmt: skip

AHEAD = str(ROOT / "tests" / "kernels" / "compile_ahead.py")
# Each would keep one core busy and is done before the tests begin: they run side by side. The kernels
# are compiled here once, or every process of the tests would compile them for itself.
TOGETHER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("style (ruff)", ("-m", "ruff", "check", ".")),
    ("layers (import-linter)", ("-c", "from importlinter.cli import lint_imports_command as c; c()")),
    ("types (mypy)", ("-m", "mypy")),
    ("kernels of play (compiled ahead)", (AHEAD, "play")),
    ("kernels of paths (compiled ahead)", (AHEAD, "paths")),
)
TESTS = ("tests (pytest)", ("-m", "pytest", "-rsx", "-n", "auto", "--dist", "worksteal"))


class SetupError(Exception):
    """Setup cannot go on; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Set up as needed, then run; the exit code is that of the command."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        return _complain(f"Python 3.11 or newer is needed; this is {found} ({sys.executable}).")
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    only = arguments[0] == "setup"
    groups = arguments[1:] if only else [arguments[0] if arguments[0] in EXTRAS else "run"]
    if unknown := [group for group in groups if group not in (*EXTRAS, "run")]:
        return _complain(f"There is no group {unknown[0]}; there are run, {', '.join(EXTRAS)}.")
    try:
        with _alone():
            for group in groups:
                _set_up(group)
    except SetupError as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"Setup did not finish: {error}. Mend that and run the same command again.")
    except KeyboardInterrupt:
        return _complain("Setup was interrupted; the same command goes on with it.", 130)
    if only:
        return 0
    if group == "test":
        return _test(arguments[1:])
    if group == "docs":
        os.chdir(ROOT)
        return _become([str(PYTHON), str(ROOT / "docs" / "site" / "make_site.py"), *arguments[1:]])
    return _become([str(COMMAND), *arguments])


def _set_up(group: str) -> None:
    """Make or mend the environment; nothing is done where the stamp fits."""
    wanted = _fingerprint()
    stamp = _read_stamp()
    groups = {*stamp.get("groups", "").split()}
    if stamp.get("fingerprint") == wanted and group in groups and _works():
        return
    start = time.monotonic()
    print(f"Setting up in {HOME.name} (once; a minute or two, mostly downloads) ...", file=sys.stderr)
    _clear_away(ours=bool(stamp))
    if not _works():
        HOME.mkdir(exist_ok=True)
        UNFINISHED.touch()
        _make_environment()
    UNFINISHED.touch()
    groups.add(group)
    _install(_installer(), groups & set(EXTRAS))
    UNFINISHED.unlink()
    STAMP.write_text(
        json.dumps({"fingerprint": wanted, "groups": " ".join(sorted(groups))}), encoding="utf-8"
    )
    print(f"Set up in {time.monotonic() - start:.0f} s.", file=sys.stderr)


def _clear_away(*, ours: bool) -> None:
    """Remove what a broken or interrupted setup of ours left; never an environment of the user's."""
    if UNFINISHED.exists() or (ours and not _works()):
        shutil.rmtree(HOME)
    elif HOME.exists() and not _works():
        raise SetupError(f"{HOME} is not of this program's making, or of another Python: move it away first.")
    STAMP.unlink(missing_ok=True)


def _fingerprint() -> str:
    """Hash of what the environment is made from: pins, project file, Python, place."""
    parts = [LOCK.read_bytes(), (ROOT / "pyproject.toml").read_bytes()]
    parts += [str(sys.version_info[:2]).encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        return {str(key): str(value) for key, value in stamp.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _works() -> bool:
    """Is there an environment whose Python starts and has the caller's version?"""
    if not PYTHON.exists():
        return False
    question = "import sys; print(sys.version_info[:2], sys.prefix != sys.base_prefix)"
    answer = subprocess.run(
        [str(PYTHON), "-c", question], capture_output=True, text=True, env=_environment(), check=False
    )
    return answer.stdout.strip() == f"{tuple(sys.version_info[:2])} True"


def _make_environment() -> None:
    """By venv, with pip in it where Debian's python3-venv is there, else without."""
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if importlib.util.find_spec("venv") is not None:
        words = [sys.executable, "-m", "venv", str(HOME)] + ([] if has_pip else ["--without-pip"])
    elif importlib.util.find_spec("virtualenv") is not None:
        words = [sys.executable, "-m", "virtualenv", "-q", str(HOME)]
    else:
        raise SetupError(_NO_INSTALLER)
    if _quiet(words) == 0:
        return
    # ensurepip can be there and still fail: Debian leaves its wheels out without python3-venv.
    shutil.rmtree(HOME)
    HOME.mkdir()
    UNFINISHED.touch()
    _check(_quiet([sys.executable, "-m", "venv", "--without-pip", str(HOME)]), "making the environment")


def _installer() -> list[str]:
    """The words that install into our environment: its own pip, else the caller's pip or uv."""
    here = [str(PYTHON), "-m", "pip"]
    if _quiet([*here, "--version"]) == 0:
        return [*here, "install", "-qq"]
    if _quiet([sys.executable, "-m", "pip", "--version"]) == 0:
        return [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-qq"]
    if importlib.util.find_spec("virtualenv") is not None:
        _check(_quiet([sys.executable, "-m", "virtualenv", "-q", str(HOME)]), "making the environment")
        return [*here, "install", "-qq"]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "-q", "--python", str(PYTHON)]
    raise SetupError(_NO_INSTALLER)


_NO_INSTALLER = (
    "This Python can make no environment with an installer in it: neither ensurepip, pip, virtualenv\n"
    "nor uv was found. On Debian and Ubuntu: apt-get install python3-venv\n"
    "Then run the same command again."
)


def _install(install: list[str], extras: set[str]) -> None:
    """The lock file's packages, each file held against its hashes; then the project, which brings none.

    The build tools are among them and the project is built with them, so nothing floats.
    """
    pins = HOME / "standoff-pins.txt"
    pins.write_text(_pins(LOCK.read_text(encoding="utf-8"), {"run", *extras}), encoding="utf-8")
    for words in (
        [*install, "--require-hashes", "-r", str(pins)],
        [*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
    ):
        code = subprocess.run(words, env=_environment(), check=False).returncode
        _check(code, "installing the packages (the installer's own words stand above)")


def _pins(lock: str, groups: set[str]) -> str:
    """The lines of the lock file that stand under one of the groups."""
    kept: list[str] = []
    needed = False
    for line in lock.splitlines():
        if line.startswith("#"):
            title, _, names = line.partition("groups:")
            needed = title == "# " and not groups.isdisjoint(names.split())
        elif needed:
            kept.append(line)
    return "\n".join(kept) + "\n"


def _check(code: int, doing: str) -> None:
    if code:
        raise SetupError(
            f"Setup stopped at {doing}.\n"
            "Nothing outside .venv was touched. Mend the cause and run the same command again."
        )


def _quiet(words: list[str]) -> int:
    """Run with nothing shown; the exit code."""
    return subprocess.run(
        words, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    ).returncode


def _environment() -> dict[str, str]:
    """The caller's settings without those that point at another environment."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    kept["PATH"] = os.pathsep.join([str(BIN), kept.get("PATH", os.defpath)])
    # A configuration file that says `user = true` would install beside our environment.
    return {**kept, "VIRTUAL_ENV": str(HOME), "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


@contextmanager
def _alone() -> Iterator[None]:
    """Two starts at once wait for each other: the lock is on this file."""
    try:
        import fcntl
    except ImportError:  # not on Windows; there two starts at once are the user's own care
        yield
        return
    with Path(__file__).open("rb") as own:
        fcntl.flock(own, fcntl.LOCK_EX)
        yield


def _test(more: list[str]) -> int:
    """Every step with its time; all run, even after a failure. With arguments, pytest alone gets them."""
    if more:
        os.chdir(ROOT)
        return _become([str(PYTHON), "-m", "pytest", *more])
    failed: list[str] = []
    start = time.monotonic()
    print(f"== side by side: {', '.join(name for name, _ in TOGETHER)}", flush=True)
    with ThreadPoolExecutor(len(TOGETHER)) as pool:
        for (name, _), done in zip(TOGETHER, pool.map(_step, TOGETHER), strict=True):
            code, seconds, said = done
            print(said, end="" if said.endswith("\n") or not said else "\n")
            failed += _told(name, code, seconds)
    print(f"== {TESTS[0]}", flush=True)
    begun = time.monotonic()
    code = subprocess.run([str(PYTHON), *TESTS[1]], cwd=ROOT, env=_environment(), check=False).returncode
    failed += _told(TESTS[0], code, time.monotonic() - begun)
    said = f"failed: {', '.join(failed)}" if failed else f"all {len(TOGETHER) + 1} steps passed"
    print(f"== {said}, {time.monotonic() - start:.0f} s")
    return 1 if failed else 0


def _step(step: tuple[str, tuple[str, ...]]) -> tuple[int, float, str]:
    """A step's exit code, its seconds, and what it said."""
    begun = time.monotonic()
    done = subprocess.run(
        [str(PYTHON), *step[1]],
        cwd=ROOT,
        env=_environment(),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return done.returncode, time.monotonic() - begun, done.stdout


def _told(name: str, code: int, seconds: float) -> list[str]:
    """Say how a step ended; its name in a list where it failed."""
    print(f"== {name}: {'passed' if code == 0 else 'FAILED'} in {seconds:.1f} s", flush=True)
    return [name] if code else []


def _become(words: list[str]) -> int:
    """Replace this process, so that signals and the exit code are the command's own."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":
        return subprocess.run(words, env=_environment(), check=False).returncode
    replace: Callable[..., None] = os.execve
    replace(words[0], words, _environment())
    return 70


def _complain(message: str, code: int = 1) -> int:
    print(f"begin.py: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
