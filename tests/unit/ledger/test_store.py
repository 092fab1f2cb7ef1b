from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ledger.database import LedgerError
from pipelines.ledger.decision import GENESIS, Draft, Evidence, chained
from pipelines.ledger.store import Head, History, Ledger, Step
from pipelines.ledger.verify import ledger_faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

NOON = datetime(2026, 7, 1, 4, 0)  # noqa: DTZ001 - naive UTC


def draft(subject: str = "示例子领域/2026", **changed: Any) -> Draft:
    """A decision that everything of it can be changed of."""
    given = {
        "kind": "note",
        "subject": subject,
        "programme": "national",
        "effective_on": date(2026, 7, 1),
        "office": "示例评审岗1",
        "role": "work_institution",
        "payload": {"reason": "“示例”\n理由", "share": 0.1, "n": [1, None, True]},
    }
    return Draft(**(given | changed))


def anything(_: Draft, __: History, ___: datetime) -> Step:
    """Admits every draft."""
    return Step("note", "none", "noted", "三（一）1")


def clock(*instants: datetime) -> Callable[[], datetime]:
    """A clock that shows these one after the other."""
    shown = iter(instants)
    return lambda: next(shown)


def test_what_was_recorded_is_read_back_with_its_number_and_its_place_in_the_chain(
    ledger: Ledger,
) -> None:
    first = ledger.append([draft()], anything, now=clock(NOON))
    second = ledger.append([draft("b"), draft("c")], anything, now=clock(NOON))
    assert ledger.decisions() == [*first, *second]
    assert [d.decision_id for d in second] == ["D-000002", "D-000003"]
    assert first[0].draft == draft()
    assert first[0].previous_hash == GENESIS
    assert second[0].previous_hash == first[0].hash
    assert ledger.head() == Head(3, second[1].hash)
    assert ledger_faults(ledger, {"release a": Head(1, first[0].hash)}) == []


def test_an_empty_ledger_has_an_empty_head_and_no_faults(ledger: Ledger) -> None:
    assert ledger.head() == Head(0, GENESIS)
    assert ledger_faults(ledger, {"release a": Head(0, GENESIS)}) == []


def test_opening_again_keeps_everything(ledger: Ledger, ledger_url: str) -> None:
    recorded = ledger.append([draft()], anything)
    again = Ledger(ledger_url)
    assert again.decisions() == recorded
    again.close()


def test_of_several_drafts_all_are_recorded_or_none(ledger: Ledger) -> None:
    def only_short(refused: Draft, _: History, __: datetime) -> Step:
        if len(refused.subject) > 1:
            raise ValueError(refused.subject)
        return Step()

    with pytest.raises(ValueError, match="too long"):
        ledger.append([draft("a"), draft("too long")], only_short)
    assert ledger.decisions() == []
    assert ledger.head() == Head(0, GENESIS)


def test_who_admits_a_draft_sees_those_recorded_just_before_it(ledger: Ledger) -> None:
    seen = []

    def looking(drafted: Draft, history: History, _: datetime) -> Step:
        of_kind = history.of_kinds({"note"}, "national")
        seen.append((len(history.of_subject("national", "b")), len(of_kind)))
        assert history.of_kinds({"note"}) == of_kind
        assert history.of_kinds({"note"}, "jincheng-2021") == []
        return anything(drafted, history, NOON)

    ledger.append([draft("a"), draft("b"), draft("b")], looking)
    assert seen == [(0, 0), (0, 1), (1, 2)]


def test_a_clock_before_the_last_decision_is_refused(ledger: Ledger) -> None:
    ledger.append([draft()], anything, now=clock(NOON))
    with pytest.raises(LedgerError, match="请校准时钟"):
        ledger.append([draft()], anything, now=clock(NOON - timedelta(seconds=1)))
    assert len(ledger.decisions()) == 1


def test_evidence_is_kept_once_and_given_back(ledger: Ledger) -> None:
    content = b"%PDF \x00 \xff"
    sha256 = hashlib.sha256(content).hexdigest()
    with_file = draft(evidence=(Evidence("示例报告.pdf", sha256),))
    ledger.append([with_file], anything, {sha256: content})
    ledger.append([with_file], anything)
    assert ledger.file(sha256) == content
    assert ledger.file_digests() == [sha256]
    assert ledger.decisions()[1].draft.evidence == with_file.evidence
    with pytest.raises(LookupError, match="没有 SHA-256 为 00"):
        ledger.file("00")


@pytest.mark.parametrize(
    ("files", "said"),
    [({}, "没有随决定提交"), ({"0" * 64: b"another"}, "与所写的 SHA-256")],
)
def test_evidence_that_is_missing_or_another_is_refused(
    ledger: Ledger, files: dict[str, bytes], said: str
) -> None:
    with pytest.raises(LedgerError, match=said):
        ledger.append([draft(evidence=(Evidence("示例.pdf", "0" * 64),))], anything, files)
    assert ledger.decisions() == []


@pytest.mark.parametrize(
    "statement", ["update decisions set office = 'x'", "delete from decisions"]
)
def test_the_database_itself_refuses_to_change_a_decision(
    ledger: Ledger, ledger_url: str, statement: str
) -> None:
    ledger.append([draft()], anything)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        edit(ledger_url, statement)
    assert len(ledger.decisions()) == 1


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "update decisions set effective_on = '2026-06-01' where seq = 2",
            "D-000002（note，b）的内容",
        ),
        ("update decisions set payload = '{}' where seq = 1", "D-000001（note，a）的内容"),
        ("delete from decisions where seq = 2", "D-000003 之前缺少决定"),
        ("delete from decisions where seq = 3", "库中最后一条是第 2 条"),
        ("update files set content = cast('another' as blob)", "已被改动"),
        ("delete from files", "依据文件 示例.txt 已不在库中"),
    ],
)
def test_a_ledger_edited_by_hand_is_found_out(
    ledger: Ledger, ledger_url: str, statement: str, said: str
) -> None:
    sha256 = hashlib.sha256(b"text").hexdigest()
    files = {sha256: b"text"}
    ledger.append([draft("a", evidence=(Evidence("示例.txt", sha256),))], anything, files)
    ledger.append([draft("b"), draft("c")], anything)
    edit(ledger_url, statement, guarded=False)
    faults = ledger_faults(ledger, {})
    assert any(said in fault for fault in faults), faults


def test_a_chain_written_anew_is_found_out_by_a_head_printed_elsewhere(ledger: Ledger) -> None:
    ledger.append([draft("another")], anything)
    faults = ledger_faults(ledger, {"release a": Head(1, "f" * 64), "release b": Head(2, "f" * 64)})
    assert len(faults) == 2
    assert "release a 记载的第 1 条决定的哈希与库中不符" in faults[0]
    assert "release b 记载过第 2 条决定，库中已没有" in faults[1]


def test_a_ledger_taken_over_is_the_same_chain(ledger: Ledger, tmp_path: object) -> None:
    sha256 = hashlib.sha256(b"text").hexdigest()
    ledger.append([draft(evidence=(Evidence("a", sha256),))], anything, {sha256: b"text"})
    copy = Ledger(f"sqlite:///{tmp_path}/copy.sqlite")
    head = copy.take_over(ledger.decisions(), [b"text"])
    assert head == ledger.head() == copy.head()
    assert copy.decisions() == ledger.decisions()
    assert ledger_faults(copy, {}) == []
    with pytest.raises(LedgerError, match="不能再恢复"):
        copy.take_over([], [])
    copy.close()


def test_several_people_record_at_once_and_nothing_is_lost(ledger: Ledger, ledger_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_record_many, args=(ledger_url, f"writer {n}", 15)) for n in range(3)
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert ledger_faults(ledger, {}) == []  # a reader meets whole transactions only
        writers[0].join(0.05)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    subjects = [d.draft.subject for d in ledger.decisions()]
    assert sorted(subjects) == sorted(f"writer {n}" for n in range(3) for _ in range(15))
    assert ledger_faults(ledger, {}) == []


def test_a_writer_killed_in_the_middle_loses_nothing_that_was_acknowledged(
    ledger: Ledger, ledger_url: str
) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    writer = context.Process(target=_record_and_die, args=(ledger_url, theirs))
    writer.start()
    acknowledged = [ours.recv() for _ in range(3)]
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    assert [d.hash for d in ledger.decisions()] == acknowledged
    assert ledger_faults(ledger, {}) == []
    ledger.append([draft("the next one")], anything)
    assert ledger.head().seq == 4


@given(
    payload=st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3),
            max_leaves=5,
        ),
        max_size=4,
    ),
    subject=st.text(min_size=1, max_size=10),
)
def test_any_change_of_content_changes_the_hash(payload: dict[str, Any], subject: str) -> None:
    def hash_of(drafted: Draft) -> str:
        step = {"subject_type": None, "state_before": None, "state_after": None, "place": None}
        made = chained(drafted, seq=1, recorded_at=NOON, previous_hash=GENESIS, **step)
        return made.hash

    given_draft = draft(subject, payload=payload)
    assert hash_of(given_draft) == hash_of(draft(subject, payload=dict(reversed(payload.items()))))
    assert hash_of(given_draft) != hash_of(draft(subject + "x", payload=payload))
    assert hash_of(given_draft) != hash_of(draft(subject, payload=payload | {"x" * 6: 1}))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://localhost/x", "不支持 mysql"),
        ("not an address", "不是数据库地址"),
        ("sqlite:////nowhere/at/all.sqlite", "决定库打不开"),
        ("postgresql://localhost:1/x", "决定库打不开"),
    ],
)
def test_an_address_that_cannot_be_used_is_named(url: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said):
        Ledger(url)


def edit(url: str, statement: str, *, guarded: bool = True) -> None:
    """Changes a database behind the ledger's back, past the triggers if it must."""
    engine = sa.create_engine(sa.make_url(url))
    with engine.begin() as connection:
        if not guarded and engine.dialect.name == "sqlite":
            for table in ("decisions", "files"):
                for action in ("update", "delete"):
                    connection.exec_driver_sql(f"drop trigger {table}_no_{action}")
        elif not guarded:
            connection.exec_driver_sql("set session_replication_role = replica")
            statement = statement.replace("blob", "bytea")
        connection.exec_driver_sql(statement)
    engine.dispose()


def _record_many(url: str, subject: str, times: int) -> None:
    opened = Ledger(url)
    for _ in range(times):
        opened.append([draft(subject)], anything)
    opened.close()


def _record_and_die(url: str, told: Connection) -> None:
    opened = Ledger(url)
    for _ in range(3):
        told.send(opened.append([draft()], anything)[0].hash)

    def dying(_: Draft, __: History, ___: datetime) -> Step:
        if len(opened_drafts) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        opened_drafts.append(1)
        return Step()

    opened_drafts: list[int] = []
    opened.append([draft("a"), draft("b"), draft("c")], dying)
