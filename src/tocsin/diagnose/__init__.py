"""Diagnosis: what changed, and do the failures keep to it? Ranked hypotheses with evidence, and who is hit.

Reads counts, tasks and changes through ports; writes nothing and asks no language model. Invariants: without a
confirmed deviation nothing is blamed; "unknown" is always on the list; every piece of evidence carries its numbers and
the API request that shows them again; the same data and the same instant give the same diagnosis.
"""

from tocsin.diagnose.candidates import Exclusion
from tocsin.diagnose.case import ChangeReader, Sources
from tocsin.diagnose.diagnose import Diagnosis, diagnose

__all__ = ["ChangeReader", "Diagnosis", "Exclusion", "Sources", "diagnose"]
