"""Reading YAML with lines, and errors a person can act on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

import pytest
from pydantic import Field

from pipelines.core.yaml_files import (
    Code,
    FileModel,
    YamlFileError,
    parse,
    read_yaml,
    spell_location,
)

if TYPE_CHECKING:
    from pathlib import Path


def _file(folder: Path, text: str | bytes) -> Path:
    path = folder / "x.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _complaint(folder: Path, text: str | bytes) -> tuple[int, str, str]:
    """Line, field and sentence of the only finding."""
    with pytest.raises(YamlFileError) as caught:
        read_yaml(_file(folder, text))
    (finding,) = caught.value.findings
    return finding.line, finding.field, f"{finding.problem}；{finding.remedy}"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("on", "on"),
        ("1:30", "1:30"),
        ("0123", "0123"),
        ('"1"', "1"),
        ("2023-10-31 24:00", "2023-10-31 24:00"),
        ("true", True),
        ("98", 98),
        ("-5", -5),
        ("0.050", 0.05),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("2026-03-16", dt.date(2026, 3, 16)),
        ("~", None),
        ("", None),
        ("<<", "<<"),
    ],
)
def test_a_scalar_is_what_it_looks_like(tmp_path: Path, written: str, read: object) -> None:
    assert read_yaml(_file(tmp_path, f"a: {written}\n")).data == {"a": read}


def test_every_key_and_item_knows_its_line(tmp_path: Path) -> None:
    document = read_yaml(_file(tmp_path, "a: 1\nb:\n  - c: 2\n    d: 3\n  - 4\n"))
    assert document.data == {"a": 1, "b": [{"c": 2, "d": 3}, 4]}
    assert document.line_of(("b", 0, "d")) == 4
    assert document.line_of(("b", 1)) == 5


def test_a_place_that_is_missing_has_the_line_of_what_is_around_it(tmp_path: Path) -> None:
    document = read_yaml(_file(tmp_path, "a: 1\nb:\n  - c: 2\n"))
    assert document.line_of(("b", 0, "unit", "x")) == 3
    assert document.line_of(("z",)) == 1


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert read_yaml(_file(tmp_path, b"\xef\xbb\xbfa: 1\n")).data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "line", "field", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "a", "第 1 行已有"),
        ("a:\n  b: 1\n  b: 2\n", 3, "a.b", "键重复"),
        ("a: 1\n1: 2\n", 2, "（整个文件）", '写成 "1"'),
        ("? [1, 2]\n: 3\n", 1, "（整个文件）", "键只能是文字"),
        ("a: 2026-02-30\n", 1, "a", "没有 2026-02-30 这一天"),
        ("a: &x [1, *x]\n", 1, "a[2]", "引用了自己"),
        ("a: [1\nb: 2\n", 2, "（整个文件）", "不合 YAML 语法"),
        ("a: 1\n---\nb: 2\n", 2, "（整个文件）", "不合 YAML 语法"),
        ("a: !!python/object:os.system x\n", 1, "（整个文件）", "不合 YAML 语法"),
        ("", 1, "（整个文件）", "文件是空的"),
        ("# only a comment\n", 1, "（整个文件）", "文件是空的"),
        (b"a: 1\nb: \xff\n", 2, "（整个文件）", "不是 UTF-8"),
        ("a: 中文\nb: \x07\n", 2, "（整个文件）", "U+0007"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, line: int, field: str, said: str
) -> None:
    at, name, sentence = _complaint(tmp_path, text)
    assert (at, name) == (line, field)
    assert said in sentence


class _Cat(FileModel):
    kind: Literal["cat"]
    lives: int


class _Dog(FileModel):
    kind: Literal["dog"]


class _Home(FileModel):
    code: Code
    founded: dt.date
    share: float = 0.5
    pets: list[_Cat | _Dog] = Field(default_factory=list)
    notes: dict[str, float] = Field(default_factory=dict)


_HOME = "code: home\nfounded: 2020-01-01\n"


@pytest.mark.parametrize(
    ("text", "line", "field", "problem", "remedy"),
    [
        ("founded: 2020-01-01\n", 1, "code", "缺少字段 code", "请补上 code"),
        (_HOME + "shere: 1\n", 3, "shere", "没有这个字段", "是不是 share？"),
        (_HOME + "zzz: 1\n", 3, "zzz", "没有这个字段", "code、founded、notes、pets、share"),
        ("code: Home\nfounded: 2020-01-01\n", 1, "code", "值 Home", "小写字母开头"),
        ("code: home\nfounded: 去年\n", 2, "founded", "值 去年", "YYYY-MM-DD"),
        (_HOME + 'share: "1"\n', 3, "share", "值 1", "应为数，不加引号"),
        (_HOME + "share: .inf\n", 3, "share", "值 .inf", "应为数"),
        (_HOME + "notes:\n  a: 1\n  b: x\n", 5, "notes.b", "值 x", "应为数"),
        (_HOME + "notes: [1]\n", 3, "notes", "值 [1]", "映射"),
        (_HOME + "pets: 3\n", 3, "pets", "值 3", "应为列表"),
    ],
)
def test_a_misfit_names_line_field_problem_and_remedy(
    tmp_path: Path, text: str, line: int, field: str, problem: str, remedy: str
) -> None:
    document = read_yaml(_file(tmp_path, text))
    with pytest.raises(YamlFileError) as caught:
        parse(document, _Home)
    (finding,) = caught.value.findings
    assert (finding.line, finding.field) == (line, field)
    assert problem in finding.problem
    assert remedy in finding.remedy


def test_all_misfits_are_told_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    document = read_yaml(_file(tmp_path, "code: X\nfounded: 1\nshare: y\n"))
    with pytest.raises(YamlFileError) as caught:
        parse(document, _Home)
    assert [finding.line for finding in caught.value.findings] == [1, 2, 3]
    assert str(caught.value).count("\n") == 2


def test_a_location_is_spelled_with_items_counted_from_one() -> None:
    assert (
        spell_location(("indicators", 1, "levels", "advanced")) == "indicators[2].levels.advanced"
    )
