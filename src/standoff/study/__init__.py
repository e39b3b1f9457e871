"""Runs ensembles: chunked, resumable, in one process or several, with every file of a run's folder."""

from standoff.study.progress import Progress, Quiet
from standoff.study.run import RunFolder, compile_reading, open_run, resume, run
from standoff.study.settings import Settings

__all__ = ["Progress", "Quiet", "RunFolder", "Settings", "compile_reading", "open_run", "resume", "run"]
