"""The made-up crisis behind the synthetic run: its actors, 25 moves, endings, words and claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

State = Mapping[str, str]


def always(_: State) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    """A move of the story; `uses` are the earlier moves that it depends on."""

    name: str
    title: str
    actor: str | None
    options: tuple[str, ...]
    uses: tuple[str, ...] = ()
    when: Callable[[State], bool] = always
    hidden_from: tuple[str, ...] = ()
    dates: tuple[str, str | None, str | None] | None = None
    unverified: bool = False


def entered(s: State) -> bool:
    return s.get("pre_empt") == "enter" or s.get("lead_force") in ("lead_with", "lead_without")


def broken(s: State) -> bool:
    return s.get("breakthrough") in ("spring", "summer") and s.get("collapse") != "contained"


ACTORS = {
    "attacker": "Attacking power",
    "lead_ally": "Lead ally across the ocean",
    "neighbour": "Neighbouring member state with the longest border",
    "western_ally": "Western ally with its own deterrent",
    "central_ally": "Central ally, largest payer of the common budget",
    "coast": "Coastal members, acting together",
    "alliance": "Alliance (collective body)",
}

STEPS = (
    Step(
        "season",
        "Result of last year's offensive becomes public",
        None,
        ("failed", "partial"),
        dates=("by", None, "2031-02-20"),
    ),
    Step(
        "guarantee_type",
        "Would the lead ally honour the guarantee after a clash outside treaty territory?",
        None,
        ("honoured", "hollow"),
        hidden_from=("neighbour", "attacker", "coast", "alliance", "western_ally", "central_ally"),
    ),
    Step(
        "summit",
        "Special summit of heads of government",
        "alliance",
        ("no_consensus", "trainers", "force"),
        ("season",),
        dates=("on", "2031-02-26", "2031-02-26"),
    ),
    Step(
        "message",
        "Public message on what is ruled out",
        "western_ally",
        ("refuse", "ambiguous", "commit"),
        ("summit",),
        dates=("within", "2031-02-27", "2031-03-10"),
    ),
    Step(
        "refusal",
        "Public answer of the largest payer",
        "central_ally",
        ("refuse", "leave_open"),
        ("message",),
        dates=("within", "2031-02-27", "2031-03-31"),
    ),
    Step(
        "aid",
        "Vote on the long-delayed package of deliveries",
        "lead_ally",
        ("passed", "delayed", "dropped"),
        ("refusal",),
        dates=("by", None, "2031-04-30"),
    ),
    Step(
        "exercise_end",
        "Planned last day of the spring exercises",
        None,
        ("end_of_may", "june"),
        dates=("within", "2031-05-31", "2031-06-30"),
    ),
    Step(
        "extend",
        "Extend the exercises and station the forces semi-permanently",
        "alliance",
        ("extend", "end"),
        ("exercise_end",),
        dates=("by", None, "2031-05-31"),
    ),
    Step(
        "offensive",
        "Start of the main offensive",
        "attacker",
        ("may", "summer", "none"),
        ("aid", "extend"),
        dates=("within", "2031-05-01", "2031-08-31"),
    ),
    Step(
        "incident",
        "Alleged trigger event, author unspecified",
        None,
        ("none", "incident"),
        unverified=True,
        dates=("within", "2031-03-15", "2031-06-15"),
    ),
    Step(
        "pre_empt",
        "Enter before any breakthrough",
        "neighbour",
        ("enter", "hold"),
        ("offensive",),
        dates=("within", "2031-04-01", "2031-06-30"),
    ),
    Step(
        "breakthrough",
        "Breakthrough of the line of contact",
        None,
        ("spring", "summer", "none"),
        ("offensive",),
        dates=("within", "2031-05-01", "2031-10-31"),
    ),
    Step(
        "collapse",
        "Collapse of the defence after the breakthrough",
        None,
        ("collapse", "contained"),
        ("breakthrough",),
        lambda s: s.get("breakthrough") != "none",
        dates=("within", "2031-06-01", "2031-11-30"),
    ),
    Step(
        "red_line",
        "Where the advance is announced to stop",
        "attacker",
        ("river", "western_border"),
        ("breakthrough", "collapse"),
        broken,
    ),
    Step(
        "written",
        "Written guarantee to the neighbour",
        "lead_ally",
        ("written", "verbal", "none"),
        ("breakthrough", "collapse", "guarantee_type"),
        broken,
        dates=("within", "2031-06-01", "2031-09-30"),
    ),
    Step(
        "lead_force",
        "Lead a force into the west of the country",
        "neighbour",
        ("none", "wait", "lead_with", "lead_without"),
        ("written", "red_line", "breakthrough", "collapse", "pre_empt"),
        lambda s: broken(s) and s.get("pre_empt") != "enter",
        dates=("within", "2031-06-15", "2031-10-15"),
    ),
    Step(
        "join_coast",
        "Join the force",
        "coast",
        ("join", "wait"),
        ("pre_empt", "lead_force"),
        entered,
        dates=("within", "2031-07-01", "2031-11-30"),
    ),
    Step(
        "join_central",
        "Join later",
        "central_ally",
        ("join", "wait"),
        ("pre_empt", "lead_force", "join_coast"),
        lambda s: entered(s) and s.get("join_coast") == "join",
    ),
    Step(
        "clash",
        "Clash with the attacker's forces",
        None,
        ("clash", "none"),
        ("pre_empt", "lead_force", "red_line"),
        entered,
        dates=("within", "2031-07-01", "2031-12-31"),
    ),
    Step(
        "finding",
        "Collective finding on the treaty",
        "alliance",
        ("finding", "no_finding"),
        ("clash",),
        lambda s: s.get("clash") == "clash",
    ),
    Step(
        "honour",
        "Act on the guarantee",
        "lead_ally",
        ("honour", "abandon"),
        ("clash", "guarantee_type", "finding"),
        lambda s: s.get("clash") == "clash",
    ),
    Step(
        "late_promise",
        "Late promise after the fact",
        "western_ally",
        ("promise", "none"),
        ("clash", "honour"),
        lambda s: s.get("clash") == "clash" and s.get("honour") == "abandon",
    ),
    Step(
        "withdraw",
        "Withdraw or stay after the clash",
        "neighbour",
        ("withdraw", "stay"),
        ("clash", "honour", "late_promise"),
        lambda s: s.get("clash") == "clash",
    ),
    Step(
        "widen",
        "Widening that nobody chose",
        None,
        ("wider", "contained"),
        ("clash", "withdraw"),
        lambda s: s.get("clash") == "clash" and s.get("withdraw") == "stay",
    ),
    Step(
        "office",
        "Loss of office at the next election",
        None,
        ("lost", "kept"),
        ("pre_empt", "lead_force"),
        entered,
        dates=("by", None, "2031-12-15"),
    ),
)

ENDINGS = {
    "no_breakthrough": "No breakthrough inside the window",
    "held": "Breakthrough contained by the defenders alone",
    "lost_without_entry": "Collapse, and nobody enters",
    "partition": "Partition along a line announced by the attacking power",
    "alone": "The neighbour intervenes and is left alone",
    "joined": "Intervention to some extent, joined by other members",
    "withdrawn": "Intervention that is withdrawn after a first clash",
    "wider_war": "Wider war between the alliance and the attacking power",
}
ENDING_USES = (
    "pre_empt",
    "breakthrough",
    "collapse",
    "red_line",
    "lead_force",
    "join_coast",
    "clash",
    "withdraw",
    "widen",
)


def ending(s: State) -> str | None:
    """The ending once it is settled: the moves that it needs are all made or skipped."""
    if s.get("widen") == "wider":
        return "wider_war"
    if s.get("withdraw") == "withdraw":
        return "withdrawn"
    if entered(s):
        if s.get("widen") == "contained" or s.get("clash") == "none":
            return "joined" if s.get("join_coast") == "join" else "alone"
        return None
    if s.get("breakthrough") == "none":
        return "no_breakthrough"
    if s.get("collapse") == "contained":
        return "held"
    if s.get("lead_force") in ("none", "wait"):
        return "partition" if s.get("red_line") == "river" else "lost_without_entry"
    return None


READINGS = {
    "document": ("As the document has it", "The author's numbers, as far as the text bears them."),
    "restraint": ("Restraint", "The public refusals of late February taken at their word."),
    "deterrence": ("Deterrence by ambiguity", "Ambiguity works as its authors said."),
    "base_rates": ("Base rates", "Nothing but reference classes."),
}

CLAIMS = {
    f"paper.c{n}": says
    for n, says in enumerate(
        (
            "The line of contact may not hold beyond the early summer.",
            "If the line breaks, an intervention to some extent is certain.",
            "The neighbour would be left alone by its allies after a clash.",
            "Exercises end about June, which closes the window for a response at short notice.",
            "A written guarantee would have to come first.",
            "The largest payer presses its neighbour to act in its place.",
            "Those who pay are the taxpayers of one country, and they will remember it at the next election.",
            "An interested party announced in advance an event that would serve as a pretext.",
            "Nothing can be ruled out, although there was no consensus.",
            "No troops will be sent, said the heads of two governments on the following day.",
            "After last year's failed offensive fewer people expect that the defenders prevail.",
            "The advance would stop at the river, because beyond it the price rises steeply.",
        ),
        start=1,
    )
}

CONCLUSIONS = {
    "intervention_is_certain": (
        "Intervention to some extent is certain if the line breaks",
        "intervention_if_broken >= 0.95",
        ("paper.c2",),
    ),
    "left_alone": ("The neighbour would be left alone", "alone_if_entered >= 0.5", ("paper.c3",)),
    "window_decides": (
        "The exercise window decides whether support stands ready",
        "support_in_window - support_after >= 0.1",
        ("paper.c4",),
    ),
    "risk_deters": (
        "The risk of escalation deters entry",
        "entry_without_risk - entry >= 0.1",
        ("paper.c12", "paper.c9"),
    ),
}

MEASURES = {
    "intervention_if_broken": (
        "Intervention to some extent, if the line breaks",
        "P(entered | breakthrough in (spring, summer))",
    ),
    "alone_if_entered": ("Left alone, if it enters", "P(ending == alone | entered)"),
    "support_in_window": (
        "Support ready, if the offensive comes inside the window",
        "P(extend == extend | offensive == may)",
    ),
    "support_after": (
        "Support ready, if the offensive comes later",
        "P(extend == extend | offensive == summer)",
    ),
    "entry": ("Entry of any kind", "P(entered)"),
    "entry_without_risk": ("Entry, were the risk of escalation absent", "P(entered | widen == contained)"),
    "wider_war": ("Wider war", "P(widen == wider)"),
    "cost_share": ("Share of the cost that falls on the largest payer", "E(cost_share)"),
}

PARAMETER_STEMS = (
    "p_line_breaks",
    "p_collapse_after",
    "p_guarantee_honoured",
    "p_guarantee_feared",
    "war_cost",
    "entry_cost",
    "abandonment_loss",
    "office_weight",
    "protest_rate",
    "name_loss",
    "stake_of_the_seven",
    "influence_of_the_payer",
    "exercise_last_day",
    "offensive_first_day",
    "shell_deliveries",
    "attrition_rate",
    "production_growth",
    "stock_left",
    "p_clash",
    "p_wider_once_clashed",
    "late_promise_value",
    "cost_share_payer",
    "line_at_river_value",
    "waiting_cost",
    "signal_reliability",
)
