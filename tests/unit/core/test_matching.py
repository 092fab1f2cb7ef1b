"""Names of supervision lists against the names that declarants bear."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core import reference_tables
from pipelines.core.matching import CANDIDATES, SIMILAR, match_id, match_names, stem

DECLARANTS = {
    "EX0000001": "示例云岭空气净化科技有限公司",
    "EX0000002": "示例朝霞空气净化科技有限公司",
    "EX0000003": "示例双溪门窗有限公司",
    "EX0000004": "示例双溪门窗有限公司",
    "EX0000005": "示例松涛家居股份有限公司",
}


def declarants(names: dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(code, name, "330000") for code, name in names.items()],
        schema={"enterprise_id": pl.String, "org_name": pl.String, "province_code": pl.String},
        orient="row",
    )


def matched(*names: str, own: dict[str, str] | None = None) -> list[tuple[str, str, float, bool]]:
    asked = pl.DataFrame(
        {"match_id": list(names), "org_name": list(names)},
        schema={"match_id": pl.String, "org_name": pl.String},
    )
    found = match_names(asked, declarants(DECLARANTS if own is None else own))
    assert found.schema == reference_tables.REFERENCE["org_name_matches"]
    return found.select("match_id", "enterprise_id", "score", "is_same_name").rows()


def test_the_same_name_is_all_that_is_offered() -> None:
    name = "示例云岭空气净化科技有限公司"
    assert matched(name) == [(name, "EX0000001", 100.0, True)]


def test_a_name_that_two_bear_offers_both() -> None:
    found = matched("示例双溪门窗有限公司")
    assert [row[1:] for row in found] == [
        ("EX0000003", 100.0, True),
        ("EX0000004", 100.0, True),
    ]


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("示例云玲空气净化科技有限公司", ["EX0000001"]),  # one character is another
        ("示例云岭空气净化有限公司", ["EX0000001"]),  # two are left out
        ("浙江示例云岭空气净化科技有限公司", ["EX0000001"]),  # the province is named
        ("示例松涛家居有限责任公司", ["EX0000005"]),  # another legal form
        ("示例岭云空气净化科技有限公司", []),  # a character elsewhere makes another word
        ("示例玉兔空气净化科技有限公司", []),  # the trade alone says nothing
        ("别家园艺有限公司", []),
    ],
)
def test_what_is_only_alike_is_offered_where_little_differs(name: str, offered: list[str]) -> None:
    found = matched(name)
    assert [row[1] for row in found] == offered
    assert all(score >= SIMILAR and not is_same for _, _, score, is_same in found)


def test_an_enterprise_is_offered_once_by_the_name_most_alike() -> None:
    own = declarants({"a": "示例云岭家居有限公司"}).vstack(
        declarants({"a": "示例云岭家居科技有限公司"})
    )
    asked = pl.DataFrame({"match_id": ["m"], "org_name": ["示例云岑家居科技有限公司"]})
    found = match_names(asked, own)
    assert found.select("enterprise_id", "declared_name").rows() == [
        ("a", "示例云岭家居科技有限公司")
    ]


def test_no_more_are_offered_than_a_person_can_look_at() -> None:
    own = {
        f"EX{n:07}": f"示例云岭{letter}门窗有限公司" for n, letter in enumerate("甲乙丙丁戊己庚")
    }
    assert len(matched("示例云岭门窗有限公司", own=own)) == CANDIDATES


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("示例云岭家居有限公司", "示例云岭家居"),
        ("示例云岭（杭州）家居股份有限公司", "示例云岭杭州家居"),
        ("示例云岭集团有限责任公司", "示例云岭"),
        ("示例木器厂", "示例木器"),
        ("有限公司", "有限公司"),
        ("（", "（"),
    ],
)
def test_the_stem_is_what_tells_firms_apart(name: str, kept: str) -> None:
    assert stem(name) == kept


def test_a_person_settles_a_name_once_for_each_province() -> None:
    assert match_id("示例甲", "330000") == match_id("示例甲", "330000")
    assert (
        len({match_id("示例甲", "330000"), match_id("示例甲", None), match_id("示例乙", None)}) == 3
    )


@pytest.mark.parametrize("own", [{}, DECLARANTS])
def test_nothing_asked_is_nothing_found(own: dict[str, str]) -> None:
    assert matched(own=own) == []


def test_without_declarants_nobody_is_meant() -> None:
    assert matched("示例云岭家居有限公司", own={}) == []


names = st.text("示例云岭松涛家居门窗（）ab有限公司", min_size=1, max_size=12)


@given(st.lists(names, min_size=1, max_size=6, unique=True), st.lists(names, max_size=6))
def test_whoever_bears_the_name_is_offered_and_the_order_of_rows_does_not_matter(
    asked: list[str], borne: list[str]
) -> None:
    own = {f"EX{n:07}": name for n, name in enumerate(borne)}
    found = matched(*asked, own=own)
    same = {(name, code) for name, code, _, is_same in found if is_same}
    assert same == {
        (name, code) for name in asked for code, own_name in own.items() if name == own_name
    }
    assert found == matched(*reversed(asked), own=dict(reversed(own.items())))
