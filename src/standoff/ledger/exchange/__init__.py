"""Forecasts of other platforms as events of a ledger, and a ledger as tables and a calendar."""
