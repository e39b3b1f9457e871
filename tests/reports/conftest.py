"""The runs that the reports' tests read: a small one, and a large one that stresses the layout."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_run
import synthetic_run

from standoff.results.run.folder import RunFiles, open_folder


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    return small_run.write(tmp_path / "run")


@pytest.fixture
def small(small_folder: Path) -> RunFiles:
    return open_folder(small_folder)


@pytest.fixture(scope="session")
def large_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthetic_run.write_folder(tmp_path_factory.mktemp("reports") / "run")


@pytest.fixture(scope="session")
def large(large_folder: Path) -> RunFiles:
    return open_folder(large_folder)
