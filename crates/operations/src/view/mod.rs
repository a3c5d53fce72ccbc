//! What people are shown: plain values for the API and the pages, in codes that the edge translates. Every function looks up and permits in one step:
//! whoever may not see something is told that it does not exist.

mod answered;
mod book;
mod case;
mod contacts;
mod desk;
mod family;
mod hand_overs;
mod institutions;
pub mod journal;
mod month;
mod named;
mod own;
mod papers;
mod people;
mod programs;
mod search;
mod status;
mod tasks;
mod timeline;

pub use answered::{AnsweredCursor, AnsweredLine, AnsweredView, answered};
pub use book::{AreaDay, BookCase, BookView, Count, book, book_areas, book_offices};
pub use case::{CaseActions, CaseView, ConcernView, ReferralView, case, case_by_number};
pub use contacts::{ContactsView, OfficeContact, contacts, offices};
pub use desk::{AreaName, OfficeName, Timing, TurnView};
pub use family::{FamilyView, HistoryView, MemberView, ObservationView, TrailView, family};
pub use hand_overs::{HandedView, IncomingView, Regency, incoming, incoming_count, incoming_one, regencies};
pub use institutions::{InstitutionView, institutions};
pub use month::{MonthRow, MonthView, Protected, ReportOf, Reported, month};
pub use named::{NamedView, named};
pub use own::{OwnView, own_catalog};
pub use papers::{DocumentView, ExternalView};
pub use people::PersonBrief;
pub use programs::{CheckView, FactCheck, FactState, FactView, ProgramView, checklist, facts, programs};
pub use search::{Hit, OpenNeed, SearchView, search};
pub use status::{StateGroup, StatusConcern, StatusView, status};
pub use tasks::{Below, BelowView, Cursor, Figures, HANDED_ON, HandedOn, Reminder, TaskLine, TasksView, tasks, tasks_below, waiting_count};
pub use timeline::{Particulars, TimelineView};
