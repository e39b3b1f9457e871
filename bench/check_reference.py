"""`python bench/check_reference.py PATH [GAME ...]`: our answers against published and peers' ones.

PATH holds `games/*.efg` (or `.nfg`) and `expected.json`, whose keys name other programs' solvers;
`behaviour` there is keyed by the depth-first index of the first node of an information set. Every
game is read and solved with every concept that accepts it. What must hold for each key:

    reading                 nodes, terminal nodes, information sets, their nodes and actions
    qre                     every probability, at the exact precision the peer stopped at
    logit                   the limit of the principal branch: our gains vanish and, where the peer's answer
                            can be trusted, equal payoffs
    spe_backward_induction  every choice, and the value
    enumpure, agent_pure    the same number of equilibria, and the same ones
    enummixed, enumpoly     each of the peer's is found where we claim to have all
    lcp, lp, gnm            ours is an equilibrium; in constant-sum games with the same value
    profiles                every profile told has the payoffs told and gains nothing, by our `gain`

Behaviour that a player's own earlier choices rule out is a convention and is not compared.
The exit code is 1 if anything differs.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

import standoff.solvers as solvers
from standoff.errors import StandoffError
from standoff.game import DEGENERATE, SOLVED, BoundGame, GameError, WrittenGame, at_precision, read_game

CLOSE = 1e-6
LIMIT = 1e-6  # of payoffs, where a peer stopped on its way to a limit
NAMES = {SOLVED: "solved", DEGENERATE: "degenerate"}
Floats = np.ndarray[Any, np.dtype[np.float64]]
MATCH, DIFFERS, REFUSED, UNTOLD = "yes", "NO", "not accepted", "not compared"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    game: str
    concept: str
    expected: str
    ours: str
    matches: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Asked:
    """A game with what is known of it."""

    name: str
    written: WrittenGame
    known: Mapping[str, Any]

    @property
    def bound(self) -> BoundGame:
        return self.written.bound

    @property
    def scale(self) -> float:
        """The range of payoffs, at least 1: differences are judged against it."""
        return max(1.0, float(self.known.get("payoff_range") or 1.0))

    def infosets(self) -> dict[int, slice]:
        """The actions of each information set by the index of its first node in the file."""
        arrays = self.bound.arrays
        found: dict[int, slice] = {}
        seen: set[int] = set()
        for node in np.argsort(self.written.preorder, kind="stable").tolist():
            h = int(arrays.infoset[node])
            if h >= 0 and h not in seen:
                seen.add(h)
                found[int(self.written.preorder[node])] = slice(
                    int(arrays.first_action[h]), int(arrays.first_action[h + 1])
                )
        return found

    def play(
        self, behaviour: Mapping[str, Sequence[Any]]
    ) -> tuple[Floats, np.ndarray[Any, np.dtype[np.bool_]]]:
        """A told profile by our actions, and where it says something; even play where it does not."""
        play = np.zeros(self.bound.arrays.n_actions)
        said = np.zeros(len(play), dtype=bool)
        for first, part in self.infosets().items():
            told = [number(p) for p in behaviour.get(str(first), ())]
            if sum(told) > 0.5:
                play[part], said[part] = told, True
            else:
                play[part] = 1.0 / (part.stop - part.start)
        return play, said


def number(told: Any) -> float:
    """A number of `expected.json`: a float, or a fraction as text."""
    return float(Fraction(told)) if isinstance(told, str) else float(told)


def own_reach(bound: BoundGame, play: Floats) -> Floats:
    """float64[action]: how likely the player's own moves up to and with the action are."""
    arrays = bound.arrays
    own = np.ones((arrays.n_nodes, arrays.n_players))
    found = np.zeros(arrays.n_actions)
    for node in range(arrays.n_nodes):
        h = int(arrays.infoset[node])
        for k, edge in enumerate(range(int(arrays.first_edge[node]), int(arrays.first_edge[node + 1]))):
            child = int(arrays.child[edge])
            own[child] = own[node]
            if h >= 0:
                action = int(arrays.first_action[h]) + k
                own[child, arrays.infoset_player[h]] *= play[action]
                found[action] = own[child, arrays.infoset_player[h]]
    return found


def nearest_row(asked: Asked, told: Floats, rows: Floats) -> float:
    """How far a told profile is from the nearest of ours, by what each player can bring about."""
    if not len(rows):
        return np.inf
    plan = own_reach(asked.bound, told)
    return min(float(np.abs(own_reach(asked.bound, row) - plan).max(initial=0.0)) for row in rows)


def check_reading(asked: Asked) -> Iterator[Row]:
    """The shape of the game."""
    size, arrays = asked.known.get("size"), asked.bound.arrays
    if not size:
        return
    sets = asked.known.get("infosets", {})
    members: dict[int, list[int]] = {}
    for node in np.flatnonzero(arrays.infoset >= 0).tolist():
        members.setdefault(int(arrays.infoset[node]), []).append(int(asked.written.preorder[node]))
    ours = {min(m): (int(arrays.infoset_player[h]) + 1, sorted(m)) for h, m in members.items()}
    widths = {first: part.stop - part.start for first, part in asked.infosets().items()}
    told = {int(k): (v["player"], sorted(v["members"])) for k, v in sets.items()}
    same = ours == told and widths == {int(k): len(v["actions"]) for k, v in sets.items()}
    n_nodes = int((asked.written.preorder >= 0).sum())
    same = same and (n_nodes, int((arrays.kind == 2).sum())) == (size["nodes"], size["terminals"])
    yield Row(
        asked.name,
        "reading",
        f"{size['nodes']} nodes, {len(told)} sets",
        f"{n_nodes} nodes, {len(ours)} sets",
        MATCH if same else DIFFERS,
    )


def check_qre(asked: Asked) -> Iterator[Row]:
    """Agent quantal response at the precisions told."""
    told = {**asked.known.get("qre_from_17.0.0b2", {}), **asked.known.get("qre", {})}
    for key, answer in told.items():
        if not isinstance(answer, dict) or "behaviour" not in answer:
            continue
        play, _ = asked.play(answer["behaviour"])
        sure = answer.get("trustworthy", True) and answer.get("reached_lambda", True)
        precision = answer.get("lam", float(key)) if sure else float(key)
        found = solvers.agent_quantal_response(at_precision(asked.bound, precision))
        good = int(found.status[0]) in NAMES
        far = float(np.abs(found.probability[0] - play).max(initial=0.0))
        verdict = UNTOLD if not sure else MATCH if good and far <= CLOSE else DIFFERS
        expected = "probabilities" if sure else "the peer's answer is not trustworthy"
        status = NAMES.get(int(found.status[0]), "not solved")
        yield Row(
            asked.name,
            f"qre {key}",
            expected,
            f"{status}, largest difference {far:.1e}",
            verdict,
            found.seconds,
        )


def check_limit(asked: Asked) -> Iterator[Row]:
    """The limit of the logit branch."""
    profiles = asked.known.get("logit", {}).get("profiles", [])
    solve = getattr(solvers, "sequential", None)
    if not profiles or not callable(solve):
        return
    found = solve(asked.bound)
    status, value = int(np.ravel(found.status)[0]), np.ravel(found.value)
    good = status in NAMES and float(np.max(found.gain, initial=0.0)) <= CLOSE * asked.scale
    play, _ = asked.play(profiles[0]["behaviour"])
    far = nearest_row(asked, play, np.atleast_2d(found.probability))
    worth = np.array(profiles[0].get("own_payoffs") or value)
    apart = float(np.abs(value - worth).max()) / asked.scale
    sure = bool(profiles[0].get("trustworthy")) and getattr(found, "unique", True)
    same = good and apart <= LIMIT
    ours = f"{NAMES.get(status, 'not solved')}, values differ {apart:.1e}, play {far:.1e}"
    verdict = (MATCH if same else DIFFERS) if sure else UNTOLD
    expected = "payoffs" if sure else "not trustworthy, or not the only branch"
    yield Row(asked.name, "logit limit", expected, ours, verdict, found.seconds)


def check_induction(asked: Asked) -> Iterator[Row]:
    """Subgame-perfect play."""
    told = asked.known.get("spe_backward_induction")
    if not told:
        return
    found = solvers.backward_induction(asked.bound, all_solutions=not told["unique"])
    worth = np.array([number(v) for v in told["value"]])
    play = np.zeros(asked.bound.arrays.n_actions)
    for first, part in asked.infosets().items():
        play[part.start + told["choices"][str(first)]] = 1.0
    far = min(float(np.abs(row - play).max(initial=0.0)) for row in found.probability)
    apart = min(float(np.abs(value - worth).max()) for value in found.value) / asked.scale
    expected = "one solution" if told["unique"] else f"{told['tied_decision_nodes']} ties"
    verdict = MATCH if far <= CLOSE and apart <= CLOSE and (found.n_rows == 1) == told["unique"] else DIFFERS
    yield Row(
        asked.name,
        "spe_backward_induction",
        expected,
        f"{found.n_rows} solutions, difference {far:.1e}",
        verdict,
        found.seconds,
    )


def check_pure(asked: Asked) -> Iterator[Row]:
    """All pure equilibria."""
    yield from _listed(asked, "enumpure", solvers.pure_equilibria)


def check_agents(asked: Asked) -> Iterator[Row]:
    """All pure equilibria of the agent form."""
    yield from _listed(asked, "agent_pure", solvers.agent_pure_equilibria)


def _listed(asked: Asked, key: str, solve: Callable[[BoundGame], Any]) -> Iterator[Row]:
    told = asked.known.get(key)
    if not told or "profiles" not in told:
        return
    found = solve(asked.bound)
    plays = [asked.play(_behaviour(p))[0] for p in told["profiles"]]
    far = max((nearest_row(asked, play, found.probability) for play in plays), default=0.0)
    same = found.n_rows == told["count"] and far <= CLOSE and found.complete
    yield Row(
        asked.name, key, f"{told['count']}", f"{found.n_rows}", MATCH if same else DIFFERS, found.seconds
    )


def check_mixed(asked: Asked) -> Iterator[Row]:
    """All equilibria of two players."""
    yield from _all(asked, "enummixed")


def check_polynomial(asked: Asked) -> Iterator[Row]:
    """All equilibria of more players."""
    yield from _all(asked, "enumpoly")


def _all(asked: Asked, key: str) -> Iterator[Row]:
    told = asked.known.get(key)
    if told and "profiles" in told:
        yield _found_among(asked, key, [_behaviour(p) for p in told["profiles"]])


def _behaviour(profile: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = profile.get("behaviour", profile)
    return inner if isinstance(inner, dict) else {}


def _found_among(asked: Asked, key: str, profiles: Sequence[Mapping[str, Any]]) -> Row:
    found = solvers.nash_all(asked.bound)
    good = bool(np.isin(found.status, list(NAMES)).all())
    plays = [asked.play(p)[0] for p in profiles]
    missed = [p for p in plays if nearest_row(asked, p, found.probability) > CLOSE]
    missed = [p for p in missed if not _in_component(asked, p, found)]
    ours = f"{found.n_rows}{'' if found.complete else ' or more'}, finds {len(plays) - len(missed)}"
    verdict = MATCH if good and (not missed or not found.complete) else DIFFERS
    return Row(asked.name, key, f"{len(plays)}", ours, verdict, found.seconds)


def _in_component(asked: Asked, play: Floats, found: Any) -> bool:
    """Whether a profile is a mixture of corners of one connected set that we list."""
    from scipy.optimize import linprog

    plan = own_reach(asked.bound, play)
    owner = np.repeat(asked.bound.arrays.infoset_player, np.diff(asked.bound.arrays.first_action))
    for c in np.unique(found.component[found.component >= 0]):
        rows = np.array([own_reach(asked.bound, r) for r in found.probability[found.component == c]])
        inside = True
        for player in range(asked.bound.arrays.n_players):
            own = rows[:, owner == player]
            a = np.vstack([own.T, np.ones(len(own))])
            answer = linprog(np.zeros(len(own)), A_eq=a, b_eq=np.append(plan[owner == player], 1.0))
            inside = inside and answer.status == 0
        if inside and float(solvers.gain(asked.bound, play).max()) <= CLOSE * asked.scale:
            return True
    return False


def check_one(asked: Asked) -> Iterator[Row]:
    """Concepts that find one equilibrium."""
    arrays = asked.bound.arrays
    told = {key: asked.known[key] for key in ("lcp", "lp", "gnm") if "profiles" in asked.known.get(key, {})}
    stated = asked.known.get("own_sequence_form_lp_value_player1")
    value = None if stated is None or "Error" in str(stated) else number(stated)
    if (told or value is not None) and arrays.n_players == 2:
        found = solvers.nash(asked.bound)
        good = int(found.status[0]) in NAMES and float(found.gain.max()) <= CLOSE * asked.scale
        for key, answer in told.items():
            verdict = MATCH if good else DIFFERS
            expected = "an equilibrium" + (" (the peer's is none)" if "WRONG" in answer else "")
            yield Row(
                asked.name, key, expected, f"gain {float(found.gain.max()):.1e}", verdict, found.seconds
            )
        if value is not None:
            apart = abs(float(found.value[0, 0]) - value) / asked.scale
            ours = f"value {found.value[0, 0]:.9g}"
            yield Row(
                asked.name,
                "value",
                f"value {value:.9g}",
                ours,
                MATCH if good and apart <= CLOSE else DIFFERS,
                found.seconds,
            )
    elif told:
        held = arrays.infoset[arrays.infoset >= 0]
        seen = len(held) == arrays.n_infosets
        found = solvers.backward_induction(asked.bound) if seen else solvers.nash_all(asked.bound)
        good = found.n_rows > 0 and bool(np.isin(found.status, list(NAMES)).all())
        for key in told:
            verdict = MATCH if good else DIFFERS
            yield Row(asked.name, key, "an equilibrium", f"{found.n_rows} equilibria", verdict, found.seconds)


def check_profiles(asked: Asked) -> Iterator[Row]:
    """The payoffs and gains of everything told, by our own evaluation."""
    worst, count, payoff = 0.0, 0, 0.0
    for key in ("enumpure", "enummixed", "enumpoly", "lcp", "lp", "gnm"):
        answer = asked.known.get(key, {})
        for profile in answer.get("profiles", []) if "WRONG" not in answer else []:
            play, _ = asked.play(_behaviour(profile))
            found = solvers.verify(at_precision(asked.bound, np.inf), play[None, :])
            told = profile.get("own_payoffs")
            if told:
                payoff = max(payoff, float(np.abs(found.value[:, 0] - np.array(told)).max()) / asked.scale)
            worst = max(worst, float(solvers.gain(asked.bound, play).max()) / asked.scale)
            count += 1
    if count:
        verdict = MATCH if worst <= CLOSE and payoff <= CLOSE else DIFFERS
        yield Row(
            asked.name,
            "profiles",
            f"{count} equilibria",
            f"payoffs differ {payoff:.1e}, gain {worst:.1e}",
            verdict,
        )


CHECKS: tuple[tuple[str, Callable[[Asked], Iterator[Row]]], ...] = (
    ("reading", check_reading),
    ("qre", check_qre),
    ("logit limit", check_limit),
    ("spe_backward_induction", check_induction),
    ("enumpure", check_pure),
    ("agent_pure", check_agents),
    ("enummixed", check_mixed),
    ("enumpoly", check_polynomial),
    ("lcp, lp, value, gnm", check_one),
    ("profiles", check_profiles),
)


def check_game(path: Path, known: Mapping[str, Any]) -> Iterator[Row]:
    """All rows of one game."""
    try:
        written = read_game(path)
    except GameError as error:
        forgetful = known.get("meta", {}).get("perfect_recall") is False
        codes = ", ".join(sorted({p.code for p in error.problems}))
        wanted = forgetful and codes in ("S681", "S682")
        expected = "refused: imperfect recall" if forgetful else "a game"
        yield Row(path.stem, "reading", expected, f"refused: {codes}", MATCH if wanted else DIFFERS)
        return
    asked = Asked(path.stem, written, known)
    for name, check in CHECKS:
        rows = check(asked)
        while True:
            started = time.perf_counter()
            try:
                yield next(rows)
            except StopIteration:
                break
            except StandoffError as error:
                said = error.problems[0]
                yield Row(
                    path.stem,
                    name,
                    "",
                    f"{said.code}: {said.what[:60]}",
                    REFUSED,
                    time.perf_counter() - started,
                )
                break


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    head = ("game", "concept", "expected", "ours", "matches", "seconds")
    body = [(r.game, r.concept, r.expected, r.ours, r.matches, f"{r.seconds:.3f}") for r in rows]
    width = [max(len(line[k]) for line in (head, *body)) for k in range(len(head))]
    lines = [head, tuple("-" * w for w in width), *body]
    return "\n".join(
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, width, strict=True)) + " |" for line in lines
    )


def main() -> int:
    """Check all games of a folder; 1 if anything differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("path", type=Path, help="a folder with games/ and expected.json")
    parser.add_argument("games", nargs="*", help="only these")
    parser.add_argument("--wrong", action="store_true", help="print only what differs")
    asked = parser.parse_args()
    known = json.loads((asked.path / "expected.json").read_text(encoding="utf-8"))
    files = sorted(p for p in (asked.path / "games").iterdir() if p.suffix in (".efg", ".nfg"))
    rows: list[Row] = []
    for p in files:
        if not asked.games or p.stem in asked.games:
            rows += check_game(p, known.get(p.stem, {}))
            print(f"\r{p.stem:<40}", end="", file=sys.stderr, flush=True)
    print(table([row for row in rows if not asked.wrong or row.matches == DIFFERS]))
    count = {word: sum(row.matches == word for row in rows) for word in (MATCH, DIFFERS, REFUSED, UNTOLD)}
    said = f"{count[MATCH]} match, {count[DIFFERS]} differ, {count[REFUSED]} not accepted, "
    said += f"{count[UNTOLD]} not compared"
    print(f"\n{len({row.game for row in rows})} games: {said}")
    return 1 if count[DIFFERS] else 0


if __name__ == "__main__":
    sys.exit(main())
