"""Boards for the pages: what there is, each one's entries, and what it left out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pipelines.core.wording import METHODS, RULES, evidence_text, rule_name
from pipelines.site.asking import NAMED, Board, ask, board_key, records
from pipelines.site.encoding import columns_of
from pipelines.site.words import BOARD_STATES, period_text

if TYPE_CHECKING:
    import duckdb

_BOARDS = f"""
with shown as (
    select
        {board_key("entries")} as board,
        count(*) as entry_count,
        count(distinct enterprise_id) as enterprise_count,
        coalesce(list(level order by level) filter (where level is not null), []) as levels
    from entries
    group by board
),

levelled as (
    select
        scheme_id, scheme_version,
        list({{'level': level, 'cut_off': cut_off}} order by level) as cut_offs
    from cut_offs
    group by scheme_id, scheme_version
),

left_out as (
    select {board_key("rules")} as board, count(distinct declaration_id) as left_out_count
    from rules
    where not passed
    group by board
)

select
    {board_key("boards")} as board,
    boards.programme,
    programmes.name_zh as programme_name,
    boards.field_code,
    coalesce(fields.field_name, boards.field_code) as field_name,
    boards.product_category,
    coalesce(categories.name_zh, boards.product_category) as category_name,
    boards.period,
    boards.state,
    boards.state_since,
    boards.is_provisional,
    boards.knowledge,
    boards.method,
    boards.evidence,
    boards.cut_off_on,
    boards.candidate_count,
    -- what was published stays what a paper carries, whatever is computed now
    coalesce(boards.published_digest, boards.digest) as digest,
    boards.digest is distinct from coalesce(boards.published_digest, boards.digest)
        as is_changed,
    boards.note,
    schemes.title as scheme_title,
    boards.scheme_version,
    boards.scheme_id,
    schemes.body_name,
    schemes.level_count,
    schemes.leader_level,
    coalesce(levelled.cut_offs, []) as cut_offs,
    coalesce(shown.entry_count, 0) as entry_count,
    coalesce(shown.enterprise_count, 0) as enterprise_count,
    coalesce(shown.levels, []) as levels,
    coalesce(left_out.left_out_count, 0) as left_out_count
from boards
{NAMED}
left join schemes using (scheme_id, scheme_version)
left join levelled using (scheme_id, scheme_version)
left join shown
    on shown.board = {board_key("boards")}
left join left_out
    on left_out.board = {board_key("boards")}
order by
    boards.programme, boards.field_code, boards.product_category, boards.cut_off_on desc
"""

_INDICATORS = """
with steps as (
    select
        scheme_id, scheme_version, indicator_code,
        list({'bound': bound, 'points': points} order by step_no) as point_steps
    from point_steps
    group by scheme_id, scheme_version, indicator_code
)

select
    asked.scheme_id,
    asked.scheme_version,
    asked.product_category,
    asked.indicator_code as code,
    asked.name_zh as name,
    asked.indicator_class as class,
    asked.unit,
    asked.better,
    coalesce(methods.name_zh, asked.test_method) as method,
    [asked.threshold_1, asked.threshold_2, asked.threshold_3] as thresholds,
    [asked.grade_1, asked.grade_2, asked.grade_3] as grades,
    asked.weight,
    asked.goalpost_worst,
    asked.goalpost_best,
    coalesce(steps.point_steps, []) as point_steps
from scheme_indicators as asked
left join test_methods as methods using (test_method)
left join steps using (scheme_id, scheme_version, indicator_code)
order by asked.scheme_id, asked.scheme_version, asked.product_category, asked.position
"""

_LIMITS = f"""
select distinct
    {board_key("entry_limits")} as board,
    indicator_code as code,
    standard_no,
    clause,
    nature,
    "limit",
    unit
from entry_limits
order by board, code, nature, standard_no, "limit"
"""

_EXCLUSIONS = f"""
select
    {board_key("exclusions")} as board, rule_kind, declaration_count,
    coalesce(asked.name_zh, nullif(exclusions.indicator_code, '')) as indicator
from exclusions
left join asked_indicators as asked
    on
        exclusions.programme = asked.programme
        and exclusions.field_code = asked.field_code
        and exclusions.product_category = asked.product_category
        and exclusions.period = asked.period
        and asked.indicator_code = exclusions.indicator_code
order by board, declaration_count desc, rule_kind, indicator
"""

_ON = """
    {0}.programme = $programme and {0}.field_code = $field_code
    and {0}.product_category = $product_category and {0}.period = $period
"""

_ENTRIES = f"""
select
    entries.declaration_id as id,
    entries.rank,
    entries.level,
    entries.score,
    entries.is_tied,
    entries.is_vetoed,
    entries.is_left_out,
    declarations.org_name as org,
    declarations.standard_no as standard,
    declarations.standard_name as title,
    provinces.province_name as province,
    made.products,
    entries.models_text as models,
    declarations.published_on as published
from entries
inner join declarations using (declaration_id)
left join provinces using (province_code)
left join (
    select
        declaration_id,
        string_agg(product_name, '、' order by product_no) as products
    from products
    group by declaration_id
) as made using (declaration_id)
where {_ON.format("entries")}
order by entries.rank, declarations.org_name nulls last, entries.declaration_id
"""

_VALUES = f"""
select
    declaration_id as id,
    indicator_code as code,
    value,
    is_inclusive,
    grade,
    level,
    rank
from entry_indicators
where {_ON.format("entry_indicators")}
"""

_LEFT_OUT = f"""
select
    rules.declaration_id,
    declarations.org_name,
    declarations.standard_no,
    provinces.province_name,
    rules.rule_code,
    coalesce(asked.name_zh, split_part(rules.rule_code, ':', 2)) as indicator,
    rules.evidence
from rules
inner join declarations using (declaration_id)
left join provinces using (province_code)
left join asked_indicators as asked
    on
        rules.programme = asked.programme
        and rules.field_code = asked.field_code
        and rules.product_category = asked.product_category
        and rules.period = asked.period
        and asked.indicator_code = split_part(rules.rule_code, ':', 2)
where not rules.passed and {_ON.format("rules")}
order by declarations.org_name nulls last, rules.declaration_id, rules.rule_code
"""


def board_list(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every board that is seen, newest period first, with its scheme, indicators and counts."""
    asked: dict[tuple[str, int, str], list[dict[str, Any]]] = defaultdict(list)
    for row in records(connection, _INDICATORS):
        key = (row.pop("scheme_id"), row.pop("scheme_version"), row.pop("product_category"))
        asked[key].append(row)
    limits: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(connection, _LIMITS):
        limits[row.pop("board")].append(row)
    exclusions: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(connection, _EXCLUSIONS):
        kind, indicator = row["rule_kind"], row["indicator"]
        name = f"{RULES[kind]}：{indicator}" if indicator else RULES[kind]
        exclusions[row["board"]].append({"rule": name, "count": row["declaration_count"]})
    boards = records(connection, _BOARDS)
    for board in boards:
        levels = board["levels"]
        board["levels"] = {str(level): levels.count(level) for level in sorted(set(levels))}
        board["period_text"] = period_text(board["period"])
        board["state_text"] = BOARD_STATES[board["state"]]
        board["method_text"] = METHODS[board["method"]]
        scheme = (board.pop("scheme_id"), board["scheme_version"], board["product_category"])
        board["indicators"] = asked[scheme]
        board["limits"] = limits[board["board"]]
        board["exclusions"] = exclusions[board["board"]]
    return boards


def by_programme(boards: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Boards under the name of their programme, the programme with the newest board first."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for board in sorted(boards, key=lambda board: board["cut_off_on"], reverse=True):
        found[board["programme_name"]].append(board)
    return list(found.items())


def board_entries(connection: duckdb.DuckDBPyConnection, board: Board) -> dict[str, Any]:
    """Entries of a board in its order, a column an indicator and property.

    Which indicators there are stands in `board_list`.
    """
    names, rows = ask(connection, _ENTRIES, board)
    table = columns_of(names, rows)
    place = {row[0]: number for number, row in enumerate(rows)}
    wide: dict[str, list[Any]] = defaultdict(lambda: [None] * len(rows))
    _, values = ask(connection, _VALUES, board)
    for declaration, code, *properties in values:
        number = place[declaration]
        for name, said in zip(("v", "i", "g", "l", "r"), properties, strict=True):
            if said is not None:
                wide[f"{name}:{code}"][number] = said
    codes = sorted(wide)
    return table | columns_of(codes, list(zip(*(wide[code] for code in codes), strict=True)))


def board_left_out(connection: duckdb.DuckDBPyConnection, board: Board) -> dict[str, Any]:
    """One row a declaration that a board left out, with every reason."""
    reasons: dict[tuple[str, ...], list[str]] = defaultdict(list)
    _, rows = ask(connection, _LEFT_OUT, board)
    for *declaration, rule_code, indicator, evidence in rows:
        said = f"{rule_name(rule_code, indicator or None)}（{evidence_text(evidence)}）"
        reasons[tuple(declaration)].append(said)
    return columns_of(
        ("id", "org", "standard", "province", "reasons"),
        [(*declaration, "；".join(said)) for declaration, said in reasons.items()],
    )
