//! What people do: every change of a derived table is an operation, decided by pure rules and written with its journal entry.

pub mod accounts;
pub mod blobs;
mod changes;
mod clock;
mod decide;
mod fold;
mod house;
pub mod intake;
mod rebuild;
mod request;
mod world;
mod writer;

pub use clock::{Clock, random};
pub use house::{House, OperationError};
pub use rebuild::{Difference, rebuild};
pub use request::{Answer, Body, Done, Request, Who};
pub use slrt_storage as storage;
