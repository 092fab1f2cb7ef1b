{#- Where the files of the layers below the warehouse lie. -#}

{#- A table of the normalised layer, all its partitions. -#}
{% macro normalised(table) -%}
    {{ read_parquet(env_var('LINGPAO_NORMALISED') ~ '/' ~ table ~ '/**/*.parquet') }}
{%- endmacro %}

{#- A table of committed reference data. -#}
{% macro reference(table) -%}
    {{ read_parquet(env_var('LINGPAO_NORMALISED') ~ '/reference/' ~ table ~ '.parquet') }}
{%- endmacro %}
