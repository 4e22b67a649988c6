//! `#[db_test]`: one test body, run on both engines.
//!
//! ```ignore
//! #[db_test]
//! async fn a_second_install_claim_for_the_same_serial_is_refused(world: World) { … }
//! ```
//! becomes a module of that name with the tests `on_sqlite` and `on_postgres`. The crate that uses it offers
//! `crate::world::run(engine, body)`, which makes the world, or says that it skips an engine that is not there.

use proc_macro::{TokenStream, TokenTree};

/// See the crate's page. Takes an `async fn name(world: World)` without generics.
#[proc_macro_attribute]
pub fn db_test(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut after_fn = false;
    let name = item.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if after_fn => Some(ident.to_string()),
        TokenTree::Ident(ident) => {
            after_fn = ident.to_string() == "fn";
            None
        }
        _ => None,
    });
    let Some(name) = name else {
        return "compile_error!(\"db_test goes on an async fn\");".parse().unwrap_or_default();
    };
    let tests = format!(
        "mod {name} {{
            #[test] fn on_sqlite() {{ crate::world::run(crate::world::Engine::Sqlite, |world| Box::pin(super::{name}(world))); }}
            #[test] fn on_postgres() {{ crate::world::run(crate::world::Engine::Postgres, |world| Box::pin(super::{name}(world))); }}
        }}"
    );
    let tests: TokenStream = tests.parse().unwrap_or_default();
    item.into_iter().chain(tests).collect()
}
