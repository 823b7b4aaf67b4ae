"""The two processes of the demo, `tocsin up` and the product, and the `tocsin` commands run against them."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tocsin.drill.demo.failure import DemoFailed

_GRACE_SECONDS = 15.0
_COMMAND_SECONDS = 60.0
_TAIL_LINES = 8


def console_script() -> str:
    """Return the path of the `tocsin` command that was installed next to this interpreter.

    Raises:
        DemoFailed: There is none.
    """
    script = Path(sys.executable).with_name("tocsin")
    if not script.exists():
        raise DemoFailed(f"there is no command {str(script)!r}; install Tocsin into this environment first")
    return str(script)


def run_command(arguments: Sequence[str]) -> str:
    """Run a `tocsin` command to its end and return what it printed.

    Raises:
        DemoFailed: It exited with anything but 0, or did not end.
    """
    command = [console_script(), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own command, with arguments of our own
            command, capture_output=True, text=True, timeout=_COMMAND_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DemoFailed(f"`tocsin {' '.join(arguments)}` did not end within {_COMMAND_SECONDS:.0f} s") from error
    if done.returncode != 0:
        raise DemoFailed(f"`tocsin {' '.join(arguments)}` exited with {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


@dataclass(frozen=True)
class Child:
    """A running process whose output goes to a log file."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @classmethod
    def start(cls, name: str, command: Sequence[str], log: Path) -> "Child":
        """Start a process in a session of its own, so that Ctrl-C reaches the demo alone and it stops them in order."""
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own command, with arguments of our own
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        return cls(name, process, log)

    def check(self) -> None:
        """Raise `DemoFailed` with the end of its log when the process has ended."""
        if (code := self.process.poll()) is not None:
            lines = self.log.read_text("utf-8", "replace").splitlines()[-_TAIL_LINES:]
            raise DemoFailed(f"the {self.name} ended with exit code {code}; {self.log} ends with:\n" + "\n".join(lines))

    def stop(self) -> None:
        """Ask the process to end, and kill it when it does not."""
        self.process.terminate()
        try:
            self.process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
