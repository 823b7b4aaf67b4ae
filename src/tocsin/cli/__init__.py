"""The command line: `tocsin up` runs a server, every other command talks to one over HTTP.

Reads arguments and writes the terminal. Invariants: a client command imports no engine and no web framework, so that
it starts at once; exit codes are 0 done, 1 what was asked failed, 2 it was asked wrongly.
"""

from tocsin.cli.main import main

__all__ = ["main"]
