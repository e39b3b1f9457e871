"""The Python interface: every command as a typed function; `standoff.NAME` finds each here.

A command of the command line parses its words, calls the function of its name and prints.
"""
