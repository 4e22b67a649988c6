-- From a brand in the failure list to its orders: by the brand that stands on the item, which imported repairs have without a product too.
CREATE INDEX order_item_brand ON order_item (tenant_id, brand_id) WHERE brand_id IS NOT NULL;
