with titled as (select * from {{ ref('int_leaders__titled') }}),

findings as (
    -- what is void or was tested again does not count, nor does what is about nobody that is known
    select *
    from {{ ref('fct_supervision_findings') }}
    where is_counted and enterprise_id is not null
),

declarations as (select * from {{ ref('fct_declarations') }}),

claimed as (
    select
        findings.finding_id,
        declarations.declaration_id,
        declarations.standard_series_id
    from findings
    inner join declarations on findings.declaration_id = declarations.declaration_id
),

met as (
    select
        titled.leader_key,
        titled.valid_from,
        findings.*,
        case
            when findings.finding_kind = 'dishonesty_list' then 'dishonesty_listed'
            when findings.result = 'refused' then 'check_refused'
            when findings.result = 'fail' and findings.standard_basis = 'none' then 'spot_check_unnamed'
            -- the product claims the standard that leads, or another edition of it
            when
                findings.result = 'fail'
                and (
                    claimed.declaration_id = titled.declaration_id
                    or claimed.standard_series_id = titled.standard_series_id
                )
                then 'spot_check_failed'
        end as basis_code
    from titled
    inner join findings on titled.enterprise_id = findings.enterprise_id
    left join claimed on findings.finding_id = claimed.finding_id
    where
        findings.decided_on < titled.valid_until
        and case
            when findings.finding_kind = 'dishonesty_list' then coalesce(titled.valid_from < findings.removed_on, true)
            else
                findings.finding_kind in ('spot_check', 'double_random')
                and titled.weighed_on < findings.decided_on
        end
)

select
    leader_key,
    finding_id as cause,
    finding_id,
    basis_code,
    case basis_code when 'dishonesty_listed' then 6 when 'check_refused' then 7 else 4 end as reason_no,
    case basis_code
        when 'dishonesty_listed' then '6'
        when 'check_refused' then '7'
        -- D1 part 3 (2) 6: a grave accident, or below what is declared: nobody says by which standard it failed
        when 'spot_check_unnamed' then '3;4'
        else '4'
    end as possible_reasons,
    greatest(first_observed_on, valid_from) as found_on,
    cast(decided_on as varchar) || ' ' || coalesce(authority, '')
    || case basis_code
        when 'dishonesty_listed' then '列入失信名单' || coalesce('：' || grounds, '')
        when 'check_refused' then '抽查时拒检'
        else '抽查不合格' || coalesce('，项目：' || failed_items, '') || coalesce('，实测：' || measured, '')
            || coalesce('，要求：' || required, '')
    end
    || case basis_code
        when 'spot_check_failed' then '；产品明示执行 ' || standard_no
        when 'spot_check_unnamed' then '；未列明所执行的标准，属第 3 项还是第 4 项由确认者判定'
        else ''
    end
    || coalesce('（' || document_no || '）', '') as basis
from met
where basis_code is not null
