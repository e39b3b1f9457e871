"""The tables that come with the room, by name; sources and licences stand in `data/SOURCES.md`."""

from __future__ import annotations

from importlib import resources

DATA = {"ardennes": "ardennes.csv", "ukraine-area": "ukraine_monthly_area.csv"}


def shipped(name: str) -> str:
    """The text of a table of `DATA`; KeyError for another name.

    Parameters
    ----------
    name : in `DATA`

    Returns
    -------
    str, the text of a CSV file

    Examples
    --------
    >>> shipped("ukraine-area").splitlines()[0]
    'month,area,gain'
    """
    return (resources.files("standoff.front") / "data" / DATA[name]).read_text(encoding="utf-8")
