"""The tables of the language, by what they are about; `grammar.py` puts them together."""
