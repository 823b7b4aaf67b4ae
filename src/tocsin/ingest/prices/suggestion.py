"""Which known model one without a price may be, for a person to decide."""

from difflib import get_close_matches

from tocsin.ingest.prices.names import canonical_vendor
from tocsin.ingest.prices.published import published_names

_ALIKE = 0.6
"""Least likeness of two names, in [0, 1]; difflib's own default."""
_COMPARED = 10


def nearest_model(vendor: str, model: str) -> str | None:
    """Return "<vendor>/<model>" of the published model whose name is most like this one; None when none is alike.

    Tens of milliseconds where the vendor is unknown, as all names of all vendors are compared.
    """
    names = {name.partition("/")[2].lower(): name for name in reversed(published_names(canonical_vendor(vendor)))}
    alike = get_close_matches(model.lower(), names, n=_COMPARED, cutoff=_ALIKE)
    # Names grow at their end, so the longest whole name that this one begins with is its closest kin.
    stem = max((name for name in alike if model.lower().startswith(name)), key=len, default=None)
    return names[stem or alike[0]] if alike else None
