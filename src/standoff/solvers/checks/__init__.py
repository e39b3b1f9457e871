"""Checks of answers that share nothing with what made them: no module of the solvers is imported."""

from standoff.solvers.checks.verification import Check, check, verify

__all__ = ["Check", "check", "verify"]
