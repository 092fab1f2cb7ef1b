{#- Where the files of the layers below the warehouse lie; without the environment, those of the checkout. -#}

{#- A table of the normalised layer, all its partitions. -#}
{% macro normalised(table) -%}
    {{ read_parquet(env_var('LINGPAO_NORMALISED', '../data/normalised') ~ '/' ~ table ~ '/**/*.parquet') }}
{%- endmacro %}

{#- A table of committed reference data. -#}
{% macro reference(table) -%}
    {{ read_parquet(env_var('LINGPAO_NORMALISED', '../data/normalised') ~ '/reference/' ~ table ~ '.parquet') }}
{%- endmacro %}
