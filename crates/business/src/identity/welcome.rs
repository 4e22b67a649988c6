//! The first page: on a demo server it explains who can log in as what; elsewhere it says nothing of anybody.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::{Lang, Moment, Result};
use platform::db::{Sql, read};
use platform::http::{App, problem};
use schemars::JsonSchema;
use serde::Serialize;

use super::company::{by_code, system_actor};
use super::record::UserStatus;
use super::role::Role;

/// What the first page shows.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Welcome {
    pub demo: bool,
    pub company: Option<String>,
    /// The one password of all demo people.
    pub password: Option<String>,
    pub now: Option<Moment>,
    pub people: Vec<Person>,
}

/// Somebody one can be on the demo.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Person {
    pub login: String,
    pub name: String,
    pub role: Role,
}

pub(super) async fn welcome(State(app): State<App>) -> Response {
    match people(&app).await {
        Ok(shown) => Json(shown).into_response(),
        Err(error) => problem(&error, &app.words, Lang::Zh),
    }
}

async fn people(app: &App) -> Result<Welcome> {
    let Some(demo) = &app.settings.demo else { return Ok(Welcome::default()) };
    let db = app.db_before_sign_in();
    let Some(company) = by_code(db, &demo.company).await? else { return Ok(Welcome::default()) };
    let view = db.read(system_actor(&company, "welcome", app.clock.now()));
    let sql = Sql::new(
        "SELECT login, name, roles FROM app_user WHERE tenant_id = ? AND status = ? AND password_hash <> '' ORDER BY created_at, login LIMIT 60",
    );
    let rows = view.all(sql.bind(company.id).bind(UserStatus::Active)).await?;
    let mut people = vec![];
    for row in &rows {
        let roles: kernel::Json<Vec<Role>> = read(row, "roles")?;
        if let Some(role) = roles.0.first() {
            people.push(Person { login: read(row, "login")?, name: read(row, "name")?, role: *role });
        }
    }
    Ok(Welcome {
        demo: true,
        company: Some(company.code),
        password: Some(demo.password.clone()),
        now: Some(app.clock.now()),
        people,
    })
}
