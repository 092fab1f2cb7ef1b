"""Procedures as data: what a file may say, and what a programme takes from another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.procedures import (
    NO_STATE,
    ROLES,
    STATES,
    SUBJECT_FORMS,
    Fact,
    Procedures,
    Role,
    Rule,
    find,
    load_procedures,
)
from pipelines.core.programmes import Programme, written_programmes
from pipelines.core.yaml_files import YamlFileError
from pipelines.ledger.conditions import CONDITIONS

REFERENCE = Path(__file__).parents[3] / "data" / "reference"
KNOWN = {"has_evidence": None, "publicity": None}
PARENT = """\
programme: parent
document: 《甲》
procedures:
  ban:
    ban: {from: [none], to: barred, by: [regulator], place: 一}
    ban_lifted: {from: [barred], to: none, by: [regulator], place: （约定）}
  board:
    board_submitted: {from: [none], to: submitted, by: [assessment_body], place: 二}
facts:
  application: {on: declaration, by: [county_office], place: 三}
  typical_case: {on: field, by: [regulator], place: 四}
"""
CHILD = """\
programme: child
document: 《乙》
procedures:
  ban:
    ban: {from: [none], to: barred, by: [ministry], requires: [{publicity: 10}], place: 五}
facts:
  application: {on: declaration, by: [working_group], place: 六}
"""


def programme(code: str, inherits: str | None = None) -> Programme:
    """A programme of which only its line counts."""
    return Programme.model_validate(
        {"programme": code, "name": "示例", "kind": "pilot", "basis": "示例", "inherits": inherits}
    )


PROGRAMMES = {
    "parent": programme("parent"),
    "child": programme("child", "parent"),
    "grandchild": programme("grandchild", "child"),
}


def load(root: Path, *files: str) -> dict[str, Procedures]:
    """The procedures of these files, each named after the programme on its first line."""
    for text in files:
        code = text.split("\n")[0].removeprefix("programme: ")
        (root / f"{code}.yml").write_text(text, encoding="utf-8")
    return load_procedures(root, PROGRAMMES, KNOWN)


def faults(root: Path, *files: str) -> list[str]:
    """What is wrong in these files, with its line."""
    with pytest.raises(YamlFileError) as wrong:
        load(root, *files)
    return [f"{each.line} {each.field}：{each.problem}" for each in wrong.value.findings]


def test_a_child_takes_from_its_parent_what_its_file_does_not_name(tmp_path: Path) -> None:
    child = load(tmp_path, PARENT, CHILD)["child"]
    assert child.inherits == "parent"
    assert child.procedures["board"]["board_submitted"].by == ["assessment_body"]
    # a subject type that it names is its own as a whole: it knows no ban_lifted
    assert list(child.procedures["ban"]) == ["ban"]
    assert child.procedures["ban"]["ban"].by == ["ministry"]
    assert child.facts["application"].by == ["working_group"]
    assert child.facts["typical_case"].by == ["regulator"]


def test_a_place_names_its_document_through_every_inheritance(tmp_path: Path) -> None:
    loaded = load(tmp_path, PARENT, CHILD)
    grandchild = loaded["grandchild"]
    assert grandchild.programme == "grandchild"
    assert grandchild.procedures["board"]["board_submitted"].place == "《甲》 二"
    assert grandchild.procedures["ban"]["ban"].place == "《乙》 五"
    assert grandchild.facts["typical_case"].place == "《甲》 四"
    assert loaded["parent"].procedures["ban"]["ban_lifted"].place == "（约定）"


def test_a_programme_without_a_file_and_without_a_parent_knows_no_decision(tmp_path: Path) -> None:
    parent = load(tmp_path, CHILD)["parent"]
    assert (parent.procedures, parent.facts) == ({}, {})


def test_a_condition_stands_alone_or_with_its_argument(tmp_path: Path) -> None:
    [condition] = load(tmp_path, CHILD)["child"].procedures["ban"]["ban"].requires
    assert (condition.name, condition.argument) == ("publicity", 10)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("place: 二}", "requires: [no_such], place: 二}", "没有条件 no_such"),
        ("place: 三}", "requires: [no_such], place: 三}", "没有条件 no_such"),
        ("from: [barred]", "from: [gone]", "没有决定通向状态 gone"),
        ("to: submitted", "to: handed_in", "没有状态 handed_in"),
        ("on: field", "on: meadow", "没有对象类型 meadow"),
        ("  board:", "  boat:", "没有对象类型 boat"),
        ("by: [regulator]", "by: [pipeline]", ""),
        ("from: [none]", "from: []", ""),
        ("place: 一", "place: ''", ""),
        ("programme: parent", "programme: other", "文件名是 parent.yml，内容却写 other"),
        ("document: 《甲》", "inherits: nobody\ndocument: 《甲》", "没有项目 nobody"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    (tmp_path / "parent.yml").write_text(PARENT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(YamlFileError) as wrong:
        load_procedures(tmp_path, PROGRAMMES, KNOWN)
    assert problem in str(wrong.value)
    assert f"{tmp_path / 'parent.yml'}:" in str(wrong.value)


def test_states_that_lead_only_to_each_other_are_not_reached(tmp_path: Path) -> None:
    circle = """\
programme: parent
document: 《甲》
procedures:
  board:
    board_submitted: {from: [none], to: submitted, by: [regulator], place: 一}
    board_examined: {from: [returned], to: examined, by: [regulator], place: 一}
    board_returned: {from: [examined], to: returned, by: [regulator], place: 一}
"""
    assert faults(tmp_path, circle) == [
        "6 procedures.board.board_examined.from[1]：没有决定通向状态 returned",
        "7 procedures.board.board_returned.from[1]：没有决定通向状态 examined",
    ]


def test_programmes_that_inherit_from_each_other_are_named_as_a_circle(tmp_path: Path) -> None:
    round_about = PARENT.replace("document", "inherits: child\ndocument", 1)
    found = faults(tmp_path, round_about, CHILD)
    assert any("继承绕成了圈：child → parent → child" in each for each in found)


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        PARENT.replace("from: [barred]", "from: [gone]"),
        CHILD.replace("publicity", "publishing"),
    )
    assert len(found) == 2


@pytest.mark.parametrize(
    ("form", "fits", "others"),
    [
        ("scheme", ["national_2026_air_cleaner/1", "x/12"], ["x/0", "X/1", "x", "x/1/2"]),
        (
            "board",
            ["air_cleaner/air_cleaner/2026Q2", "a/b/2026"],
            ["a/b/2026Q5", "a/b", "a/b/2026/d"],
        ),
        ("entry", ["a/b/2026Q1/Q-91990000-1", "a/b/2026/x"], ["a/b/2026", "a/b/2026/x/y"]),
        ("leader_list", ["2026/a/b"], ["a/b/2026", "2026/a"]),
        ("leader", ["2026/a/b/decl-1"], ["2026/a/b", "2026/a/b/ "]),
        ("assessment_body", ["91990000EX00099991"], ["91990000ex00099991", "9199"]),
        ("enterprise", ["EX0009999"], ["91990000EX00099991", "ex0009999"]),
        ("milestone", ["2026/quality_month"], ["quality_month", "26/quality_month"]),
        ("pilot", ["shili-1"], ["Shili", "-shili", "shili_1"]),
        ("field", ["air_cleaner"], ["air-cleaner"]),
    ],
)
def test_a_subject_has_the_form_of_its_type(form: str, fits: list[str], others: list[str]) -> None:
    kind = "typical_case"
    fact = {"on": form, "by": ["regulator"], "place": "一"}
    procedures = Procedures.model_validate(
        {"programme": "parent", "document": "《甲》", "facts": {kind: fact}}
    )
    for subject in fits:
        assert find(procedures, kind, subject).rule is procedures.facts[kind]
    for subject in others:
        with pytest.raises(LookupError, match="写法不对，应为"):
            find(procedures, kind, subject)


def test_one_kind_of_decision_is_told_apart_by_its_subject() -> None:
    national = committed()["national"]
    for subject, subject_type in [
        ("national_2026_air_cleaner/1", "scheme"),
        ("air_cleaner/air_cleaner/2026Q2", "board"),
        ("2026/air_cleaner/air_cleaner", "leader_list"),
    ]:
        assert find(national, "objection_raised", subject).subject_type == subject_type
    with pytest.raises(LookupError, match="；或 "):
        find(national, "objection_raised", "示例")


@given(st.text(max_size=40))
def test_any_subject_is_of_a_form_or_is_refused_with_the_right_one(subject: str) -> None:
    try:
        found = find(NATIONAL, "board_submitted", subject)
    except LookupError:
        assert not re.fullmatch(SUBJECT_FORMS["board"][0], subject)
    else:
        assert found.subject_type == "board"


def committed() -> dict[str, Procedures]:
    """The procedures of the repository."""
    return load_procedures(
        REFERENCE / "procedures", written_programmes(REFERENCE / "programmes"), CONDITIONS
    )


NATIONAL = committed()["national"]


def test_the_committed_files_are_read_for_all_five_programmes() -> None:
    assert set(committed()) == {
        "national",
        "mofcom-2023",
        "jincheng-2021",
        "jincheng-finance-2021",
        "pilots-2024",
    }


def test_every_state_of_the_committed_files_has_a_chinese_name_and_is_used() -> None:
    used = {NO_STATE}
    for procedures in committed().values():
        for rules in procedures.procedures.values():
            used |= {rule.to for rule in rules.values()}
    assert used == set(STATES)
    assert len(set(STATES.values())) == len(STATES)


def test_every_condition_is_asked_by_some_rule() -> None:
    asked = {
        condition.name
        for procedures in committed().values()
        for rule in every_rule(procedures)
        for condition in rule.requires
    }
    assert asked == set(CONDITIONS)


def every_rule(procedures: Procedures) -> list[Rule | Fact]:
    """Rules and facts of a programme."""
    of_types = [rule for rules in procedures.procedures.values() for rule in rules.values()]
    return [*of_types, *procedures.facts.values()]


def test_every_rule_says_where_it_stands() -> None:
    for procedures in committed().values():
        for rule in every_rule(procedures):
            assert rule.place.startswith(("《", "晋市市监", "商务部", "（约定）"))


def test_the_role_that_lingpao_itself_has_takes_no_decision() -> None:
    assert set(ROLES) == set(get_args(Role))
    assert "pipeline" not in ROLES


def test_every_form_of_a_subject_is_explained_with_an_example_or_in_words() -> None:
    assert all(words for _, words in SUBJECT_FORMS.values())
