with standards as (select * from {{ ref('int_standards__merged') }}),

replacing as (
    select
        standard_no,
        {{ split_rows('replaces', ';') }} as replaced_no
    from standards
    where replaces is not null
),

named as (
    -- either of the two can name the other
    select
        standard_no,
        {{ split_rows('replaced_by', ';') }} as successor_no
    from standards
    where replaced_by is not null

    union

    select
        replaced_no as standard_no,
        standard_no as successor_no
    from replacing
),

successors as (
    select
        standard_no,
        max_by(in_force_on, valid_from) as in_force_on,
        min(coalesce(issued_on, valid_from)) as known_on
    from standards
    group by standard_no
)

select
    named.standard_no,
    {{ joined_texts('named.successor_no', ';', 'named.successor_no') }} as replaced_by,
    min(successors.in_force_on) as replaced_on,
    min_by(successors.known_on, successors.in_force_on) as replacement_known_on
from named
left join successors on named.successor_no = successors.standard_no
where named.standard_no <> named.successor_no
group by named.standard_no
