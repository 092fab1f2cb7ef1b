"""What each audience may see, as SQL over a release that is attached as `rel`."""

from __future__ import annotations

_ON_BOARD = "programme, field_code, product_category, period"
_ENTRY = f"{_ON_BOARD}, declaration_id"
_LEADER = "programme, year, field_code, product_category, declaration_id"

AS_PUBLISHED = "按现有数据与程序重算的结果与发布时不一致，正在核查；以下为发布时的榜单。"
"""What the public reads below a published board that cannot be made again."""

WITHHELD = "按现有数据与程序重算的结果与发布时不一致，正在核查，暂不列出各项名次；以发布公告为准。"
"""The same where what was published is not at hand."""

PUBLIC_BOARD_STATES = ("in_publicity", "published")
PUBLIC_LEADER_STATES = ("in_publicity", "published", "exited", "expired")
PUBLIC_LEADER_EVENTS = ("leaders_published", "leader_renewed", "exit_confirmed")

# The release ends on the last day of which anything is known; a clock would tell another day.
CALENDAR = """
    select
        max(last_on) as reached_on,
        (select max(fetched_on) from rel.fct_source_runs) as fetched_on
    from (
        select max(fetched_on) as last_on from rel.fct_source_runs
        union all
        select max(cast(recorded_at + interval 8 hour as date)) from rel.fct_leader_events
        union all
        select max(cast(recorded_at + interval 8 hour as date)) from rel.fct_bans
        union all
        select max(cast(recorded_at + interval 8 hour as date)) from rel.fct_applications
    )
"""

INTERNAL = {
    "boards": "from rel.fct_boards",
    "computed": f"select {_ON_BOARD} from boards",
    "entries": f"""
        select
            entries.*,
            coalesce(consents.is_left_out or consents.consent = 'refused', false) as is_left_out
        from rel.fct_board_entries as entries
        left join rel.fct_consents as consents using ({_ENTRY})
    """,
    "examined": f"select distinct {_ENTRY} from rel.fct_eligibility",
    "leaders": "from rel.fct_leaders",
    "leader_events": "from rel.fct_leader_events",
    "bans": "from rel.fct_bans",
    "publicities": "from rel.fct_publicities",
    "robustness": "from rel.fct_board_robustness",
    "rules": "from rel.fct_eligibility",
    "exit_proposals": "from rel.fct_exit_proposals",
    "violations": "from rel.fct_national_violations",
    "source_runs": "from rel.fct_source_runs",
}

_REMADE = "boards.digest = coalesce(boards.published_digest, boards.digest)"
"""Whether a board comes out as it was published; one that was not has nothing to keep."""

FROZEN = {
    "frozen_boards": "fct_boards",
    "frozen_entries": "fct_board_entries",
    "frozen_entry_indicators": "fct_board_entry_indicators",
}
"""Tables of what was published, while the others are made, with those that they are like."""

_AS_FROZEN = ", ".join(
    f"coalesce(frozen.{column}, boards.{column}) as {column}"
    for column in (
        *("scheme_id", "scheme_version", "method", "evidence", "cut_off_on"),
        *("is_provisional", "knowledge", "candidate_count"),
    )
)

# Read in this order: boards decide on entries, entries and leaders on whose names are shown.
PUBLIC = {
    # what was published is what was frozen then: other ranks are nobody's decision, and stay inside
    "boards": f"""
        select
            boards.* replace (
                {_AS_FROZEN},
                case
                    when {_REMADE} then boards.note
                    else coalesce(frozen.note || '{AS_PUBLISHED}', '{WITHHELD}')
                end as note
            )
        from rel.fct_boards as boards
        left join frozen_boards as frozen using ({_ON_BOARD})
        where boards.state in {PUBLIC_BOARD_STATES}
    """,
    # whose rows are those of the release; of the others they are those that were frozen
    "computed": f"select {_ON_BOARD} from boards where {_REMADE}",
    # who refused its consent, or was barred on the day of submission, is on no public list
    "entries": f"""
        select entries.*, false as is_left_out
        from (
            from rel.fct_board_entries semi join computed using ({_ON_BOARD})
            union all by name
            from frozen_entries semi join boards using ({_ON_BOARD})
        ) as entries
        anti join (
            from rel.fct_consents where is_left_out or consent = 'refused'
        ) using ({_ENTRY})
    """,
    "examined": f"select {_ENTRY} from entries",
    # that a coming limit will break a title is a finding of the institution, no publication
    "leaders": f"""
        select * replace (
            null::date as breaks_on, null::varchar as breaks_rule_ids, null::varchar as breaks_text
        )
        from rel.fct_leaders
        where
            status in {PUBLIC_LEADER_STATES}
            and (status = 'in_publicity' or valid_from is not null)
    """,
    # what was decided on the way, an exit proposed or rejected say, stays inside
    "leader_events": f"""
        from rel.fct_leader_events
        semi join leaders using ({_LEADER})
        where
            event in {PUBLIC_LEADER_EVENTS}
            and effective_on <= (select reached_on from calendar)
    """,
    # a bar that follows from a publicised exit; other bars are between the desk and the enterprise
    "bans": """
        select * replace (null::varchar as reason)
        from rel.fct_bans as bans
        semi join leaders
            on
                bans.programme = leaders.programme
                and bans.enterprise_id = leaders.enterprise_id
                and bans.barred_from = leaders.exited_on
        where bans.source_kind = 'exit_confirmed'
    """,
    "publicities": """
        select * replace (
            0::bigint as objection_count,
            0::bigint as open_objection_count,
            0::bigint as upheld_objection_count
        )
        from rel.fct_publicities
        where state = 'running' and subject_type in ('scheme', 'board', 'leader_list')
    """,
    "robustness": f"""
        select * replace (
            null::date as breaks_on, null::varchar as breaks_rule_ids, null::varchar as breaks_text
        )
        from rel.fct_board_robustness
        semi join entries using ({_ENTRY})
        semi join computed using ({_ON_BOARD})
    """,
    "rules": "from rel.fct_eligibility limit 0",
    "exit_proposals": "from rel.fct_exit_proposals limit 0",
    "violations": "from rel.fct_national_violations limit 0",
    "source_runs": "from rel.fct_source_runs limit 0",
}

# Follows from the tables above; the same for both.
DERIVED = {
    "compared": f"""
        from rel.fct_compared_indicators
        semi join examined using ({_ENTRY})
        semi join computed using ({_ON_BOARD})
    """,
    "entry_indicators": f"""
        from rel.fct_board_entry_indicators
        semi join entries using ({_ENTRY})
        semi join computed using ({_ON_BOARD})
        union all by name
        from frozen_entry_indicators semi join entries using ({_ENTRY})
    """,
    "entry_limits": f"""
        from rel.fct_entries_against_limits
        semi join entries using ({_ENTRY})
        semi join computed using ({_ON_BOARD})
    """,
    # the last board of a year counts what the earlier ones did, as in fct_field_statistics
    "annual_boards": """
        from boards
        qualify
            row_number() over (
                partition by programme, year, field_code, product_category order by cut_off_on desc
            ) = 1
    """,
    "named": """
        select distinct declaration_id from examined
        union
        select declaration_id from leaders
    """,
    "declarations": "from rel.fct_declarations semi join named using (declaration_id)",
    "history": "from rel.fct_declaration_history semi join named using (declaration_id)",
    "declared": "from rel.fct_declared_indicators semi join named using (declaration_id)",
    "products": "from rel.fct_declared_products semi join named using (declaration_id)",
    # what the platforms themselves show of an enterprise whose name is shown anyway
    "series": """
        select
            named.declaration_id,
            others.declaration_id as other_id,
            others.standard_no,
            others.standard_name,
            others.published_on,
            others.status
        from rel.fct_declarations as named
        semi join named as shown using (declaration_id)
        inner join rel.fct_declarations as others using (standard_series_id)
        where others.declaration_id <> named.declaration_id
    """,
    "schemes": """
        from rel.dim_schemes semi join boards using (scheme_id, scheme_version)
    """,
    "scheme_indicators": """
        from rel.dim_scheme_indicators semi join boards using (scheme_id, scheme_version)
    """,
    "announced_schemes": """
        select schemes.*
        from rel.dim_schemes as schemes
        semi join publicities
            on
                publicities.subject_type = 'scheme'
                and publicities.subject = schemes.scheme_id || '/' || schemes.scheme_version
    """,
    # as the scheme of a board calls them
    "asked_indicators": """
        select
            boards.programme, boards.field_code, boards.product_category, boards.period,
            asked.indicator_code, asked.name_zh
        from boards
        inner join scheme_indicators as asked using (scheme_id, scheme_version, product_category)
    """,
    "point_steps": """
        from rel.dim_scheme_point_steps semi join boards using (scheme_id, scheme_version)
    """,
    "cut_offs": """
        from rel.dim_scheme_cut_offs semi join boards using (scheme_id, scheme_version)
    """,
    "programmes": "from rel.dim_programmes",
    "key_fields": "from rel.dim_key_fields",
    "categories": "from rel.dim_product_categories",
    "test_methods": "from rel.dim_test_methods",
    "barred_names": """
        select enterprise_id, org_name from rel.dim_enterprises semi join bans using (enterprise_id)
    """,
    "provinces": """
        select province_code, any_value(province_name) as province_name
        from rel.dim_enterprises
        where province_code is not null
        group by province_code
    """,
}

# Counts that name nobody: of everything that was declared, and of what boards left out.
COUNTS = {
    "declared_by_day": """
        select published_on, count(*) as declaration_count
        from rel.fct_declarations
        where published_on is not null
        group by published_on
    """,
    "declared_by_province": """
        with counted as (
            select province_code, count(*) as declaration_count,
                count(distinct enterprise_id) as enterprise_count
            from rel.fct_declarations
            group by province_code
        ),

        industries as (
            select
                declarations.province_code,
                categories.industry_name_zh as industry_name,
                count(distinct declarations.declaration_id) as declaration_count
            from rel.fct_declarations as declarations
            inner join rel.fct_declared_products as products using (declaration_id)
            inner join rel.dim_product_categories as categories using (product_category)
            group by all
        ),

        main as (
            select province_code, industry_name
            from industries
            qualify
                row_number() over (
                    partition by province_code
                    order by declaration_count desc, industry_name nulls last
                ) = 1
        )

        select
            counted.province_code,
            provinces.province_name,
            counted.declaration_count,
            counted.enterprise_count,
            main.industry_name
        from counted
        inner join provinces using (province_code)
        left join main using (province_code)
    """,
    "declared_by_industry": """
        select
            categories.industry_code,
            any_value(categories.industry_name_zh) as industry_name,
            count(distinct products.declaration_id) as declaration_count
        from rel.fct_declared_products as products
        inner join rel.dim_product_categories as categories using (product_category)
        where categories.industry_code is not null
        group by categories.industry_code
    """,
    "enterprises_by_day": """
        select first_published_on as published_on, count(*) as enterprise_count
        from rel.dim_enterprises
        where first_published_on is not null
        group by first_published_on
    """,
    "exclusions": f"""
        select
            {_ON_BOARD},
            split_part(rules.rule_code, ':', 1) as rule_kind,
            split_part(rules.rule_code, ':', 2) as indicator_code,
            count(distinct rules.declaration_id) as declaration_count
        from rel.fct_eligibility as rules
        semi join computed using ({_ON_BOARD})
        where not rules.passed
        group by all
    """,
    # a declaration that stands under several categories of a field counts once, as the best of them
    "examined_declarations": f"""
        select
            rules.programme,
            annual.year,
            rules.field_code,
            count(distinct rules.declaration_id) as declared_count,
            count(distinct rules.declaration_id) filter (where rules.is_compliant)
                as compliant_count
        from (
            select
                {_ENTRY},
                bool_and(
                    passed
                    or rule_code not in
                    ('indicators_disclosed', 'national_limits', 'status_in_force')
                ) as is_compliant
            from rel.fct_eligibility
            group by {_ENTRY}
        ) as rules
        inner join annual_boards as annual using ({_ON_BOARD})
        group by rules.programme, annual.year, rules.field_code
    """,
}
