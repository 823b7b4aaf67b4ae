"""Rehearsal: a simulated AI product that fails on purpose, and the driver of the demo around it.

Both are programs of their own, run with `python -m`, and other rooms import nothing from here. They use Tocsin as any
customer would: over OTLP, the REST API, the command line and `tocsin.sdk`.
"""

__all__: list[str] = []
