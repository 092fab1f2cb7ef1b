{#-
    Weighted boards keep what belongs to an indicator side by side, in columns by its position in the scheme's file
    (`value_1`, `weight_1`, …): a score is made of the values of one row. What a board does not weigh is null.
-#}

{#-
    A list of one term for each position at which a scheme weighs an indicator: as many as the schemes at hand have,
    where the project's variable `weighed_positions` does not say how many.

    term: SQL; the position stands for {0} in it.
-#}
{% macro by_position(term) -%}
    {%- set count = var('weighed_positions') -%}
    {%- if count is none and execute and target.name != 'lint' -%}
        {%- set found = run_query(
            'select max(position) from ' ~ reference('scheme_indicators') ~ ' where weight is not null'
        ) -%}
        {%- set count = found.columns[0].values()[0] -%}
    {%- endif -%}
    {%- set terms = [] -%}
    {%- for position in range(1, (count or 1) | int + 1) -%}
        {%- do terms.append(term.format(position)) -%}
    {%- endfor -%}
    {{ return(terms) }}
{%- endmacro %}

{#- The term at the position that a row names: what stands side by side, one below the other. -#}
{% macro at_position(position, term) -%}
    case {{ position }} {{ by_position('when {0} then ' ~ term) | join(' ') }} end
{%- endmacro %}

{#-
    The value at a position as it is weighed: where it stands from worst to best, on the board's scale. Most stand
    between the two, which is asked first. A sample that is all alike has no span and stands at its best.

    valued: alias of a relation with `value` by position. scaled: alias of int_boards__scaled.
-#}
{% macro normalised_value(valued, scaled) -%}
    {%- set value = valued ~ '.value_{0}' -%}
    {%- set share = '(' ~ value ~ ' - ' ~ scaled ~ '.worst_{0}) / ' ~ scaled ~ '.span_{0}' -%}
    {{ scaled }}.scale_low + ({{ scaled }}.scale_high - {{ scaled }}.scale_low) * case
        when {{ share }} between 0.0 and 1.0 then {{ share }}
        when {{ value }} is null then null
        when {{ scaled }}.span_{0} is null then 1.0
        when not {{ scaled }}.is_capped then {{ share }}
        when {{ share }} > 1.0 then 1.0
        else 0.0
    end
{%- endmacro %}

{#-
    Rows of a relation with the weighted mean of their normalised values as it is ranked. Weights are positive and need
    not sum to 1. A geometric mean with a zero is zero; one with a negative value means nothing and is null. Values are
    added in the order of their positions, so that equal inputs share a score on every run and every engine.

    relation: has `aggregate` and, by position, `weight` and `normalised`; where either is null nothing counts.
    columns: of the relation that are kept beside `weight_sum` and `score`.
-#}
{% macro weighted_scores(relation, columns) -%}
    {%- set weight = 'case when normalised_{0} is not null then weight_{0} end' -%}
    {%- set summand = 'weight_{0} * normalised_{0}' -%}
    {%- set exponent = 'case when normalised_{0} > 0 then weight_{0} * ln(normalised_{0}) end' -%}
    {%- set factor = 'case when weight_{0} is not null then normalised_{0} end' -%}
    select
        {{ columns | join(', ') }},
        {{ settled('weight_total') }} as weight_sum,
        case
            when aggregate = 'arithmetic' then {{ settled('weighted_total / weight_total') }}
            when least_factor = 0 then 0.0
            when least_factor > 0 then {{ settled('exp(weighted_total / weight_total)') }}
        end as score
    from (
        select
            {{ columns | join(', ') }},
            aggregate,
            nullif({{ by_position('coalesce(' ~ weight ~ ', 0.0)') | join(' + ') }}, 0) as weight_total,
            case
                when aggregate = 'arithmetic'
                    then {{ by_position('coalesce(' ~ summand ~ ', 0.0)') | join(' + ') }}
                else {{ by_position('coalesce(' ~ exponent ~ ', 0.0)') | join(' + ') }}
            end as weighted_total,
            case
                when aggregate <> 'arithmetic'
                    then least({{ by_position('coalesce(' ~ factor ~ ", cast('infinity' as double))") | join(', ') }})
            end as least_factor
        from {{ relation }}
    ) as totalled
{%- endmacro %}
