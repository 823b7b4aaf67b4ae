"""What a document says wrong, in the words of whoever wrote it: key path and reason."""

from pydantic import ValidationError


def explained(error: ValidationError) -> str:
    """Return every problem as "path.of.key: reason", joined by semicolons."""
    return "; ".join(f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors())
