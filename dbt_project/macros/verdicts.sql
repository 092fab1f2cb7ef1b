{#- What becomes of the reason that a rule gives. -#}

{#- pass where there is no reason, doubt where the project lets a person decide, else fail. -#}
{% macro verdict(reason_code) -%}
    case
        when {{ reason_code }} is null then 'pass'
        when {{ reason_code }} in ('{{ var("doubts") | join("', '") }}') then 'doubt'
        else 'fail'
    end
{%- endmacro %}
