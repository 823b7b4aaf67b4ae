"""Prices in the engine: chosen by the day of a call, multiplied, and listed where they lack."""
