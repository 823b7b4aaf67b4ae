"""What every page tells the browser it may do: run our own files, talk to our own server, and nothing more.

Source of the directives: W3C Content Security Policy Level 3.
"""

from collections.abc import Mapping

_POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    # The component library writes its theme into <style> elements at run time, hence the nonce.
    "style-src 'self' 'nonce-{nonce}'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
)


def page_headers(nonce: str) -> Mapping[str, str]:
    """Return the headers of a page whose own `<style>` elements carry `nonce`.

    A page is always asked for again ("no-cache"): it names the assets of one build, and those change with an upgrade.
    """
    return {
        "cache-control": "no-cache",
        "content-security-policy": "; ".join(_POLICY).format(nonce=nonce),
        "cross-origin-opener-policy": "same-origin",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
    }
