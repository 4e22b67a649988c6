//! The shop: the guide sells, takes a deposit and makes promises; files and install orders follow from the sale by themselves.
//! Then the goods go their way: set aside, shipped, delivered and paid, and at last handed over.

use serde_json::{Value, json};

use super::work::price_minor;
use crate::demo::company::site_of;
use crate::demo::goods::MODELS;
use crate::demo::plan::cases::Case;
use crate::demo::show::{Beat, HomeOnFile, Purchase, Show};
use crate::demo::stage::{Played, text};

impl Show {
    /// A household buys machines.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn sell(&mut self, case: &Case, models: &[usize], promise: Option<&str>, deposit: bool) -> Played<()> {
        let home = &self.plan.homes[case.home];
        let (name, site) = (home.name.clone(), site_of(home));
        let known = self.homes[case.home].customer.clone();
        let line =
            |at: &usize| json!({ "product_id": self.models.get(*at), "quantity": 1, "price_minor": price_minor(*at) });
        let total: i64 = models.iter().map(|at| price_minor(*at)).sum();
        let mut sale = json!({
            "buyer": { "name": name, "phone": home.phone },
            "site": site,
            "lines": models.iter().map(line).collect::<Vec<Value>>(),
            "wanted_from_at": case.visit_at,
            "wanted_to_at": case.visit_at.plus_minutes(120),
        });
        if let Some(kind) = promise {
            sale["promises"] = json!([{ "kind": kind, "words": "下单时答应客户" }]);
        }
        let paid = if deposit { total / 5 } else { 0 };
        if deposit {
            sale["deposit"] =
                json!({ "amount_minor": paid, "method": "wechat", "reference": format!("S{:09}", case.number) });
        }
        if deposit {
            sale["lead_id"] = json!(self.came_before(case, models).await?);
        }
        self.only_looked(case, models).await?;
        let sold = self.stage.post("guide", "/sales", sale).await?;
        let names: Vec<&str> = models.iter().filter_map(|at| MODELS.get(*at)).map(|model| model.name).collect();
        let number = text(&sold, "/sale/number");
        self.say("guide", &format!("{number}  {name} 购买 {}", names.join("、")));
        if known.is_empty() {
            let (customer, site) = (text(&sold, "/sale/customer_id"), text(&sold, "/sale/site_id"));
            self.homes[case.home] = HomeOnFile { customer, site, assets: vec![] };
        }
        let purchase = self.purchases.len();
        self.purchases.push(Purchase {
            case: case.number,
            sale: text(&sold, "/sale/id"),
            number,
            owed_minor: total - paid,
        });
        self.later(55, Beat::Prepare(purchase));
        let orders = sold.pointer("/orders").and_then(Value::as_array).cloned().unwrap_or_default();
        for order in orders.iter().filter_map(Value::as_str) {
            self.install_job(case, purchase, order).await?;
        }
        Ok(())
    }

    /// Whoever pays something down had been in the store before, and was offered what they buy now.
    async fn came_before(&self, case: &Case, models: &[usize]) -> Played<String> {
        let home = &self.plan.homes[case.home];
        let products: Vec<_> = models.iter().filter_map(|at| self.models.get(*at)).collect();
        let lead = json!({ "name": home.name, "phone": home.phone, "source": "referral", "products": products });
        let lead = text(&self.stage.post("guide", "/leads", lead).await?, "/lead/id");
        let call = json!({ "kind": "wechat", "result": "wants_quote", "words": "发了尺寸和价格" });
        self.stage.post("guide", &format!("/leads/{lead}/follow-ups"), call).await?;
        let line =
            |at: &usize| json!({ "product_id": self.models.get(*at), "quantity": 1, "price_minor": price_minor(*at) });
        let quote = json!({ "lines": models.iter().map(line).collect::<Vec<Value>>() });
        self.stage.post("guide", &format!("/leads/{lead}/quotes"), quote).await?;
        Ok(lead)
    }

    /// Somebody else came the same day and did not buy yet: without a name or a number where they said none.
    async fn only_looked(&self, case: &Case, models: &[usize]) -> Played<()> {
        const NAMES: &[&str] = &["王女士", "", "陈先生", "刘阿姨", "小区业主"];
        const SOURCES: &[&str] = &["walk_in", "online", "neighbourhood", "campaign"];
        let number = case.number;
        let categories: Vec<&str> =
            models.iter().filter_map(|at| MODELS.get(*at)).map(|model| model.category).take(1).collect();
        let next_on = kernel::Zone::SHANGHAI.day_of(case.visit_at.plus_days(1));
        let lead = json!({
            "name": NAMES[number % NAMES.len()],
            "source": SOURCES[number % SOURCES.len()],
            "categories": categories,
            "budget_minor": number.is_multiple_of(2).then_some(300_000),
            "next_on": next_on,
        });
        let lead = text(&self.stage.post("guide", "/leads", lead).await?, "/lead/id");
        match number % 4 {
            1 => {
                let loss = json!({ "reason": "price" });
                self.stage.post("guide", &format!("/leads/{lead}/loss"), loss).await?;
            }
            2 => {
                let call =
                    json!({ "kind": "call", "result": "undecided", "words": "要和家里商量", "next_on": next_on });
                self.stage.post("guide", &format!("/leads/{lead}/follow-ups"), call).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn install_job(&mut self, case: &Case, purchase: usize, order: &str) -> Played<()> {
        let number = self.look_up("SELECT number FROM work_order WHERE tenant_id = ? AND id = ?", order).await?;
        let category = self.look_up("SELECT category FROM work_order WHERE tenant_id = ? AND id = ?", order).await?;
        let sql = "SELECT id FROM visit WHERE tenant_id = ? AND order_id = ? ORDER BY number LIMIT 1";
        let visit = self.look_up(sql, order).await?;
        let opened = json!({ "id": order, "number": number, "category": category, "visit_ids": [visit] });
        let job = self.hire(case, &opened, None);
        self.jobs[job].purchase = Some(purchase);
        self.follow(job, case);
        Ok(())
    }

    /// The goods are set aside.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn prepare(&mut self, purchase: usize) -> Played<()> {
        if self.sale_step(purchase, "preparation", "备货").await? {
            let case = &self.plan.cases[self.purchases[purchase].case];
            let ship_at = case.visit_at.plus_minutes(-75).max(self.now().plus_minutes(30));
            self.at(ship_at, Beat::Ship(purchase));
        }
        Ok(())
    }

    /// They are on their way.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn ship(&mut self, purchase: usize) -> Played<()> {
        if self.sale_step(purchase, "shipment", "发货").await? {
            self.later(30, Beat::Deliver(purchase));
        }
        Ok(())
    }

    /// They are there, and the balance is paid.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn deliver(&mut self, purchase: usize) -> Played<()> {
        if !self.sale_step(purchase, "delivery", "送达").await? {
            return Ok(());
        }
        let Purchase { sale, number, owed_minor, .. } = self.purchases[purchase].clone();
        let reference = format!("B{:09}", self.purchases[purchase].case);
        let body = json!({ "amount_minor": owed_minor, "method": "card", "reference": reference });
        self.stage.post("guide", &format!("/sales/{sale}/payments"), body).await?;
        self.say("guide", &format!("{number}  收尾款 ¥{}", owed_minor / 100));
        Ok(())
    }

    /// Everything stands where it should: the customer accepts.
    ///
    /// # Errors
    /// What the program refused.
    pub async fn hand_over(&mut self, purchase: usize) -> Played<()> {
        self.sale_step(purchase, "acceptance", "客户验收").await.map(|_| ())
    }

    /// One step of a sale that was not called off meanwhile.
    async fn sale_step(&mut self, purchase: usize, step: &str, words: &str) -> Played<bool> {
        let Purchase { sale, number, .. } = self.purchases[purchase].clone();
        let status = self.look_up("SELECT status FROM sale WHERE tenant_id = ? AND id = ?", &sale).await?;
        let is_ready = status.is_some_and(|status| match step {
            "preparation" => status == "placed",
            "shipment" => status == "prepared",
            "delivery" => status == "shipped",
            _ => status == "installed",
        });
        if is_ready {
            self.stage.post("guide", &format!("/sales/{sale}/{step}"), json!({})).await?;
            self.say("guide", &format!("{number}  {words}"));
        }
        Ok(is_ready)
    }
}
