"""Runs the command line: `python -m tocsin.cli`."""

from tocsin.cli.main import main

if __name__ == "__main__":
    main(prog_name="tocsin")
