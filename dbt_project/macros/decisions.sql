{#- What decisions say of a day; the ledger's own states, nothing is decided here. -#}

{#- Status of a leader on a day, from what its last event left it in: no decision ends a title, time does. -#}
{% macro leader_status(event, on) -%}
    case
        when {{ event }}.status_after = 'published' and {{ event }}.valid_to <= {{ on }} then 'expired'
        else {{ event }}.status_after
    end
{%- endmacro %}
