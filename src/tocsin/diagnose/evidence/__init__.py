"""Evidence for and against one change: timing, reach, and whether the failures keep to the tasks that ran on it.

Each module answers one question and weighs its own answer in nats of log-odds; the weights are named there, with their
reasons. Numbers come from the ports alone, and each piece says which API request shows them again.
"""

from tocsin.diagnose.evidence.exposed import exposure_evidence
from tocsin.diagnose.evidence.reach import reach_evidence
from tocsin.diagnose.evidence.timing import timing_evidence

__all__ = ["exposure_evidence", "reach_evidence", "timing_evidence"]
