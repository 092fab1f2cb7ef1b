{#- What standard numbers and catalogue rows mean. -#}

{#-
    Whether a row of dim_standards is the one known on a day and says that its standard is in force on another
    (domain.md §4 “what counts as a limit”): law dates decide, the observed status where they are silent.

    standard: alias of dim_standards. on, known_on: expressions of type date.
-#}
{% macro in_force(standard, on, known_on) -%}
    (
        {{ standard }}.valid_from <= {{ known_on }}
        and ({{ standard }}.valid_to is null or {{ known_on }} < {{ standard }}.valid_to)
        and coalesce({{ standard }}.in_force_on <= {{ on }}, {{ standard }}.status <> 'upcoming', false)
        and coalesce({{ on }} < {{ standard }}.abolished_on, true)
        -- a successor ends a standard on the day it comes into force, for whoever can know of it, unless the
        -- catalogue was seen to hold on to the old one after that day
        and not coalesce(
            {{ standard }}.replaced_on <= {{ on }}
            and {{ standard }}.replacement_known_on <= {{ known_on }}
            and not ({{ standard }}.status = 'in_force' and {{ standard }}.valid_from >= {{ standard }}.replaced_on),
            false
        )
        -- withdrawn on a day nobody gives: from the day that the withdrawal was seen
        and not (
            {{ standard }}.status in ('abolished', 'replaced')
            and {{ standard }}.abolished_on is null
            and {{ standard }}.replaced_on is null
            and {{ standard }}.valid_from <= {{ on }}
        )
    )
{%- endmacro %}

{#- Kind of a standard by its number (wire-formats.md §3.5): national, local, group, enterprise or industry. -#}
{% macro standard_kind(standard_no) -%}
    case
        when {{ standard_no }} like 'GB%' then 'national'
        when {{ standard_no }} like 'DB%' then 'local'
        when {{ standard_no }} like 'T/%' then 'group'
        when {{ standard_no }} like 'Q/%' then 'enterprise'
        else 'industry'
    end
{%- endmacro %}
