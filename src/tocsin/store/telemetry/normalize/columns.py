"""The SQL of the table: one pass over a span's attributes finds every column, however many names the table has.

A name's rank is its place in the table; of all ranked values of a column the one with the lowest rank wins. Values are
unquoted and cut, so that a column stays bounded whatever is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from tocsin.model import MappingRule
from tocsin.store.telemetry.filters import like_pattern
from tocsin.store.telemetry.normalize.names import (
    DEEP_DOCUMENTS,
    DOCUMENTS,
    EVENT_COLUMNS,
    LABEL_PREFIXES,
    NUMBER_COLUMNS,
    RESOURCE_COLUMNS,
    TEXT_COLUMNS,
    TOKEN_COLUMNS,
)
from tocsin.store.telemetry.normalize.text import array, quoted

Place: TypeAlias = Literal["attribute", "event", "resource"]
LONGEST_VALUE = 200
"""Characters of a value that becomes a column; the attribute itself is kept whole."""
_PAIRS = "Array(Tuple(String, String))"
_FIRST_COLUMN = ord("0")
"""Columns are numbered from here, so that each number is a printable character."""
_CONDITIONS = {"scope": "scope", "service": "resource['service.name']", "name": "name"}
_EMPTY = "('', 'null', 'None')"
_PYTHON = r"replaceAll(replaceAll(kv.2, '\'', '\"'), 'None', 'null')"
_DOCUMENT = rf"multiIf(startsWith(kv.2, '\"'), JSONExtractString(kv.2), startsWith(kv.2, '{{\''), {_PYTHON}, kv.2)"
"""SQL for the JSON of a document `kv`: as it is, out of a JSON string, or of a dictionary as Python shows it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the table.

    Attributes:
        place: What carries the name: "attribute" of the span, span "event", or attribute of its "resource".
        rule: The user's rule it comes from; None for a name of a convention.
        mark: A column that says by not being empty that the name is there; "" for none.
    """

    column: str
    name: str
    place: Place = "attribute"
    rule: MappingRule | None = None
    mark: str = ""

    @property
    def is_member(self) -> bool:
        """Whether the name may point into a JSON document."""
        return any(self.name.startswith(f"{document}.") for document in DOCUMENTS)


class AttributeTable:
    """Built-in names behind those of the user's rules; `entries[rank - 1]` belongs to a rank.

    Args:
        rules: Mapping rules, best first: whoever writes a rule means it, so rules come before conventions.
    """

    def __init__(self, rules: Sequence[MappingRule] = ()) -> None:
        self._rules = rules
        written = [Entry(rule.column, name, rule=rule) for rule in rules for name in rule.names]
        columns = {**TEXT_COLUMNS, **TOKEN_COLUMNS, **NUMBER_COLUMNS}
        built_in: dict[str, Entry] = {}
        for column, names in columns.items():
            for name in names:
                # A name that stands twice would be looked for twice, which costs every insert.
                once = built_in.get(name)
                built_in[name] = replace(once, mark=column) if once else Entry(column, name)
        events = [Entry(column, name, "event") for column, names in EVENT_COLUMNS.items() for name in names]
        shared = [replace(entry, place="resource") for entry in (*written, *built_in.values()) if _may_be_shared(entry)]
        # What a span says of itself ranks above what its resource says of all.
        self.entries: Sequence[Entry] = (*written, *built_in.values(), *events, *shared)
        known = dict.fromkeys(column for entry in self.entries for column in (entry.column, entry.mark))
        self.numbers: Mapping[str, int] = {column: number for number, column in enumerate(known, _FIRST_COLUMN)}

    def value(self, column: str) -> str:
        """Return SQL for what the span says of a column, as text; empty when it says nothing."""
        return f"found[{self.numbers[column]}]"

    def ranked_expression(self) -> str:
        """Return SQL for the sorted array of (rank, text) that a span gives.

        Reads `attributes`, `given` (the same of its resource), `events`, `started_at`, and for rules with conditions
        `scope`, `service` and `name`.
        """
        attributes = self._known("attributes", self._of("attribute"))
        known = f"arrayConcat({attributes}, {self._members()}, given, {self._events()})"
        return f"arraySort(rv -> rv.1, {self._allowed(known)})"

    def resource_expression(self) -> str:
        """Return SQL for the array of (rank, text) that `resource` gives to all of its spans."""
        return self._known("resource", self._of("resource"))

    def _of(self, place: Place) -> Sequence[Entry]:
        return [entry for entry in self.entries if entry.place == place]

    def found_expression(self, ranked: str) -> str:
        """Return SQL that makes of what a span gives, sorted, the map of column numbers to values."""
        column = self._number_of_rank([entry.column for entry in self.entries])
        mark = self._number_of_rank([entry.mark for entry in self.entries])
        value = self._translated(f"leftUTF8(trim(BOTH '\"' FROM rv.2), {LONGEST_VALUE})")
        pairs = f"arrayFlatten(arrayMap(rv -> [({column}, {value}), ({mark}, '+')], {ranked}))"
        return f"CAST({pairs}, 'Map(Int32, String)')"

    def _number_of_rank(self, columns: Sequence[str]) -> str:
        """Return SQL for the number of the column of rank `rv.1`.

        Of a text with one character for each rank: an array of numbers would be analysed element by element.
        """
        return f"ascii(substring({quoted(''.join(chr(self.numbers[column]) for column in columns))}, rv.1, 1))"

    def _known(self, pairs: str, entries: Sequence[Entry]) -> str:
        """Return SQL for the (rank, text) of those pairs whose name is among the entries."""
        known = []
        for layer in _layers(entries):
            rank = f"transform(kv.1, {array(entry.name for entry in layer)}, {self._ranks(layer)}, 0)"
            ranked = f"arrayMap(kv -> ({rank}, kv.2), CAST({pairs}, '{_PAIRS}'))"
            known.append(f"arrayFilter(rv -> rv.1 > 0 AND rv.2 NOT IN {_EMPTY}, {ranked})")
        return f"arrayConcat({', '.join(known)})" if len(known) > 1 else known[0]

    def _ranks(self, entries: Sequence[Entry]) -> str:
        """Return SQL for the ranks of entries; as a range where they follow each other, which is analysed faster."""
        ranks = [self.entries.index(entry) + 1 for entry in entries]
        if ranks == list(range(ranks[0], ranks[0] + len(ranks))):
            return f"range({ranks[0]}, {ranks[-1] + 1})"
        return "[" + ", ".join(str(rank) for rank in ranks) + "]"

    def _members(self) -> str:
        """Return SQL for the (rank, text) of the members of JSON documents among the attributes."""
        wanted = ", ".join(quoted(document) for document in DOCUMENTS)
        documents = f"arrayFilter(kv -> kv.1 IN ({wanted}), CAST(attributes, '{_PAIRS}'))"
        # A third level for everything would cost a tenth of a small insert.
        deep = ", ".join(
            f"({quoted(f'{name}.{path}')}, JSONExtractRaw(attributes[{quoted(name)}], {array(path.split('.'))[1:-1]}))"
            for name, path in DEEP_DOCUMENTS
        )
        found = f"arrayConcat({documents}, [{deep}])"
        nested = _members_of("arrayFilter(kv -> startsWith(kv.2, '{'), one)")
        # A one-element array stands for a variable: the first level is looked at twice.
        both = f"arrayMap(one -> arrayConcat(one, {nested}), [{_members_of(found, _DOCUMENT)}])[1]"
        return self._known(both, [entry for entry in self._of("attribute") if entry.is_member])

    def _events(self) -> str:
        entries = self._of("event")
        names = array(entry.name for entry in entries)
        since = "(toUnixTimestamp64Nano(e.1) - toUnixTimestamp64Nano(started_at)) / 1e9"
        text = f"if(e.2 = 'exception', e.3['exception.type'], toString({since}))"
        ranked = f"arrayMap(e -> (transform(e.2, {names}, {self._ranks(entries)}, 0), {text}), events)"
        return f"arrayFilter(rv -> rv.1 > 0 AND rv.2 != '', {ranked})"

    def _allowed(self, known: str) -> str:
        """Return SQL without the values of rules whose conditions the span does not meet."""
        refused = []
        for rule in self._rules:
            if not rule.when:
                continue
            ranks = [str(rank) for rank, entry in enumerate(self.entries, 1) if entry.rule is rule]
            met = " AND ".join(
                f"{_CONDITIONS[field]} LIKE {quoted(like_pattern(said))}" for field, said in rule.when.items()
            )
            refused.append(f"if({met}, [], [{', '.join(ranks)}])")
        return f"arrayFilter(rv -> NOT has(arrayConcat({', '.join(refused)}), rv.1), {known})" if refused else known

    def _translated(self, value: str) -> str:
        """Return SQL that replaces values as rules tell."""
        pairs = [
            (f"{rank}={said}", meant)
            for rank, entry in enumerate(self.entries, 1)
            if entry.rule
            for said, meant in entry.rule.values.items()
        ]
        if not pairs:
            return value
        said, meant = array(pair[0] for pair in pairs), array(pair[1] for pair in pairs)
        return f"transform(concat(toString(rv.1), '=', {value}), {said}, {meant}, {value})"


def _layers(entries: Sequence[Entry]) -> Sequence[Sequence[Entry]]:
    """Return the entries in groups within which no name stands twice: rules may read what others read, too."""
    layers: list[dict[str, Entry]] = [{}]
    for entry in entries:
        layer = next((one for one in layers if entry.name not in one), None)
        if layer is None:
            layers.append(layer := {})
        layer[entry.name] = entry
    return [list(layer.values()) for layer in layers]


def _may_be_shared(entry: Entry) -> bool:
    """Whether a resource may carry the name: labels of calls are never there, and each name costs analysis."""
    return entry.column in RESOURCE_COLUMNS and not entry.name.startswith(LABEL_PREFIXES)


def _members_of(pairs: str, text: str = "kv.2") -> str:
    """Return SQL for the pairs ("<attribute>.<member>", JSON text) of attributes that hold JSON objects."""
    members = f"arrayMap(m -> (concat(kv.1, '.', m.1), m.2), JSONExtractKeysAndValuesRaw({text}))"
    return f"arrayFlatten(arrayMap(kv -> {members}, {pairs}))"
