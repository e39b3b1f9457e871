"""International relations: deterrence, brinkmanship, crisis bargaining, alliances."""

from __future__ import annotations

from tests.games.game_cases import Case, Chance, Decision, Known, Terminal, Tree, matrix

CD = ("Challenger", "Defender")


def unilateral_deterrence(credible: bool) -> Decision:
    """Challenge or not; concede or deny; back down or fight. A credible threat keeps the peace."""
    fight = Terminal((1, 3)) if credible else Terminal((3, 0))
    last = Decision("Challenger", {"back down": Terminal((0, 5)), "fight": fight})
    if credible:
        last = Decision("Challenger", {"back down": Terminal((2, 5)), "fight": Terminal((1, 3))})
    reply = Decision("Defender", {"concede": Terminal((4, 1)), "deny": last})
    return Decision("Challenger", {"status quo": Terminal((3 if credible else 2.5, 4)), "challenge": reply})


def asymmetric_deterrence(resolute: float) -> Chance:
    """The challenger does not know whether the defender prefers fighting to conceding."""

    def kind(firm: bool) -> Decision:
        word = "firm" if firm else "soft"
        reply = Decision(
            "Defender", {"concede": Terminal((4, 1)), "deny": Terminal((0, 2 if firm else 0))}, word
        )
        return Decision("Challenger", {"wait": Terminal((2, 4)), "challenge": reply}, "Challenger")

    return Chance({"firm": (resolute, kind(True)), "soft": (1 - resolute, kind(False))}, "resolve")


def perfect_deterrence() -> Decision:
    """Generalised mutual deterrence: both may upset the status quo, then answer."""
    a_hit = Decision("B", {"yield": Terminal((4, 2)), "resist": Terminal((1, 3))})
    b_hit = Decision("A", {"yield": Terminal((2, 4)), "resist": Terminal((3, 1))})
    quiet = Decision("B", {"hold": Terminal((3.5, 3.5)), "attack": b_hit})
    return Decision("A", {"hold": quiet, "attack": a_hit})


def brinkmanship(steps: int = 3, risk: float = 0.15) -> Decision:
    """Each step adds a chance of disaster (-10 for both) unless somebody quits (0, the other wins 2)."""

    def at(k: int) -> Tree:
        if k == steps:
            return Terminal((0.5, 0.5))
        who = k % 2
        won = Terminal((0, 2) if who == 0 else (2, 0))
        pushed = Chance(
            {"disaster": (risk * (k + 1), Terminal((-10, -10))), "holds": (1 - risk * (k + 1), at(k + 1))},
            f"step {k + 1}",
        )
        return Decision("AB"[who], {"quit": won, "escalate": pushed})

    root = at(0)
    assert isinstance(root, Decision)
    return root


def brinkmanship_types() -> Chance:
    """Powell's: the defender's resolve is private; the challenger escalates once more or quits."""

    def kind(resolute: bool) -> Decision:
        word = "resolute" if resolute else "irresolute"
        disaster = (0.3, Terminal((-8, -4 if resolute else -9)))
        stand = Decision(
            "Challenger",
            {
                "quit": Terminal((-1, 3)),
                "press": Chance({"disaster": disaster, "won": (0.7, Terminal((3, -2)))}, "risk"),
            },
            "Challenger, defied",
        )
        reply = Decision("Defender", {"submit": Terminal((3, -2)), "stand": stand}, word)
        return Decision("Challenger", {"accept": Terminal((0, 0)), "dispute": reply}, "Challenger")

    return Chance({"resolute": (0.6, kind(True)), "irresolute": (0.4, kind(False))}, "resolve")


def fearon() -> Chance:
    """A offers a share of 1 on a grid; B, of low or high cost, accepts or fights (A wins with 0.6)."""

    def kind(cost: float, word: str) -> Decision:
        def reply(share: float) -> Decision:
            return Decision(
                "B",
                {"accept": Terminal((1 - share, share)), "war": Terminal((0.6 - 0.1, 0.4 - cost))},
                f"{word}, {share:g}",
            )

        return Decision("A", {f"{s:g}": reply(s) for s in (0.02, 0.12, 0.22, 0.32, 0.42)}, "A")

    return Chance({"tough": (0.5, kind(0.1, "tough")), "weak": (0.5, kind(0.3, "weak"))}, "cost")


def fearon_known() -> Decision:
    """The same with the cost known to be 0.3: war never happens."""

    def reply(share: float) -> Decision:
        return Decision("B", {"accept": Terminal((1 - share, share)), "war": Terminal((0.5, 0.1))})

    return Decision("A", {f"{s:g}": reply(s) for s in (0.02, 0.12, 0.22, 0.32, 0.42)})


def audience_costs() -> Decision:
    """Escalating in public makes backing down costly: the threat becomes worth keeping."""

    def resist(cost: float) -> Decision:
        attack = Decision("A", {"back down": Terminal((-cost, 1)), "attack": Terminal((-1, -2))})
        return Decision("B", {"concede": Terminal((1, 0)), "resist": attack})

    return Decision(
        "A", {"nothing": Terminal((0, 1)), "quiet threat": resist(0.5), "public threat": resist(1.5)}
    )


def entrapment() -> Decision:
    """A guarantor pledges or not, the protégé provokes, the rival attacks, the pledge is kept."""

    def attacked(pledged: bool, provoked: bool) -> Decision:
        broken = -4 if pledged else 0
        ends = {"fight": Terminal((-3, 1 + provoked, -3)), "abandon": Terminal((-1 + broken, -5, 3))}
        return Decision("Guarantor", ends)

    def rival(pledged: bool, provoked: bool) -> Decision:
        quiet = Terminal((1, 1 + 2 * provoked, -4 * provoked))
        return Decision("Rival", {"attack": attacked(pledged, provoked), "wait": quiet})

    def protege(pledged: bool) -> Decision:
        return Decision("Protégé", {"provoke": rival(pledged, True), "calm": rival(pledged, False)})

    return Decision("Guarantor", {"pledge": protege(True), "no pledge": protege(False)})


def three_cornered() -> Chance:
    """A guarantor, firm or not, is seen by its protégé alone; the attacker guesses."""

    def kind(firm: bool) -> Decision:
        word = "firm" if firm else "hollow"

        def answer(stance: str) -> Decision:
            cost = 1 if stance == "defiant" else 0
            help_ = Decision(
                "Guarantor",
                {"help": Terminal((-4, 2, 2 if firm else -3)), "abandon": Terminal((3, -5 - cost, -1))},
                f"{word}, {stance}",
            )
            return Decision(
                "Attacker", {"attack": help_, "wait": Terminal((0, 1 + cost, 1))}, f"sees {stance}"
            )

        return Decision("Protégé", {s: answer(s) for s in ("defiant", "meek")}, f"Protégé, {word}")

    return Chance({"firm": (0.4, kind(True)), "hollow": (0.6, kind(False))}, "guarantor")


def arms_race() -> Decision:
    """Richardson's race as a stag hunt: security dilemma."""
    return matrix(("East", "West"), (("arm", "disarm"),) * 2, [[(2, 2), (3, 1)], [(1, 3), (4, 4)]])


def preemption() -> Chance:
    """Reciprocal fear of surprise attack: each may strike first, accidents happen to either."""
    first = Decision(
        "A",
        {
            "strike": Decision("B", {"strike": Terminal((-5, -5)), "wait": Terminal((-2, -8))}, "B"),
            "wait": Decision("B", {"strike": Terminal((-8, -2)), "wait": Terminal((0, 0))}, "B"),
        },
        "A",
    )
    return Chance({"accident": (0.05, Terminal((-6, -6))), "calm": (0.95, first)}, "radar")


CASES = (
    Case(
        "deterrence_credible",
        "Zagare and Kilgour (2000), Perfect Deterrence, ch. 5, unilateral deterrence game",
        CD,
        lambda: unilateral_deterrence(True),
        Known(path=("status quo",), worth=(3, 4), recomputed=("path", "worth")),
    ),
    Case(
        "deterrence_hollow",
        "Zagare and Kilgour (2000), Perfect Deterrence, ch. 5, the threat not credible",
        CD,
        lambda: unilateral_deterrence(False),
        Known(path=("challenge", "concede"), worth=(4, 1), recomputed=("path", "worth")),
    ),
    Case(
        "deterrence_uncertain",
        "Zagare and Kilgour (1993), International Studies Quarterly 37, the defender's type unknown",
        CD,
        lambda: asymmetric_deterrence(0.3),
        Known(pure=3, recomputed=("pure",)),
    ),
    Case(
        "deterrence_mutual",
        "Zagare and Kilgour (2000), Perfect Deterrence, ch. 4",
        ("A", "B"),
        perfect_deterrence,
        Known(path=("hold", "hold"), worth=(3.5, 3.5), recomputed=("path", "worth")),
    ),
    Case(
        "brinkmanship",
        "Powell (1988), American Political Science Review 82, complete information",
        ("A", "B"),
        brinkmanship,
        Known(recomputed=("worth",), worth=(0.2, -1.5)),
    ),
    Case(
        "brinkmanship_types",
        "Powell (1990), Nuclear Deterrence Theory, ch. 3, one-sided doubt",
        CD,
        brinkmanship_types,
        Known(),
    ),
    Case(
        "crisis_bargaining",
        "Fearon (1995), International Organization 49, private costs, offers on a grid",
        ("A", "B"),
        fearon,
        Known(),
    ),
    Case(
        "crisis_bargaining_known",
        "Fearon (1995), International Organization 49, costs known",
        ("A", "B"),
        fearon_known,
        Known(path=("0.12", "accept"), worth=(0.88, 0.12), recomputed=("path", "worth")),
    ),
    Case(
        "audience_costs",
        "Fearon (1994), American Political Science Review 88, two kinds of threat",
        ("A", "B"),
        audience_costs,
        Known(path=("public threat", "concede"), worth=(1, 0)),
    ),
    Case(
        "entrapment",
        "Snyder (1984), World Politics 36, entrapment of a guarantor",
        ("Guarantor", "Protégé", "Rival"),
        entrapment,
        Known(recomputed=("worth",), worth=(-1.0, -5.0, 3.0)),
    ),
    Case(
        "three_cornered",
        "Smith (1995), International Studies Quarterly 39, alliances as signals",
        ("Attacker", "Protégé", "Guarantor"),
        three_cornered,
        Known(),
    ),
    Case(
        "arms_race",
        "Jervis (1978), World Politics 30, security dilemma",
        ("East", "West"),
        arms_race,
        Known(pure=2),
    ),
    Case(
        "surprise_attack",
        "Schelling (1960), The Strategy of Conflict, ch. 9",
        ("A", "B"),
        preemption,
        Known(pure=2, recomputed=("pure",)),
    ),
)
