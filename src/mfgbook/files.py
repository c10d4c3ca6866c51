"""Writing files whole: what stands is the old text or the new one, never a part."""

from __future__ import annotations

from pathlib import Path

from mfgbook.errors import BookError


def write_whole(file: Path, text: str) -> Path:
    """Write a text file in UTF-8 beside its place, then move it there; return the file.

    Raises:
        BookError: if it cannot be written: its folder is missing or closed, or another program holds it.
    """
    beside = file.with_name(f"{file.name}.new")
    try:
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise BookError(
            f"{file} cannot be written: {error.strerror}. Name a file in a folder that is there and open to you, and "
            "close it in other programs."
        ) from None
    return file
