from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.store.files import (
    atomic_path,
    make_folder,
    remove_scratch,
    swapped_in,
    write_bytes,
)

if TYPE_CHECKING:
    from pathlib import Path


def names_below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_written_file_holds_the_body_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a" / "b" / "file.txt", b"body")
    assert (tmp_path / "a" / "b" / "file.txt").read_bytes() == b"body"
    assert names_below(tmp_path) == ["file.txt"]


def test_a_file_that_is_there_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    write_bytes(path, b"a long first body")
    write_bytes(path, b"second")
    assert path.read_bytes() == b"second"


def test_a_block_that_raises_leaves_the_old_content_and_no_scratch(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    write_bytes(path, b"old")

    def write_half() -> None:
        with atomic_path(path) as scratch:
            scratch.write_bytes(b"ne")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        write_half()
    assert path.read_bytes() == b"old"
    assert names_below(tmp_path) == ["file.txt"]


def test_a_block_that_writes_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_path(tmp_path / "file.txt"):
        pass
    assert names_below(tmp_path) == []


def test_the_new_name_is_not_there_before_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    with atomic_path(path) as scratch:
        scratch.write_bytes(b"body")
        assert not path.exists()
        assert scratch.parent == path.parent
    assert path.exists()


def test_scratch_of_a_killed_process_is_swept_away_and_files_stay(tmp_path: Path) -> None:
    write_bytes(tmp_path / "pages" / "kept.gz", b"body")
    (tmp_path / "pages" / ".0123456789abcdef.part").write_bytes(b"ha")
    assert remove_scratch(tmp_path) == 1
    assert names_below(tmp_path) == ["kept.gz"]


def test_sweeping_a_folder_that_is_not_there_removes_nothing(tmp_path: Path) -> None:
    assert remove_scratch(tmp_path / "none") == 0


def test_a_folder_that_is_there_is_made_again_without_an_error(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_bytes(tmp_path / "pages" / "old.html", b"old")
    with swapped_in(tmp_path / "pages") as scratch:
        write_bytes(scratch / "sub" / "new.html", b"new")
        assert names_below(tmp_path / "pages") == ["old.html"]
    assert names_below(tmp_path) == ["new.html"]


def test_a_block_that_raises_leaves_the_old_folder(tmp_path: Path) -> None:
    write_bytes(tmp_path / "pages" / "old.html", b"old")

    def write_half() -> None:
        with swapped_in(tmp_path / "pages") as scratch:
            write_bytes(scratch / "new.html", b"new")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        write_half()
    assert names_below(tmp_path) == ["old.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


@pytest.mark.parametrize("left", [".pages-0123.part", ".pages-0123.old"])
def test_what_a_killed_swap_left_is_removed_by_the_next(tmp_path: Path, left: str) -> None:
    write_bytes(tmp_path / left / "half.html", b"half")
    write_bytes(tmp_path / ".pages-of-others" / "kept.html", b"kept")
    with swapped_in(tmp_path / "pages") as scratch:
        write_bytes(scratch / "new.html", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".pages-of-others", "pages"]
