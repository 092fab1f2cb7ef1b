{#- Days and instants: instants are UTC without zone, days are days at Shanghai (no summer time since 1991). -#}

{#- The instant at which a day at Shanghai begins. -#}
{% macro day_begins(day) -%}
    (cast({{ day }} as timestamp) - interval 8 hour)
{%- endmacro %}

{#- The last day at Shanghai that lies, in part, before an exclusive instant. -#}
{% macro last_day_before(instant) -%}
    cast({{ instant }} + interval 8 hour - interval 1 microsecond as date)
{%- endmacro %}

{#- The day at Shanghai in which an instant lies. -#}
{% macro day_of(instant) -%}
    cast({{ instant }} + interval 8 hour as date)
{%- endmacro %}

{#- The same day so many years later; of a 29 February the 1 March where there is none. -#}
{% macro years_later(day, years) -%}
    cast(
        {{ day }} + interval {{ years }} year
        + case
            when extract(day from {{ day }} + interval {{ years }} year) < extract(day from {{ day }})
                then interval 1 day
            else interval 0 day
        end as date
    )
{%- endmacro %}
