"""Private information: signalling, cheap talk, reputation, screening."""

from __future__ import annotations

from tests.games.game_cases import Case, Chance, Decision, Known, Terminal, Tree

SR = ("Sender", "Receiver")


def beer_quiche(weak: float = 0.1) -> Chance:
    """The surly like beer, the wimp quiche; breakfast is worth 1, no duel 2."""

    def sender(surly: bool) -> Decision:
        def reply(meal: str) -> Decision:
            liked = int((meal == "beer") == surly)
            return Decision(
                "Receiver",
                {"duel": Terminal((liked, int(not surly))), "leave": Terminal((liked + 2, int(surly)))},
                meal,
            )

        return Decision("Sender", {m: reply(m) for m in ("beer", "quiche")}, "surly" if surly else "wimp")

    return Chance({"surly": (1 - weak, sender(True)), "wimp": (weak, sender(False))}, "type")


def spence() -> Chance:
    """Productivity 1 or 2; schooling costs 1.5 or 0.5; the employer loses the squared error of the wage."""

    def worker(able: bool) -> Decision:
        worth, cost = (2.0, 0.5) if able else (1.0, 1.5)

        def offers(school: bool) -> Decision:
            wages = {str(w): Terminal((w - cost * school, -((w - worth) ** 2))) for w in (1.0, 1.5, 2.0)}
            return Decision("Employer", wages, "schooled" if school else "unschooled")

        return Decision(
            "Worker", {"school": offers(True), "none": offers(False)}, "able" if able else "other"
        )

    return Chance({"able": (0.5, worker(True)), "other": (0.5, worker(False))}, "ability")


def cheap_talk(bias: float = 0.2) -> Chance:
    """State 0 or 1, two messages, actions 0, 0.5, 1; quadratic losses, the sender wants more by the bias."""

    def state(s: float) -> Decision:
        def act(message: str) -> Decision:
            ends = {str(a): Terminal((-((a - s - bias) ** 2), -((a - s) ** 2))) for a in (0.0, 0.5, 1.0)}
            return Decision("Receiver", ends, f"hears {message}")

        return Decision("Sender", {m: act(m) for m in ("low", "high")}, f"state {s:g}")

    return Chance({"0": (0.5, state(0.0)), "1": (0.5, state(1.0))}, "state")


def reputation(tough: float = 0.4) -> Chance:
    """Two entrants in turn; a tough incumbent likes fighting, a weak one does not (a = 2, b = 0.5)."""

    def market(kind: str, k: int, chain: float, entrants: tuple[float, ...], seen: str) -> Tree:
        if k == 2:
            return Terminal((chain, *entrants))

        def then(gain: float, own: float, step: str) -> Tree:
            return market(kind, k + 1, chain + gain, (*entrants, own), seen + step)

        fight = then(0 if kind == "tough" else -1, -0.5, "f")
        share = then(-1 if kind == "tough" else 0, 0.5, "s")
        reply = Decision("Incumbent", {"fight": fight, "share": share}, f"{kind} {k} {seen}")
        return Decision(
            f"Entrant {k + 1}", {"enter": reply, "out": then(2, 0, "o")}, f"entrant {k + 1} {seen}"
        )

    return Chance(
        {kind: (p, market(kind, 0, 0.0, (), "")) for kind, p in (("tough", tough), ("weak", 1 - tough))},
        "type",
    )


def lemons() -> Chance:
    """A car is worth 10 or 2 to the owner, 12 or 3 to the buyer; the buyer bids 3 or 11 not knowing."""

    def car(own: float, other: float, kind: str) -> Decision:
        def bid(price: float) -> Decision:
            return Decision(
                "Owner",
                {"sell": Terminal((other - price, price)), "keep": Terminal((0, own))},
                f"{kind} at {price:g}",
            )

        return Decision("Buyer", {str(p): bid(p) for p in (2.5, 11.0)}, "Buyer")

    return Chance({"good": (0.4, car(10, 12, "good")), "bad": (0.6, car(2, 3, "bad"))}, "quality")


def screening() -> Chance:
    """The seller offers one price, or a dear and a cheap variety; the buyer's taste is private."""

    def buyer(taste: float, kind: str) -> Decision:
        def menu(*varieties: tuple[float, float]) -> Decision:
            buys = {f"{q:g} for {p:g}": Terminal((p - q * q / 2, taste * q - p)) for q, p in varieties}
            return Decision(
                "Buyer", {**buys, "nothing": Terminal((0, 0))}, f"{kind} {len(varieties)} {varieties[0][0]:g}"
            )

        return Decision(
            "Seller",
            {"large": menu((3.0, 8.9)), "small": menu((1.0, 1.9)), "both": menu((3.0, 7.4), (1.0, 1.9))},
            "Seller",
        )

    return Chance({"keen": (0.5, buyer(3.0, "keen")), "cool": (0.5, buyer(2.0, "cool"))}, "taste")


def altruists(share: float = 0.05) -> Chance:
    """McKelvey and Palfrey's centipede of four moves in which each may be an altruist who always passes."""
    pay = [(0.8, 0.2), (0.4, 1.6), (3.2, 0.8), (1.6, 6.4), (12.8, 3.2)]

    def at(k: int, kinds: tuple[bool, bool]) -> Tree:
        if k == 4:
            return Terminal(pay[4])
        who = k % 2
        if kinds[who]:
            return Decision("AB"[who], {"pass": at(k + 1, kinds)}, f"altruist {k}")
        return Decision("AB"[who], {"take": Terminal(pay[k]), "pass": at(k + 1, kinds)}, f"selfish {k}")

    def second(first: bool) -> Chance:
        return Chance(
            {
                ("altruist" if b else "selfish"): (share if b else 1 - share, at(0, (first, b)))
                for b in (True, False)
            },
            "B's type",
        )

    return Chance(
        {("altruist" if a else "selfish"): (share if a else 1 - share, second(a)) for a in (True, False)},
        "A's type",
    )


def banks_screen() -> Chance:
    """A signal that both types may send: pooling and separating equilibria, two messages, three answers."""

    def kind(t: int) -> Decision:
        def answers(message: int) -> Decision:
            gain = {0: (2, 1), 1: (1, 2 if t else 0), 2: (0, 0 if t else 3)}
            return Decision(
                "Receiver",
                {f"answer {a}": Terminal((g[0] + (message == t), g[1])) for a, g in gain.items()},
                f"message {message}",
            )

        return Decision("Sender", {f"say {m}": answers(m) for m in (0, 1)}, f"type {t}")

    return Chance({"0": (0.5, kind(0)), "1": (0.5, kind(1))}, "type")


_POOL_BEER = {
    "surly": {"beer": 1, "quiche": 0},
    "wimp": {"beer": 1, "quiche": 0},
    "beer": {"duel": 0, "leave": 1},
    "quiche": {"duel": 1, "leave": 0},
}
_POOL_QUICHE = {
    "surly": {"beer": 0, "quiche": 1},
    "wimp": {"beer": 0, "quiche": 1},
    "beer": {"duel": 1, "leave": 0},
    "quiche": {"duel": 0, "leave": 1},
}
_SEPARATE = {
    "able": {"school": 1, "none": 0},
    "other": {"school": 0, "none": 1},
    "schooled": {"1.0": 0, "1.5": 0, "2.0": 1},
    "unschooled": {"1.0": 1, "1.5": 0, "2.0": 0},
}
_BABBLE = {
    **{f"state {s}": {"low": 0.5, "high": 0.5} for s in (0, 1)},
    **{f"hears {m}": {"0.0": 0, "0.5": 1, "1.0": 0} for m in ("low", "high")},
}
_TELL = {
    "state 0": {"low": 1, "high": 0},
    "state 1": {"low": 0, "high": 1},
    "hears low": {"0.0": 1, "0.5": 0, "1.0": 0},
    "hears high": {"0.0": 0, "0.5": 0, "1.0": 1},
}
CASES = (
    Case(
        "beer_quiche",
        "Cho and Kreps (1987), Quarterly Journal of Economics 102, figure I",
        SR,
        beer_quiche,
        Known(pure=2, equilibria=(_POOL_BEER, _POOL_QUICHE)),
    ),
    Case(
        "beer_quiche_many_wimps",
        "Cho and Kreps (1987), figure I, with more wimps than surly",
        SR,
        lambda: beer_quiche(0.6),
        Known(pure=0, recomputed=("pure",)),
    ),
    Case(
        "spence",
        "Spence (1973), Quarterly Journal of Economics 87, two levels, three wages",
        ("Worker", "Employer"),
        spence,
        Known(equilibria=(_SEPARATE,)),
    ),
    Case(
        "cheap_talk",
        "Crawford and Sobel (1982), Econometrica 50, two states, small bias",
        SR,
        cheap_talk,
        Known(equilibria=(_TELL, _BABBLE)),
    ),
    Case(
        "cheap_talk_biased",
        "Crawford and Sobel (1982), Econometrica 50, two states, large bias",
        SR,
        lambda: cheap_talk(0.8),
        Known(equilibria=(_BABBLE,)),
    ),
    Case(
        "reputation",
        "Kreps and Wilson (1982), Journal of Economic Theory 27, two entrants, b = 1/2",
        ("Incumbent", "Entrant 1", "Entrant 2"),
        reputation,
        Known(),
    ),
    Case(
        "lemons",
        "Akerlof (1970), Quarterly Journal of Economics 84, two qualities, two bids",
        ("Buyer", "Owner"),
        lemons,
        Known(),
    ),
    Case(
        "screening",
        "Mussa and Rosen (1978), Journal of Economic Theory 18, two tastes, three menus",
        ("Seller", "Buyer"),
        screening,
        Known(),
    ),
    Case(
        "altruists",
        "McKelvey and Palfrey (1992), Econometrica 60, figure 8, altruists with 5 %",
        ("A", "B"),
        altruists,
        Known(),
    ),
    Case(
        "two_messages",
        "after Banks and Sobel (1987), Econometrica 55; two types, two messages, three answers",
        SR,
        banks_screen,
        Known(),
    ),
)
