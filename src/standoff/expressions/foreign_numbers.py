"""What number a text means that writes it otherwise: `1,000`, `0,5`, `1.000,5`, `1'000`, `5 %`.

A group of three digits behind a comma is thousands, never thousandths: a mend that divides by 1,000
would go unnoticed. Only where no thousands can be meant (`0,125`, `1,5`) is the comma a decimal one.
"""

from __future__ import annotations

import re

_GROUPS = re.compile(r"([+-]?[1-9]\d{0,2})((?:[,'’ \u00a0\u202f]\d{3})+)(\.\d+)?")
_POINTED = re.compile(r"([+-]?[1-9]\d{0,2})((?:\.\d{3})+)(?:,(\d+))?")
_DECIMAL = re.compile(r"([+-]?\d+),(\d+)")
_PER_CENT = re.compile(r"(.*\d)\s*%")
FOREIGN = re.compile(r"(?<![\w.])\d[\d.]*(?:[,'’ \u00a0\u202f]\d+)+(?![\w%])(?:\.\d+)?")


def meant(text: str) -> str:
    """The number as the language writes it; empty where the text means none.

    Examples
    --------
    >>> meant("1,000"), meant("0,5"), meant("1.234.567,8"), meant("12'000"), meant("5 %"), meant("1, 2")
    ('1000', '0.5', '1234567.8', '12000', '0.05', '')
    """
    text = text.strip()
    if (found := _PER_CENT.fullmatch(text)) is not None:
        inner = meant(found[1]) or found[1].strip()
        return f"{float(inner) / 100:g}" if re.fullmatch(r"[+-]?\d*\.?\d+", inner) else ""
    if (found := _GROUPS.fullmatch(text)) is not None:
        return found[1] + re.sub(r"\D", "", found[2]) + (found[3] or "")
    if (found := _POINTED.fullmatch(text)) is not None and (found[3] or found[2].count(".") > 1):
        return found[1] + found[2].replace(".", "") + (f".{found[3]}" if found[3] else "")
    if (found := _DECIMAL.fullmatch(text)) is not None:
        return f"{found[1]}.{found[2]}"
    return ""


def meant_at(text: str, at: int) -> tuple[int, int, str] | None:
    """A number written otherwise that holds or touches the character `at`: from, to, and as it is written.

    Examples
    --------
    >>> meant_at("p * 1,000", 6), meant_at("p * (1, 2)", 6)
    ((4, 9, '1000'), None)
    """
    for found in FOREIGN.finditer(text):
        if found.start() <= at <= found.end() and (number := meant(found[0])):
            return found.start(), found.end(), number
    return None


def separator_of(header: str) -> str:
    """What separates the cells of a table, by its header: a comma, or a semicolon or tab without any.

    Examples
    --------
    >>> separator_of("member;position"), separator_of("member,position"), separator_of("north")
    (';', ',', ',')
    """
    counts = {sign: header.count(sign) for sign in (";", "\t")}
    sign = max(counts, key=lambda one: counts[one])
    return sign if counts[sign] > header.count(",") else ","
