"""The redactor of the policy in force: made anew when another one is applied."""

import threading
from collections.abc import Callable, Sequence

from tocsin.ingest.admission import Draft
from tocsin.ingest.redaction.redactor import RedactedText, Redactor
from tocsin.ingest.redaction.rules import RedactionPolicy, joined


class Redaction:
    """A step of admission that follows the applied documents.

    Args:
        policies: Returns what the documents ask for; the same object while none of them changed.
        key: Of the keyed hash; without one, `hash` masks.
    """

    def __init__(self, policies: Callable[[], Sequence[RedactionPolicy]], key: bytes | None = None) -> None:
        self._policies = policies
        self._key = key
        self._lock = threading.Lock()
        self._made_for = policies()
        self._redactor = Redactor(joined(self._made_for), key)

    def __call__(self, draft: Draft) -> None:
        """Redact a decoded request."""
        self._in_force()(draft)

    def text(self, text: str) -> RedactedText:
        """Redact one text as the value of an attribute that holds a message."""
        return self._in_force().text(text)

    def _in_force(self) -> Redactor:
        policies = self._policies()
        if policies is self._made_for:
            return self._redactor
        with self._lock:
            if policies is not self._made_for:
                self._redactor = Redactor(joined(policies), self._key)
                self._made_for = policies
            return self._redactor
