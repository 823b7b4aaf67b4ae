"""What detectors find, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.ingest.redaction import Detector, RedactionAction, RedactionPolicy, RedactionRule, Redactor
from tocsin.ingest.redaction.cards import is_card, luhn_remainder
from tocsin.ingest.redaction.ibans import is_iban

KEY_BLOCK = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"


def redacted(text: str, detector: Detector, *regions: str) -> str | None:
    rule = RedactionRule(detector.value, RedactionAction.MASK, detector, regions=regions)
    return Redactor(RedactionPolicy((rule,), finds_secrets=False)).text(text).text


@pytest.mark.parametrize(
    ("detector", "text", "left"),
    [
        (Detector.EMAIL, "to a.b+c@mail.example.co.uk.", "to [redacted:email]."),
        (Detector.CARD, "4111 1111 1111 1111", "[redacted:card]"),
        (Detector.CARD, "no 1234 4111111111111111 y", "no 1234 [redacted:card] y"),
        (Detector.CARD, "3782-822463-10005", "[redacted:card]"),
        (Detector.IBAN, "DE89 3704 0044 0532 0130 00 AND", "[redacted:iban] AND"),
        (Detector.IBAN, "gb82west12345698765432", "[redacted:iban]"),
        (Detector.IP, "10.1.2.3, 2001:db8::1", "[redacted:ip], [redacted:ip]"),
        (Detector.IP, "http://10.1.2.3:8080/", "http://[redacted:ip]:8080/"),
        (Detector.PHONE, "call +49 30 901820 or 0049 30 901820", "call [redacted:phone] or [redacted:phone]"),
        (Detector.PHONE, "+1 (212) 555-0123", "[redacted:phone]"),
    ],
)
def test_what_a_detector_finds_is_masked(detector: Detector, text: str, left: str) -> None:
    assert redacted(text, detector) == left


@pytest.mark.parametrize(
    ("detector", "text"),
    [
        (Detector.EMAIL, "a decorator is written @name"),
        (Detector.CARD, "4111 1111 1111 1112"),
        (Detector.CARD, "1763734672123456789"),
        (Detector.CARD, "id4111111111111111"),
        (Detector.IBAN, "DE89 3704 0044 0532 0130 01"),
        (Detector.IP, "at 12:30:00, version 1.2.3.4.5"),
        (Detector.IP, "999.1.1.1"),
        (Detector.IP, "std::vector, ::1"),
        (Detector.PHONE, "order 901820 of 2026-11-21"),
    ],
)
def test_what_only_looks_like_it_stays(detector: Detector, text: str) -> None:
    assert redacted(text, detector) == text


def test_national_phone_numbers_count_in_the_countries_that_are_named() -> None:
    assert redacted("ring (030) 901820", Detector.PHONE) == "ring (030) 901820"
    assert redacted("ring 030 901820", Detector.PHONE, "DE") == "ring [redacted:phone]"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("key sk-proj-abcdEFGH1234567890abcd", "key [redacted:openai_style_key]"),
        ("AKIAIOSFODNN7EXAMPLE", "[redacted:aws_access_key]"),
        ("ghp_" + "a1" * 18, "[redacted:github_token]"),
        ("xoxb-123456789012-abcdef", "[redacted:slack_token]"),
        ("Authorization: Bearer abcdef1234567890XYZ", "Authorization: Bearer [redacted:bearer_token]"),
        ("Basic dXNlcjpwYXNz", "Basic [redacted:basic_credentials]"),
        ("postgres://app:p4ss@db/x", "postgres://app:[redacted:url_password]@db/x"),
        ("Server=a;Password=hunter22;", "Server=a;Password=[redacted:connection_password];"),
        ("eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSMeKKF2QT4", "[redacted:jwt]"),
        (f"a {KEY_BLOCK} b", "a [redacted:private_key] b"),
        ("-----BEGIN PRIVATE KEY-----\ncut off", "[redacted:private_key]"),
    ],
)
def test_secrets_that_name_themselves_are_masked(text: str, left: str) -> None:
    assert Redactor(RedactionPolicy()).text(text).text == left


@pytest.mark.parametrize(
    "text",
    [
        "a risk-assessment-of-something-very-long",
        "sk-assessment-of-something-very-long",
        "a basic understanding",
        "bearer internationalization",
        "https://example.com:8080/a@b",
    ],
)
def test_words_are_no_secrets(text: str) -> None:
    assert Redactor(RedactionPolicy()).text(text).text == text


@given(st.integers(min_value=0, max_value=10**14 - 1))
def test_exactly_one_check_digit_in_ten_is_right(stem: int) -> None:
    digits = f"4{stem:014d}"
    assert sum(is_card(f"{digits}{check}") for check in range(10)) == 1
    assert sum(luhn_remainder(f"{digits}{check}") == 0 for check in range(10)) == 1


@given(st.integers(min_value=0, max_value=10**18 - 1), st.integers(min_value=0, max_value=17))
def test_one_wrong_digit_breaks_an_iban(account: int, place: int) -> None:
    body = f"{account:018d}"
    right = next(f"DE{check:02d}{body}" for check in range(2, 99) if is_iban(f"DE{check:02d}{body}"))
    other = str((int(body[place]) + 1) % 10)
    assert not is_iban(right[: 4 + place] + other + right[5 + place :])


def test_a_pattern_that_would_never_end_elsewhere_ends_here() -> None:
    rule = RedactionRule("own", RedactionAction.MASK, pattern="(a+)+b")
    text = "a" * 50_000
    assert Redactor(RedactionPolicy((rule,))).text(text).text == text
