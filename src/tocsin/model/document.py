"""One document that a retrieval found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One retrieved document.

    Attributes:
        id: What names it in its index; empty when not recorded.
        content: Its text, or the passage of it that was found; empty when not recorded.
        score: How well it matched by the retriever's own measure, higher is better; None when not recorded.
    """

    id: str
    content: str
    score: float | None
