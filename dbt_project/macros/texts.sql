{#- How evidence and notes, which people read, spell numbers, instants and codes. -#}

{#- A number without a trailing “.0”. -#}
{% macro number_text(value) -%}
    case
        when {{ value }} = floor({{ value }}) and abs({{ value }}) < 1e15 then cast(cast({{ value }} as bigint) as varchar)
        else cast({{ value }} as varchar)
    end
{%- endmacro %}

{#- A compared bound as it would be declared: “≤0.05 mg/m3”. -#}
{% macro bound_text(better, value, is_inclusive, unit) -%}
    case
        when {{ better }} = 'lower' and {{ is_inclusive }} then '≤'
        when {{ better }} = 'lower' then '<'
        when {{ is_inclusive }} then '≥'
        else '>'
    end || {{ number_text(value) }} || coalesce(' ' || {{ unit }}, '')
{%- endmacro %}

{% macro kind_zh(kind) -%}
    case {{ kind }}
        when 'national' then '国家标准'
        when 'industry' then '行业标准'
        when 'local' then '地方标准'
        when 'group' then '团体标准'
        when 'enterprise' then '企业标准'
        else '其他'
    end
{%- endmacro %}

{% macro status_zh(status) -%}
    case {{ status }}
        when 'in_force' then '现行'
        when 'upcoming' then '即将实施'
        when 'abolished' then '废止'
        when 'replaced' then '被代替'
        else '未说明'
    end
{%- endmacro %}

{% macro level_zh(level) -%}
    case {{ level }} when 1 then '先进' when 2 then '平均' when 3 then '基准' end
{%- endmacro %}

{#- The day at Shanghai of an instant. -#}
{% macro day_text(instant) -%}
    cast(cast({{ instant }} + interval 8 hour as date) as varchar)
{%- endmacro %}
