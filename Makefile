# Shortcuts; begin.py is what does the work.
.PHONY: test quick types reference docs bench
test:
	python3 begin.py test
quick:
	.venv/bin/python -m ruff check . && .venv/bin/python -m pytest -x
types:
	.venv/bin/python -m mypy
reference:
	.venv/bin/python docs/make_reference.py
docs:
	python3 begin.py docs
bench:
	.venv/bin/python -m bench
