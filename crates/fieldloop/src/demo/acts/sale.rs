//! The shop: the guide sells, takes a deposit and makes promises; files and install orders follow from the sale by themselves.

use serde_json::{Value, json};

use super::work::price_minor;
use crate::demo::company::site_of;
use crate::demo::goods::MODELS;
use crate::demo::plan::cases::Case;
use crate::demo::show::{HomeOnFile, Show};
use crate::demo::stage::{Played, text};

impl Show {
    /// A household buys machines.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn sell(&mut self, case: &Case, models: &[usize], promise: Option<&str>, deposit: bool) -> Played<()> {
        let home = &self.plan.homes[case.home];
        let lines: Vec<Value> = models
            .iter()
            .map(|at| json!({ "product_id": self.models.get(*at), "quantity": 1, "price_minor": price_minor(*at) }))
            .collect();
        let total: i64 = models.iter().map(|at| price_minor(*at)).sum();
        let mut sale = json!({
            "customer": { "name": home.name, "phone": home.phone, "site": site_of(home) },
            "lines": lines,
            "wanted_from_at": case.visit_at,
            "wanted_to_at": case.visit_at.plus_minutes(120),
        });
        if let Some(kind) = promise {
            sale["promises"] = json!([{ "kind": kind, "words": "下单时答应客户" }]);
        }
        if deposit {
            sale["deposit"] =
                json!({ "amount_minor": total / 5, "method": "wechat", "reference": format!("S{:09}", case.number) });
        }
        let sold = self.stage.post("guide", "/sales", sale).await?;
        let name = home.name.clone();
        let names: Vec<&str> = models.iter().filter_map(|at| MODELS.get(*at)).map(|model| model.name).collect();
        self.say("guide", &format!("{}  {name} 购买 {}", text(&sold, "/number"), names.join("、")));
        if self.homes[case.home].customer.is_empty() {
            self.homes[case.home] =
                HomeOnFile { customer: text(&sold, "/customer_id"), site: text(&sold, "/site_id"), assets: vec![] };
        }
        let orders = sold.pointer("/orders").and_then(Value::as_array).cloned().unwrap_or_default();
        for (nth, order) in orders.iter().enumerate() {
            let job = self.hire(case, order, None);
            self.jobs[job].model = models.get(nth).copied();
            self.follow(job, case);
        }
        Ok(())
    }
}
