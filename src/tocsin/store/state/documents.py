"""Applied configuration as rows, one per (kind, name)."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import select

from tocsin.store.ports import StoredDocument
from tocsin.store.state.database import Database
from tocsin.store.state.schema import documents
from tocsin.store.state.upsert import insert_or_replace


class Documents:
    """Implements `DocumentStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_document(self, document: StoredDocument) -> bool:
        """Store a document; returns False when the same text is stored already, and leaves that as it was applied."""
        with self._database.write() as connection:
            return insert_or_replace(connection, documents, asdict(document), unless_same=documents.c.text)

    def documents(self, kind: str | None = None) -> Sequence[StoredDocument]:
        """Return stored documents, sorted by kind and name."""
        query = select(documents)
        if kind is not None:
            query = query.where(documents.c.kind == kind)
        with self._database.read() as connection:
            found = [StoredDocument(**row) for row in connection.execute(query).mappings()]
        # Sorted here: the two engines collate differently.
        return sorted(found, key=lambda document: (document.kind, document.name))
