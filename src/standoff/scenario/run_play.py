"""How a run plays a scenario in place of what its text says: the sharp limit, or one precision for all."""

from __future__ import annotations

from dataclasses import replace

from standoff.draws import no_spans, parse_distribution
from standoff.errors import Problem, ScenarioError, Span
from standoff.numerals import is_number, number
from standoff.scenario.records import Parameter, Play, Rests, Scenario
from standoff.scenario.yaml.nodes import shown

SHARP = "sharp"
NAME = "precision_of_run"  # of the parameter that a number becomes


def parse_play(text: str | float) -> str:
    """`sharp`, or a precision above 0 in its shortest form.

    Raises
    ------
    ScenarioError
        S422: neither `sharp` nor a number above 0.

    Examples
    --------
    >>> parse_play("4.0"), parse_play(0.5), parse_play("sharp")
    ('4', '0.5', 'sharp')
    """
    said = str(text).strip()
    if said == SHARP:
        return SHARP
    precision = number(said) if is_number(said) else 0.0
    if precision > 0.0:
        return repr(int(precision)) if precision.is_integer() else repr(precision)
    what = f"The run is to be played as `{shown(said)}`."
    expected = "Expected `sharp`, or one logit precision for all actors, a number above 0."
    fix = "For example `sharp` or `4`; without it each reading is played as its own `play:` says."
    raise ScenarioError(Problem("S422", what, expected, fix))


def played(scenario: Scenario, play: str) -> Scenario:
    """The scenario played so in place of its own `play:`; as it is where `play` is empty.

    Raises
    ------
    ScenarioError
        S422 as `parse_play`.
    """
    if not play:
        return scenario
    play = parse_play(play)
    if play == SHARP:
        return replace(scenario, play=Play(True))
    name = NAME
    while name in scenario.parameters:
        name += "_"
    says = "logit precision of all actors in this run"
    drawn = parse_distribution(float(play), no_spans, "precision")
    rests = Rests("assumed", source="asked of the run")
    made = Parameter(name, drawn, None, "", says, rests, Span("play", 1, 1, 2))
    everyone = dict.fromkeys(scenario.actors, name)
    return replace(scenario, parameters={**scenario.parameters, name: made}, play=Play(False, everyone))
