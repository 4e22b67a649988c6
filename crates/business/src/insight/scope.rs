//! Of which orders the numbers are: all of the company, those of the units in sight, or what one takes part in.

use kernel::id::UnitId;
use kernel::{Actor, Result, Scope};
use platform::db::{Sql, View};

use crate::identity::company::subtree;
use crate::orders;

/// Narrows a statement to the orders that count for this actor; `o` is the alias of `work_order`. A unit's numbers are those of the orders
/// it owns: what it only reads is another's work.
#[must_use]
pub(super) fn counted(sql: Sql, view: &View, o: &str) -> Sql {
    match &view.actor().scope {
        Scope::Everything => sql,
        Scope::Units(units) => sql.push(" AND ").within(&format!("{o}.unit_id"), units.iter().copied()),
        Scope::Own => orders::visible_sql(sql, view, o),
    }
}

/// The view narrowed to a unit with all below it, as far as the actor sees them.
///
/// # Errors
/// Those of the database.
pub(super) async fn within(view: &View, unit: Option<UnitId>) -> Result<View> {
    let Some(unit) = unit else { return Ok(view.clone()) };
    let below = subtree(view, unit).await?;
    let scope = match &view.actor().scope {
        Scope::Everything => Scope::Units(below.into()),
        Scope::Units(seen) => Scope::Units(below.into_iter().filter(|unit| seen.contains(unit)).collect()),
        // what one takes part in is no unit's
        Scope::Own => Scope::Own,
    };
    Ok(view.db().read(Actor { scope, ..view.actor().clone() }))
}

/// `part` of `whole` in basis points; nothing of nothing is no rate.
pub(super) fn rate_bp(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| part * 10_000 / whole)
}
