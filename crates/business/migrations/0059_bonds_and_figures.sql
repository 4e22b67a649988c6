-- Whoever came by a company account is bound to it: the provider, and its own name of the account.
ALTER TABLE app_user ADD COLUMN account_issuer TEXT;
ALTER TABLE app_user ADD COLUMN account_subject TEXT;
ALTER TABLE app_user ADD COLUMN account_bound_at BIGINT;
CREATE UNIQUE INDEX app_user_account ON app_user (tenant_id, account_issuer, account_subject) WHERE account_subject IS NOT NULL;
-- One part's uses, by the name under which they are counted.
CREATE INDEX part_use_key ON part_use (tenant_id, (COALESCE(code, name)), used_at, order_id) WHERE undone_at IS NULL;
-- A model's and a brand's repairs: all that is asked of an item stands in the index, as it does in the one by order; else that one is walked.
DROP INDEX order_item_product;
CREATE INDEX order_item_product ON order_item (tenant_id, product_id, fault, service, category, order_id) WHERE product_id IS NOT NULL;
DROP INDEX order_item_brand;
CREATE INDEX order_item_brand ON order_item (tenant_id, brand_id, service, category, fault, order_id) WHERE brand_id IS NOT NULL;
