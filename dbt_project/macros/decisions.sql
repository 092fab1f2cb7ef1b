{#- What decisions say of a day; the ledger's own states, nothing is decided here. -#}

{#- Status of a leader on a day, from what its last event left it in: no decision ends a title, time does. -#}
{% macro leader_status(event, on) -%}
    case
        when {{ event }}.status_after = 'published' and {{ event }}.valid_to <= {{ on }} then 'expired'
        else {{ event }}.status_after
    end
{%- endmacro %}

{#- Whether an answer was to another rank, level or score than an entry has; one without figures is to any. -#}
{% macro is_about_other_figures(answer, entry) -%}
    (
        {{ json_text(answer ~ '.payload', 'figures') }} is not null
        and (
            {%- for figure, type in [('rank', 'bigint'), ('level', 'integer'), ('score', 'double')] %}
            {{ 'or ' if not loop.first }}try_cast({{ json_text(answer ~ '.payload', 'figures.' ~ figure) }} as {{ type }})
            is distinct from {{ entry }}.{{ figure }}
            {%- endfor %}
        )
    )
{%- endmacro %}
