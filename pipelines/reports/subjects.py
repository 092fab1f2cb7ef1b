"""What decisions are about, by the names that the ledger gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["scheme", "board", "leader_list"]

_FORMS = (
    "方案为 方案代码/版本，榜单为 领域/产品类别/时期，领跑者名单为 年份/领域/产品类别，"
    "如 air_cleaner/air_cleaner/2026Q2"
)
_SCHEME_PARTS, _LIST_PARTS, _LEADER_PARTS = 2, 3, 4


@dataclass(frozen=True)
class Subject:
    """What is put before the public.

    Attributes:
        name: as decisions write it.
        parts: scheme and version; field, category and period; year, field and category.
    """

    kind: Kind
    name: str
    parts: tuple[str, ...]


def subject_of(name: str) -> Subject:
    """A scheme, a board or a list of leaders by its name.

    Raises:
        LookupError: the name is none of them.
    """
    parts = tuple(name.split("/"))
    if all(parts):
        if len(parts) == _SCHEME_PARTS and parts[1].isdecimal():
            return Subject("scheme", name, parts)
        if len(parts) == _LIST_PARTS:
            return Subject("leader_list" if parts[0].isdecimal() else "board", name, parts)
    raise LookupError(f"{name} 写法不对；{_FORMS}")


def leader_key(programme: str, leader: str) -> dict[str, Any]:
    """What names a leader in the release's tables.

    Args:
        programme: of the title.
        leader: `<year>/<field>/<category>/<declaration_id>`, as decisions name it.

    Raises:
        LookupError: the name is none of a leader.
    """
    parts = leader.split("/")
    if len(parts) != _LEADER_PARTS or not parts[0].isdecimal():
        raise LookupError(f"{leader} 写法不对，应为 年份/领域/产品类别/声明编号")
    year, field_code, product_category, declaration_id = parts
    return {
        "programme": programme,
        "year": int(year),
        "field_code": field_code,
        "product_category": product_category,
        "declaration_id": declaration_id,
    }
