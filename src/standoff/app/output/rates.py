"""Base rates as `standoff library --base-rates` and `standoff fit front --base-rates` print them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import JsonValue

    from standoff.draws import BaseRate
    from standoff.results.library import RateListed


def rates_text(found: Iterable[BaseRate]) -> str:
    """Two lines a rate: how a scenario names it, and what it says."""
    return "\n".join(f"base_rate({rate.name})\n    {rate.text()}" for rate in found)


def rates_json(found: Mapping[str, RateListed]) -> dict[str, JsonValue]:
    """The rates by name, for JSON."""
    return {name: one.model_dump() for name, one in found.items()}
