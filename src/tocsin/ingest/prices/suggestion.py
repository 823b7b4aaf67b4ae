"""Which known model one without a price may be, for a person to decide."""

import re
from difflib import get_close_matches
from itertools import takewhile

from tocsin.ingest.prices.names import canonical_vendor
from tocsin.ingest.prices.published import published_names

_ALIKE = 0.6
"""Least likeness of two names, in [0, 1]; difflib's own default."""
_COMPARED = 10
_BEFORE_NAME = re.compile(r"/|(?<=[a-z])\.(?=[a-z])")
"""Ends a maker or a region that stands before the name itself, as in "meta-llama/Llama-3", "us.anthropic.claude-3"."""


def nearest_model(vendor: str, model: str) -> str | None:
    """Return "<vendor>/<model>" of the published model whose name is most like this one; None when none is alike.

    Only models of one family are alike, those whose names begin with the same word: letters in common mean nothing.
    """
    published = ((name.partition("/")[2].lower(), name) for name in reversed(published_names(canonical_vendor(vendor))))
    family = _family(model.lower())
    names = {model_name: name for model_name, name in published if family and _family(model_name) == family}
    alike = get_close_matches(model.lower(), names, n=_COMPARED, cutoff=_ALIKE)
    # Names grow at their end, so the longest whole name that this one begins with is its closest kin.
    stem = max((name for name in alike if model.lower().startswith(name)), key=len, default=None)
    return names[stem or alike[0]] if alike else None


def _family(model: str) -> str:
    """Return the letters that a model's own name begins with, such as "gpt" or "llama"; "" when it has none there."""
    name = _BEFORE_NAME.split(model)[-1]
    return "".join(takewhile(str.isalpha, name))
