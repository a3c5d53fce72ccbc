//! The only place that asks the time or draws randomness; tests move the clock themselves.

use slrt_domain::calendar::Instant;
use slrt_domain::identity::uuid_v7;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Where "now" comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that somebody moves: tests, and the demo that plays a year in a minute.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at an instant.
    pub fn manual(at: Instant) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.micros())))
    }

    /// Now.
    pub fn now(&self) -> Instant {
        match self {
            Self::System => {
                #[expect(clippy::disallowed_methods, reason = "the one place that asks the time")]
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                Instant::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Self::Manual(at) => Instant::from_micros(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock; the machine's stays as it is.
    pub fn set(&self, at: Instant) {
        if let Self::Manual(cell) = self {
            cell.store(at.micros(), Ordering::SeqCst);
        }
    }

    /// A new identifier.
    pub fn new_id(&self) -> uuid::Uuid {
        uuid_v7(self.now(), random())
    }
}

/// Random bytes of the operating system.
///
/// # Panics
/// When the operating system has none: nothing can be kept secret then.
#[expect(clippy::panic, reason = "without randomness no key, number or token may be made")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if getrandom::fill(&mut bytes).is_err() {
        panic!("the operating system gives no randomness");
    }
    bytes
}
