//! A house for tests: a real database on either engine, a regency with offices and one officer of each role, a clock that the test moves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "tests stop at the first surprise")]

mod engine;
mod regency;

pub use engine::{Engine, Store};
pub use regency::{FAR_VILLAGE, Officer, Regency, SUKA_BARU, families_of, set_password};

/// Declares a test that runs on both engines: `both!(async fn name(store: Store) { … })`.
#[macro_export]
macro_rules! both {
    ($(#[$meta:meta])* async fn $name:ident($store:ident: Store) $body:block) => {
        $(#[$meta])*
        mod $name {
            use super::*;
            async fn test($store: $crate::Store) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() { test($crate::Store::new($crate::Engine::Sqlite).await).await; }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() { test($crate::Store::new($crate::Engine::Postgres).await).await; }
        }
    };
}
