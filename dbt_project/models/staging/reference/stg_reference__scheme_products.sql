select
    scheme_id,
    scheme_version,
    product_category,
    product_name,
    standards
from {{ reference('scheme_products') }}
