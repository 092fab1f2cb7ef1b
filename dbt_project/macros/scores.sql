{#- How scores are summed and rounded, so that equal inputs share a rank on every run and every engine. -#}

{#-
    A sum that does not depend on the order of its rows: an engine adds floating-point numbers in the order in which its
    threads meet them, which changes the last digits and would part entries that are equal. Each term is rounded to 15
    decimals and added exactly; null where a term is too large for that.
-#}
{% macro exact_sum(term) -%}
    case when max(abs({{ term }})) < 1e20 then cast(sum(try_cast({{ term }} as decimal(38, 15))) as double) end
{%- endmacro %}

{#-
    A score as it is stored, compared and ranked: 12 decimals up to a hundred and fewer above, never more than 15
    significant digits, beyond which a 64-bit number holds only the noise of its own arithmetic (0.1 + 0.2 is 0.3 here,
    and reaches a cut-off of 0.3).
-#}
{% macro settled(score) -%}
    case
        when abs({{ score }}) < 1e2 then round({{ score }}, 12)
        when abs({{ score }}) < 1e5 then round({{ score }}, 9)
        when abs({{ score }}) < 1e8 then round({{ score }}, 6)
        else round({{ score }}, 3)
    end
{%- endmacro %}
