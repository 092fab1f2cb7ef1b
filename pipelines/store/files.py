"""Files that are either whole or not there: written to a scratch name, synced, renamed."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
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


@contextmanager
def swapped_in(folder: Path) -> Iterator[Path]:
    """A scratch folder that takes the place of `folder` when the block ends well.

    When the block raises, `folder` stays as it was. A reader may meet the moment between two
    renames, in which there is no folder; it never meets half of one. Who else swaps a folder with
    the same parent waits, so what a killed process left beside `folder` can be removed.
    """
    make_folder(folder.parent)
    mark = secrets.token_hex(8)
    scratch, old = (folder.with_name(f".{folder.name}-{mark}{end}") for end in (".part", ".old"))
    with _locked(folder.parent):
        for left in folder.parent.glob(f".{folder.name}-*.*"):
            shutil.rmtree(left)
        scratch.mkdir()
        try:
            yield scratch
            for path in scratch.rglob("*"):
                sync(path)
            if folder.exists():
                folder.rename(old)
            scratch.rename(folder)
            sync(folder.parent)
        finally:
            if old.exists() and not folder.exists():
                old.rename(folder)
            shutil.rmtree(scratch, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds a folder for one process; the lock goes with the process, however it ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


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
