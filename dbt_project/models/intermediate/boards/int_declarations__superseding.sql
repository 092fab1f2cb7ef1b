with records as (select * from {{ ref('int_records__identified') }}),

revised as (
    -- only numbers that were declared more than once: pairs of all declarations would be far too many
    select
        declaration_id,
        enterprise_id,
        coalesce(standard_series_id, standard_no) as series_id,
        standard_no,
        standard_year,
        published_at,
        coalesce(serial_no, -1) as serial_no
    from records
    where is_first
    qualify count(*) over (partition by enterprise_id, coalesce(standard_series_id, standard_no)) > 1
)

select
    older.declaration_id,
    older.standard_no,
    newer.declaration_id as successor_id,
    newer.published_at as successor_published_at,
    newer.standard_no as successor_standard_no
from revised as older
inner join revised as newer
    on
        older.enterprise_id = newer.enterprise_id
        and older.series_id = newer.series_id
        and older.declaration_id <> newer.declaration_id
where
    case
        -- a later edition of its number
        when older.standard_no <> newer.standard_no then newer.standard_year > older.standard_year
        -- declared again under its number: the most recent is current, of two at one instant the larger serial
        when newer.published_at <> older.published_at then newer.published_at > older.published_at
        when newer.serial_no <> older.serial_no then newer.serial_no > older.serial_no
        else newer.declaration_id > older.declaration_id
    end
