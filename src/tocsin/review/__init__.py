"""Review: what an incident leaves behind for people to learn from.

Reads incidents, traces, releases and the audit log; writes nothing. Invariant: every sentence links to what it was
drawn from, and text that came with telemetry can neither format nor link.
"""

from tocsin.review.postmortem import PostmortemSources, postmortem

__all__ = ["PostmortemSources", "postmortem"]
