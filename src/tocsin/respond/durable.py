"""Durable execution on DBOS: an action that was handed in is carried out, through crashes and restarts, once.

DBOS keeps the memory of finished steps in the state database and, at start, takes up what a dead process left. It is
global to a process, so one `DurableExecution` can be started at a time; nothing happens at import.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import structlog

from tocsin.clock import Clock
from tocsin.errors import Bug, DependencyError, LeaseLost
from tocsin.model import ActionId, IncidentId
from tocsin.respond.chronicle import ActionRef
from tocsin.respond.execution import Journal

if TYPE_CHECKING:
    from dbos import DBOS, SetWorkflowID, StepOptions

log = structlog.get_logger()

T = TypeVar("T")

APPLICATION_VERSION = "respond-1"
"""Stamped on every workflow; DBOS takes up only those of its own version. Raise it when the order of the steps changes:
what is under way then ends FAILED for a person to look at, since its memory does not fit the new steps."""
_QUEUE = "tocsin-respond"
_WORKFLOW = "tocsin.respond.carry_out"
_LOOK_FOR_WORK_EVERY = timedelta(milliseconds=500)
_LOOK_FOR_NOTICES_EVERY = timedelta(milliseconds=100)
"""Nobody sends any here, but a stop waits for the next look."""
_AT_ONCE = 8
"""Executions at the same time in one process; each holds a thread while it watches recovery."""
_THREADS = 4 * _AT_ONCE
_RETRY_AFTER = timedelta(milliseconds=500)
_ATTEMPTS = 6
"""With a doubled pause each time, a step outlasts a database that is away for 15 seconds."""
_STOP_WITHIN = timedelta(seconds=10)
_OVER = frozenset({"SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})


class _Stopping(BaseException):
    """Ends a workflow's thread at shutdown, or once another process carries it on.

    No `Exception`, since DBOS would record that as the workflow's failure.
    """


class DurableExecution:
    """Implements `Executions` on DBOS."""

    def __init__(
        self,
        database_url: str,
        carry_out: Callable[[Journal, ActionRef], None],
        clock: Clock,
        *,
        process_name: str = "tocsin",
        fence: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Remember what to run and where; nothing is opened before `start`.

        Args:
            database_url: "sqlite:///<path>" or "postgresql...://"; DBOS makes its own tables there.
            carry_out: Brings one approved action to a final state, over a journal.
            clock: Where the end of a sleep is read.
            process_name: The same after a restart, and different for each process on one database: a process takes up
                what was left under its own name.
            fence: Gives what one execution is done in, from its first step to its last. It raises LeaseLost, then or
                in a write, once another process has recovered what this one was doing.
        """
        self._database_url = database_url
        self._carry_out = carry_out
        self._clock = clock
        self._process_name = process_name
        self._fence = fence
        self._stopping = threading.Event()
        self._engine: _Engine | None = None
        self._running = 0
        self._broken: set[ActionRef] = set()
        self._idle = threading.Condition()

    def start(self) -> None:
        """Open the database and take up what was left unfinished.

        Raises:
            Bug: It is started already.
        """
        # DBOS takes over a second to import, which commands that only verify a log must not pay.
        from dbos import DBOS, SetWorkflowID  # noqa: PLC0415 - heavy third party, see above

        if self._engine is not None:
            raise Bug("DurableExecution is started already")
        DBOS(
            config={
                "name": "tocsin",
                "system_database_url": _driverless(self._database_url),
                "application_version": APPLICATION_VERSION,
                "executor_id": self._process_name,
                "log_level": "WARNING",
                "enable_otlp": False,
                "max_executor_threads": _THREADS,
                "notification_listener_polling_interval_sec": _LOOK_FOR_NOTICES_EVERY.total_seconds(),
            }
        )
        self._stopping.clear()
        self._engine = _Engine(DBOS, SetWorkflowID, DBOS.workflow(name=_WORKFLOW)(self._as_function()))
        try:
            DBOS.launch()
            DBOS.register_queue(
                _QUEUE, worker_concurrency=_AT_ONCE, polling_interval_sec=_LOOK_FOR_WORK_EVERY.total_seconds()
            )
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Leave running executions where they are, to be taken up at the next start, and close the database."""
        if self._engine is None:
            return
        self._stopping.set()
        with self._idle:
            self._idle.wait_for(lambda: self._running == 0, timeout=_STOP_WITHIN.total_seconds())
        self._engine.dbos.destroy(destroy_registry=True)
        self._engine = None

    def recover(self, process_name: str) -> None:
        """Take up what a dead process left under its name; harmless when another process did so already."""
        # DBOS offers this to its own control plane and its admin port, neither of which runs here.
        self._started().dbos._recover_pending_workflows([process_name])  # noqa: SLF001 - see above

    def submit(self, ref: ActionRef) -> None:
        """Have an action carried out; submitting it again changes nothing, since its id is the workflow's.

        One that broke off here while the database could not even store that it did goes on after its last stored step.
        """
        engine = self._started()
        if ref in self._broken:
            engine.dbos.resume_workflow(ref.action_id)
            self._broken.discard(ref)
            return
        with engine.set_workflow_id(ref.action_id):
            engine.dbos.enqueue_workflow(_QUEUE, engine.workflow, ref.incident_id, ref.action_id)

    def ended(self, ref: ActionRef) -> bool:
        """Return whether its workflow is over, in whatever way; also when it is of another version of the steps."""
        status = self._started().dbos.get_workflow_status(ref.action_id)
        return status is not None and (status.status in _OVER or status.app_version != APPLICATION_VERSION)

    def step(self, name: str, run: Callable[[], T]) -> T:
        """Return what `run` returns, or returned before the process died; as `Journal`, inside a workflow."""
        if self._stopping.is_set():
            raise _Stopping
        options: StepOptions = {
            "name": name,
            "retries_allowed": True,
            "should_retry": lambda error: isinstance(error, DependencyError),
            "interval_seconds": _RETRY_AFTER.total_seconds(),
            "backoff_rate": 2.0,
            "max_attempts": _ATTEMPTS,
        }

        def unless_taken_over() -> T:
            try:
                return run()
            except LeaseLost:
                log.warning("respond.taken_over", step=name, process=self._process_name)
                raise _Stopping from None

        return self._started().dbos.run_step(options, unless_taken_over)

    def sleep(self, pause: timedelta) -> None:
        """Wait, at most `pause` after the first time this sleep was begun; as `Journal`, inside a workflow."""
        # DBOS.sleep cannot be interrupted and would hold up a stop; what makes it durable is only the stored instant.
        wake_at = self.step("sleep_until", lambda: self._clock.now() + pause)
        if self._stopping.wait(max((wake_at - self._clock.now()).total_seconds(), 0)):
            raise _Stopping

    def _started(self) -> "_Engine":
        if self._engine is None:
            raise Bug("DurableExecution is not started")
        return self._engine

    def _as_function(self) -> Callable[[str, str], None]:
        """Return `_run` as a plain function: DBOS writes its marks on it, which a bound method does not take."""

        def carry_out(incident_id: str, action_id: str) -> None:
            self._run(incident_id, action_id)

        return carry_out

    def _run(self, incident_id: str, action_id: str) -> None:
        # Plain strings: they are stored with the workflow and must be readable by later versions.
        ref = ActionRef(IncidentId(incident_id), ActionId(action_id))
        with self._idle:
            self._running += 1
        try:
            with self._fence():
                self._carry_out(self, ref)
        except LeaseLost:
            raise _Stopping from None
        except Exception:
            self._broken.add(ref)
            raise
        finally:
            with self._idle:
                self._running -= 1
                self._idle.notify_all()


@dataclass(frozen=True, slots=True)
class _Engine:
    """DBOS as it was imported, and our workflow as it registered it."""

    dbos: "type[DBOS]"
    set_workflow_id: "type[SetWorkflowID]"
    workflow: Callable[[str, str], None]


def _driverless(url: str) -> str:
    """Return the URL as DBOS takes it: it chooses the PostgreSQL driver itself."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme.partition('+')[0]}{separator}{rest}"
