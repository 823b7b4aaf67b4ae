"""Serves the built web UI to browsers.

Reads the files that `npm run build` left in `dist`, and nothing else; everything the UI shows comes through the API.
Invariants: no path of the API is ever answered with a page, and no page runs a script that did not come with it.
"""

from tocsin.web.mount import mount_ui

__all__ = ["mount_ui"]
