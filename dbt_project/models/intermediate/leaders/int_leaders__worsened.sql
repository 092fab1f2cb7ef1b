with titled as (select * from {{ ref('int_leaders__titled') }}),

revised as (select * from {{ ref('int_leaders__revised') }}),

levelled as (select * from {{ ref('int_core_indicators__levelled') }}),

indicators as (select * from {{ ref('int_scheme_indicators__described') }}),

placed as (select * from {{ ref('int_entries__placed') }}),

declared as (select * from {{ ref('fct_declared_indicators') }}),

placed_levels as (
    -- methods other than bands level the whole entry, on the boards that it stands on
    select
        revised.scheme_product_no,
        revised.version_no,
        max(placed.level) as level
    from revised
    inner join placed
        on revised.scheme_product_no = placed.scheme_product_no and revised.version_no = placed.version_no
    group by revised.scheme_product_no, revised.version_no
),

compared as (
    select
        revised.leader_key,
        revised.declaration_id,
        revised.version,
        revised.standard_no,
        revised.is_own,
        revised.found_on,
        titled.declaration_id as awarded_id,
        titled.version as awarded_version,
        indicators.indicator_code,
        indicators.name_zh,
        indicators.unit,
        indicators.better,
        indicators.is_banded,
        awarded.value as old_value,
        awarded.level as old_level,
        awarded.row_no as old_row_no,
        awarded.part_no as old_part_no,
        later.value as new_value,
        later.is_inclusive as new_is_inclusive,
        later.level as new_level,
        later.row_no as new_row_no,
        later.part_no as new_part_no,
        later.test_method_text,
        later.reason_code,
        coalesce(placed_levels.level > titled.level, false) as is_placed_lower,
        case
            when later.obstacle = 'missing' then 'indicator_dropped'
            when later.obstacle in ('other_method', 'unknown_method') then 'method_changed'
            when later.obstacle is not null then 'not_comparable'
            when {{ is_worse('indicators.direction', 'later.value', 'awarded.value') }} then 'value_worse'
            -- “≤0.05” promises less than “<0.05”
            when later.value = awarded.value and later.is_inclusive and not awarded.is_inclusive then 'value_worse'
        end as basis_code
    from revised
    inner join titled on revised.leader_key = titled.leader_key
    inner join levelled as awarded
        on titled.scheme_product_no = awarded.scheme_product_no and titled.version_no = awarded.version_no
    inner join levelled as later
        on
            revised.scheme_product_no = later.scheme_product_no
            and revised.version_no = later.version_no
            and awarded.scheme_indicator_no = later.scheme_indicator_no
    inner join indicators on awarded.scheme_indicator_no = indicators.scheme_indicator_no
    left join placed_levels
        on
            revised.scheme_product_no = placed_levels.scheme_product_no
            and revised.version_no = placed_levels.version_no
    -- what was not compared at the award cannot get worse; what nobody discloses is not known to have
    where awarded.value is not null and coalesce(later.obstacle <> 'indicators_not_disclosed', true)
),

worsened as (
    -- told once, however many versions go on saying it
    select
        *,
        indicator_code || '|' || basis_code || '|' || coalesce({{ number_text('new_value') }}, '')
        || case when coalesce(new_is_inclusive, true) then '' else '<' end as cause
    from compared
    where basis_code is not null
    qualify
        row_number() over (
            partition by leader_key, indicator_code, basis_code, new_value, new_is_inclusive
            order by found_on asc nulls last, declaration_id asc nulls last, version asc nulls last
        ) = 1
),

cells as (
    select
        awarded_id as declaration_id,
        awarded_version as version,
        old_row_no as row_no,
        old_part_no as part_no
    from worsened

    union

    select
        declaration_id,
        version,
        new_row_no as row_no,
        new_part_no as part_no
    from worsened
),

texts as (
    select
        cells.declaration_id,
        cells.version,
        cells.row_no,
        cells.part_no,
        coalesce(declared.requirement_read, declared.requirement_raw) as requirement
    from cells
    inner join declared
        on
            cells.declaration_id = declared.declaration_id
            and cells.version = declared.version
            and cells.row_no = declared.row_no
            and cells.part_no = declared.part_no
)

select
    worsened.leader_key,
    worsened.cause,
    worsened.basis_code,
    -- the level falls where it is worse, or where nothing gives it any more
    case
        when worsened.new_level > worsened.old_level or worsened.reason_code is not null or worsened.is_placed_lower
            then 'level'
        else 'value'
    end as severity,
    worsened.indicator_code,
    old_texts.requirement as old_text,
    case when worsened.better <> 'best_first' then worsened.old_value end as old_value,
    new_texts.requirement as new_text,
    case when worsened.better <> 'best_first' then worsened.new_value end as new_value,
    worsened.unit,
    worsened.found_on,
    worsened.declaration_id as found_declaration_id,
    worsened.version as found_version,
    case
        when worsened.is_own then '声明第 ' || cast(worsened.version as varchar) || ' 版'
        else '修订后的标准 ' || worsened.standard_no || '（声明 ' || worsened.declaration_id || '）'
    end
    || case worsened.basis_code
        when 'indicator_dropped' then '不再列出核心指标' || worsened.name_zh
        when 'method_changed'
            then
                '的核心指标' || worsened.name_zh || coalesce('试验方法改为“' || worsened.test_method_text || '”', '不再注明试验方法')
                || '，与方案规定的不同'
        when 'not_comparable' then '的核心指标' || worsened.name_zh || '“' || coalesce(new_texts.requirement, '') || '”已不能比较'
        else '的核心指标' || worsened.name_zh || '变差，现为“' || coalesce(new_texts.requirement, '') || '”'
    end
    || coalesce('，授予时为“' || old_texts.requirement || '”', '')
    || case
        when worsened.new_level > worsened.old_level
            then
                '；水平由' || {{ level_zh('worsened.old_level') }} || '降为' || {{ level_zh('worsened.new_level') }}
        when worsened.is_banded and worsened.new_level is null then '；不再达到方案的任何水平'
        else ''
    end as basis
from worsened
left join texts as old_texts
    on
        worsened.awarded_id = old_texts.declaration_id
        and worsened.awarded_version = old_texts.version
        and worsened.old_row_no = old_texts.row_no
        and worsened.old_part_no = old_texts.part_no
left join texts as new_texts
    on
        worsened.declaration_id = new_texts.declaration_id
        and worsened.version = new_texts.version
        and worsened.new_row_no = new_texts.row_no
        and worsened.new_part_no = new_texts.part_no
