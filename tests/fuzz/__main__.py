"""Fuzzes the OTLP endpoints, guided by coverage of our code: `python -m tests.fuzz <folder> [libFuzzer options]`.

Every input gets a correct answer and is counted, every acknowledged item is stored, sealed and readable, and memory
stays where it was. What fails is kept in the folder; run with these files, each is a round of its own.
"""

import os
import sys
import time
from math import inf
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["tocsin"]):
    from tests.fuzz.pipeline import Failed, Pipeline
    from tests.fuzz.sent import seeds, sent

ROUND = 500
"""Inputs between two looks at the store."""
WARM_UP = 10
"""Rounds after which memory must not grow: caches and thread pools are filled by then."""
GROWTH_BYTES = 256 << 20
"""What the engine's own caches, and the fuzzer's corpus, may take after that."""
_TIME = "-max_total_time="
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Target:
    """What is called with each input."""

    def __init__(self, folder: Path, size: int, most_rounds: float, seconds: float) -> None:
        self._folder = folder
        self._size = size
        self._most_rounds = most_rounds
        self._until = time.monotonic() + seconds
        self._pipeline = Pipeline()
        self._inputs: list[bytes] = []
        self._rounds = 0
        self._at_first = 0

    def __call__(self, data: bytes) -> None:
        """Send one input; look at the store when the round is full."""
        self._inputs.append(data)
        self._pipeline.send(sent(data))
        if len(self._inputs) >= self._size:
            self._end_of_round()
            if self._rounds >= self._most_rounds or time.monotonic() >= self._until:
                self._end_well()

    def _end_well(self) -> None:
        # libFuzzer would take the process down around the engine's threads, which then break off with an error.
        self._pipeline.remove()
        os._exit(0)

    def _end_of_round(self) -> None:
        try:
            self._pipeline.settle()
        except Exception:
            place = self._folder / "failed-round"
            place.mkdir(exist_ok=True)
            for number, data in enumerate(self._inputs):
                (place / f"{number:03}").write_bytes(data)
            raise
        self._inputs.clear()
        self._rounds += 1
        self._look_at_memory()

    def _look_at_memory(self) -> None:
        used = int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
        if self._rounds == WARM_UP:
            self._at_first = used
        if self._at_first and used > self._at_first + GROWTH_BYTES:
            raise Failed(f"memory grew from {self._at_first} to {used} bytes in {self._rounds} rounds")
        sys.stderr.write(f"round {self._rounds}: {used >> 20} MiB\n")


def main() -> None:
    """Run until libFuzzer's options say so, or until something fails."""
    folder, options = Path(sys.argv[1]), sys.argv[2:]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, data in seeds().items():
        (corpus / name).write_bytes(data)
    alone = [option for option in options if not option.startswith("-")]
    seconds = [float(option.removeprefix(_TIME)) for option in options if option.startswith(_TIME)]
    target = Target(folder, 1 if alone else ROUND, len(alone) or inf, seconds[-1] if seconds else inf)
    options = [option for option in options if not option.startswith(_TIME)]
    places = alone or [str(corpus)]
    limits = [
        f"-dict={Path(__file__).with_name('otlp.dict')}",
        "-rss_limit_mb=0",
        "-max_len=8192",
        f"-artifact_prefix={folder}/",
    ]
    atheris.Setup([sys.argv[0], *limits, *options, *([] if alone else places)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
