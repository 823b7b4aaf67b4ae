"""The one page of the UI, or the page that says how to build it."""

from pathlib import Path

from starlette.responses import HTMLResponse

from tocsin.web.headers import page_headers

NONCE_PLACEHOLDER = "__TOCSIN_NONCE__"
"""What stands for the nonce in a built page; `html.cspNonce` in ui/vite.config.ts writes it."""

_NOT_BUILT = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Tocsin: the UI is not built</title>
<style nonce="{NONCE_PLACEHOLDER}">
body {{ font: 16px/1.6 system-ui, sans-serif; max-width: 38rem; margin: 15vh auto; padding: 0 1.5rem }}
h1 {{ font-size: 1.25rem }}
</style>
</head>
<body>
<h1>Tocsin is running, but its UI is not built</h1>
<p>Run <code>make ui</code> in the clone this server was started from (it needs Node 20.19 or newer), then reload this
page. Packages installed from a wheel carry the UI.</p>
<p>Everything else works without it: see <code>tocsin --help</code>, or the API below <code>/api/v1</code>.</p>
</body>
</html>
"""


def page(dist: Path, nonce: str) -> HTMLResponse:
    """Return the UI's page out of `dist`, or status 503 and an explanation when there is no build.

    Args:
        dist: Folder that the UI is built into.
        nonce: A value used for this response alone.
    """
    index = dist / "index.html"
    built = index.is_file()
    html = index.read_text(encoding="utf-8") if built else _NOT_BUILT
    return HTMLResponse(
        html.replace(NONCE_PLACEHOLDER, nonce), status_code=200 if built else 503, headers=dict(page_headers(nonce))
    )
