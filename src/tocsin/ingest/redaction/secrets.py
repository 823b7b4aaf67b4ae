"""Secrets that name themselves: keys with a known prefix, tokens, private keys, passwords in connection strings.

Each form has the shape its vendor documents or that secret scanners agree on. What is long and random but carries no
mark is not looked for: ids and hashes look the same.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecretForm:
    """How one secret is told.

    Attributes:
        pattern: In RE2's syntax; what its first group matches is the secret, or all of it without a group.
        anchor: A shorter pattern that matches somewhere wherever `pattern` does; cheap over whole requests.
        is_word: Whether it must not go on to the left with a letter or digit.
        confirm: Decides on what matched.
    """

    pattern: str
    anchor: str
    is_word: bool = True
    confirm: Callable[[str], bool] = lambda _: True


def _mixed(text: str) -> bool:
    """Return whether it has letters and digits, as random keys do and hyphenated words do not."""
    return any(c.isdigit() for c in text) and any(c.isalpha() for c in text)


def _credentials(text: str) -> bool:
    """Return whether it is "user:password" in base64 (RFC 7617)."""
    try:
        return b":" in base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False


_PRIVATE_KEY = r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"

SECRET_FORMS: Mapping[str, SecretForm] = {
    "openai_style_key": SecretForm(r"sk-[A-Za-z0-9_\-]{20,}", r"sk-[A-Za-z0-9_\-]{20}", confirm=_mixed),
    "aws_access_key": SecretForm(r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}", r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}"),
    "github_token": SecretForm(
        r"(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})", r"gh[pousr]_|github_pat_"
    ),
    "gitlab_token": SecretForm(r"glpat-[A-Za-z0-9_.\-]{20,}", "glpat-"),
    "google_key": SecretForm(
        r"(?:AIza[A-Za-z0-9_\-]{35}|ya29\.[A-Za-z0-9_\-]{20,}|GOCSPX-[A-Za-z0-9_\-]{28})", r"AIza|ya29\.|GOCSPX-"
    ),
    "slack_token": SecretForm(
        r"(?:xox[abeoprs]-[A-Za-z0-9\-]{10,}|hooks\.slack\.com/services/[A-Za-z0-9/]{20,})",
        r"xox[abeoprs]-|hooks\.slack\.com/",
    ),
    "stripe_key": SecretForm(
        r"(?:(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{24,})", r"[sr]k_(?:live|test)_|whsec_"
    ),
    "model_hub_token": SecretForm(
        r"(?:hf_[A-Za-z0-9]{30,}|gsk_[A-Za-z0-9]{40,}|r8_[A-Za-z0-9]{37,}|pplx-[A-Za-z0-9]{40,}|xai-[A-Za-z0-9]{40,})",
        r"(?:hf_|gsk_|r8_|pplx-|xai-)[A-Za-z0-9]{30}",
    ),
    "package_token": SecretForm(r"(?:npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_\-]{50,})", r"npm_[A-Za-z0-9]{30}|pypi-AgE"),
    "platform_token": SecretForm(
        r"(?:dapi[a-f0-9]{32}|do[op]_v1_[a-f0-9]{64}|SG\.[A-Za-z0-9_\-]{22}\.[A-Za-z0-9_\-]{43}|shpat_[a-fA-F0-9]{32})",
        r"dapi[a-f0-9]{32}|do[op]_v1_|SG\.[A-Za-z0-9_\-]{22}\.|shpat_",
    ),
    "jwt": SecretForm(r"eyJ[A-Za-z0-9_\-]{8,}\.eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}", r"\.eyJ"),
    "private_key": SecretForm(
        rf"(?s){_PRIVATE_KEY}.*?(?:-----END (?:[A-Z0-9]+ ){{0,3}}PRIVATE KEY(?: BLOCK)?-----|\z)",
        r"PRIVATE KEY",
        is_word=False,
    ),
    "bearer_token": SecretForm(r"(?i)bearer\s+([A-Za-z0-9._~+/\-]{16,}=*)", r"(?i)bearer\s", confirm=_mixed),
    "basic_credentials": SecretForm(
        r"(?i)basic\s+([A-Za-z0-9+/]{8,}={0,2})", r"(?i)basic\s+[A-Za-z0-9+/]{8}", confirm=_credentials
    ),
    "url_password": SecretForm(
        r"""[A-Za-z][A-Za-z0-9+.\-]{1,30}://[^\s/:@"'<>]{0,200}:([^\s/@"'<>]{1,200})@""",
        r"://[^\s/@]{1,300}@",
        is_word=False,
    ),
    "connection_password": SecretForm(
        r"""(?i)(?:password|passwd|pwd|accountkey|sharedaccesskey)=([^;&\s"']{4,})""",
        r"(?i)(?:password|passwd|pwd|accountkey|sharedaccesskey)=",
        is_word=False,
    ),
}
"""Kind of secret to its form; the kind is how it is masked."""
