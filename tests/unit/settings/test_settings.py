"""Settings: which source wins, what is refused, and what is never shown."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from tocsin.errors import ConfigurationError
from tocsin.settings import Settings, masked_url, read_settings

DOCS = Path(__file__).parents[3] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TOCSIN_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tocsin.yaml"
    path.write_text("listen: 127.0.0.1:1\notlp_http: 127.0.0.1:1\notlp_grpc: 127.0.0.1:1\ntick: 1m\n")
    return path


def test_a_flag_beats_the_environment_beats_the_file_beats_the_default(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCSIN_LISTEN", "127.0.0.1:2")
    monkeypatch.setenv("TOCSIN_OTLP_HTTP", "127.0.0.1:2")
    settings = read_settings({"listen": "127.0.0.1:3", "otlp_http": None}, file)
    assert (settings.listen, settings.otlp_http, settings.otlp_grpc) == ("127.0.0.1:3", "127.0.0.1:2", "127.0.0.1:1")
    assert (settings.tick, settings.seal_quiet) == (timedelta(minutes=1), timedelta(seconds=5))


def test_the_environment_may_name_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CONFIG", str(file))
    assert read_settings({}).listen == "127.0.0.1:1"


def test_everything_listens_on_loopback_unless_told_otherwise() -> None:
    settings = read_settings({})
    assert {a.split(":")[0] for a in (settings.listen, settings.otlp_http, settings.otlp_grpc)} == {"127.0.0.1"}


def test_databases_live_in_the_data_folder_unless_named(tmp_path: Path) -> None:
    settings = read_settings({"data": str(tmp_path)})
    assert settings.telemetry_url == f"chdb://{tmp_path}/telemetry"
    assert settings.state_url == f"sqlite:///{tmp_path}/state.db"
    named = read_settings({"telemetry": "clickhouse://h:8123/t", "state": "postgresql+psycopg://h/s"})
    assert (named.telemetry_url, named.state_url) == ("clickhouse://h:8123/t", "postgresql+psycopg://h/s")


def test_an_unknown_variable_is_named_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_SEAL_QUIT", "5s")
    with pytest.raises(ConfigurationError, match=r"TOCSIN_SEAL_QUIT; did you mean TOCSIN_SEAL_QUIET\?"):
        read_settings({})


def test_an_unknown_key_of_the_file_is_named_with_the_nearest(file: Path) -> None:
    file.write_text("otlp_htp: 127.0.0.1:1\n")
    with pytest.raises(ConfigurationError, match=r"unknown key 'otlp_htp'; did you mean otlp_http\?"):
        read_settings({}, file)


def test_what_clients_and_tests_read_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_SERVER", "http://tocsin.example.com")
    monkeypatch.setenv("TOCSIN_TEST_POSTGRES_USER", "postgres")
    assert read_settings({}) == read_settings({})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("tick", "5 minutes", "is no duration"),
        ("tick", "0s", "greater than"),
        ("listen", "8040", "host:port"),
        ("listen", "127.0.0.1:70000", "host:port"),
        ("max_body_bytes", "lots", "byte"),
        ("max_body_bytes", "0", "greater than 0"),
        ("log_level", "loud", "'debug', 'info', 'warning' or 'error'"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_setting_and_its_origin(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"TOCSIN_{name.upper()}", value)
    with pytest.raises(ConfigurationError) as refused:
        read_settings({})
    assert f"setting {name!r} (TOCSIN_{name.upper()})" in str(refused.value)
    assert said in str(refused.value)


def test_every_bad_value_is_named_at_once(file: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_settings({"listen": "here", "tick": "now"}, file)
    assert "(--listen)" in str(refused.value)
    assert "(--tick)" in str(refused.value)


@pytest.mark.parametrize("content", ["[1, 2]", "a: [", "\udcff"])
def test_a_file_that_is_no_settings_file_is_refused_by_name(file: Path, content: str) -> None:
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigurationError, match=r"tocsin\.yaml"):
        read_settings({}, file)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no-such"):
        read_settings({}, tmp_path / "no-such.yaml")


def test_an_empty_file_and_an_empty_variable_set_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("# nothing yet\n")
    monkeypatch.setenv("TOCSIN_LISTEN", "")
    assert read_settings({}, file) == Settings()


def test_sizes_and_durations_have_units() -> None:
    settings = read_settings({"max_body_bytes": "64MiB", "seal_quiet": "500ms"})
    assert (settings.max_body_bytes, settings.seal_quiet) == (64 * 1024 * 1024, timedelta(milliseconds=500))


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().listen = "127.0.0.1:1"


def test_a_password_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_TELEMETRY", "clickhouse://tocsin:hunter2@host:8123/t")
    settings = read_settings({"tick": "1m"})
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert "hunter2" in settings.telemetry_url
    monkeypatch.setenv("TOCSIN_LISTEN", "here")
    with pytest.raises(ConfigurationError) as refused:
        read_settings({})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("clickhouse://u:p@h:8123/d", "clickhouse://u:***@h:8123/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("chdb:///data", "chdb:///data"),
    ],
)
def test_a_masked_url_says_everything_but_the_password(url: str, masked: str) -> None:
    assert masked_url(url) == masked


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_is_documented_with_its_flag(field: str) -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert f"`TOCSIN_{field.upper()}`" in page
    assert f"`--{field.replace('_', '-')}`" in page
    assert f"`{field}`" in page
