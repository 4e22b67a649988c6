//! Nouns: the ids of all rooms' records, and the few words that rooms on several floors share.

use kernel::{code, id};

id! {
    // catalogue
    /// A brand.
    BrandId = "brand",
    /// A model that is sold and serviced.
    ProductId = "product",
    /// A drawing or manual of a product.
    PaperId = "product_paper",
    // customers
    /// A household or a company that is served (一户一档).
    CustomerId = "customer",
    /// Somebody else who may be called for a customer.
    ContactId = "contact",
    /// A place where assets stand and visits go.
    SiteId = "site",
    /// A machine, fitting or piece of furniture (一机一档).
    AssetId = "asset",
    // people
    SkillHeldId = "technician_skill",
    CertificateId = "technician_certificate",
    AreaId = "technician_area",
    /// An area drawn on the map.
    DrawnAreaId = "drawn_area",
    ShiftId = "shift",
    // money
    ChargeId = "charge",
    ApprovalId = "price_approval",
    PaymentId = "payment",
    /// A payment that a customer was asked for through a provider.
    PaymentRequestId = "payment_request",
    /// Money that a provider is to pay back.
    PaymentRefundId = "payment_refund",
    /// What somebody spent on a visit.
    ExpenseId = "expense",
    /// One booking: its postings add up to zero.
    EntryId = "ledger_entry",
    PostingId = "ledger_posting",
    // parts
    /// A part fitted on a visit.
    PartUseId = "part_use",
    /// A part that a visit waits for.
    PartAwaitedId = "part_awaited",
    // sales
    /// A sale order.
    SaleId = "sale",
    SaleLineId = "sale_line",
    /// A promise made to the customer (B7).
    PromiseId = "promise",
    // leads
    /// Somebody who came to the store and may buy.
    LeadId = "lead",
    FollowUpId = "lead_follow_up",
    /// A version of what was offered.
    QuoteId = "quote",
    /// What a customer said to it by a link.
    QuoteAnswerId = "quote_answer",
    // dispatch
    /// How many appointments a unit takes in a part of a day.
    SlotQuotaId = "slot_quota",
    /// A visit that whoever fits may take.
    GrabId = "grab",
    GrabCandidateId = "grab_candidate",
    // orders
    /// A work order (工单).
    OrderId = "order",
    /// One thing on it: an asset or product × service × fault.
    ItemId = "order_item",
    HoldId = "order_hold",
    ReaderId = "order_reader",
    LinkId = "order_link",
    MessageId = "order_message",
    // orders/visits
    /// One appointment of an order (上门).
    VisitId = "visit",
    CrewMemberId = "crew_member",
    OfferId = "offer",
    SopAnswerId = "sop_answer",
    EvidenceId = "evidence",
    WithdrawnId = "evidence_withdrawn",
    // dispatch
    /// A proposal to change the rest of a day.
    ReplanId = "replan",
    /// Whom a customer wants to come, or not.
    WishId = "technician_wish",
    // quality
    ComplaintId = "complaint",
    ReviewId = "review",
    // files
    /// A stored picture, recording or document.
    FileId = "file",
}

code! {
    /// By which door an order came (A1).
    pub enum Channel as "channel" {
        CustomerPage = "customer_page",
        Phone = "phone",
        Email = "email",
        Store = "store",
        Sale = "sale",
        Api = "api",
        File = "file",
        Plan = "plan",
        FollowUp = "follow_up",
    }
}
code! {
    /// Who pays, as far as the terms say (B4).
    pub enum Verdict as "verdict" {
        InWarranty = "in_warranty",
        OutOfWarranty = "out_of_warranty",
        UnderContract = "under_contract",
        /// Not enough is known of the machine.
        Unknown = "unknown",
    }
}

/// Why a machine is in or out of warranty.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct VerdictReason {
    /// `warranty.…` words.
    pub code: String,
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub facts: serde_json::Map<String, serde_json::Value>,
}
