{#-
    Values between a board's goalposts, or the ends of its sample, on the scheme's scale: a list as long as that of the
    values. A sample that is all alike stands at its best.

    compared_values: list. scaled: alias of int_boards__scaled.
-#}
{% macro goalpost_values(compared_values, scaled, is_capped) -%}
    {%- set share = 'case when {1} = {2} then 1.0 else ({0} - {1}) / ({2} - {1}) end' -%}
    {%- set share = 'greatest(least(' ~ share ~ ', 1.0), 0.0)' if is_capped else share -%}
    {{ place_by_place(
        [compared_values, scaled ~ '.worsts', scaled ~ '.bests'],
        'case when {0} is not null then '
        ~ scaled ~ '.scale_low + ' ~ share ~ ' * (' ~ scaled ~ '.scale_high - ' ~ scaled ~ '.scale_low) end'
    ) }}
{%- endmacro %}

{#-
    Rows of a relation with the weighted mean of their normalised values as it is ranked. Weights need not sum to 1. A
    geometric mean with a zero is zero; one with a negative value means nothing and is null. The values of a row stand side
    by side, in lists of one order, and are added in that order, so that equal inputs share a score on every run and every
    engine.

    relation: has `aggregate`, `weights` and `normalised`; an indicator whose weight or value is null does not count.
    columns: of the relation that are kept beside `weight_sum` and `score`.
-#}
{% macro weighted_scores(relation, columns) -%}
    {%- set lists = ['weights', 'normalised'] -%}
    select
        {{ columns | join(', ') }},
        {{ settled('weight_total') }} as weight_sum,
        case
            when aggregate = 'arithmetic' then {{ settled('weighted_total / weight_total') }}
            when least = 0 then 0.0
            when least > 0 then {{ settled('exp(weighted_total / weight_total)') }}
        end as score
    from (
        select
            {{ columns | join(', ') }},
            aggregate,
            {{ list_total(place_by_place(lists, 'case when {1} is not null then {0} end')) }} as weight_total,
            case
                when aggregate = 'arithmetic' then {{ list_total(place_by_place(lists, '{0} * {1}')) }}
                else {{ list_total(place_by_place(lists, 'case when {1} > 0 then {0} * ln({1}) end')) }}
            end as weighted_total,
            case
                when aggregate <> 'arithmetic'
                    then {{ list_least(place_by_place(lists, 'case when {0} is not null then {1} end')) }}
            end as least
        from {{ relation }}
    ) as totalled
{%- endmacro %}
