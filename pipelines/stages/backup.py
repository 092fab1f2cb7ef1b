"""Saving what cannot be made again: raw pages, the ledger and the reference files, in one tar.

Members of a backup:

    raw/…                 as below the data root
    reference/…           as below `data/reference`
    ledger/decisions.jsonl    a decision a line, in their order
    ledger/files/<sha256>     evidence
    MANIFEST.json         written last: SHA-256 of every other member, and the head of the chain

A page's body stands on the disk before its line in the journal does, so a backup that reads a
journal before the bodies holds a whole state, also while the nightly job runs.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from pipelines.ledger.lines import from_line, to_line
from pipelines.ledger.store import Head
from pipelines.ledger.verify import chain_faults, ledger_faults
from pipelines.stages.code_versions import code_version
from pipelines.stages.recording import open_ledger
from pipelines.store.files import atomic_path, make_folder, sync

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pipelines.ledger.decision import Decision
    from pipelines.ledger.store import Ledger
    from pipelines.settings import Settings

MANIFEST = "MANIFEST.json"
RESTORED_REFERENCE = "restored-reference"
"""Below the data root: reference files of a backup that differ from those of this checkout."""

_DECISIONS, _FILES = "ledger/decisions.jsonl", "ledger/files"
_SCRATCH = ".restoring"
_FORMAT = 1
_PIECE = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_JOURNALS = ("manifest.json", "journal.jsonl")  # in this order: a manifest sums its journal up
_MADE = ("raw", "normalised", "release", RESTORED_REFERENCE)


class BackupError(RuntimeError):
    """A backup cannot be made or brought back; the message says why and what to do."""


@dataclass(frozen=True)
class BackupManifest:
    """What a backup holds.

    Attributes:
        format: of the backup.
        created_at: UTC, ISO 8601.
        code_version: of the program that wrote it; the same one rebuilds the same release.
        ledger_head: number and hash of the last decision, as `ledger.store.Head` prints it.
        members: SHA-256 by the name of each member.
    """

    format: int
    created_at: str
    code_version: str
    ledger_head: str
    members: dict[str, str]

    def count(self, folder: str) -> int:
        """How many members stand below a folder."""
        return sum(name.startswith(f"{folder}/") for name in self.members)


@dataclass(frozen=True)
class Restored:
    """What `restore` brought back.

    Attributes:
        manifest: of the backup.
        differing: reference files that are not as in this checkout, from `reference/` on; those of
            the backup lie below `RESTORED_REFERENCE` then.
        other_code: the backup was written by another version of the program.
    """

    manifest: BackupManifest
    differing: tuple[str, ...]
    other_code: bool


def backup(settings: Settings, path: Path, *, now: datetime | None = None) -> BackupManifest:
    """Writes a backup; the file is whole or not there.

    Args:
        settings: of the installation.
        path: of the file to make.
        now: the clock, with zone; the machine's by default.

    Raises:
        BackupError: the ledger was changed behind the program's back, or the file is there already.
        LedgerError: the ledger cannot be used.
    """
    if path.exists():
        raise BackupError(f"{path} 已存在；请另取一个文件名，不会覆盖已有的备份")
    members: dict[str, str] = {}
    with closing(open_ledger(settings)) as ledger, atomic_path(path) as scratch:
        if faults := ledger_faults(ledger, {}):
            raise BackupError(
                f"决定库有 {len(faults)} 处不符，没有备份：{faults[0]}；"
                "请用 lingpao ledger verify 查明"
            )
        decisions, head = ledger.chain()
        with tarfile.open(scratch, "w", format=tarfile.PAX_FORMAT) as tar:
            for name, content in _ledger_members(ledger, decisions):
                members[name] = _add(tar, name, io.BytesIO(content), len(content))
            for name, file in _saved_files(settings):
                with file.open("rb") as opened:
                    # a journal may grow meanwhile: what was there now is what counts
                    size = os.fstat(opened.fileno()).st_size
                    members[name] = _add(tar, name, opened, size)
            manifest = BackupManifest(
                format=_FORMAT,
                created_at=(now or datetime.now(UTC)).isoformat(timespec="seconds"),
                code_version=code_version(),
                ledger_head=str(head),
                members=members,
            )
            text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
            _add(tar, MANIFEST, io.BytesIO(text), len(text))
    return manifest


def restore(settings: Settings, path: Path) -> Restored:
    """Brings a backup back into an empty data root and an empty ledger.

    Every digest and the chain are checked before anything can be seen. When this is killed, another
    call with the same backup takes up from there. What is derived is made by a rebuild.

    Args:
        settings: of the installation that is filled.
        path: of the backup.

    Raises:
        BackupError: the data root or the ledger is not empty, or the backup is not whole.
        LedgerError: the ledger cannot be used.
    """
    make_folder(settings.data_root)
    with _alone(settings.data_root), closing(open_ledger(settings)) as ledger:
        _check_empty(settings)
        scratch = settings.data_root / _SCRATCH
        shutil.rmtree(scratch, ignore_errors=True)
        try:
            manifest = _unpacked(path, scratch)
            os.sync()  # once: of so many small files each would wait for the disk
            decisions = _checked_chain(scratch, manifest)
            _fill(ledger, decisions, Head.parse(manifest.ledger_head), scratch / _FILES)
            differing = _differing(settings, manifest)
            if differing:
                (scratch / "reference").rename(settings.data_root / RESTORED_REFERENCE)
            make_folder(scratch / "raw")
            if settings.raw.exists():
                settings.raw.rmdir()  # empty, as was checked
            (scratch / "raw").rename(settings.raw)
            sync(settings.data_root)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return Restored(manifest, differing, manifest.code_version != code_version())


def _ledger_members(ledger: Ledger, decisions: list[Decision]) -> Iterator[tuple[str, bytes]]:
    yield _DECISIONS, "".join(f"{to_line(each)}\n" for each in decisions).encode()
    for digest in sorted({file.sha256 for each in decisions for file in each.draft.evidence}):
        yield f"{_FILES}/{digest}", ledger.file(digest)


def _saved_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Files with their names as members; bodies are looked for once the journals were read."""
    raw = settings.raw
    for file in [file for name in _JOURNALS for file in sorted(raw.glob(f"*/*/{name}"))]:
        yield f"raw/{file.relative_to(raw).as_posix()}", file
    for folder, root in (("raw", raw), ("reference", settings.reference)):
        for file in _files(root):
            if folder != "raw" or file.name not in _JOURNALS:
                yield f"{folder}/{file.relative_to(root).as_posix()}", file


def _files(root: Path) -> list[Path]:
    """Files below a folder, without scratch files."""
    found = (file for file in root.rglob("*") if not file.name.startswith("."))
    return sorted(file for file in found if file.is_file() and not file.is_symlink())


class _Hashing:
    """A readable file that hashes what is read of it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self.sha256.update(piece)
        return piece


def _add(tar: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> str:
    """Adds a member; its SHA-256."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o644
    hashing = _Hashing(source)
    tar.addfile(member, hashing)
    return hashing.sha256.hexdigest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BackupError(f"另一个 lingpao restore 正在恢复到 {folder}；请等它结束") from error
    finally:
        os.close(handle)


def _check_empty(settings: Settings) -> None:
    for name in _MADE:
        folder = settings.data_root / name
        if folder.is_dir() and any(folder.iterdir()):
            raise BackupError(f"{folder} 不是空的；请用 --data-root 另选空目录恢复")


def _unpacked(path: Path, scratch: Path) -> BackupManifest:
    """The members in a folder, each with the digest that the manifest says, none more or less."""
    digests: dict[str, str] = {}
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                source = tar.extractfile(member) if _is_plain(member) else None
                if source is None or member.name in digests:
                    raise BackupError(f"{path} 中的 {member.name} 不是备份的内容；请勿使用")
                digests[member.name] = _extract(source, scratch / member.name)
    except tarfile.TarError as error:
        raise BackupError(f"{path} 不是完好的备份（{error}）；请重新传送") from error
    manifest = _manifest(path, scratch)
    digests.pop(MANIFEST)
    for name in sorted(digests.keys() | manifest.members.keys()):
        if name not in digests:
            raise BackupError(f"{path} 缺少 {name}，备份不完整；请重新传送")
        if digests[name] != manifest.members.get(name):
            raise BackupError(f"{path} 中的 {name} 与清单的 SHA-256 不符，没有恢复；请换一份备份")
    return manifest


def _is_plain(member: tarfile.TarInfo) -> bool:
    """A file that stands where a backup has one: no links, devices, holes or ways out."""
    path = PurePosixPath(member.name)
    inside = path.parts[:1] in {("raw",), ("ledger",), ("reference",)} and ".." not in path.parts
    is_inside = inside or member.name == MANIFEST
    return member.isreg() and not member.issparse() and is_inside and str(path) == member.name


def _extract(source: IO[bytes], path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as target:
        while piece := source.read(_PIECE):
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()


def _manifest(path: Path, scratch: Path) -> BackupManifest:
    try:
        kept = json.loads((scratch / MANIFEST).read_bytes())
        manifest = BackupManifest(**kept)
        Head.parse(manifest.ledger_head)
    except FileNotFoundError:
        raise BackupError(
            f"{path} 没有 {MANIFEST}：不是 lingpao 的备份，或没有传完；请重新传送"
        ) from None
    except (ValueError, TypeError, AttributeError) as error:
        raise BackupError(f"{path} 的 {MANIFEST} 读不出来（{error}）；请换一份备份") from error
    if manifest.format != _FORMAT:
        raise BackupError(f"{path} 是第 {manifest.format} 版备份；请用写它的程序恢复")
    return manifest


def _checked_chain(scratch: Path, manifest: BackupManifest) -> list[Decision]:
    """The decisions, once their chain and their evidence are what they were.

    Raises:
        BackupError: they are not.
    """
    kept = scratch / _DECISIONS
    lines = kept.read_text(encoding="utf-8").split("\n")[:-1] if kept.exists() else []
    try:
        decisions = [from_line(line) for line in lines]
    except ValueError as error:
        raise BackupError(f"{_DECISIONS} 读不出来：{error}；没有恢复，请换一份备份") from error
    faults = list(chain_faults(decisions, Head.parse(manifest.ledger_head)))
    faults += _evidence_faults(decisions, manifest)
    if faults:
        raise BackupError(f"备份中的决定不可信，没有恢复：{'；'.join(faults)}；请换一份备份")
    return decisions


def _evidence_faults(decisions: Iterable[Decision], manifest: BackupManifest) -> Iterator[str]:
    prefix = f"{_FILES}/"
    held = {name.removeprefix(prefix) for name in manifest.members if name.startswith(prefix)}
    for name in sorted(held):
        if not _SHA256.fullmatch(name) or manifest.members[prefix + name] != name:
            yield f"依据文件 {name} 的内容已被改动"
    for decision in decisions:
        for evidence in decision.draft.evidence:
            if evidence.sha256 not in held:
                yield f"{decision.decision_id} 的依据文件 {evidence.name} 不在备份中"


def _fill(ledger: Ledger, decisions: list[Decision], head: Head, files: Path) -> None:
    """Puts the decisions into an empty ledger, in one transaction.

    One that holds exactly these already was filled by a restore that was killed right after.
    """
    if ledger.head() == head and ledger.decisions() == decisions:
        return
    contents = (file.read_bytes() for file in sorted(files.iterdir())) if files.is_dir() else ()
    ledger.take_over(decisions, contents)


def _differing(settings: Settings, manifest: BackupManifest) -> tuple[str, ...]:
    """Reference files that this checkout has otherwise, not at all, or besides."""
    root, prefix = settings.reference, "reference/"
    here = {
        f"{prefix}{file.relative_to(root).as_posix()}": hashlib.sha256(file.read_bytes())
        for file in _files(root)
    }
    kept = {name: sha for name, sha in manifest.members.items() if name.startswith(prefix)}
    return tuple(
        name
        for name in sorted(here.keys() | kept.keys())
        if name not in here or here[name].hexdigest() != kept.get(name)
    )
