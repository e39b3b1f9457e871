"""`BANK`: all games, for every certificate test."""

from __future__ import annotations

from tests.games import cards, crises, hidden, many_players, sequential, signals, two_by_two
from tests.games.game_cases import Case, Known

BANK: tuple[Case, ...] = (
    *two_by_two.CASES,
    *many_players.CASES,
    *sequential.CASES,
    *hidden.CASES,
    *cards.CASES,
    *signals.CASES,
    *crises.CASES,
)

__all__ = ["BANK", "Case", "Known"]
