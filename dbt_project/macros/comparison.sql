{#- How declared values, levels and limits are compared (domain.md §4), stated once. -#}

{#- Equal, where two nulls are equal too. -#}
{% macro same(left, right) -%}
    coalesce({{ left }} = {{ right }}, {{ left }} is null and {{ right }} is null)
{%- endmacro %}

{#- A value in another unit of the same dimension; rounded, so that 50 µg and 0.05 mg are the same number. -#}
{% macro converted(value, from_factor, to_factor) -%}
    round({{ value }} * {{ from_factor }} / {{ to_factor }}, 9)
{%- endmacro %}

{#- Strictly more demanding than an inclusive limit: “<0.124” beats “≤0.124”. -#}
{% macro beats(better, value, is_inclusive, limit) -%}
    case
        when {{ value }} = {{ limit }} then not {{ is_inclusive }}
        when {{ better }} = 'lower' then {{ value }} < {{ limit }}
        else {{ value }} > {{ limit }}
    end
{%- endmacro %}

{#- Less demanding than an inclusive limit. -#}
{% macro is_worse(better, value, limit) -%}
    case when {{ better }} = 'lower' then {{ value }} > {{ limit }} else {{ value }} < {{ limit }} end
{%- endmacro %}

{#- How lenient a value is: the larger, the less demanding, whichever way is better. -#}
{% macro leniency(direction, value) -%}
    case when {{ direction }} = 'lower' then {{ value }} else -{{ value }} end
{%- endmacro %}
