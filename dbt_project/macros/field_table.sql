{#-
    The wide table of a key field: a row a declaration that the last closed board of each programme examined, a column
    an indicator. The models that call it are generated from the schemes (pipelines/stages/field_tables.py).

    numbers, grades: core indicators, as compared, in the scheme's unit or by the grade's name, each with its level.
    texts: basic and innovative indicators, as declared.
-#}
{% macro field_table(field_code, numbers, grades, texts) %}
with boards as (
    select *
    from {{ ref('int_boards__last_closed') }}
    where field_code = '{{ field_code }}'
),

judged as (select * from {{ ref('int_candidates__judged') }}),

entries as (select * from {{ ref('int_entries__ranked') }}),

indicators as (select * from {{ ref('int_scheme_indicators__described') }}),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

{% if texts -%}
enrolled as (select * from {{ ref('int_declaration_versions__enrolled') }}),

declared as (select * from {{ ref('fct_declared_indicators') }}),

{% endif -%}
examined as (
    select
        boards.*,
        judged.version_no,
        judged.declaration_id
    from boards
    inner join judged on boards.board_no = judged.board_no
),

core as (
    select
        examined.board_no,
        examined.declaration_id
        {%- for code in numbers + grades %},
        max(levelled.{{ 'value' if code in numbers else 'grade' }})
            filter (where indicators.indicator_code = '{{ code }}') as {{ code }},
        max(levelled.level) filter (where indicators.indicator_code = '{{ code }}') as {{ code }}_level
        {%- endfor %}
    from examined
    inner join levelled
        on examined.scheme_product_no = levelled.scheme_product_no and examined.version_no = levelled.version_no
    inner join indicators on levelled.scheme_indicator_no = indicators.scheme_indicator_no
    group by examined.board_no, examined.declaration_id
)
{%- if texts %},

others as (
    select
        examined.board_no,
        examined.declaration_id
        {%- for code in texts %},
        min(declared.requirement_raw) filter (where declared.indicator_code = '{{ code }}') as {{ code }}
        {%- endfor %}
    from examined
    inner join enrolled
        on examined.scheme_product_no = enrolled.scheme_product_no and examined.version_no = enrolled.version_no
    inner join declared
        on enrolled.declaration_id = declared.declaration_id and enrolled.version = declared.version
    group by examined.board_no, examined.declaration_id
)
{%- endif %}

select
    examined.programme,
    examined.declaration_id,
    examined.product_category,
    examined.period,
    examined.scheme_id,
    examined.scheme_version,
    entries.rank is not null as is_eligible,
    entries.rank,
    entries.level,
    entries.score
    {%- for code in numbers + grades %},
    core.{{ code }},
    core.{{ code }}_level
    {%- endfor %}
    {%- for code in texts %},
    others.{{ code }}
    {%- endfor %}
from examined
left join entries
    on examined.board_no = entries.board_no and examined.declaration_id = entries.declaration_id
left join core on examined.board_no = core.board_no and examined.declaration_id = core.declaration_id
{%- if texts %}
left join others on examined.board_no = others.board_no and examined.declaration_id = others.declaration_id
{%- endif %}
{% endmacro %}
