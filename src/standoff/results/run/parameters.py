"""`parameters/READING.json`: every number of one reading, with its range and what it rests on."""

from __future__ import annotations

import datetime as dt

from standoff.results.base_record import Record, Text

Level = float | dt.date | None  # a value of a parameter: a number or a day


class ParameterRow(Record):
    name: Text
    says: Text = ""
    unit: Text = ""
    kind: Text = "drawn"
    text: Text = ""
    q05: Level = None
    q50: Level = None
    q95: Level = None
    mean: Level = None
    set_by: Text = "assumed"
    because: list[Text] = []
    against: list[Text] = []
    source: Text = ""
    unverified: bool = False
    used: bool = True
    undefined: float = 0.0  # share of the draws in which it is not a finite number; the others are ranged
    changed: bool = False
