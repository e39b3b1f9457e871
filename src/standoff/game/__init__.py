"""The compiled game: its arrays, its numbers for a chunk of draws, and exchange with other programs."""

from standoff.game.base_weights import with_weights
from standoff.game.binding import bind, check_chance, check_structure
from standoff.game.efg import GameText, efg_text, write_efg
from standoff.game.efg_reading import read_efg
from standoff.game.files import read_game
from standoff.game.nfg import nfg_text, write_nfg
from standoff.game.nfg_reading import read_nfg
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
    ExactNumbers,
    Game,
    GameArrays,
    Labels,
    Rest,
    Solution,
)
from standoff.game.tokens import GameError
from standoff.game.trees import BuiltGame, Chance, Decision, Terminal, at_precision, build_tree
from standoff.game.written import WrittenGame

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
    "BuiltGame",
    "Chance",
    "Decision",
    "ExactNumbers",
    "Game",
    "GameArrays",
    "GameError",
    "GameText",
    "Labels",
    "Rest",
    "Solution",
    "Terminal",
    "WrittenGame",
    "at_precision",
    "bind",
    "build_tree",
    "check_chance",
    "check_structure",
    "efg_text",
    "nfg_text",
    "read_efg",
    "read_game",
    "read_nfg",
    "with_weights",
    "write_efg",
    "write_nfg",
]
