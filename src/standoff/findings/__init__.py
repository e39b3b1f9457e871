"""Findings: what a run's conclusions hinge on, where choices flip, what is robust, how readings differ.

Each kind of finding is worked out from a finished run and written to `findings/KIND.json` in its
folder; the report reads those files alone (docs/design/011).
"""
