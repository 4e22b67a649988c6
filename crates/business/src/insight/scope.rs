//! Of which orders the numbers are: all of the company, those of the units in sight, or what one takes part in.

use kernel::Scope;
use platform::db::{Sql, View};

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

/// `part` of `whole` in basis points; nothing of nothing is no rate.
pub(super) fn rate_bp(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| part * 10_000 / whole)
}
