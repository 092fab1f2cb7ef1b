select
    source,
    fetched_on,
    record_id,
    product_no,
    product_name,
    product_name_raw,
    generic_name,
    brand,
    barcode,
    spec,
    model,
    category_text
from {{ normalised('declared_products') }}
