"""Which releases are live right now, answered from memory: a background thread asks the server, requests never do.

When the server is down the last good answer stays; before the first one the caller's own default does.
"""

import contextlib
import http.client
import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Self

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LiveRelease:
    """One live release; `version` is empty while this is still the caller's default."""

    axis: str
    subject: str
    version: str
    content: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the server said; `content` is None when it knows the version but does not keep the text."""

    version: str
    content: str | None
    etag: str


class LiveReleases:
    """Live releases of a Tocsin server, for use from any thread.

    A subject is polled from the first time it is asked for. The thread starts then, too, so a server that forks its
    workers after import is safe.
    """

    def __init__(self, server_url: str, *, poll_seconds: float = 5.0, timeout_seconds: float = 2.0) -> None:
        """Remember where to ask; opens no connection and starts no thread.

        Args:
            server_url: Base URL of the Tocsin server, e.g. "http://127.0.0.1:8040".
            poll_seconds: Pause between two rounds of polling.
            timeout_seconds: Longest wait for one answer, in the background.

        Raises:
            ValueError: The URL is not HTTP or HTTPS.
        """
        if not server_url.startswith(("http://", "https://")):
            raise ValueError(f"server_url must start with http:// or https://, got {server_url!r}")
        self._server_url = server_url.rstrip("/")
        self._poll_seconds = poll_seconds
        self._timeout_seconds = timeout_seconds
        self._lock = threading.Lock()  # guards the answers; never held while the network is
        self._round = threading.Lock()  # one round at a time, so a slow old answer cannot replace a newer one
        self._answers: dict[_Key, _Answer | None] = {}
        self._asked_anew = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def prompt(self, name: str, *, default: str = "") -> LiveRelease:
        """Return the live version of a prompt; see `release`."""
        return self.release("prompt", name, default=default)

    def release(self, axis: str, subject: str, *, default: str = "") -> LiveRelease:
        """Return what is live, from memory, at once and without raising.

        Args:
            axis: What kind of thing, e.g. "prompt" or "model".
            subject: Its name on that axis.
            default: The content to work with until the server has answered for the first time, and where it knows
                which version is live but does not keep its text.
        """
        key = (axis, subject)
        with self._lock:
            if key not in self._answers:
                self._answers[key] = None
                self._asked_anew.set()
            self._keep_polling()
            answer = self._answers[key]
        if answer is None:
            return LiveRelease(axis, subject, "", default)
        return LiveRelease(axis, subject, answer.version, default if answer.content is None else answer.content)

    def refresh(self) -> bool:
        """Ask for every known subject now, in this thread; for start-up, not for the request path.

        Returns:
            Whether each of them has a version by now.
        """
        with self._lock:
            keys = list(self._answers)
        with self._round:
            for key in keys:
                # The supervised edge of this client: whatever the network does, the last good answer stays.
                with contextlib.suppress(OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
                    self._ask(key)
        with self._lock:
            return all(self._answers[key] is not None for key in keys)

    def close(self) -> None:
        """Stop polling; the answers so far stay readable."""
        self._closed.set()
        self._asked_anew.set()
        thread = self._thread
        if thread is not None:
            thread.join(timeout=self._timeout_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _keep_polling(self) -> None:
        """Start the thread, or start it again in a forked child, where it does not live on."""
        if self._closed.is_set() or (self._thread is not None and self._thread.is_alive()):
            return
        self._thread = threading.Thread(target=self._poll, name="tocsin-live-releases", daemon=True)
        self._thread.start()

    def _poll(self) -> None:
        while not self._closed.is_set():
            self._asked_anew.clear()
            self.refresh()
            self._asked_anew.wait(self._poll_seconds)

    def _ask(self, key: _Key) -> None:
        path = "/".join(urllib.parse.quote(part, safe="") for part in key)
        known = self._answers[key]
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked in __init__
            f"{self._server_url}/api/v1/live/{path}", headers={"If-None-Match": known.etag} if known else {}
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_seconds) as response:  # noqa: S310 - as above
                body = json.load(response)
                etag = str(response.headers.get("ETag", ""))
        except urllib.error.HTTPError as refusal:
            refusal.close()  # 304: still the same. Anything else: nothing usable, so what we have stays.
            return
        content = body["content"]
        answer = _Answer(str(body["version"]), None if content is None else str(content), etag)
        with self._lock:
            self._answers[key] = answer
