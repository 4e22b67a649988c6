//! Catalogue: the brands and products of a company. What the trade defines of them (categories, faults) is in its pack.
//!
//! Door: [`open_brand`], [`open_product`], [`papers_of`], [`spelling_key`].

mod brands;
pub mod exported;
mod papers;
mod products;
pub mod record;
pub mod rules;

pub use brands::{NewBrand, open_brand};
pub use papers::{PaperShown, papers_of};
pub use products::{NewProduct, open_product};
pub use record::*;
pub use rules::spelling_key;

use platform::http::{May, Op, Routes};

use crate::identity::may;

pub fn routes(routes: &mut Routes) {
    let read = May::With(may::CATALOGUE_READ);
    let edit = May::With(may::CATALOGUE_EDIT);
    routes
        .room("catalogue")
        .query(Op::get("/brands", "listBrands", read, "Brands by name."), brands::list)
        .query(Op::get("/brands/{id}", "readBrand", read, "One brand."), brands::one)
        .command(Op::post("/brands", "addBrand", edit, "Opens a brand, or finds it.").creates(), brands::add_brand)
        .command(
            Op::post("/brands/{id}/merging", "mergeBrand", edit, "Makes a brand a spelling of another."),
            brands::merge,
        )
        .query(Op::get("/products", "listProducts", read, "Products by code."), products::list)
        .query(Op::get("/products/{id}", "readProduct", read, "One product."), products::one)
        .command(Op::post("/products", "addProduct", edit, "Opens a product.").creates(), products::add_product)
        .command(Op::patch("/products/{id}", "editProduct", edit, "Changes a product."), products::edit_product)
        .query(
            Op::get("/products/{id}/papers", "productPapers", read, "A product's drawings and manuals."),
            papers::list,
        )
        .command(
            Op::put(
                "/products/{id}/papers",
                "setProductPapers",
                edit,
                "The drawings and manuals of a product, in their order.",
            ),
            papers::set,
        );
}

#[cfg(test)]
mod tests;
