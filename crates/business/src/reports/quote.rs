//! A quote on paper (C3): what its customer reads by the link, as a PDF to be kept or signed in the store.

use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::Response;
use formula::Label;
use kernel::{Error, Lang, Money, Result};
use platform::db::{Sql, View, read};
use platform::http::{Caller, input};
use platform::words::Words;
use report::{Block, Cell, Column, Sheet, Table};
use serde_json::{Map, Value, json};

use super::pdf::{answer, answered, laid_out, language};
use super::sheet::{money_text, parts_of};
use crate::nouns::QuoteId;
use crate::portal::{self, LineForCustomer, PromiseForCustomer, QuoteForCustomer};

/// `GET /quotes/{id}/paper`
pub(super) async fn of_quote(caller: Caller, request: Request) -> Response {
    answered(&caller, staffs(&caller, request).await)
}

/// `GET /portal/quotes/{id}/paper`
pub(super) async fn of_link(caller: Caller, request: Request) -> Response {
    answered(&caller, customers(&caller, request).await)
}

async fn staffs(caller: &Caller, request: Request) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let id = input::path_of::<QuoteId>(&mut parts).await?;
    let view = caller.read();
    let quote = portal::quote_for_customer(&view, id).await?;
    printed(caller, &view, &parts, quote).await
}

async fn customers(caller: &Caller, request: Request) -> Result<Response> {
    let (mut parts, _) = request.into_parts();
    let id = input::path_of::<QuoteId>(&mut parts).await?;
    let view = caller.read();
    let quote = portal::quote_of_link(&view, id).await?;
    printed(caller, &view, &parts, quote).await
}

async fn printed(caller: &Caller, view: &View, parts: &Parts, quote: QuoteForCustomer) -> Result<Response> {
    let lang = language(caller, parts)?;
    let sql = Sql::new("SELECT name, currency FROM tenant WHERE id = ?").bind(view.actor().tenant);
    let company = view.one(sql).await?.ok_or(Error::NotFound("company"))?;
    let (name, currency): (String, String) = (read(&company, "name")?, read(&company, "currency")?);
    let desk = Desk { words: &caller.app().words, lang, currency: &currency };
    let zone = view.actor().zone;
    let issued = parts_of(quote.drawn_at, zone);
    let sheet = Sheet { company: name, issued, ..desk.sheet(&quote, &|at| zone.day_of(at).to_string()) };
    answer(laid_out(sheet).await?, &quote.number, quote.edition)
}

struct Desk<'d> {
    words: &'d Words,
    lang: Lang,
    currency: &'d str,
}

impl Desk<'_> {
    fn sheet(&self, quote: &QuoteForCustomer, day: &dyn Fn(kernel::Moment) -> String) -> Sheet {
        let mut blocks = vec![Block::Heading(self.say("quote_paper.lines")), Block::Table(self.lines(quote))];
        if !quote.promises.is_empty() {
            blocks.push(Block::Heading(self.say("my_quote.promises")));
            blocks.extend(quote.promises.iter().map(|each| Block::Words(self.promise(each, day))));
        }
        if !quote.note.is_empty() {
            blocks.push(Block::Heading(self.say("my_quote.note")));
            blocks.push(Block::Words(quote.note.clone()));
        }
        let until = quote.valid_until.to_string();
        blocks.push(Block::Note(self.say_with("quote_paper.holds", json!({ "day": until }))));
        Sheet {
            lang: if self.lang == Lang::En { "en".into() } else { "zh-CN".into() },
            title: self.say("quote_paper.title"),
            number: quote.number.clone(),
            head: vec![
                (self.say("quote_paper.number"), quote.number.clone()),
                (self.say("paper.version"), self.say_with("paper.version_number", json!({ "version": quote.edition }))),
                (self.say("quote_paper.drawn"), day(quote.drawn_at)),
                (self.say("quote_paper.until"), until),
                (self.say("quote_paper.guide"), quote.guide_name.clone()),
            ],
            remark: self.remark(quote),
            blocks,
            foot: self.say_with("quote_paper.foot", json!({ "number": quote.number, "edition": quote.edition })),
            paging: self.say("paper.paging"),
            ..Sheet::default()
        }
    }

    /// What does not hold any longer says so above everything.
    fn remark(&self, quote: &QuoteForCustomer) -> Option<String> {
        use crate::leads::QuoteStatus::{Declined, Replaced, Waiting, Withdrawn};
        let key = match quote.status {
            Replaced => "my_quote.replaced",
            Withdrawn => "my_quote.withdrawn",
            Waiting | Declined => "quote_paper.not_given",
            _ if quote.is_expired => "my_quote.expired",
            _ => return None,
        };
        Some(self.say(key))
    }

    fn lines(&self, quote: &QuoteForCustomer) -> Table {
        let column = |key: &str, width: u16, is_number: bool| Column { title: self.say(key), width, is_number };
        let columns = vec![
            column("quote_paper.goods", 50, false),
            column("paper.quantity", 10, true),
            column("paper.price", 20, true),
            column("paper.amount", 20, true),
        ];
        let mut totals = vec![];
        let off = Money(quote.list_minor.minor() - quote.total_minor.minor());
        if off > Money::ZERO {
            totals.push((self.say("my_quote.list_sum"), self.money(quote.list_minor)));
            totals.push((self.say("my_quote.discount"), self.money(-off)));
        }
        totals.push((self.say("my_quote.total"), self.money(quote.total_minor)));
        Table { columns, rows: quote.lines.iter().map(|line| self.line(line)).collect(), totals }
    }

    fn line(&self, line: &LineForCustomer) -> Vec<Cell> {
        let list = line.list_minor.map(|list| self.say_with("my_quote.list", json!({ "amount": self.money(list) })));
        vec![
            Cell { note: list.unwrap_or_default(), ..Cell::text(line.name.clone()) },
            Cell::text(line.quantity.to_string()),
            Cell::text(self.money(line.price_minor)),
            Cell::text(self.money(line.amount_minor)),
        ]
    }

    fn promise(&self, each: &PromiseForCustomer, day: &dyn Fn(kernel::Moment) -> String) -> String {
        let due = each.due_at.map(|at| self.say_with("my_quote.until_day", json!({ "day": day(at) })));
        let name = each.name.as_ref().map(|name| self.label(name));
        let parts = [name, Some(each.words.clone()), due].into_iter().flatten().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" · ")
    }

    fn money(&self, amount: Money) -> String {
        money_text(amount, self.currency)
    }
    fn label(&self, label: &Label) -> String {
        if self.lang == Lang::En { label.en.clone() } else { label.zh.clone() }
    }
    fn say(&self, key: &str) -> String {
        self.words.say(self.lang, key, &Map::new())
    }
    fn say_with(&self, key: &str, facts: Value) -> String {
        self.words.say(self.lang, key, facts.as_object().unwrap_or(&Map::new()))
    }
}
