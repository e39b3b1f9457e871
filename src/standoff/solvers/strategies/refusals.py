"""How a concept refuses a game: it says why, and which concept accepts it."""

from __future__ import annotations

from standoff.errors import Problem, StandoffError


def refusal(what: str, instead: str, code: str = "S633") -> StandoffError:
    """The error of a concept that does not accept a game."""
    return StandoffError(Problem(code, what, fix=instead))


def demand_two(concept: str, n_players: int) -> None:
    """Refuse games that have not two players.

    Raises
    ------
    StandoffError
        S633, with the concepts that take any number of players.
    """
    if n_players != 2:
        count = "one player" if n_players == 1 else f"{n_players} players"
        raise refusal(
            f"the game has {count}, and `{concept}` is for two.",
            "`nash_all`, `pure_equilibria`, `agent_pure_equilibria` and `agent_quantal_response` take any "
            "number of players, `backward_induction` too where nothing is hidden.",
        )


def demand_within(what: str, count: int, most: int, instead: str) -> None:
    """Refuse more of something than a method lists.

    Raises
    ------
    StandoffError
        S634, with the numbers.
    """
    if count > most:
        shown = f"{count:,}" if count < 10**12 else f"about 10^{len(str(count)) - 1}"
        raise refusal(f"the game has {shown} {what}; at most {most:,} are gone through.", instead, "S634")
