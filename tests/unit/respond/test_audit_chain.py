"""The audit chain: whatever is done to it afterwards is found."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.tasks import MONDAY
from tocsin.errors import InvalidInput
from tocsin.model import GENESIS_HASH, AuditEntry, audit_hash
from tocsin.respond import entries_from_json_lines, entry_to_json, verify_chain

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
FIELDS = st.fixed_dictionaries(
    {"actor": TEXT, "event": TEXT, "subject": TEXT, "details": st.dictionaries(TEXT, TEXT, max_size=3)}
)


def chain(all_fields: Sequence[Mapping[str, object]]) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for number, fields in enumerate(all_fields, start=1):
        hashed = {
            "sequence": number,
            "at": MONDAY + timedelta(seconds=number),
            "previous_hash": entries[-1].hash if entries else GENESIS_HASH,
            **fields,
        }
        entries.append(AuditEntry(**hashed, hash=audit_hash(**hashed)))  # type: ignore[arg-type] # as drawn
    return entries


CHAINS = st.lists(FIELDS, min_size=2, max_size=6).map(chain)


@given(CHAINS)
def test_an_untouched_chain_is_intact_in_memory_and_as_a_file(entries: list[AuditEntry]) -> None:
    for found in (entries, list(entries_from_json_lines(map(entry_to_json, entries)))):
        verdict = verify_chain(found)

        assert verdict.intact
        assert (verdict.entries, verdict.last_hash) == (len(entries), entries[-1].hash)


@given(CHAINS, st.data())
def test_any_edit_is_found(entries: list[AuditEntry], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    edited = data.draw(
        st.sampled_from(
            [
                replace(entries[index], actor=entries[index].actor + "x"),
                replace(entries[index], event=entries[index].event + "x"),
                replace(entries[index], subject=entries[index].subject + "x"),
                replace(entries[index], details={**entries[index].details, "added": ""}),
                replace(entries[index], at=entries[index].at + timedelta(microseconds=1)),
                replace(entries[index], sequence=entries[index].sequence + 1),
                replace(entries[index], previous_hash="1" * 64),
                replace(entries[index], hash="1" * 64),
            ]
        )
    )

    verdict = verify_chain([*entries[:index], edited, *entries[index + 1 :]])

    assert not verdict.intact
    assert verdict.entries == index


@given(CHAINS, st.data())
def test_an_edit_that_hashes_its_own_line_again_is_found_by_the_next(
    entries: list[AuditEntry], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(entries) - 2))
    forged = chain([{"actor": "mallory", "event": "", "subject": "", "details": {}}])[0]
    fields = {"sequence": entries[index].sequence, "previous_hash": entries[index].previous_hash}
    hashed = {"at": forged.at, "actor": "mallory", "event": "", "subject": "", "details": {}, **fields}
    again = AuditEntry(**hashed, hash=audit_hash(**hashed))  # type: ignore[arg-type] # as built above

    assert not verify_chain([*entries[:index], again, *entries[index + 1 :]]).intact


@given(CHAINS, st.data())
def test_a_deletion_before_the_end_is_found(entries: list[AuditEntry], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 2))

    assert not verify_chain(entries[:index] + entries[index + 1 :]).intact


@given(CHAINS, st.integers(1, 5))
def test_a_cut_off_end_is_found_with_a_hash_noted_earlier(entries: list[AuditEntry], cut: int) -> None:
    kept = entries[: max(len(entries) - cut, 1)]

    assert verify_chain(kept).intact
    assert not verify_chain(kept, expected_last_hash=entries[-1].hash).intact
    assert verify_chain(entries, expected_last_hash=kept[-1].hash).intact


@given(CHAINS, st.data())
def test_a_reordering_is_found(entries: list[AuditEntry], data: st.DataObject) -> None:
    moved = data.draw(st.permutations(entries).filter(lambda order: order != entries))

    assert not verify_chain(moved).intact


@given(CHAINS, st.data())
def test_an_insertion_is_found(entries: list[AuditEntry], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))

    assert not verify_chain([*entries[:index], entries[0], *entries[index:]]).intact


def test_an_empty_log_is_intact() -> None:
    assert verify_chain([]).intact


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "{}",
        entry_to_json(chain([{"actor": "a", "event": "e", "subject": "s", "details": {}}])[0])[:-1] + ', "more": 1}',
    ],
)
def test_a_line_that_is_no_entry_is_named(line: str) -> None:
    with pytest.raises(InvalidInput, match="line 1"):
        list(entries_from_json_lines([line]))
