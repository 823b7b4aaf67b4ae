"""What an operator can set, read once at start: flags, then `TOCSIN_*` variables, then a YAML file, then defaults.

A key nobody knows is an error that names it, wherever it stands: a misspelt setting is never silently the default.
"""

import difflib
import os
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ByteSize,
    ConfigDict,
    Field,
    PlainSerializer,
    SecretStr,
    ValidationError,
)

from tocsin.clock import parse_duration
from tocsin.errors import ConfigurationError

_PREFIX = "TOCSIN_"
_NOT_SETTINGS = frozenset({"TOCSIN_CONFIG", "TOCSIN_SERVER", "TOCSIN_SHARED"})
"""The file's own path, what client commands talk to, and where tests find shared data."""
_FOR_TESTS = "TOCSIN_TEST_"
_ADDRESS = re.compile(r"(?:\[[0-9a-fA-F:.]+\]|[\w.-]+):([0-9]{1,5})")
_LARGEST_PORT = 65_535


def _duration(value: object) -> object:
    return parse_duration(value) if isinstance(value, str) else value


def _address(value: object) -> object:
    found = _ADDRESS.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > _LARGEST_PORT:
        raise ValueError("write host:port, such as 127.0.0.1:8040; port 0 takes a free one")
    return value


def _masked(url: SecretStr | None) -> str | None:
    return masked_url(url.get_secret_value()) if url else None


def _hidden(secret: SecretStr | None) -> str | None:
    return "***" if secret else None


Address = Annotated[str, BeforeValidator(_address)]
Duration = Annotated[timedelta, BeforeValidator(_duration), Field(gt=timedelta(0))]
Size = Annotated[ByteSize, Field(gt=0)]
Url = Annotated[SecretStr | None, PlainSerializer(_masked)]


class Settings(BaseModel):
    """Every setting of the server; docs/settings.md has them for operators. Printing it masks what is secret."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Path = Field(default=Path("tocsin-data"), description="Folder of the embedded databases; made when missing.")
    telemetry: Url = Field(
        default=None,
        description="Telemetry database: chdb:///folder or clickhouse://user:password@host:8123/database."
        " Default: chdb in the data folder.",
    )
    state: Url = Field(
        default=None,
        description="State database: sqlite:////file or postgresql+psycopg://user:password@host/database."
        " Default: state.db in the data folder.",
    )
    listen: Address = Field(default="127.0.0.1:8040", description="Address of the UI and the API.")
    otlp_http: Address = Field(default="127.0.0.1:4318", description="Address of OTLP over HTTP.")
    otlp_grpc: Address = Field(default="127.0.0.1:4317", description="Address of OTLP over gRPC.")
    allowed_hosts: str = Field(
        default="",
        description="Host names, separated by commas, by which the UI and the API may be called; requests with another"
        " Host header are refused. Default: the loopback names when it listens on loopback, else any.",
    )
    config_dir: Path | None = Field(default=None, description="Folder of YAML documents to apply at start.")
    price_book: Path | None = Field(
        default=None, description="YAML file of negotiated prices, which override published ones."
    )
    policy: Path | None = Field(
        default=None, description="Cedar file of policies about actions, added to the built-in ones."
    )
    tick: Duration = Field(default=timedelta(seconds=10), description="Time between two evaluations of all objectives.")
    seal_quiet: Duration = Field(
        default=timedelta(seconds=5),
        description="Time without new spans after which a trace whose root has ended is sealed.",
    )
    seal_timeout: Duration = Field(
        default=timedelta(minutes=5),
        description="Time without new spans after which a trace without its root is sealed.",
    )
    max_body_bytes: Size = Field(default=ByteSize(32 << 20), description="Largest export request, decompressed.")
    max_in_flight_bytes: Size = Field(
        default=ByteSize(256 << 20),
        description="Most bytes received and not yet stored; beyond it exporters are asked to wait.",
    )
    max_attribute_bytes: Size = Field(
        default=ByteSize(1 << 20), description="Longest attribute value; longer ones are cut."
    )
    max_commit_bytes: Size = Field(default=ByteSize(24 << 20), description="Most bytes stored by one insert.")
    retain_spans: Duration = Field(default=timedelta(days=30), description="How long spans are kept.")
    retain_failed_spans: Duration = Field(
        default=timedelta(days=90), description="How long the spans of failed tasks are kept."
    )
    retain_tasks: Duration = Field(default=timedelta(days=400), description="How long tasks are kept.")
    retain_logs: Duration = Field(default=timedelta(days=30), description="How long log records are kept.")
    retain_metrics: Duration = Field(default=timedelta(days=90), description="How long points of metrics are kept.")
    retain_scores: Duration = Field(
        default=timedelta(days=400), description="How long scores and reported outcomes are kept."
    )
    disk_reserve: Size | None = Field(
        default=None,
        description="Free bytes on the telemetry disk below which nothing is taken in."
        " Default: 1 GiB, or 5 % of a small disk.",
    )
    backup_dir: Path | None = Field(
        default=None, description="Folder below which backups are made. Default: backups in the data folder."
    )
    lease: Duration = Field(
        default=timedelta(seconds=6),
        description="Time without a sign of life after which another server takes over the work of this one.",
    )
    redaction_key: Annotated[SecretStr | None, PlainSerializer(_hidden)] = Field(
        default=None,
        description="Secret of the keyed hash by which redacted values stay equal; without it, rules that hash mask.",
    )
    sampling_grace: Duration = Field(
        default=timedelta(hours=1),
        description="Time after sealing for which spans stay that sampling lets go: late failures and scores"
        " still rescue them.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level that is logged."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="How a log line looks.")

    @property
    def telemetry_url(self) -> str:
        """The telemetry database's URL, with its password: for the store alone, never for a log."""
        return self.telemetry.get_secret_value() if self.telemetry else f"chdb://{self.data.resolve() / 'telemetry'}"

    @property
    def backup_folder(self) -> Path:
        """The folder below which backups are made."""
        return self.backup_dir or self.data / "backups"

    @property
    def state_url(self) -> str:
        """The state database's URL, with its password: for the store alone, never for a log."""
        return self.state.get_secret_value() if self.state else f"sqlite:///{self.data.resolve() / 'state.db'}"


def read_settings(flags: Mapping[str, object], file: Path | None = None) -> Settings:
    """Return the settings of this process.

    Args:
        flags: What the command line gives, by field name; None stands for "not given".
        file: The YAML file; None for the one `TOCSIN_CONFIG` names, if any.

    Raises:
        ConfigurationError: An unknown key, a value that cannot be used, or a file that cannot be read; names each.
    """
    environment = os.environ
    named = environment.get("TOCSIN_CONFIG")
    path = file or (Path(named) if named else None)
    in_file = _read_file(path) if path else {}
    in_environment = _read_environment(environment)
    given = {name: value for name, value in flags.items() if value is not None}
    origins = {**dict.fromkeys(in_file, f"in {str(path)!r}"), **{n: f"{_PREFIX}{n.upper()}" for n in in_environment}}
    origins |= {name: f"--{name.replace('_', '-')}" for name in given}
    try:
        return Settings.model_validate({**in_file, **in_environment, **given})
    except ValidationError as error:
        raise ConfigurationError("; ".join(_explained(error, origins))) from None


def masked_url(url: str) -> str:
    """Return a URL without its password."""
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":***@", 1) if password else url


def _read_environment(environment: Mapping[str, str]) -> dict[str, object]:
    variables = {
        name: value
        for name, value in environment.items()
        if name.startswith(_PREFIX) and name not in _NOT_SETTINGS and not name.startswith(_FOR_TESTS)
    }
    known = {f"{_PREFIX}{field.upper()}": field for field in Settings.model_fields}
    for name in variables:
        if name not in known:
            raise ConfigurationError(f"environment: unknown variable {name}{_nearest(name, known)}")
    return {known[name]: value for name, value in variables.items() if value}


def _read_file(path: Path) -> dict[str, object]:
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"settings file {str(path)!r} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise ConfigurationError(f"settings file {str(path)!r} is no YAML: {error}") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ConfigurationError(f"settings file {str(path)!r} must hold `key: value` lines, not a {type(content)}")
    for key in content:
        if key not in Settings.model_fields:
            raise ConfigurationError(
                f"settings file {str(path)!r}: unknown key {key!r}{_nearest(str(key), Settings.model_fields)}"
            )
    return content


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else "; docs/settings.md lists those there are"


def _explained(error: ValidationError, origins: Mapping[str, str]) -> list[str]:
    said = []
    for one in error.errors(include_url=False, include_input=False):
        name = str(one["loc"][0]) if one["loc"] else "settings"
        message = str(one["ctx"]["error"]) if one["type"] == "value_error" else one["msg"]
        said.append(f"setting {name!r} ({origins.get(name, 'default')}): {message}")
    return said
