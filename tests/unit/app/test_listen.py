"""Addresses: taken, or refused with a sentence an operator can act on."""

import pytest

from tocsin.app.listen import LOOPBACK, bind, bound_address, hosts_of
from tocsin.errors import ConfigurationError


def test_port_zero_takes_a_free_port() -> None:
    with bind("127.0.0.1:0", "the API") as listener:
        host, _, port = bound_address(listener).rpartition(":")
        assert host == "127.0.0.1"
        assert int(port) > 0


def test_a_taken_port_is_named_with_its_purpose() -> None:
    with bind("127.0.0.1:0", "the API") as listener:
        address = bound_address(listener)
        with pytest.raises(ConfigurationError, match=f"cannot listen on '{address}' for OTLP/HTTP"):
            bind(address, "OTLP/HTTP")


@pytest.mark.parametrize("address", ["", "localhost", ":80", "localhost:http", "127.0.0.1:70000"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError, match="the API"):
        bind(address, "the API")


@pytest.mark.parametrize(
    ("listen", "allowed", "hosts"),
    [
        ("127.0.0.1:8040", "", {*LOOPBACK}),
        ("127.0.0.2:8040", "", {*LOOPBACK, "127.0.0.2"}),
        ("[::1]:8040", "", {*LOOPBACK}),
        ("0.0.0.0:8040", "", {"*"}),
        (
            "10.0.0.5:8040",
            "tocsin.example.com, t.internal",
            {"tocsin.example.com", "t.internal", "10.0.0.5", *LOOPBACK},
        ),
    ],
)
def test_a_loopback_server_answers_to_loopback_names_and_others_to_those_they_are_told(
    listen: str, allowed: str, hosts: set[str]
) -> None:
    assert set(hosts_of(listen, allowed)) == hosts
