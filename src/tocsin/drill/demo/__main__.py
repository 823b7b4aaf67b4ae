"""`python -m tocsin.drill.demo`: run the demo; with --auto unattended, exit 0 only if all of it really happened."""

import argparse
import signal
import sys
import threading
from contextlib import ExitStack, closing
from pathlib import Path

from rich.console import Console

from tocsin.clock import Clock, SystemClock
from tocsin.drill.demo import scenario
from tocsin.drill.demo.acts import Demo
from tocsin.drill.demo.api import Api
from tocsin.drill.demo.children import Child, console_script, run_command
from tocsin.drill.demo.failure import DemoFailed
from tocsin.drill.demo.patience import Interrupted, Patience
from tocsin.drill.demo.place import Place, address, fresh_folder
from tocsin.drill.demo.story import Story

_INTERRUPTED = 130  # what shells call an end by Ctrl-C


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tocsin.drill.demo", description=__doc__)
    parser.add_argument("--auto", action="store_true", help="approve by itself, check everything, and exit")
    parser.add_argument("--no-fault", action="store_true", help="leave the bad release out: then the demo must fail")
    parser.add_argument("--data", type=Path, default=Path(".demo"), help="folder of this demo; made afresh")
    parser.add_argument("--examples", type=Path, default=Path("examples"), help="the repository's examples folder")
    parser.add_argument("--server-listen", help="address of API and UI (127.0.0.1:8040, or a free port)")
    parser.add_argument("--otlp-http", help="address for OTLP/HTTP (127.0.0.1:4318, or a free port)")
    parser.add_argument("--otlp-grpc", help="address for OTLP/gRPC (127.0.0.1:4317, or a free port)")
    return parser.parse_args()


def _start_server(place: Place) -> Child:
    command = [console_script(), "up", "--data", str(place.data), "--listen", place.listen]
    command += ["--otlp-http", place.otlp_http, "--otlp-grpc", place.otlp_grpc]
    return Child.start("server", command, place.folder / "server.log")


def _start_product(place: Place) -> Child:
    command = [sys.executable, "-m", "tocsin.drill.product"]
    command += ["--otlp", f"http://{place.otlp_http}", "--server", place.server_url]
    command += ["--past-hours", f"{scenario.PAST.total_seconds() / 3600:g}"]
    command += ["--deployed-minutes-ago", f"{scenario.DEPLOYED_AGO.total_seconds() / 60:g}"]
    return Child.start("product", command, place.folder / "product.log")


def _play(options: argparse.Namespace, place: Place, stage: ExitStack, story: Story, stopped: threading.Event) -> None:
    """Start everything, to be stopped when `stage` closes, and go through the acts."""
    clock: Clock = SystemClock()
    children: list[Child] = []

    def start(child: Child) -> None:
        children.append(child)
        stage.callback(child.stop)

    def check_children() -> None:
        for child in children:
            child.check()

    api = stage.enter_context(closing(Api(place.server_url)))
    examples = scenario.Examples(options.examples)
    patience = Patience(clock, stopped.wait, check_children)
    demo = Demo(api, run_command, place, examples, story, patience, clock)

    start(_start_server(place))
    demo.wait_until_ready()
    story.tell(f"Tocsin is up. Watch it at {place.server_url}", style="bold")
    demo.configure(deployed_at=clock.now() - scenario.DEPLOYED_AGO)
    start(_start_product(place))
    story.tell(f"A support assistant starts: it tells its last {scenario.PAST.days} days, then serves live users")
    _perform(demo, options)


def _perform(demo: Demo, options: argparse.Namespace) -> None:
    demo.watch_health()
    fault = demo.withhold_fault() if options.no_fault else demo.release_bad_prompt()
    incident_id = str(demo.await_page(fault)["id"])
    action = demo.await_proposal(incident_id, fault)
    demo.approve(incident_id, action, unattended=options.auto)
    demo.conclude(demo.await_recovery(incident_id, str(action["id"])), fault)


def _run(options: argparse.Namespace, story: Story, stopped: threading.Event) -> int:
    with fresh_folder(options.data) as folder, ExitStack() as stage:
        place = Place(
            folder,
            listen=address(options.server_listen, 8040),
            otlp_http=address(options.otlp_http, 4318),
            otlp_grpc=address(options.otlp_grpc, 4317),
        )
        code = 0
        try:
            _play(options, place, stage, story, stopped)
        except DemoFailed as failure:
            story.tell(f"FAILED: {failure}", style="bold red")
            code = 1
        if not options.auto:
            story.tell("Ctrl-C stops the server and the product")
            stopped.wait()
    return code


def main() -> int:
    """Run the demo and return the exit code."""
    options = _arguments()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())
    story = Story(SystemClock(), Console())
    try:
        return _run(options, story, stopped)
    except DemoFailed as failure:
        story.tell(f"FAILED: {failure}", style="bold red")
        return 1
    except Interrupted:
        story.tell("Stopped.")
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
