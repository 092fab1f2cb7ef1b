with candidates as (select * from {{ ref('int_boards__candidates') }}),

boards as (select * from {{ ref('int_boards__scheduled') }}),

violations as (select * from {{ ref('int_national_violations__dated') }}),

indicators as (select * from {{ ref('stg_reference__indicators') }})

select
    candidates.board_no,
    candidates.declaration_id,
    {{ joined_texts(
        "violations.standard_no || coalesce(' ' || violations.clause, '') || ' 规定'
            || coalesce(indicators.name_zh, violations.indicator_code)
            || case when violations.is_upper then '≤' else '≥' end || " ~ number_text('violations.limit_value')
            ~ " || coalesce(' ' || violations.unit, '') || '，声明值 ' || " ~ number_text('violations.declared')
            ~ " || '，自 ' || cast(violations.in_force_from as varchar) || ' 起不符合'",
        '；', 'violations.rule_id'
    ) }} as evidence
from candidates
inner join boards on candidates.board_no = boards.board_no
inner join violations
    on candidates.declaration_id = violations.declaration_id and candidates.version = violations.version
left join indicators on violations.indicator_code = indicators.indicator_code
-- by the limit's own interval: a version first seen after the cut-off still is what was declared before it
where
    violations.in_force_from <= boards.cut_off_on
    and (violations.in_force_to is null or boards.cut_off_on < violations.in_force_to)
    and violations.known_from <= boards.cut_off_on
group by candidates.board_no, candidates.declaration_id
