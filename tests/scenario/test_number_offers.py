"""The name that `check` offers for a number, applied as printed, gives a file that checks as before."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from standoff import library
from standoff.app.api.scenario import notes
from standoff.scenario import LoadedScenario, checked, load, load_text
from standoff.scenario.number_offers import NumberOffer, number_offer
from standoff.scenario.stated_numbers import StatedNumber, stated_numbers

UNITS = """
standoff: 1
title: Numbers of many kinds
as_of: 2031-01-01
horizon: 2031-12-31
actors: {a: {title: A}, b: {title: B}}
parameters:
  q: {draw: "normal(0, 1)", set_by: assumed}
  p: {draw: "beta(2, 3)", unit: probability, set_by: assumed}
  cost: {draw: "uniform(1, 2)", unit: payoff, set_by: assumed}
  rate: {is: 0.3 * p}
  idle: {is: q + 5}
moves:
  x: {chance: {yes: "hazard(0.7, 2031-02-01, 2031-05-01)", no: rest}}
  y: {chance: {yes: "logistic(-2.5 + 3 * q)", no: rest}}
  z: {chance: {yes: 0.4, no: rest}, believed: {b: {yes: "clip(1.5 * q, 0.1, 0.9)", no: rest}}}
  act: {by: a, options: [go, stay]}
  size: {by: b, options: {grid: [1, 3, 3]}}
  end: {by: a, options: [on, off_], when: size > 1.5}
payoffs:
  a:
    g: 2 if act == go and x == yes and y == yes
    scaled: -1.5 * cost * (act == go)
    raised: max(-3, 0 - cost) if z == yes
    both: -(-3) if end == on and cost > 1.5
    rated: rate * (act == stay)
  b:
    size: 0.5 * size + 2 * (z == yes)
endings: {all: x == yes and act == go, large: size >= 2.5, other: otherwise}
play: {precision: 1}
"""


def applied(loaded: LoadedScenario, offers: list[tuple[StatedNumber, NumberOffer]]) -> dict[str, str]:
    """The scenario's files with every offer pasted: its name in the number's place, its line above."""
    files = dict(loaded.files)
    places = [(*place(files, one), one, offer) for one, offer in offers]
    for name, at, one, offer in sorted(places, key=lambda found: found[:2], reverse=True):
        text = files[name]
        assert text[at : at + len(one.text)] == one.text
        files[name] = text[:at] + offer.name + text[at + len(one.text) :]
    main = next(iter(files))
    lines = "".join(f"  {offer.line}\n" for _, offer in offers)
    heads = re.findall(r"^parameters:.*\n", files[main], re.M)
    if heads:
        files[main] = files[main].replace(heads[0], heads[0] + lines, 1)
    else:
        files[main] += f"\nparameters:\n{lines}"
    return files


def place(files: dict[str, str], one: StatedNumber) -> tuple[str, int]:
    """The file of a number and its first character; a folded formula is followed letter by letter."""
    (name,) = [name for name in files if Path(one.span.file).name == Path(name).name]
    text, span = files[name], one.span
    at = sum(len(row) for row in text.splitlines(keepends=True)[: span.line - 1]) + span.column - 1
    if text[at : span.end_column - span.column + at] == one.text:
        return name, at
    for letter in one.formula[: one.start]:
        while not letter.isspace() and text[at].isspace():
            at += 1
        at += not letter.isspace()
    while text[at].isspace():
        at += 1
    return name, at


def offers_of(loaded: LoadedScenario) -> list[tuple[StatedNumber, NumberOffer]]:
    base = loaded.reading()
    found = ((one, number_offer(base, one)) for one in stated_numbers(base) if not one.name)
    return [(one, offer) for one, offer in found if offer is not None]


def codes(path: Path) -> Counter[str]:
    found = checked(path)[1]
    return Counter(problem.code for problem in (*found.errors, *found.warnings))


def written(files: dict[str, str], folder: Path) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder if len(files) > 1 else folder / next(iter(files))


def test_every_offer_of_the_library_checks_as_before(tmp_path: Path) -> None:
    n_offers = 0
    here = Path(library.__file__).parent
    for name in sorted(path.name for path in here.iterdir() if (path / "scenario.yaml").exists()):
        loaded = load(name)
        offers = offers_of(loaded)
        n_offers += len(offers)
        if offers:
            before = codes(written(dict(loaded.files), tmp_path / name / "before"))
            after = codes(written(applied(loaded, offers), tmp_path / name / "after"))
            assert not after - before, (name, after - before)
    assert n_offers > 50


@pytest.mark.parametrize("seed", range(10))
def test_every_offer_of_random_scenarios_checks_as_before(seed: int, tmp_path: Path) -> None:
    """Ten scenarios each: numbers alone, scaled, added, compared, in calls, signed, in brackets, believed."""
    for k in range(10):
        file = tmp_path / f"made{k}.yaml"
        file.write_text(made(random.Random(10 * seed + k)), encoding="utf-8")
        loaded, before = load(file), codes(file)
        offers = offers_of(loaded)
        assert len(offers) > 5
        after = tmp_path / f"after{k}"
        found = codes(written(applied(loaded, offers), after))
        assert not found - before, (file.read_text(), found - before)


def made(rng: random.Random) -> str:
    """`UNITS` with other formulas in the places of its own."""
    text = UNITS
    for old, new in (
        ("hazard(0.7, 2031-02-01, 2031-05-01)", rng.choice(list(_chances(rng)))),
        ("0.4, no", f"{rng.choice(list(_chances(rng)))!r}, no"),
        ("2 if act == go and x == yes and y == yes", rng.choice(list(_payoffs(rng)))),
        ("-1.5 * cost * (act == go)", rng.choice(list(_payoffs(rng)))),
        ("0.3 * p", rng.choice(("0.3 * p", "p / 4", "0.25", '"min(p, 0.8) * 0.5"'))),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    return text


def _chances(rng: random.Random) -> Iterator[str]:
    number = rng.choice(("0.3", ".45", "2e-1", "1.5"))
    yield f"hazard({number}, 2031-02-01, 2031-05-01)"
    yield f"hazard({number} * p, 2031-02-01, 2031-05-01)"
    yield f"logistic({number} * q - 4)"
    yield f"clip({number} + 0.1 * (act == go), 0.05, 0.95)".replace(" * (act == go)", " * p")
    yield "0.25"
    yield "0.5 * p"
    yield f"min({number} * p, 0.9)"
    yield "p * (0.4 + 0.3 * p)"
    yield "0.2 if q > 1.5 else 0.7"


def _payoffs(rng: random.Random) -> Iterator[str]:
    number = rng.choice(("3", "-3", "-(-3)", "0.5", "1e2", "12.25"))
    yield f"{number} if act == go"
    yield f"{number} * cost * (act == go)"
    yield f"{number} * p if act == go"
    yield f"({number} + cost) if act == go"
    yield f"max({number}, cost * 2) * (act == stay)"
    yield f"{number} * (act == go) - 2 * (x == yes)"
    yield f"({number}) if act == go and cost > 1.25"
    yield "cost / 4 * (p > 0.3) if x == yes"
    yield f"{number} * log(q ** 2 + 7) if act == go"


def test_units_are_those_of_the_place() -> None:
    lines = {one.owner + " " + one.text: offer.line for one, offer in offers_of(load_text(UNITS))}
    units = {key: line.partition("unit: ")[2].partition(",")[0] for key, line in lines.items()}
    assert units["x 0.7"] == "per_month"
    assert units["y -2.5"] == units["y 3"] == units["z.b 1.5"] == ""
    assert units["z 0.4"] == "probability"
    assert units["a.g 2"] == units["a.raised -3"] == units["a.both 1.5"] == "payoff"
    assert units["a.scaled -1.5"] == ""
    assert lines["a.both -(-3)"] == "a_both: {draw: 3, unit: payoff, set_by: assumed}"


def test_nothing_is_offered_where_no_name_may_stand_or_nothing_uses_it() -> None:
    offered = {one.owner for one, _ in offers_of(load_text(UNITS))}
    assert not offered & {"large", "end", "idle"}
    told = "\n".join(notes(load_text(UNITS)))
    assert "[...]" not in told


def test_offer_rests_on_the_claims_of_its_term() -> None:
    text = UNITS.replace("g: 2 if", "g: {is: 2 if")
    text = text.replace("and y == yes\n", "and y == yes, because: [k]}\n", 1)
    text += "documents: {d: {title: D, kind: news}}\nclaims: {k: {document: d, says: It costs two.}}\n"
    lines = [offer.line for one, offer in offers_of(load_text(text)) if one.owner == "a.g"]
    assert lines == ["a_g: {draw: 2, unit: payoff, because: [k]}"]
