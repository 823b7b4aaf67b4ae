"""Tocsin: SRE for AI. Makes fluent failures loud, and gets them fixed inside explicit trust boundaries."""

__version__ = "0.1.0"
