//! What people do: every change of a derived table is an operation, decided by pure rules and written with its journal entry.

pub mod accounts;
pub mod backup;
pub mod blobs;
mod bounds;
mod changes;
mod clock;
pub mod correct;
mod decide;
mod derived;
pub mod erase;
pub mod exercises;
mod fold;
mod house;
pub mod import;
pub mod inquiry;
pub mod intake;
pub mod password;
pub mod people;
mod rebuild;
mod request;
pub mod rotation;
pub mod scratch;
pub mod setup;
pub mod staff;
pub mod steps;
pub mod uploads;
pub mod view;
pub mod worker;
mod world;
mod writer;

pub use clock::{Clock, random};
pub use derived::derived_id;
pub use house::{Asked, House, Load, OperationError};
pub use rebuild::{Difference, rebuild};
pub use request::{Answer, Body, Done, Request, Who};
pub use slrt_storage as storage;
