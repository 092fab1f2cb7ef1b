"""Leaders for the pages: titles, what is put before the public, exits, bans, coming limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.core.certificates import certificate_digest
from pipelines.site.asking import NAMED, records
from pipelines.site.encoding import columns_of
from pipelines.site.words import LEADER_STATES, PROPOSAL_STATES, exit_reason, period_text

if TYPE_CHECKING:
    from datetime import date

    import duckdb

_NAMES = f"""
{NAMED}
inner join declarations using (declaration_id)
left join provinces using (province_code)
"""

_LEADERS = f"""
select
    leaders.programme,
    programmes.name_zh as programme_name,
    leaders.year,
    leaders.field_code,
    coalesce(fields.field_name, leaders.field_code) as field_name,
    leaders.product_category,
    coalesce(categories.name_zh, leaders.product_category) as category_name,
    leaders.period,
    leaders.declaration_id as id,
    declarations.org_name as org,
    declarations.standard_no as standard,
    declarations.standard_name as title,
    provinces.province_name as province,
    leaders.level,
    leaders.status,
    leaders.certificate_no as certificate,
    leaders.publicity_from,
    leaders.publicity_to,
    leaders.valid_from,
    leaders.valid_to,
    leaders.exited_on,
    leaders.exit_reason as exit_reason_no,
    leaders.breaks_on,
    leaders.breaks_text,
    coalesce(awarded.org_name, declarations.org_name) as awarded_org,
    coalesce(awarded.standard_no, declarations.standard_no) as awarded_standard,
    boards.state is not null as has_board
from leaders
{_NAMES}
left join history as awarded
    on
        leaders.declaration_id = awarded.declaration_id
        and leaders.awarded_version = awarded.version
left join boards using (programme, field_code, product_category, period)
order by
    leaders.valid_from desc nulls first, leaders.programme, leaders.field_code,
    leaders.product_category, leaders.certificate_no nulls last, leaders.declaration_id
"""

_BANS = """
select
    programmes.name_zh as programme_name,
    coalesce(named.org_name, bans.enterprise_id) as org,
    bans.source_kind,
    bans.barred_from,
    bans.barred_until,
    bans.lifted_on,
    bans.exit_reason as exit_reason_no,
    bans.reason
from bans
left join programmes using (programme)
left join barred_names as named using (enterprise_id)
order by bans.barred_from desc, org, bans.decision_id
"""

_PROPOSALS = f"""
select
    leaders.proposal_id,
    declarations.org_name as org,
    declarations.standard_no as standard,
    coalesce(fields.field_name, leaders.field_code) as field_name,
    leaders.reason_no,
    leaders.basis,
    leaders.found_on,
    leaders.state
from exit_proposals as leaders
{_NAMES}
order by leaders.found_on desc, leaders.proposal_id
"""

_PUBLICITIES = """
with named as (
    select
        decision_id,
        subject,
        subject_type,
        split_part(subject, '/', 1) as first,
        split_part(subject, '/', 2) as second,
        split_part(subject, '/', 3) as third
    from publicities
),

addressed as (
    select
        decision_id,
        case subject_type when 'board' then first when 'leader_list' then second end
            as field_code,
        case subject_type when 'board' then second when 'leader_list' then third end
            as product_category,
        case subject_type when 'board' then third when 'leader_list' then first end as period
    from named
)

select
    programmes.name_zh as programme_name,
    publicities.what_zh,
    publicities.subject_type,
    coalesce(
        schemes.title, categories.name_zh, addressed.product_category, publicities.subject
    ) as what,
    addressed.period,
    publicities.publicity_from,
    publicities.publicity_to,
    publicities.earliest_publication_on,
    publicities.objection_count,
    publicities.open_objection_count,
    publicities.state
from publicities
left join addressed using (decision_id)
left join programmes using (programme)
left join categories using (product_category)
left join announced_schemes as schemes
    on
        publicities.subject_type = 'scheme'
        and publicities.subject = schemes.scheme_id || '/' || schemes.scheme_version
order by publicities.publicity_to desc, publicities.decision_id
"""


def leaders_page(connection: duckdb.DuckDBPyConnection, reached_on: date) -> dict[str, Any]:
    """What the template of the page needs, and under `payload` what its script loads.

    Args:
        connection: what the audience may see.
        reached_on: the day as of which days are counted.
    """
    leaders = records(connection, _LEADERS)
    for leader in leaders:
        leader["status_text"] = LEADER_STATES[leader["status"]]
        leader["digest"] = _digest(leader)
        leader["exit_reason"] = exit_reason(leader.pop("exit_reason_no"))
        leader["period_text"] = period_text(leader["period"])
        valid_to = leader["valid_to"]
        leader["days_left"] = (
            (valid_to - reached_on).days
            if leader["status"] == "published" and valid_to is not None
            else None
        )
    publicities = records(connection, _PUBLICITIES)
    for publicity in publicities:
        publicity["days_left"] = (publicity["publicity_to"] - reached_on).days
        if publicity["period"]:
            publicity["what"] += f"（{period_text(publicity['period'])}）"
    bans = records(connection, _BANS)
    for ban in bans:
        ban["exit_reason"] = exit_reason(ban.pop("exit_reason_no"))
    proposals = records(connection, _PROPOSALS)
    for proposal in proposals:
        proposal["reason"] = exit_reason(proposal.pop("reason_no"))
        proposal["state_text"] = PROPOSAL_STATES[proposal["state"]]
    names = list(leaders[0]) if leaders else []
    return {
        "leaders": leaders,
        "running": [each for each in publicities if each["state"] == "running"],
        "ended": [each for each in publicities if each["state"] != "running"],
        "exits": [each for each in leaders if each["status"] == "exited"],
        "bans": bans,
        "breaking": [each for each in leaders if each["breaks_on"] is not None],
        "proposals": proposals,
        "payload": {
            "reached_on": reached_on.isoformat(),
            "leaders": columns_of(names, [tuple(each.values()) for each in leaders]),
        },
    }


def _digest(leader: dict[str, Any]) -> str | None:
    """Digest of the certificate, which says what was awarded; None where there is none."""
    number, org, standard = (
        leader["certificate"],
        leader.pop("awarded_org"),
        leader.pop("awarded_standard"),
    )
    if number is None:
        return None
    return certificate_digest(number, org, standard, leader["valid_from"], leader["valid_to"])
