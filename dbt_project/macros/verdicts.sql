{#- What becomes of the reason that a rule gives. -#}

{#- pass where there is no reason, doubt where the project lets a person decide, else fail. -#}
{% macro verdict(reason_code) -%}
    case
        when {{ reason_code }} is null then 'pass'
        {#- one by one: an engine may join a list, for every rule anew #}
        {%- for doubt in var('doubts') %}
        when {{ reason_code }} = '{{ doubt }}' then 'doubt'
        {%- endfor %}
        else 'fail'
    end
{%- endmacro %}
