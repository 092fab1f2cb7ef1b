"""Files that are either whole or not there: written to a scratch name, synced, renamed."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCRATCH = ".part"


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """A scratch path beside `path`; it takes the place of `path` when the block ends well.

    The scratch file is synced before it is renamed and the folder after, so a crash leaves the old
    content or the new one. When the block raises, the scratch file is removed and `path` stays as
    it was.

    Args:
        path: the file to make; its folder is made when missing.

    Yields:
        A path in the same folder, not yet there. The block must write a file to it.

    Raises:
        FileNotFoundError: the block wrote no file.
    """
    make_folder(path.parent)
    scratch = path.with_name(f".{secrets.token_hex(8)}{_SCRATCH}")
    try:
        yield scratch
        sync(scratch)
        scratch.replace(path)
        sync(path.parent)
    finally:
        scratch.unlink(missing_ok=True)


def write_bytes(path: Path, body: bytes) -> None:
    """Write `body` as the whole content of `path`, through `atomic_path`."""
    with atomic_path(path) as scratch:
        scratch.write_bytes(body)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, each synced into the one that holds it."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        sync(each.parent)


def remove_scratch(folder: Path) -> int:
    """Remove the scratch files that a killed process left below `folder`; the number removed."""
    left = list(folder.rglob(f".*{_SCRATCH}")) if folder.is_dir() else []
    for scratch in left:
        scratch.unlink(missing_ok=True)
    return len(left)


def sync(path: Path) -> None:
    """Bring a file's content, or a folder's names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
