"""What conditions of decisions ask: of scheme files, and of the current release."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.core.programmes import dated_milestones, load_key_fields, load_programmes
from pipelines.core.schemes import load_schemes
from pipelines.ledger.case import BoardFacts, EntryFacts, SchemeFacts
from pipelines.ledger.due import ClosedBoard, Known
from pipelines.stages.sample import is_sample
from pipelines.store.manifest import current_database, current_release

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from pipelines.core.milestones import DatedMilestone
    from pipelines.core.programmes import Programme
    from pipelines.core.scheme_models import Scheme
    from pipelines.settings import Settings

_SCHEME_NEEDS = {
    "consent": "leader_consent_given",
    "conformity_report": "conformity_report",
    "commitment": "commitment",
}
"""What a scheme asks of leaders (`leaders.requires`), by the kind of decision that shows it."""

_BOARD = """
select scheme_id || '/' || scheme_version, cut_off_on, is_provisional, digest
from fct_boards
where
    programme = $programme and field_code = $field_code
    and product_category = $product_category and period = $period
"""
_ENTRIES = """
select
    entries.declaration_id, entries.enterprise_id, declarations.org_name, entries.rank,
    entries.level, entries.score
from fct_board_entries as entries
left join fct_declarations as declarations using (declaration_id)
where
    entries.programme = $programme and entries.field_code = $field_code
    and entries.product_category = $product_category and entries.period = $period
order by entries.rank, entries.declaration_id
"""
_PROPOSAL = """
select 1
from fct_exit_proposals
where
    proposal_id = $proposal_id and programme = $programme and year = $year
    and field_code = $field_code and product_category = $product_category
    and declaration_id = $declaration_id
"""
_PROPOSALS = """
select proposal_id, programme, year, field_code, product_category, declaration_id
from fct_exit_proposals
"""
_WAITING = """
select match_id, min(org_name), min(first_observed_on)
from fct_match_candidates
where state = 'waiting'
group by match_id
"""
_UNREPORTED = """
select first_observed_on
from fct_supervision_findings
where is_adverse and is_declarant and reported_on is null
"""
_CLOSED = """
select
    programme,
    field_code || '/' || product_category || '/' || period,
    scheme_id || '/' || scheme_version,
    cut_off_on
from fct_boards
where not is_provisional
"""
_DISHONEST = """
select finding_kind, decided_on, authority
from fct_supervision_findings
where
    enterprise_id = $enterprise_id and finding_kind in ('dishonesty_list', 'penalty')
    and decided_on between $since and $until
order by decided_on
limit 1
"""


class RecordedFacts:
    """Facts of one installation; see `ledger.case.Facts`. Each is read when it is asked for.

    All are of the release that was current when the first was asked for, until it is closed.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._boards: dict[tuple[str, str], BoardFacts | None] = {}

    def close(self) -> None:
        """Lets go of the release."""
        # asked for nothing, it never opened one
        if (release := self.__dict__.pop("_release", None)) is not None:
            release.close()

    def scheme(self, subject: str) -> SchemeFacts | None:
        """A scheme that is on file."""
        scheme = self._schemes.get(subject)
        if scheme is None or scheme.assessment_body is None or scheme.leaders is None:
            return None
        return SchemeFacts(
            subject=subject,
            programme=scheme.programme,
            field_code=scheme.field_code,
            year=scheme.year,
            period=scheme.period or "yearly",
            body_uscc=scheme.assessment_body.uscc,
            body_name=scheme.assessment_body.name,
            # fictional enterprises may show what is never published of real ones
            is_seen=scheme.evidence == "seen" or is_sample(self._settings),
            leader_level=scheme.leaders.level,
            leaders_need=tuple(_SCHEME_NEEDS[need] for need in scheme.leaders.requires),
        )

    def known(self) -> Known:
        """What says which decisions are due next."""
        subjects = {subject: self.scheme(subject) for subject in self._schemes}
        return Known(
            schemes={subject: each for subject, each in subjects.items() if each is not None},
            boards=[ClosedBoard(*row) for row in self._rows("fct_boards", _CLOSED)],
            milestones=[(each.programme, dated) for each, dated in self._dated],
            proposals={
                proposal_id: (programme, f"{year}/{field_code}/{product_category}/{declaration_id}")
                for (
                    proposal_id,
                    programme,
                    year,
                    field_code,
                    product_category,
                    declaration_id,
                ) in self._rows("fct_exit_proposals", _PROPOSALS)
            },
            matches={
                match_id: (name, since)
                for match_id, name, since in self._rows("fct_match_candidates", _WAITING)
            },
            unreported=[since for (since,) in self._rows("fct_supervision_findings", _UNREPORTED)],
        )

    def scheme_errors(self, subject: str, on: date) -> list[str]:
        """Errors of the formal examination on a day, a sentence each."""
        from pipelines.stages.examination import examine_files

        path = self._schemes[subject].document.path
        found = examine_files(self._settings, [path], on)
        return [str(each) for each in found if each.severity == "error"]

    def board(self, programme: str, subject: str) -> BoardFacts | None:
        """A board of the current release."""
        if (programme, subject) not in self._boards:
            self._boards[programme, subject] = self._board(programme, subject)
        return self._boards[programme, subject]

    def _board(self, programme: str, subject: str) -> BoardFacts | None:
        named = {"programme": programme, **board_key(subject)}
        rows = self._ask(_BOARD, named)
        if not rows:
            return None
        [(scheme, cut_off_on, is_provisional, digest)] = rows
        entries = tuple(EntryFacts(*row) for row in self._ask(_ENTRIES, named))
        return BoardFacts(scheme, cut_off_on, is_provisional, digest, entries)

    def enterprise_of(self, declaration_id: str) -> str | None:
        """The enterprise that made a declaration."""
        query = "select enterprise_id from fct_declarations where declaration_id = $declaration_id"
        rows = self._ask(query, {"declaration_id": declaration_id})
        return rows[0][0] if rows else None

    def has_exit_proposal(self, programme: str, subject: str, proposal_id: str) -> bool:
        """Whether the current release proposes that this leader exits."""
        year, field_code, product_category, declaration_id = subject.split("/", 3)
        named = {
            "proposal_id": proposal_id,
            "programme": programme,
            "year": int(year),
            "field_code": field_code,
            "product_category": product_category,
            "declaration_id": declaration_id,
        }
        return bool(self._ask(_PROPOSAL, named))

    def has_milestone(self, programme: str, subject: str) -> bool:
        """Whether a programme has something due in that year under that code."""
        return any(
            (each.programme, dated.subject) == (programme, subject) for each, dated in self._dated
        )

    def honoured(self, programme: str) -> Collection[str]:
        """Programmes whose bans hold in this one, itself among them."""
        return {programme, *self._programmes[programme]}

    def dishonest_since(self, enterprise_id: str, since: date, until: date) -> str | None:
        """What the supervision lists hold against an enterprise in a time; None: nothing."""
        named = {"enterprise_id": enterprise_id, "since": since, "until": until}
        rows = self._ask(_DISHONEST, named)
        if not rows:
            return None
        kind, decided_on, authority = rows[0]
        words = "列入失信名单" if kind == "dishonesty_list" else "受到行政处罚"
        return f"{decided_on} {words}（{authority or '机关不详'}）"

    @cached_property
    def _schemes(self) -> Mapping[str, Scheme]:
        schemes = load_schemes(self._settings.reference / "schemes")
        return {f"{scheme.scheme_id}/{scheme.version}": scheme for scheme in schemes}

    @cached_property
    def _programmes(self) -> Mapping[str, list[str]]:
        programmes = load_programmes(self._settings.reference / "programmes")
        return {each.programme: each.honours_bans_of for each in programmes}

    @cached_property
    def _dated(self) -> list[tuple[Programme, DatedMilestone]]:
        root = self._settings.reference
        programmes = load_programmes(root / "programmes")
        lists = load_key_fields(root / "key_fields", {each.programme for each in programmes})
        return dated_milestones(programmes, lists)

    def _rows(self, table: str, query: str) -> list[tuple[Any, ...]]:
        """Rows of a table that a release made by an older program may not have."""
        known = "select 1 from duckdb_tables() where table_name = $table"
        return self._ask(query, {}) if self._ask(known, {"table": table}) else []

    def _ask(self, query: str, named: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Rows of the release; without one there are none."""
        if self._release is None:
            return []
        return self._release.execute(query, dict(named)).fetchall()

    @cached_property
    def _release(self) -> duckdb.DuckDBPyConnection | None:
        if current_release(self._settings.release) is None:
            return None
        return duckdb.connect(str(current_database(self._settings.release)), read_only=True)


def board_key(subject: str) -> dict[str, str]:
    """The members of a board's subject: field_code, product_category, period."""
    field_code, product_category, period = subject.split("/")
    return {
        "field_code": field_code,
        "product_category": product_category,
        "period": period,
    }
