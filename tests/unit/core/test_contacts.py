"""Contacts of annex 1: the form's own labels, clear errors, blanks when absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.core.contacts import Contacts, load_contacts
from pipelines.core.yaml_files import YamlFileError

if TYPE_CHECKING:
    from pathlib import Path


def written(root: Path, text: str) -> Path:
    path = root / "contacts.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_contacts_are_read_by_the_labels_of_the_form(tmp_path: Path) -> None:
    found = load_contacts(written(tmp_path, '联系人: 示例乙\n手机: "13000000000"\n'))
    assert (found.contact, found.mobile, found.email) == ("示例乙", "13000000000", None)


def test_without_a_file_everything_is_blank() -> None:
    assert set(Contacts().model_dump().values()) == {None}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("联系人员: 示例乙\n", "contacts.yml:1：联系人员：没有这个字段；是不是 联系人？"),
        ("手机: 13000000000\n", "手机：值 13000000000 不合要求；应为文字，数字样的文字要加引号"),
        ('联系人: ""\n', "联系人：值  不合要求；不能为空"),
        ("contact: 示例乙\n", "没有这个字段"),
        ("联系人: 甲\n联系人: 乙\n", "contacts.yml:2：联系人：键重复，第 1 行已有"),
        ("", "文件是空的"),
        ("- 甲\n", "应为“字段: 值”的映射"),
    ],
)
def test_what_is_wrong_in_a_contacts_file_is_told_with_its_line(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(YamlFileError) as raised:
        load_contacts(written(tmp_path, text))
    assert told in str(raised.value)
