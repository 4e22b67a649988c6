//! Simulations as they are read: the list, one with its numbers, and the HTML file.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use formula::Label;
use kernel::id::UserId;
use kernel::{Error, Lang, Moment, Page, Result};
use platform::db::{self, Sql, View, read as column};
use platform::http::{Caller, Nothing, input, problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use simulator::report::{self, Tongue};
use simulator::{Change, Kind, METRICS};

use super::play::{assumed, line, study};
use super::record::{OwnWeeks, Simulation, SimulationAsked, SimulationId, SimulationState};

const LISTED_MAX: i64 = 50;

/// A simulation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SimulationShown {
    pub id: SimulationId,
    pub state: SimulationState,
    pub asked: SimulationAsked,
    pub own: Option<OwnWeeks>,
    pub made_by_name: String,
    pub made_at: Moment,
    pub started_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    pub weeks_done: i64,
    pub weeks_all: i64,
    pub stop_asked: bool,
    /// What came of it; left out of the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<SimulationResult>,
}

/// What came of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SimulationResult {
    /// Where it was played.
    pub ground: String,
    pub metrics: Vec<MetricShown>,
    pub policies: Vec<NamedByKey>,
    pub changes: Vec<NamedByKey>,
    pub lines: Vec<SimulationLine>,
    /// What it rests on.
    pub assumptions: Vec<AssumptionShown>,
}

/// A way to dispatch or a what-if, by its key.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NamedByKey {
    pub key: String,
    pub name: Label,
}

/// A number that ways are compared by.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MetricShown {
    pub key: String,
    pub name: Label,
    pub decimals: i64,
    pub more_is_better: bool,
}

/// A way to dispatch at a load, perhaps with something otherwise.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SimulationLine {
    pub load: f64,
    pub policy: String,
    /// `nothing` for as it is.
    pub change: String,
    /// One per metric, in their order.
    pub estimates: Vec<EstimateShown>,
}

/// A mean, with half the width of its 95 % confidence interval.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct EstimateShown {
    pub mean: f64,
    pub half_width: Option<f64>,
}

/// An assumption.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AssumptionShown {
    pub name: Label,
    pub value: String,
}

/// `GET /simulations`
pub(super) async fn list(view: &View, (): (), _: Nothing) -> Result<Page<SimulationShown>> {
    let sql = Sql::new("SELECT * FROM simulation WHERE tenant_id = ? ORDER BY made_at DESC, id DESC LIMIT ?");
    let found: Vec<Simulation> = db::select(view, sql.bind(view.actor().tenant).bind(LISTED_MAX)).await?;
    let names = names(view, found.iter().map(|each| each.made_by).collect()).await?;
    Ok(Page { items: found.into_iter().map(|each| head(each, &names)).collect(), next: None })
}

/// `GET /simulations/{id}`
pub(super) async fn read(view: &View, id: SimulationId, _: Nothing) -> Result<SimulationShown> {
    shown(view, db::get(view, id).await?).await
}

/// One with its numbers.
///
/// # Errors
/// Those of the database.
pub(super) async fn shown(view: &View, simulation: Simulation) -> Result<SimulationShown> {
    let names = names(view, vec![simulation.made_by]).await?;
    let result = result(&simulation);
    Ok(SimulationShown { result, ..head(simulation, &names) })
}

fn head(simulation: Simulation, names: &BTreeMap<UserId, String>) -> SimulationShown {
    SimulationShown {
        id: simulation.id,
        state: simulation.state,
        made_by_name: names.get(&simulation.made_by).cloned().unwrap_or_default(),
        asked: simulation.asked.0,
        own: simulation.own.map(|own| own.0),
        made_at: simulation.made_at,
        started_at: simulation.started_at,
        ended_at: simulation.ended_at,
        weeks_done: simulation.weeks_done,
        weeks_all: simulation.weeks_all,
        stop_asked: simulation.stop_asked,
        result: None,
    }
}

fn result(simulation: &Simulation) -> Option<SimulationResult> {
    let stored = simulation.lines.as_ref()?;
    let told = report::assumed(&assumed(simulation.own.as_ref().map(|own| &own.0)));
    let estimate = |line: &simulator::Line, metric: usize| {
        let found = line.estimate(metric);
        EstimateShown { mean: found.mean, half_width: found.half_width.is_finite().then_some(found.half_width) }
    };
    let lines = stored.0.iter().filter_map(line).map(|line| SimulationLine {
        load: line.load,
        policy: line.kind.key().to_owned(),
        change: line.change.key().to_owned(),
        estimates: (0..METRICS.len()).map(|metric| estimate(&line, metric)).collect(),
    });
    let changes = [Change::Nothing].into_iter().chain(Change::WHAT_IFS);
    Some(SimulationResult {
        ground: city::NAME.to_owned(),
        metrics: METRICS
            .iter()
            .map(|metric| MetricShown {
                key: metric.key.to_owned(),
                name: Label::new(metric.zh, metric.en),
                decimals: i64::try_from(metric.decimals).unwrap_or(0),
                more_is_better: metric.more_is_better,
            })
            .collect(),
        policies: Kind::ALL
            .iter()
            .map(|kind| NamedByKey { key: kind.key().to_owned(), name: Label::new(kind.zh(), kind.en()) })
            .collect(),
        changes: changes
            .map(|change| NamedByKey { key: change.key().to_owned(), name: Label::new(change.zh(), change.en()) })
            .collect(),
        lines: lines.collect(),
        assumptions: told
            .into_iter()
            .map(|(zh, en, value)| AssumptionShown { name: Label::new(zh, en), value })
            .collect(),
    })
}

async fn names(view: &View, mut ids: Vec<UserId>) -> Result<BTreeMap<UserId, String>> {
    ids.sort_unstable();
    ids.dedup();
    let sql = Sql::new("SELECT id, name FROM app_user WHERE tenant_id = ? AND ").bind(view.actor().tenant);
    view.all(sql.within("id", ids)).await?.iter().map(|row| Ok((column(row, "id")?, column(row, "name")?))).collect()
}

/// Query of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// `zh-CN` or `en`; the caller's language where it is not said.
    #[serde(default)]
    lang: Option<String>,
}

/// `GET /simulations/{id}/file`
pub(super) async fn file(caller: Caller, request: Request) -> Response {
    match written(&caller, request).await {
        Ok(response) => response,
        Err(error) => problem(&error, &caller.app().words, caller.actor().lang),
    }
}

async fn written(caller: &Caller, request: Request) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let id = input::path_of::<SimulationId>(&mut parts).await?;
    let Asked { lang } = input::query_of(&parts)?;
    let tongue = match lang.as_deref() {
        Some("zh-CN") => Tongue::Zh,
        Some("en") => Tongue::En,
        Some(_) => return Err(Error::invalid("lang", "field.not_a_choice")),
        None if caller.actor().lang == Lang::En => Tongue::En,
        None => Tongue::Zh,
    };
    let simulation: Simulation = db::get(&caller.read(), id).await?;
    let stored = simulation.lines.as_ref().ok_or_else(|| Error::refused("simulations.not_done"))?;
    let lines: Vec<simulator::Line> = stored.0.iter().filter_map(line).collect();
    let with = assumed(simulation.own.as_ref().map(|own| &own.0));
    let page = report::html(&study(&simulation.asked), city::NAME, &with, &lines, tongue);
    let mut response = Response::new(Body::from(page));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    // taken away as a file: a page of our own origin is no place for anything that was typed
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"fieldloop-simulation.html\""),
    );
    Ok(response)
}
