"""Configuration documents: YAML texts read into what they configure, with every problem found and not only the first.

A document is named by its kind and name; applying is all or nothing, and applying the same text again does nothing.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from tocsin.api import DocumentProblem, DocumentsRefused
from tocsin.errors import CallerError, ConfigurationError
from tocsin.ingest import RedactionPolicy, parse_journeys, parse_mapping, parse_redaction, parse_sampling
from tocsin.model import Axis, JourneyRule, MappingRule, Runbook, SamplingPolicy, Slo
from tocsin.release import check_release
from tocsin.respond import parse_runbook
from tocsin.slo import parse_slos

_SUFFIXES = frozenset({".yaml", ".yml"})
_SEPARATOR = re.compile(r"\A(?:\.\.\.)?\s*(?:---[^\S\n]*(?:\n|\Z))?")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class _Named(_Strict):
    name: Annotated[str, Field(min_length=1)]


class ReleaseSpec(_Strict):
    """The `spec` of a `kind: Release` document; `live` makes it live when the document is new or changed."""

    axis: Axis
    version: str
    content: str
    author: str
    notes: str = ""
    live: bool = False


class ReleaseDocument(_Strict):
    """A `tocsin/v1` document of kind Release; its name is the subject."""

    api_version: Literal["tocsin/v1"]
    kind: Literal["Release"]
    metadata: _Named
    spec: ReleaseSpec

    @property
    def subject(self) -> str:
        """What is released."""
        return self.metadata.name


Configured: TypeAlias = (
    Sequence[Slo]
    | Sequence[JourneyRule]
    | Sequence[MappingRule]
    | Runbook
    | ReleaseDocument
    | RedactionPolicy
    | SamplingPolicy
)


@dataclass(frozen=True, slots=True)
class Document:
    """One document that can be used.

    Attributes:
        name: Unique among its kind; of a Release "<axis>/<subject>/<version>", for a subject has many.
        text: As its author wrote it, comments included.
        place: "<source>:<line>" of its first line, or "line <line>" without a source.
        value: What it configures.
    """

    kind: str
    name: str
    text: str
    place: str
    value: Configured

    @property
    def title(self) -> str:
        """Kind and name."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading; use the documents only when there are no problems."""

    documents: Sequence[Document]
    problems: Sequence[DocumentProblem]


@dataclass(frozen=True, slots=True)
class _Raw:
    """One YAML document before anything in it is understood."""

    text: str
    place: str
    content: object


def read_paths(paths: Iterable[Path]) -> Reading:
    """Read files, and folders with all the `*.yaml` and `*.yml` below them.

    Raises:
        ConfigurationError: A path cannot be read, or a folder holds no such file.
    """
    return _joined(_read_text(_content(file), str(file)) for path in paths for file in _files(path))


def read_text(text: str, source: str = "") -> Reading:
    """Read a text of one or more documents separated by `---`; `source` names it in problems."""
    return _joined([_read_text(text, source)])


def read_mapping(text: str) -> Sequence[MappingRule]:
    """Return the mapping rules of a text, in order.

    Raises:
        DocumentsRefused: A document cannot be used, or is no Mapping; names every problem.
    """
    reading = read_text(text)
    problems = list(reading.problems)
    problems += [
        DocumentProblem(document.place, document.title, "is no Mapping; only mapping rules can be tested on a span")
        for document in reading.documents
        if document.kind != "Mapping"
    ]
    if problems:
        raise DocumentsRefused(problems)
    values = [document.value for document in reading.documents if isinstance(document.value, Sequence)]
    return tuple(rule for value in values for rule in value if isinstance(rule, MappingRule))


def clashes(documents: Sequence[Document]) -> Sequence[DocumentProblem]:
    """Return a problem for each document that says again what one before it says: same name, SLO or live subject."""
    first: dict[str, Document] = {}
    problems = []
    for document in documents:
        for claim in _claims(document):
            earlier = first.setdefault(claim, document)
            if earlier is not document:
                message = f"{claim} stands at {earlier.place} already; keep one of them"
                problems.append(DocumentProblem(document.place, document.title, message))
                break
    return problems


def _claims(document: Document) -> Iterator[str]:
    """Yield what only one document may say."""
    yield document.title
    if isinstance(document.value, ReleaseDocument):
        if document.value.spec.live:
            yield f"what is live for {document.value.spec.axis} {document.value.subject!r}"
    elif isinstance(document.value, SamplingPolicy):
        yield "the sampling policy"
    elif isinstance(document.value, Sequence):
        slos = [one for one in document.value if isinstance(one, Slo)]
        yield from (f"SLO {slo.name}" for slo in slos if slo.name != document.name)


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix in _SUFFIXES and file.is_file())
    if not files:
        raise ConfigurationError(f"folder {str(path)!r} holds no *.yaml or *.yml file")
    return files


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{str(file)!r} cannot be read: {error}") from error


def _read_text(text: str, source: str) -> Reading:
    try:
        raws = list(_split(text, source))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Reading((), (DocumentProblem(_place(source, line), "", f"is no YAML: {error.problem}"),))
    except yaml.YAMLError as error:
        return Reading((), (DocumentProblem(_place(source, 1), "", f"is no YAML: {error}"),))
    return _merged(_read(raw) for raw in raws)


def _joined(readings: Iterable[Reading]) -> Reading:
    reading = _merged(readings)
    return Reading(reading.documents, (*reading.problems, *clashes(reading.documents)))


def _merged(readings: Iterable[Reading]) -> Reading:
    every = list(readings)
    return Reading(
        tuple(document for reading in every for document in reading.documents),
        tuple(problem for reading in every for problem in reading.problems),
    )


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping, where YAML libraries silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002 - the library's signature
        seen: set[object] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if isinstance(name, str) and name in seen:
                raise yaml.MarkedYAMLError(problem=f"key {name!r} stands twice", problem_mark=key.start_mark)
            seen.add(name if isinstance(name, str) else None)
        return super().construct_mapping(node, deep=deep)


def _split(text: str, source: str) -> Iterator[_Raw]:
    loader = _Loader(text)
    try:
        before = 0
        while (node := loader.get_node() if loader.check_node() else None) is not None:
            content = loader.construct_document(node)
            written = _SEPARATOR.sub("", text[before : node.end_mark.index])
            before = node.end_mark.index
            if content is not None:
                yield _Raw(written.rstrip() + "\n", _place(source, node.start_mark.line + 1), content)
    finally:
        loader.dispose()


def _place(source: str, line: int) -> str:
    return f"{source}:{line}" if source else f"line {line}"


def _read(raw: _Raw) -> Reading:
    if not isinstance(raw.content, Mapping):
        problem = DocumentProblem(raw.place, "", "must be a mapping with apiVersion, kind, metadata and spec")
        return Reading((), (problem,))
    title = _title(raw.content)
    try:
        return Reading((_document(raw, raw.content),), ())
    except (ConfigurationError, CallerError) as error:
        message = str(error).removeprefix(f"{raw.content.get('kind')} {_name(raw.content)!r}: ")
        return Reading((), (DocumentProblem(raw.place, title, message),))


def _document(raw: _Raw, content: Mapping[str, object]) -> Document:
    version, kind = content.get("apiVersion"), content.get("kind")
    parse = _PARSERS.get((str(version), str(kind)))
    if parse is None:
        raise ConfigurationError(f"apiVersion {version!r} with kind {kind!r} is not known{_similar(str(kind))}")
    value = parse(content)
    name = _name(content)
    if isinstance(value, ReleaseDocument):
        name = f"{value.spec.axis}/{value.subject}/{value.spec.version}"
    return Document(kind=str(kind), name=name, text=raw.text, place=raw.place, value=value)


def _similar(kind: str) -> str:
    known = [f"{name} ({version})" for version, name in _PARSERS]
    close = difflib.get_close_matches(kind, [name for _, name in _PARSERS], n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"{hint}; known are {', '.join(known)}"


def _name(content: Mapping[str, object]) -> str:
    metadata = content.get("metadata")
    return str(metadata.get("name") or "") if isinstance(metadata, Mapping) else ""


def _title(content: Mapping[str, object]) -> str:
    return f"{content.get('kind') or ''} {_name(content)}".strip()


def _parse_release(content: Mapping[str, object]) -> ReleaseDocument:
    try:
        document = ReleaseDocument.model_validate(content)
    except ValidationError as error:
        said = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ConfigurationError("; ".join(said)) from None
    spec = document.spec
    check_release(
        subject=document.subject, version=spec.version, content=spec.content, author=spec.author, notes=spec.notes
    )
    return document


_PARSERS: Mapping[tuple[str, str], Callable[[Mapping[str, object]], Configured]] = {
    ("openslo/v1", "SLO"): parse_slos,
    ("tocsin/v1", "Journeys"): parse_journeys,
    ("tocsin/v1", "Mapping"): parse_mapping,
    ("tocsin/v1", "Runbook"): parse_runbook,
    ("tocsin/v1", "Release"): _parse_release,
    ("tocsin/v1", "Redaction"): parse_redaction,
    ("tocsin/v1", "Sampling"): parse_sampling,
}
