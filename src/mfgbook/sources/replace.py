"""Put a table and the descriptor in their places together, so that a failure at any moment leaves both old or both new.

The new files are made ready in a folder beside; renaming that folder decides. From then on they are moved in place; a
kill meanwhile leaves the rest ready, and `repair` moves it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from mfgbook.errors import BookError

WORK = ".refresh-new"
READY = ".refresh-ready"


def replace_together(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files of a folder, all or none.

    Args:
        folder: the folder.
        texts: the new text of each file, by its path in the folder.

    Raises:
        BookError: if the system refuses to write one; all files are then as they were.
    """
    repair(folder)
    work, ready = folder / WORK, folder / READY
    held = {name: (folder / name).read_bytes() for name in texts if (folder / name).is_file()}
    try:
        work.mkdir()
        for name, text in texts.items():
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).write_text(text, encoding="utf-8", newline="")
        work.rename(ready)
        _move(ready, folder)
    except OSError as error:
        _restore(folder, held, texts)
        raise BookError(
            f"The files in {folder} cannot be replaced: {error.strerror or error}. Close the programs that have them "
            "open, check that you may write there, and try again. All files are as they were."
        ) from None


def repair(folder: Path) -> None:
    """Finish what a killed refresh had decided, and clear away what it had not."""
    shutil.rmtree(folder / WORK, ignore_errors=True)
    if (folder / READY).is_dir():
        try:
            _move(folder / READY, folder)
        except OSError as error:
            raise BookError(
                f"An earlier refresh was killed, and its files in {folder / READY} cannot be moved: "
                f"{error.strerror or error}. Close the programs that have the tables open, and try again."
            ) from None


def _move(ready: Path, folder: Path) -> None:
    for file in sorted(path for path in ready.rglob("*") if path.is_file()):
        file.replace(folder / file.relative_to(ready))
    shutil.rmtree(ready)


def _restore(folder: Path, held: Mapping[str, bytes], texts: Mapping[str, str]) -> None:
    """Undo a replacement that the system stopped half-way."""
    for leftover in (folder / WORK, folder / READY):
        shutil.rmtree(leftover, ignore_errors=True)
    for name in texts:
        file = folder / name
        if name not in held:
            file.unlink(missing_ok=True)
        elif file.read_bytes() != held[name]:
            file.write_bytes(held[name])
