"""Backups: what comes back is what was saved, or nothing comes back."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.ledger.decision import GENESIS, Draft
from pipelines.ledger.store import Head, Ledger
from pipelines.settings import Settings
from pipelines.stages import backup as module
from pipelines.stages.backup import MANIFEST, RESTORED_REFERENCE, BackupError, backup, restore
from pipelines.stages.recording import Attachment, open_ledger, record
from pipelines.store.raw import RawStore
from tests.unit.ledger.conftest import ledger_url
from tests.unit.store.partitions import ON, begun, finish, save

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["ledger_url"]  # a fixture

NOON = datetime(2026, 5, 30, 4, tzinfo=UTC)


def installation(root: Path, url: str | None = None) -> Settings:
    """Two pages and three decisions, one of them with evidence."""
    settings = Settings(data_root=root, ledger_url=url)
    partition = begun(settings.raw)
    save(partition, "list/1", "第一页".encode())
    save(partition, "list/2", b"\x00\xff" * 1000)
    finish(partition)
    given = [ban(1), ban(2)]
    record(settings, given, now=noon)
    record(settings, [ban(3)], [Attachment("示例通报.pdf", b"%PDF \x00")], now=noon)
    return settings


def ban(number: int) -> Draft:
    subject, day = f"EX000000{number}", date(2026, 5, 30)
    office = "示例工作机构监督岗"
    return Draft("ban", subject, "national", day, office, "work_institution", {"reason": "示例"})


def noon() -> datetime:
    return NOON.replace(tzinfo=None)


def pages(settings: Settings) -> dict[str, bytes]:
    return {p.key: p.body() for p in RawStore(settings.raw).partition("qybz", ON).pages()}


def chain(settings: Settings) -> tuple[Any, Head, list[str]]:
    with closing(open_ledger(settings)) as ledger:
        return (*ledger.chain(), ledger.file_digests())


def is_untouched(settings: Settings) -> bool:
    """Nothing of a backup can be seen."""
    left = {each.name for each in settings.data_root.iterdir()} - {"ledger"}
    return left == set() and chain(settings)[1] == Head(0, GENESIS)


def rewritten(path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """A backup with its members changed, the manifest as it was."""
    target = path.with_name("changed.tar")
    with tarfile.open(path) as old, tarfile.open(target, "w") as new:
        for member in old:
            opened = old.extractfile(member)
            changed = change(member.name, opened.read() if opened else b"")
            if changed is not None:
                info = tarfile.TarInfo(changed[0])
                info.size = len(changed[1])
                new.addfile(info, io.BytesIO(changed[1]))
    return target


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    saved = installation(tmp_path / "a")
    made = backup(saved, tmp_path / "b.tar", now=NOON)
    empty = Settings(data_root=tmp_path / "new")
    done = restore(empty, tmp_path / "b.tar")
    assert done.manifest == made
    assert (done.differing, done.other_code) == ((), False)
    assert pages(empty) == pages(saved)
    assert len(pages(empty)) == 2
    assert chain(empty) == chain(saved)
    assert {each.name for each in empty.data_root.iterdir()} == {"raw", "ledger"}


def test_a_ledger_moves_between_databases(tmp_path: Path, ledger_url: str) -> None:
    on_sqlite = installation(tmp_path / "a")
    backup(on_sqlite, tmp_path / "b.tar")
    moved = Settings(data_root=tmp_path / "new", ledger_url=ledger_url)
    restore(moved, tmp_path / "b.tar")
    assert chain(moved) == chain(on_sqlite)
    backup(moved, tmp_path / "c.tar")
    back = Settings(data_root=tmp_path / "back")
    restore(back, tmp_path / "c.tar")
    assert chain(back) == chain(on_sqlite)
    record(back, [ban(4)])
    assert chain(back)[1].seq == 4


def test_the_same_state_gives_the_same_file(tmp_path: Path) -> None:
    saved = installation(tmp_path / "a")
    for name in ("b.tar", "c.tar"):
        backup(saved, tmp_path / name, now=NOON)
    assert (tmp_path / "b.tar").read_bytes() == (tmp_path / "c.tar").read_bytes()


def test_a_journal_stands_before_the_bodies_and_scratch_files_are_left_out(tmp_path: Path) -> None:
    saved = installation(tmp_path / "a")
    scratch = saved.raw / "qybz" / ".0123.part"
    scratch.write_bytes(b"half")
    made = backup(saved, tmp_path / "b.tar")
    raw = [name for name in made.members if name.startswith("raw/")]
    assert [name.rpartition("/")[2] for name in raw[:2]] == ["manifest.json", "journal.jsonl"]
    assert not any(name.endswith(".part") for name in raw)


def test_an_empty_installation_is_saved_and_brought_back(tmp_path: Path) -> None:
    backup(Settings(data_root=tmp_path / "a"), tmp_path / "b.tar")
    done = restore(Settings(data_root=tmp_path / "new"), tmp_path / "b.tar")
    assert done.manifest.count("raw") == 0
    assert (tmp_path / "new/raw").is_dir()


def test_a_backup_does_not_replace_another(tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_bytes(b"an older one")
    with pytest.raises(BackupError, match="已存在"):
        backup(installation(tmp_path / "a"), tmp_path / "b.tar")
    assert (tmp_path / "b.tar").read_bytes() == b"an older one"


def test_a_ledger_edited_by_hand_is_not_saved(tmp_path: Path) -> None:
    saved = installation(tmp_path / "a")
    with closing(open_ledger(saved)) as ledger, ledger._write() as connection:
        connection.exec_driver_sql("drop trigger decisions_no_update")
        connection.exec_driver_sql("update decisions set office = 'x' where seq = 2")
    with pytest.raises(BackupError, match=r"D-000002.*已被改动.*ledger verify"):
        backup(saved, tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()


@pytest.mark.parametrize("taken", ["raw", "normalised", "release"])
def test_only_an_empty_data_root_is_filled(tmp_path: Path, taken: str) -> None:
    backup(installation(tmp_path / "a"), tmp_path / "b.tar")
    (tmp_path / "new" / taken / "x").mkdir(parents=True)
    with pytest.raises(BackupError, match="不是空的"):
        restore(Settings(data_root=tmp_path / "new"), tmp_path / "b.tar")


def test_only_an_empty_ledger_is_filled(tmp_path: Path) -> None:
    backup(installation(tmp_path / "a"), tmp_path / "b.tar")
    other = Settings(data_root=tmp_path / "new")
    record(other, [ban(9)])
    before = chain(other)
    with pytest.raises(RuntimeError, match="已有 1 条决定"):
        restore(other, tmp_path / "b.tar")
    assert chain(other) == before
    assert not other.raw.exists()


def _flip(name: str, content: bytes) -> tuple[str, bytes]:
    is_body = name.startswith("raw/") and name.endswith(".gz")
    return name, content[:-1] + bytes([content[-1] ^ 1]) if is_body else content


def _without(part: str) -> Callable[[str, bytes], tuple[str, bytes] | None]:
    return lambda name, content: None if part in name else (name, content)


def _renamed(to: str) -> Callable[[str, bytes], tuple[str, bytes]]:
    return lambda name, content: (to if "journal" in name else name, content)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_flip, "与清单的 SHA-256 不符"),
        (_without("journal.jsonl"), "缺少 raw/qybz/2026-05-30/journal.jsonl"),
        (_without(MANIFEST), "没有 MANIFEST.json"),
        (_without("ledger/decisions"), "缺少 ledger/decisions.jsonl"),
        (_renamed("raw/../../evil"), "不是备份的内容"),
        (_renamed("/etc/evil"), "不是备份的内容"),
        (_renamed("release/lingpao.duckdb"), "不是备份的内容"),
        (_renamed("raw/added"), "与清单的 SHA-256 不符"),
    ],
)
def test_a_changed_backup_is_refused_and_nothing_of_it_is_seen(
    tmp_path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None], told: str
) -> None:
    backup(installation(tmp_path / "a"), tmp_path / "b.tar")
    given = Settings(data_root=tmp_path / "new")
    with pytest.raises(BackupError, match=told):
        restore(given, rewritten(tmp_path / "b.tar", change))
    assert is_untouched(given)
    assert not (tmp_path / "evil").exists()


def _with_manifest(path: Path, change: Callable[[str, bytes], tuple[str, bytes]]) -> Path:
    """A changed backup whose manifest was made to fit it."""
    fitted: dict[str, str] = {}

    def fit(name: str, content: bytes) -> tuple[str, bytes]:
        if name == MANIFEST:
            kept = json.loads(content)
            return name, json.dumps({**kept, "members": fitted}).encode()
        changed = change(name, content)
        fitted[changed[0]] = hashlib.sha256(changed[1]).hexdigest()
        return changed

    return rewritten(path, fit)


def _another_reason(name: str, content: bytes) -> tuple[str, bytes]:
    return name, content.replace("示例工作".encode(), "别的工作".encode())


def _without_last(name: str, content: bytes) -> tuple[str, bytes]:
    lines = content.splitlines(keepends=True)
    return name, b"".join(lines[:-1]) if name.endswith("decisions.jsonl") else content


def _no_json(name: str, content: bytes) -> tuple[str, bytes]:
    return name, b"?" + content if name.endswith("decisions.jsonl") else content


def _other_evidence(name: str, content: bytes) -> tuple[str, bytes]:
    return name, b"forged" if name.startswith("ledger/files/") else content


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_another_reason, "的内容与哈希不符"),
        (_without_last, "末尾的决定已被改动或删除"),
        (_no_json, "不是一条决定"),
        (_other_evidence, r"依据文件 .* 的内容已被改动"),
    ],
)
def test_a_chain_that_was_changed_is_refused_whatever_the_manifest_says(
    tmp_path: Path, change: Callable[[str, bytes], tuple[str, bytes]], told: str
) -> None:
    backup(installation(tmp_path / "a"), tmp_path / "b.tar")
    given = Settings(data_root=tmp_path / "new")
    with pytest.raises(BackupError, match=told):
        restore(given, _with_manifest(tmp_path / "b.tar", change))
    assert is_untouched(given)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_backup_are_refused(tmp_path: Path, kind: bytes) -> None:
    info = tarfile.TarInfo("raw/x")
    info.type, info.linkname = kind, "/etc/passwd"
    with tarfile.open(tmp_path / "b.tar", "w") as tar:
        tar.addfile(info)
    with pytest.raises(BackupError, match="不是备份的内容"):
        restore(Settings(data_root=tmp_path / "new"), tmp_path / "b.tar")


@pytest.mark.parametrize("share", [0.2, 0.9, 0.999])
def test_a_backup_that_was_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    backup(installation(tmp_path / "a"), tmp_path / "b.tar")
    body = (tmp_path / "b.tar").read_bytes().rstrip(b"\0")
    (tmp_path / "cut.tar").write_bytes(body[: int(len(body) * share)])
    given = Settings(data_root=tmp_path / "new")
    with pytest.raises(BackupError, match=r"请重新传送|请换一份备份"):
        restore(given, tmp_path / "cut.tar")
    assert is_untouched(given)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 no tar", b"\x1f\x8b\x08 nor this"])
def test_what_is_no_tar_is_refused(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "b.tar").write_bytes(body)
    with pytest.raises(BackupError, match=r"不是完好的备份|没有 MANIFEST"):
        restore(Settings(data_root=tmp_path / "new"), tmp_path / "b.tar")


def test_other_reference_files_are_laid_beside_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(installation(tmp_path / "a"), tmp_path / "b.tar")
    here = tmp_path / "reference"
    here.mkdir()
    (here / "only_here.yml").write_text("x: 1\n", encoding="utf-8")
    monkeypatch.setattr(Settings, "reference", property(lambda _: here))
    given = Settings(data_root=tmp_path / "new")
    done = restore(given, tmp_path / "b.tar")
    assert {"reference/only_here.yml", "reference/units.yml"} <= set(done.differing)
    assert (given.data_root / RESTORED_REFERENCE / "units.yml").is_file()
    assert [each.name for each in here.iterdir()] == ["only_here.yml"]


def _in_fork(run: Callable[[], object]) -> bool:
    """Whether a forked child came to the end of `run`."""
    child = os.fork()
    if child == 0:
        try:
            run()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - a child must not return into the test
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def _dying(monkeypatch: pytest.MonkeyPatch, holder: Any, name: str, *, before: bool) -> None:
    real = getattr(holder, name)

    def die(*args: Any, **kwargs: Any) -> Any:
        if not before:
            real(*args, **kwargs)
        os._exit(9)

    monkeypatch.setattr(holder, name, die)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("holder", "name"),
    [
        (module, "_extract"),
        (module, "_checked_chain"),
        (Ledger, "take_over"),
        (os, "sync"),
        (os, "rename"),
    ],
)
def test_a_restore_that_was_killed_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holder: Any, name: str, before: bool
) -> None:
    saved = installation(tmp_path / "a")
    backup(saved, tmp_path / "b.tar")
    given = Settings(data_root=tmp_path / "new")
    with monkeypatch.context() as patch:
        _dying(patch, holder, name, before=before)
        assert not _in_fork(lambda: restore(given, tmp_path / "b.tar"))
    seen = chain(given)[1].seq
    assert seen in (0, 3)  # none of the decisions, or all of them
    assert not given.raw.exists() or pages(given) == pages(saved)
    if not given.raw.exists():
        restore(given, tmp_path / "b.tar")
    assert pages(given) == pages(saved)
    assert chain(given) == chain(saved)


@pytest.mark.parametrize("name", ["_add", "code_version"])
def test_a_backup_that_was_killed_leaves_no_file_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    saved = installation(tmp_path / "a")
    with monkeypatch.context() as patch:
        _dying(patch, module, name, before=True)
        assert not _in_fork(lambda: backup(saved, tmp_path / "b.tar"))
    assert not (tmp_path / "b.tar").exists()
    backup(saved, tmp_path / "b.tar")
    restore(Settings(data_root=tmp_path / "new"), tmp_path / "b.tar")
