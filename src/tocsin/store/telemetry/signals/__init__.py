"""Logs, metrics, scores and reported outcomes: what applications and evaluators send beside spans."""
