//! Technicians' tables as structs. A technician's id is the user's id.

use kernel::id::{UnitId, UserId};
use kernel::{Day, Moment, Point, code};
use platform::record;

pub use crate::nouns::{AreaId, CertificateId, ShiftId, SkillHeldId};

code! {
    pub enum Employment as "employment" { Employed = "employed", Outlet = "outlet", Subcontractor = "subcontractor" }
}
code! {
    pub enum TechnicianStatus as "technician_status" { Active = "active", Suspended = "suspended", Left = "left" }
}
code! {
    pub enum ShiftKind as "shift_kind" { Work = "work", Leave = "leave" }
}

record! {
    /// A technician's profile (E1).
    pub struct Technician in "technician" as "technician" (UserId), versioned {
        pub id: UserId,
        pub name: String,
        pub unit_id: UnitId,
        /// 1 apprentice … 5 master.
        pub grade: i64,
        pub employment: Employment,
        /// Minutes on site a day at most.
        pub daily_minutes_max: i64,
        pub start_place: Option<Point>,
        pub last_place: Option<Point>,
        pub last_place_at: Option<Moment>,
        /// Stars × 100 summed, and how many: the mean is total / count.
        pub rating_total: i64,
        pub rating_count: i64,
        pub status: TechnicianStatus,
        pub created_at: Moment,
    }
}
record! {
    /// A skill of the pack that a technician has, at a level 1..5.
    pub struct SkillHeld in "technician_skill" as "technician_skill" (SkillHeldId) {
        pub id: SkillHeldId,
        pub technician_id: UserId,
        pub skill: String,
        pub level: i64,
    }
}
record! {
    /// A certificate; valid through `expires_on`, for ever without.
    pub struct Certificate in "technician_certificate" as "technician_certificate" (CertificateId) {
        pub id: CertificateId,
        pub technician_id: UserId,
        pub certificate: String,
        pub number: String,
        pub expires_on: Option<Day>,
    }
}
record! {
    /// An area a technician serves.
    pub struct Area in "technician_area" as "technician_area" (AreaId) {
        pub id: AreaId,
        pub technician_id: UserId,
        /// A region code, or the id of an area that was drawn.
        pub region: String,
    }
}
record! {
    /// A stretch of working time or leave on a day in the company's zone.
    pub struct Shift in "shift" as "shift" (ShiftId) {
        pub id: ShiftId,
        pub technician_id: UserId,
        pub day: Day,
        pub kind: ShiftKind,
        pub from_at: Moment,
        pub to_at: Moment,
    }
}
