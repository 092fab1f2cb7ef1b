{#-
    What engines spell differently, and nothing else. Models call the first macro of each pair; another engine adds
    its own `<engine>__` macro here and changes no model.
-#}

{#- Every row of the Parquet files below a pattern, columns matched by name. -#}
{% macro read_parquet(pattern) %}{{ return(adapter.dispatch('read_parquet')(pattern)) }}{% endmacro %}

{% macro duckdb__read_parquet(pattern) -%}
    read_parquet('{{ pattern }}', union_by_name = true)
{%- endmacro %}

{#- The first group of a pattern in a text, '' where it does not match. -#}
{% macro regex_extract(text, pattern) %}{{ return(adapter.dispatch('regex_extract')(text, pattern)) }}{% endmacro %}

{% macro duckdb__regex_extract(text, pattern) -%}
    regexp_extract({{ text }}, '{{ pattern }}', 1)
{%- endmacro %}

{#- A text with every match of a pattern replaced. -#}
{% macro regex_replace(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('regex_replace')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro duckdb__regex_replace(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{#- Whole days from one date to another. -#}
{% macro days_between(first, last) %}{{ return(adapter.dispatch('days_between')(first, last)) }}{% endmacro %}

{% macro duckdb__days_between(first, last) -%}
    date_diff('day', {{ first }}, {{ last }})
{%- endmacro %}

{#-
    Texts of a group joined in an order; null, never '', for a group without texts.

    order_by: an expression, or a list of them, ascending, nulls last. condition: which rows count; without, all do.
-#}
{% macro joined_texts(text, separator, order_by, condition='true') -%}
    {{ return(adapter.dispatch('joined_texts')(text, separator, order_by, condition)) }}
{%- endmacro %}

{#- Sorted as a list: DuckDB takes seven times as long over an aggregate with an order of its own. -#}
{% macro duckdb__joined_texts(text, separator, order_by, condition) -%}
    {%- set keys = [order_by] if order_by is string else order_by -%}
    array_to_string(list_transform(
        list_sort(list({
            {%- for key in keys %}'key_{{ loop.index }}': {{ key }}, {% endfor %}'text': {{ text }}
        }) filter (where {{ text }} is not null and {{ condition }}), 'asc', 'nulls last'),
        lambda each: each['text']
    ), '{{ separator }}')
{%- endmacro %}

{#- Rows of a group as a 64-bit number, wherever a count is stored or compared. -#}
{% macro row_count() %}{{ return(adapter.dispatch('row_count')()) }}{% endmacro %}

{% macro duckdb__row_count() %}cast(count(*) as bigint){% endmacro %}

{#- One row for each part of a separated text; stands in the last place of a select list. -#}
{% macro split_rows(text, separator) %}{{ return(adapter.dispatch('split_rows')(text, separator)) }}{% endmacro %}

{% macro duckdb__split_rows(text, separator) -%}
    unnest(string_split({{ text }}, '{{ separator }}'))
{%- endmacro %}

{#- A member of a JSON object as text, null where there is none. -#}
{% macro json_text(document, member) %}{{ return(adapter.dispatch('json_text')(document, member)) }}{% endmacro %}

{% macro duckdb__json_text(document, member) -%}
    json_extract_string({{ document }}, '$.{{ member }}')
{%- endmacro %}

{#- SHA-256 of a text, in hex. -#}
{% macro sha256_hex(text) %}{{ return(adapter.dispatch('sha256_hex')(text)) }}{% endmacro %}

{% macro duckdb__sha256_hex(text) %}sha256({{ text }}){% endmacro %}

{#-
    64 bits that stand for the values of a row, nulls included: to compare contents within one build, never stored in
    a mart (an engine may change its function).
-#}
{% macro row_bits(columns) %}{{ return(adapter.dispatch('row_bits')(columns)) }}{% endmacro %}

{% macro duckdb__row_bits(columns) %}hash({{ columns | join(', ') }}){% endmacro %}

{#- The bits of all rows of a group, whatever their order. -#}
{% macro folded_bits(bits) %}{{ return(adapter.dispatch('folded_bits')(bits)) }}{% endmacro %}

{% macro duckdb__folded_bits(bits) %}bit_xor({{ bits }}){% endmacro %}

{#- One row for each text in a list that a JSON object holds; stands in the last place of a select list. -#}
{% macro json_rows(document, member) %}{{ return(adapter.dispatch('json_rows')(document, member)) }}{% endmacro %}

{% macro duckdb__json_rows(document, member) -%}
    unnest(cast(json_extract({{ document }}, '$.{{ member }}') as varchar []))
{%- endmacro %}

{#- One row with `key` and `value`, texts, for each member of an object that a JSON object holds; stands in the last place. -#}
{% macro json_pairs(document, member) %}{{ return(adapter.dispatch('json_pairs')(document, member)) }}{% endmacro %}

{% macro duckdb__json_pairs(document, member) -%}
    unnest(map_entries(cast(json_extract({{ document }}, '$.{{ member }}') as map(varchar, varchar))))
{%- endmacro %}
