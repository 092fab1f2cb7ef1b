"""Programmes and key fields as files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from pipelines.core import programmes
from pipelines.core.reference_tables import REFERENCE
from pipelines.core.yaml_files import YamlFileError

COMMITTED = Path(__file__).parents[3] / "data" / "reference"

MOFCOM = pl.col("programme") == "mofcom-2023"

NATIONAL = """\
programme: national
name: 全国
kind: assessment
basis: D1
assessed: all_declared
honours_bans_of: []
"""
CHILD = """\
programme: child
name: 部委
kind: assessment
basis: D2
inherits: national
"""


def _root(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def _findings(folder: Path, **files: str) -> list[str]:
    with pytest.raises(YamlFileError) as caught:
        programmes.load_programmes(_root(folder, **files))
    return [str(finding) for finding in caught.value.findings]


def test_a_programme_takes_from_its_parent_what_it_says_nothing_about(tmp_path: Path) -> None:
    root = _root(
        tmp_path,
        national=NATIONAL.replace("[]", "[child]"),
        child=CHILD,
        own=CHILD.replace("child", "own").replace("D2", "D2\nassessed: applicants"),
    )
    child, national, own = programmes.load_programmes(root)
    assert (child.assessed, child.honours_bans_of) == ("all_declared", ["child"])
    assert (own.assessed, national.inherits) == ("applicants", None)


def test_what_is_inherited_passes_through_the_generations(tmp_path: Path) -> None:
    grandchild = CHILD.replace("child", "grand").replace("inherits: national", "inherits: child")
    root = _root(tmp_path, national=NATIONAL, child=CHILD, grand=grandchild)
    assert {p.assessed for p in programmes.load_programmes(root)} == {"all_declared"}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"other": NATIONAL}, "文件名是 other.yml，内容却写 national"),
        ({"child": CHILD}, "没有项目 national"),
        ({"national": NATIONAL.replace("[]", "[nobody]")}, "没有项目 nobody"),
        ({"national": NATIONAL.replace("assessed: all_declared\n", "")}, "没有说明评估谁"),
        ({"national": NATIONAL + "declared_until: 2023-10-31\n"}, "2023-10-31 24:00"),
        ({"national": NATIONAL.replace("kind: assessment", "kind: game")}, "assessment、pilot"),
    ],
)
def test_a_wrong_programme_is_refused(tmp_path: Path, files: dict[str, str], said: str) -> None:
    assert any(said in finding for finding in _findings(tmp_path, **files))


def test_programmes_that_inherit_in_a_circle_are_refused(tmp_path: Path) -> None:
    circle = NATIONAL + "inherits: child\n"
    found = _findings(tmp_path, national=circle, child=CHILD)
    assert any("child → national → child" in finding for finding in found)


def test_a_file_where_nobody_would_read_it_is_refused(tmp_path: Path) -> None:
    _root(tmp_path, national=NATIONAL)
    (tmp_path / "old.yaml").write_text(CHILD, encoding="utf-8")
    with pytest.raises(YamlFileError, match=r"应放在 <programme>\.yml"):
        programmes.load_programmes(tmp_path)


FIELDS = """\
programme: national
year: 2026
evidence: example
fields:
  - {no: 1, code: air_cleaner, name: 空气净化器, sector: 家电}
  - {no: 2, code: furniture, name: 家具, sector: 家具}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("code: furniture", "code: air_cleaner", "air_cleaner 重复"),
        ("no: 2", "no: 1", "1 重复"),
        ("year: 2026", "year: 2025", "应为 national 和 2026"),
        ("evidence: example", "evidence: seen", "却没有出处"),
    ],
)
def test_a_wrong_list_of_fields_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "national").mkdir()
    (tmp_path / "national/2026.yml").write_text(FIELDS.replace(old, new), encoding="utf-8")
    with pytest.raises(YamlFileError, match=said):
        programmes.load_key_fields(tmp_path, {"national"})


def test_a_list_of_an_unknown_programme_is_refused(tmp_path: Path) -> None:
    (tmp_path / "national").mkdir()
    (tmp_path / "national/2026.yml").write_text(FIELDS, encoding="utf-8")
    with pytest.raises(YamlFileError, match="没有项目 national"):
        programmes.load_key_fields(tmp_path, {"city"})


def test_the_ministrys_activity_counts_what_was_declared_by_midnight_at_shanghai() -> None:
    frames = programmes.frames(COMMITTED)
    row = frames["programmes"].row(by_predicate=MOFCOM, named=True)
    assert row["declared_until"] == dt.datetime.fromisoformat("2023-10-31T16:00")
    assert (row["inherits"], row["assessed"]) == ("national", "all_declared")


def test_the_ministrys_list_has_16_fields_in_9_sectors() -> None:
    fields = programmes.frames(COMMITTED)["key_fields"].filter(MOFCOM)
    assert fields["field_no"].to_list() == list(range(1, 17))
    assert fields["sector_zh"].n_unique() == 9
    assert set(fields["evidence"]) == {"seen"}


def test_who_applied_is_assessed_in_jincheng_and_bans_of_the_city_hold_for_its_banks() -> None:
    rows = programmes.frames(COMMITTED)["programmes"].rows_by_key("programme", named=True)
    city, banks = (rows[code][0] for code in ("jincheng-2021", "jincheng-finance-2021"))
    assert (city["assessed"], banks["assessed"]) == ("applicants", "applicants")
    assert (city["inherits"], banks["inherits"]) == (None, "jincheng-2021")
    assert (city["honours_bans_of"], banks["honours_bans_of"]) == (None, "jincheng-2021")
    # our reading: what was declared in the phase of mobilisation, to be assessed after it
    mobilised = dt.datetime.fromisoformat("2021-08-31T16:00")
    assert (city["declared_until"], banks["declared_until"]) == (None, mobilised)


@pytest.mark.parametrize(
    ("programme", "names"),
    [
        (
            "jincheng-2021",
            ["煤炭煤化工", "钢铁铸造", "煤层气", "光机电", "旅游康养", "晋城特色农产品"],
        ),
        ("jincheng-finance-2021", ["商业银行营业网点服务", "网上银行服务"]),
    ],
)
def test_the_fields_of_jincheng_stand_in_the_order_of_its_notices(
    programme: str, names: list[str]
) -> None:
    fields = programmes.frames(COMMITTED)["key_fields"].filter(programme=programme)
    assert fields.sort("field_no")["name_zh"].to_list() == names
    assert set(fields["evidence"]) == {"seen"}


def test_37_units_report_in_the_programmes_of_the_ministry_of_commerce() -> None:
    units = programmes.frames(COMMITTED)["reporting_units"]
    assert units.group_by("programme").len().sort("programme").rows() == [
        ("mofcom-2023", 37),
        ("pilots-2024", 37),
    ]


def test_the_second_batch_of_pilots_is_open_to_cities_and_enterprises() -> None:
    rows = programmes.frames(COMMITTED)["programmes"].rows_by_key("programme", named=True)
    pilots = rows["pilots-2024"][0]
    assert (pilots["kind"], pilots["assessed"], pilots["inherits"]) == ("pilot", None, None)
    assert pilots["open_to"].split(";")[0] == "设区的市级人民政府"


def test_the_city_takes_applications_at_its_counties_and_the_central_bank_those_of_banks() -> None:
    rows = programmes.frames(COMMITTED)["programmes"].rows_by_key("programme", named=True)
    city, banks = (rows[code][0] for code in ("jincheng-2021", "jincheng-finance-2021"))
    assert "县（市、区）市场监督管理局" in city["applications_to"]
    assert banks["applications_to"] == "中国人民银行晋城市中心支行"
    # what D4 says nothing of is D3's, whom and what it is for is its own
    assert banks["work_institution"] == city["work_institution"] == "晋城市市场监督管理局"
    assert (city["open_to"], banks["open_to"].count(";")) == (None, 2)


def test_the_trades_of_jincheng_are_examples_and_all_other_lists_are_complete() -> None:
    fields = programmes.frames(COMMITTED)["key_fields"]
    assert set(fields.filter(is_closed=False)["programme"]) == {"jincheng-2021"}


def test_frames_have_the_schemas_of_the_reference_tables() -> None:
    for name, frame in programmes.frames(COMMITTED).items():
        assert frame.schema == REFERENCE[name]
