//! One file per subcommand.

pub mod backup;
pub mod case;
pub mod catalog;
pub mod demo;
pub mod doctor;
pub mod import;
pub mod journal;
pub mod key;
pub mod migrate;
pub mod person;
pub mod restore;
pub mod serve;
pub mod setup;
pub mod tenant;
pub mod token;
pub mod user;
pub mod worker;
