"""The compiled game: its arrays, its numbers for a chunk of draws, and exchange with other programs."""

from standoff.game.binding import bind, check_chance, check_structure
from standoff.game.records import (
    ADVICE,
    CHANCE,
    DECISION,
    DEGENERATE,
    FAILED,
    NOT_CONVERGED,
    REJECTED,
    SOLVED,
    STATUS,
    TERMINAL,
    BoundGame,
    Game,
    GameArrays,
    Labels,
    Rest,
    Solution,
)

__all__ = [
    "ADVICE",
    "CHANCE",
    "DECISION",
    "DEGENERATE",
    "FAILED",
    "NOT_CONVERGED",
    "REJECTED",
    "SOLVED",
    "STATUS",
    "TERMINAL",
    "BoundGame",
    "Game",
    "GameArrays",
    "Labels",
    "Rest",
    "Solution",
    "bind",
    "check_chance",
    "check_structure",
]
