{#-
    The weighted mean of normalised values, as an aggregate over an entry's rows: weights need not sum to 1. A geometric
    mean with a zero is zero; one with a negative value means nothing and is null. Both kinds sum one column of terms: an
    aggregate more is paid for by every value of every entry.
-#}
{% macro weighted_score(aggregate, weight, normalised) -%}
    {%- set term -%}
        case
            when {{ aggregate }} = 'arithmetic' then {{ weight }} * {{ normalised }}
            when {{ normalised }} > 0 then {{ weight }} * ln({{ normalised }})
        end
    {%- endset -%}
    {%- set mean = exact_sum(term) ~ ' / ' ~ exact_sum(weight) -%}
    case
        when {{ aggregate }} = 'arithmetic' then {{ settled(mean) }}
        when min({{ normalised }}) = 0 then 0.0
        when min({{ normalised }}) > 0 then {{ settled('exp(' ~ mean ~ ')') }}
    end
{%- endmacro %}
