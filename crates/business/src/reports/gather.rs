//! Gathering what a report says from the rooms below, with a statement for each kind of fact and none in a loop but for SOPs.

use std::collections::BTreeMap;
use std::sync::Arc;

use formula::Label;
use kernel::{Error, Result};
use platform::db::{self, Sql, View, read};
use serde_json::{Value, json};

use super::facts::{
    ApprovalFact, ChargeFact, CrewFact, ItemFact, PartFact, PhotoFact, ReportFacts, StepFact, Sums, VisitFact,
};
use crate::customers::{Sight, Site, masks};
use crate::identity::links;
use crate::lowcode::pack::{OrderType, Pack, ReasonKind, Sop, StepKind};
use crate::lowcode::{self};
use crate::money::{self, ChargeStatus};
use crate::nouns::VisitId;
use crate::orders::WorkOrder;
use crate::orders::visits::{CrewMember, Evidence, EvidenceKind, SopAnswer, Visit, VisitStatus};
use crate::parts::PartUse;

/// So many photos are printed.
pub(super) const PHOTOS_MAX: usize = 60;

/// What a report of this order says now.
///
/// # Errors
/// Those of the database.
pub(super) async fn gather(view: &View, order: &WorkOrder) -> Result<ReportFacts> {
    let tenant = view.actor().tenant;
    let sql = Sql::new(
        "SELECT t.name, t.currency, u.name AS unit FROM tenant t LEFT JOIN unit u ON u.tenant_id = t.id AND u.id = ? WHERE t.id = ?",
    );
    let company = view.one(sql.bind(order.unit_id).bind(tenant)).await?.ok_or(Error::NotFound("company"))?;
    let book = lowcode::book(view).await?;
    let of_type = found(lowcode::order_type(view, &order.r#type, Some(order.type_version)).await)?;
    let site: Option<Site> = match order.site_id {
        Some(site) => db::find(view, site).await?,
        None => None,
    };
    let visits = Visits::read(view, order).await?;
    let photos: Vec<&Evidence> = visits.evidence.iter().filter(|each| is_photo(each.kind)).collect();
    let sheet = money::order_charges(view, order.id).await?;
    Ok(ReportFacts {
        company: read(&company, "name")?,
        unit: read(&company, "unit")?,
        zone: view.actor().zone.name().to_owned(),
        currency: read(&company, "currency")?,
        number: order.number.clone(),
        r#type: of_type.as_ref().map_or_else(|| plain(&order.r#type), |of| of.name.clone()),
        opened_at: order.opened_at,
        finished_at: order.finished_at,
        outcome: order.outcome,
        contact_name: order.contact_name.clone(),
        contact_phone: order.contact_phone.as_ref().map(|phone| masks::phone(phone, Sight::Masked)),
        address: site.as_ref().map(|site| masks::address(&site.address, Sight::Masked)),
        described: order.described.clone(),
        items: items(view, order, &book.pack).await?,
        photos: photos.iter().take(PHOTOS_MAX).map(|photo| visits.photo(photo)).collect(),
        more_photos: photos.len().saturating_sub(PHOTOS_MAX),
        videos: visits.evidence.iter().filter(|each| each.kind == EvidenceKind::Video).count(),
        visits: visits.facts(&book.pack, of_type.as_deref()),
        sums: sums(&sheet),
        charges: charges(&sheet),
        approvals: approvals(&sheet),
    })
}

/// A definition that is gone, as imported history may have, is none.
fn found<T>(asked: Result<T>) -> Result<Option<T>> {
    match asked {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A code that nothing has a name for.
fn plain(code: &str) -> Label {
    Label::new(code, code)
}

fn is_photo(kind: EvidenceKind) -> bool {
    matches!(kind, EvidenceKind::Photo | EvidenceKind::Receipt)
}

async fn items(view: &View, order: &WorkOrder, pack: &Pack) -> Result<Vec<ItemFact>> {
    let sql = Sql::new(
        "SELECT i.category, i.service, i.fault, i.quantity, i.verdict, i.verdict_reason, i.outcome, a.name AS asset_name, a.serial,
                a.sold_on, a.installed_on, p.name AS product_name, p.model
         FROM order_item i LEFT JOIN asset a ON a.tenant_id = i.tenant_id AND a.id = i.asset_id
         LEFT JOIN product p ON p.tenant_id = i.tenant_id AND p.id = COALESCE(a.product_id, i.product_id)
         WHERE i.tenant_id = ? AND i.order_id = ? AND i.status <> 'cancelled' ORDER BY i.position LIMIT 200",
    );
    let rows = view.all(sql.bind(view.actor().tenant).bind(order.id)).await?;
    let fact = |row: &db::Row| {
        let category: String = read(row, "category")?;
        let fault: Option<String> = read(row, "fault")?;
        let (asset, product): (Option<String>, Option<String>) = (read(row, "asset_name")?, read(row, "product_name")?);
        let reason: Option<kernel::Json<crate::nouns::VerdictReason>> = read(row, "verdict_reason")?;
        Ok(ItemFact {
            category: pack.category(&category).map_or_else(|| plain(&category), |of| of.name.clone()),
            service: read(row, "service")?,
            fault: fault.map(|code| pack.fault(&code).map_or_else(|| plain(&code), |of| of.name.clone())),
            quantity: read(row, "quantity")?,
            name: asset.or(product).filter(|name| !name.is_empty()),
            model: read(row, "model")?,
            serial: read(row, "serial")?,
            sold_on: read(row, "sold_on")?,
            installed_on: read(row, "installed_on")?,
            verdict: read(row, "verdict")?,
            verdict_reason: reason.map(|reason| reason.0),
            outcome: read(row, "outcome")?,
        })
    };
    rows.iter().map(fact).collect()
}

/// The visits that are over with everything of them.
struct Visits {
    visits: Vec<Visit>,
    crew: Vec<CrewMember>,
    names: BTreeMap<kernel::id::UserId, String>,
    answers: Vec<SopAnswer>,
    evidence: Vec<Evidence>,
    parts: Vec<PartUse>,
    sops: BTreeMap<VisitId, Arc<Sop>>,
}

impl Visits {
    async fn read(view: &View, order: &WorkOrder) -> Result<Self> {
        let tenant = view.actor().tenant;
        let of_order = |text: &str| Sql::new(text).bind(tenant).bind(order.id);
        let sql = of_order(
            "SELECT * FROM visit WHERE tenant_id = ? AND order_id = ? AND status = ? ORDER BY number LIMIT 200",
        );
        let visits: Vec<Visit> = db::select(view, sql.bind(VisitStatus::Done)).await?;
        let sql = of_order(
            "SELECT * FROM crew_member WHERE tenant_id = ? AND order_id = ? AND released_at IS NULL ORDER BY created_at, id LIMIT 1000",
        );
        let mut crew: Vec<CrewMember> = db::select(view, sql).await?;
        crew.sort_by_key(|member| member.role);
        let sql = Sql::new("SELECT * FROM sop_answer WHERE tenant_id = ? AND ").bind(tenant);
        let sql = sql.within("visit_id", visits.iter().map(|visit| visit.id)).push(" LIMIT 5000");
        let answers = db::select(view, sql).await?;
        // most recent visits last, each photo in the order in which it was taken
        let sql =
            of_order("SELECT * FROM evidence WHERE tenant_id = ? AND order_id = ? ORDER BY added_at, id LIMIT 1000");
        let mut evidence: Vec<Evidence> = db::select(view, sql).await?;
        evidence.sort_by_key(|each| each.taken_at.unwrap_or(each.added_at));
        let sql = of_order(
            "SELECT * FROM part_use WHERE tenant_id = ? AND order_id = ? AND undone_at IS NULL ORDER BY used_at, id LIMIT 1000",
        );
        let parts = db::select(view, sql).await?;
        let mut sops = BTreeMap::new();
        for visit in &visits {
            let Some(code) = &visit.sop else { continue };
            if let Some(sop) = found(lowcode::sop(view, code, visit.sop_version).await)? {
                sops.insert(visit.id, sop);
            }
        }
        let names = links::names(view, crew.iter().map(|member| member.technician_id)).await?;
        Ok(Self { visits, crew, names, answers, evidence, parts, sops })
    }

    fn facts(&self, pack: &Pack, of_type: Option<&OrderType>) -> Vec<VisitFact> {
        self.visits.iter().map(|visit| self.fact(visit, pack, of_type)).collect()
    }

    fn fact(&self, visit: &Visit, pack: &Pack, of_type: Option<&OrderType>) -> VisitFact {
        let leg = of_type.and_then(|of| of.leg(&visit.leg)).map_or_else(|| plain(&visit.leg), |leg| leg.name.clone());
        let void_cause = visit.void_cause.as_deref().map(|code| {
            pack.reason(ReasonKind::VoidTrip, code).map_or_else(|| plain(code), |reason| reason.name.clone())
        });
        let crew = self.crew.iter().filter(|member| member.visit_id == visit.id).map(|member| CrewFact {
            name: self.names.get(&member.technician_id).cloned().unwrap_or_default(),
            role: member.role,
        });
        let parts = self.parts.iter().filter(|part| part.visit_id == visit.id).map(|part| PartFact {
            code: part.code.clone(),
            name: part.name.clone(),
            quantity: part.quantity,
            serial: part.serial.clone(),
            old_serial: part.old_serial.clone(),
            verdict: part.warranty_verdict.clone(),
        });
        VisitFact {
            number: visit.number,
            leg,
            crew: crew.collect(),
            arrived_at: visit.arrived_at,
            started_at: visit.started_at,
            finished_at: visit.finished_at,
            outcome: visit.outcome,
            outcome_note: visit.outcome_note.clone(),
            void_cause,
            steps: self.steps(visit),
            parts: parts.collect(),
            signature: visit.signature.clone(),
            signed_by: visit.signed_by.clone(),
        }
    }

    /// The steps that were answered, in the SOP's order.
    fn steps(&self, visit: &Visit) -> Vec<StepFact> {
        let Some(sop) = self.sops.get(&visit.id) else { return vec![] };
        let fact = |step: &crate::lowcode::pack::Step| {
            let answer = self.answers.iter().find(|each| each.visit_id == visit.id && each.step == step.code);
            let value = match step.kind {
                StepKind::Signature => return None,
                StepKind::Photo | StepKind::Video => {
                    let is_of = |each: &&Evidence| {
                        each.visit_id == Some(visit.id) && each.step.as_deref() == Some(step.code.as_str())
                    };
                    json!(self.evidence.iter().filter(is_of).count())
                }
                _ => answer?.value.0.clone(),
            };
            if value.is_null() || value == json!(0) && matches!(step.kind, StepKind::Photo | StepKind::Video) {
                return None;
            }
            let chosen = value.as_str().and_then(|code| step.options.iter().find(|option| option.code == code));
            Some(StepFact {
                label: step.label.clone(),
                kind: step.kind,
                choice: chosen.map(|option| option.label.clone()),
                unit: step.unit.clone(),
                min: step.min.filter(|_| step.kind == StepKind::Reading),
                max: step.max.filter(|_| step.kind == StepKind::Reading),
                is_within: answer.and_then(|answer| answer.within_limits),
                value,
            })
        };
        sop.steps.iter().filter_map(fact).collect()
    }

    fn photo(&self, photo: &Evidence) -> PhotoFact {
        let sop = photo.visit_id.and_then(|visit| self.sops.get(&visit));
        let step = photo.step.as_deref().and_then(|code| sop?.steps.iter().find(|step| step.code == code));
        PhotoFact {
            sha256: photo.sha256.clone(),
            caption: photo.caption.clone(),
            step: step.map(|step| step.label.clone()),
            visit: self.visits.iter().find(|visit| Some(visit.id) == photo.visit_id).map(|visit| visit.number),
            at: photo.taken_at.unwrap_or(photo.added_at),
        }
    }
}

fn charges(sheet: &money::OrderCharges) -> Vec<ChargeFact> {
    let standing = sheet.lines.iter().filter(|line| line.status != ChargeStatus::Voided);
    let fact = |line: &money::ChargeShown| ChargeFact {
        name: line.name.clone(),
        quantity: line.quantity,
        price_minor: line.price_minor,
        amount_minor: line.amount_minor,
        payer: line.payer,
        reason: line.reason.clone(),
    };
    standing.map(fact).collect()
}

fn sums(sheet: &money::OrderCharges) -> Sums {
    let payments = sheet.payments.iter().filter(|payment| payment.reversed_at.is_none());
    Sums {
        total_minor: sheet.money.total_minor,
        by_payer: sheet.money.by_payer.iter().map(|each| (each.payer, each.total_minor)).collect(),
        customer_minor: sheet.money.customer_minor,
        payments: payments.map(|payment| (payment.kind, payment.amount_minor)).collect(),
        due_minor: sheet.money.due_minor,
    }
}

fn approvals(sheet: &money::OrderCharges) -> Vec<ApprovalFact> {
    let standing = sheet.approvals.iter().filter(|approval| approval.withdrawn_at.is_none());
    let fact = |approval: &money::ApprovalShown| ApprovalFact {
        by_name: approval.by_name.clone(),
        total_minor: approval.total_minor,
        at: approval.approved_at,
        signature: approval.signature.clone(),
    };
    standing.map(fact).collect()
}

/// A value as the answer of a step: text as it was typed, anything else as JSON has it.
pub(super) fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
