//! Pages and API over HTTP, as browsers and programs call them. One program: linking each file by itself takes minutes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod accessible;
mod book;
mod case;
mod catalog_check;
mod edge;
mod edges;
mod exercise;
mod family;
mod guide;
mod hand_over;
mod import;
mod intake;
mod journal;
mod office;
mod openapi;
mod own_catalog;
mod permissions;
mod public;
mod records;
mod referral;
mod setup;
mod status;
mod tasks;
mod unavailable;
mod user;
mod visit;
mod words;
