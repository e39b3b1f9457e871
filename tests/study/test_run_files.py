"""Files of a run: whole or absent, the same bytes for the same numbers, damage always seen."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standoff.errors import RunError
from standoff.results.run.files import (
    is_whole,
    json_text,
    read_json,
    read_table,
    sweep,
    table_bytes,
    write_bytes,
)

FRAME = pl.DataFrame({"draw": range(500), "x": np.random.default_rng(0).random(500)})
CONTENT = table_bytes(FRAME)


def test_table_bytes_are_the_same_each_time_and_read_back_whole(tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(CONTENT)
    found = read_table(tmp_path / "t")
    assert found is not None
    assert found.equals(FRAME)
    assert table_bytes(FRAME.clone()) == CONTENT


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
@settings(max_examples=200, deadline=None)
def test_any_changed_byte_of_a_table_is_seen(place: int, change: int) -> None:
    damaged = bytearray(CONTENT)
    damaged[place] ^= change
    assert not is_whole(bytes(damaged))


@given(st.integers(0, len(CONTENT) - 1))
@settings(max_examples=50, deadline=None)
def test_any_truncated_table_is_seen(length: int) -> None:
    assert not is_whole(CONTENT[:length])


def test_write_into_a_full_disk_names_the_file_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RunError, match=r"part\.parquet.*disk is full.*--resume") as caught:
        write_bytes(tmp_path / "part.parquet", b"x")
    assert caught.value.problems[0].code == "S702"
    assert list(tmp_path.iterdir()) == []


def test_write_below_a_file_is_an_error_with_a_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match=r"S701.*--out"):
        write_bytes(tmp_path / "file" / "x.json", b"")


def test_json_text_is_sorted_rounded_and_says_null_for_no_number() -> None:
    told = json_text({"b": np.float64(1 / 3), "a": [float("inf"), -0.0, np.int64(2)], "c": True})
    assert told == '{\n "a": [\n  null,\n  0.0,\n  2\n ],\n "b": 0.3333333333,\n "c": true\n}\n'


def test_damaged_json_is_named_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text("{")
    with pytest.raises(RunError, match=r"S703.*m\.json"):
        read_json(tmp_path / "m.json")


def test_sweep_deletes_what_a_killed_writer_left_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "ensemble").mkdir()
    (tmp_path / "ensemble" / "part-00000.parquet.77.tmp").write_bytes(b"half")
    (tmp_path / "ensemble" / "part-00000.parquet").write_bytes(b"whole")
    sweep(tmp_path)
    assert [path.name for path in tmp_path.rglob("*.*")] == ["part-00000.parquet"]
