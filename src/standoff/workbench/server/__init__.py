"""The server of `standoff open`: the one place that imports Starlette and uvicorn."""
