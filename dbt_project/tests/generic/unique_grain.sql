{#-
    Rows of a model that share their grain. Grouped by 64 bits of the grain first, so that the long tables need
    memory for numbers only; equal bits are then looked at in full.
-#}
{% test unique_grain(model, columns) %}

with suspects as (
    select {{ row_bits(columns) }} as grain_bits
    from {{ model }}
    group by {{ row_bits(columns) }}
    having count(*) > 1
)

select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
where {{ row_bits(columns) }} in (select grain_bits from suspects)
group by {{ columns | join(', ') }}
having count(*) > 1

{% endtest %}
