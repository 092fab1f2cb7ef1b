{#-
    The weighted mean of normalised values, as an aggregate over an entry's rows: weights need not sum to 1. A geometric
    mean with a zero is zero; one with a negative value means nothing and is null.
-#}
{% macro weighted_score(aggregate, weight, normalised) -%}
    case
        when {{ aggregate }} = 'arithmetic'
            then {{ settled(exact_sum(weight ~ ' * ' ~ normalised) ~ ' / ' ~ exact_sum(weight)) }}
        when min({{ normalised }}) = 0 then 0.0
        when min({{ normalised }}) > 0
            then {{ settled(
                'exp(' ~ exact_sum('case when ' ~ normalised ~ ' > 0 then ' ~ weight ~ ' * ln(' ~ normalised ~ ') end')
                ~ ' / ' ~ exact_sum(weight) ~ ')'
            ) }}
    end
{%- endmacro %}
