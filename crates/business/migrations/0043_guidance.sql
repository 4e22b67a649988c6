-- Pictures that guide through procedures, by whom they may be read: everybody of the company. Drawings and manuals of products.
CREATE TABLE guide_picture (tenant_id TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (tenant_id, sha256));
CREATE TABLE product_paper (
  tenant_id TEXT NOT NULL, id TEXT NOT NULL, product_id TEXT NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL, caption TEXT NOT NULL,
  for_customers BOOLEAN NOT NULL, position BIGINT NOT NULL, PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX product_paper_once ON product_paper (tenant_id, product_id, sha256);
CREATE INDEX product_paper_file ON product_paper (tenant_id, sha256);
