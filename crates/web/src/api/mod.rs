//! The API, by version. Folders mirror the addresses.

pub mod v1;
