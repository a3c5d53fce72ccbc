//! Passwords: hashed a few at a time, set on behalf of somebody, asked again before something that matters.

use super::attempts::{Attempt, bucket};
use super::sessions::Session;
use crate::clock::random;
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::{Body, Done, Who};
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, PasswordHash};
use slrt_domain::identity::*;
use slrt_domain::journal::PasswordSet;
use slrt_storage::{StorageError, session};
use std::sync::LazyLock;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Passwords hashed at the same time: each takes 19 MiB and a core.
static HASHING: Semaphore = Semaphore::const_new(AT_ONCE);
const AT_ONCE: usize = 2;
/// Threads of their own: each keeps the memory that it worked with, as any of the many that wait for other work would.
static THREADS: LazyLock<Option<Runtime>> =
    LazyLock::new(|| Builder::new_current_thread().max_blocking_threads(AT_ONCE).thread_name("hashing").build().ok());
/// Log-ins that may wait for their turn; beyond that people are asked to try again.
static WAITING: Semaphore = Semaphore::const_new(64);

/// What the password of an unknown name is compared with, so that it costs as much as that of a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2xydC1ub2JvZHktc2FsdA$1Yk0n9f2Xo6gq0m7B1oJ3QbqkqC0H1oVxY2v6mJr0dE";

/// The shortest password.
pub const PASSWORD_LENGTH: usize = 10;

/// A one-time password that can be read aloud: four groups of four letters and digits without look-alikes.
pub fn one_time_password() -> String {
    spelled(&random::<16>())
}

/// Gives an account a one-time password that belongs to the operation: sent again, the same one is told that was set the first time, also when the key under which
/// it was drawn was rotated since.
///
/// # Errors
/// As [`set_password_as`].
pub async fn set_one_time_password(house: &House, sender: &Sender, account: AccountId) -> Result<Private<String>, OperationError> {
    let drawn: Vec<String> = house.keys().draw_secrets(sender.operation).iter().map(spelled).collect();
    let [now, older @ ..] = drawn.as_slice() else { return Err(StorageError::corrupt("no key for PINs").into()) };
    let done = set_password(house, sender, account, now, true, None).await?;
    if done.replayed && !older.is_empty() {
        let mut tx = house.db().read(sender.tenant).await?;
        let stored = session::credential(&mut tx, sender.tenant, account).await?.map(|s| s.0);
        tx.commit().await?;
        for password in &drawn {
            if password_fits(password.clone(), stored.clone()).await? {
                return Ok(Private::new(password.clone()));
            }
        }
    }
    Ok(Private::new(now.clone()))
}

fn spelled(bytes: &[u8; 16]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
    let text: Vec<String> = bytes.chunks(4).map(|c| c.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect()).collect();
    text.join("-")
}

/// Hashes a password (argon2id), two at a time.
///
/// # Errors
/// [`OperationError::Busy`] when too many wait.
pub async fn hash_password(password: String) -> Result<String, OperationError> {
    let hashed = hashing(move || Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string())).await?;
    hashed.map_err(|_| StorageError::corrupt("password hashing").into())
}

/// Work with a password, on one of the threads that are for it.
async fn hashing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, OperationError> {
    let turn = hashing_turn().await?;
    let threads = THREADS.as_ref().ok_or(OperationError::Busy)?;
    let done = threads.spawn_blocking(move || {
        // Held by the work itself: whoever asked may have gone, and the work goes on.
        let _turn = turn;
        work()
    });
    done.await.map_err(|_| OperationError::Busy)
}

async fn hashing_turn() -> Result<SemaphorePermit<'static>, OperationError> {
    let _place = WAITING.try_acquire().map_err(|_| OperationError::Busy)?;
    HASHING.acquire().await.map_err(|_| OperationError::Busy)
}

pub(super) async fn password_fits(password: String, stored: Option<String>) -> Result<bool, OperationError> {
    hashing(move || {
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| NOBODY.to_owned());
        PasswordHash::new(&text).is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok()) && known
    })
    .await
}

/// Sets an account's password on behalf of somebody, and ends its other sessions. It stands in the journal that, when and by whom it was set; what it
/// is, nowhere.
///
/// # Errors
/// Forbidden for another's account without the right to manage users; busy; storage.
pub async fn set_password_as(
    house: &House,
    sender: &Sender,
    account: AccountId,
    password: &str,
    must_change: bool,
    keep: Option<&[u8]>,
) -> Result<(), OperationError> {
    set_password(house, sender, account, password, must_change, keep).await.map(|_| ())
}

async fn set_password(
    house: &House,
    sender: &Sender,
    account: AccountId,
    password: &str,
    must_change: bool,
    keep: Option<&[u8]>,
) -> Result<Done, OperationError> {
    let hash = hash_password(password.to_owned()).await?;
    let by = match sender.who {
        Who::Account(id) if id == account => "self",
        Who::Account(_) => "administrator",
        _ => sender.channel.as_str(),
    };
    let set = PasswordSet { account, by: by.to_owned(), one_time: must_change };
    house.submit(sender.request(Body::SetPassword(set, Private::new(hash), keep.map(<[u8]>::to_vec)))).await
}

/// Whether a password is the account's own, with the same delays as logging in.
///
/// # Errors
/// Wait, busy, storage.
pub async fn check_password(house: &House, session: &Session, password: &str) -> Result<bool, OperationError> {
    let buckets = vec![bucket(house, "password", &session.account.to_string())];
    let attempt = Attempt::begin(house, session.tenant, &buckets).await?;
    match is_password_of(house, session, password).await {
        Ok(true) => attempt.right().await.map(|()| true),
        Ok(false) => Ok(false),
        Err(e) => {
            attempt.undone().await?;
            Err(e)
        }
    }
}

async fn is_password_of(house: &House, session: &Session, password: &str) -> Result<bool, OperationError> {
    let mut tx = house.db().read(session.tenant).await?;
    let stored = session::credential(&mut tx, session.tenant, session.account).await?;
    tx.commit().await?;
    password_fits(password.to_owned(), stored.map(|s| s.0)).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn whoever_goes_away_leaves_the_place_taken_until_the_work_is_done() {
        let mut asked = Box::pin(hash_password("sandi-yang-panjang-1".into()));
        assert!(futures::poll!(asked.as_mut()).is_pending());
        drop(asked);
        assert_eq!(HASHING.available_permits(), 1, "a core and 19 MiB are still in use");
        while HASHING.available_permits() < 2 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        hash_password("sandi-yang-panjang-1".into()).await.unwrap();
    }
    /// Were it no hash, or a cheaper one, the time of an answer would tell which names exist.
    #[test]
    fn an_unknown_name_costs_as_much_as_a_known_one() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let real = Argon2::default().hash_password(b"hujan sore di krui").unwrap();
        assert_eq!((nobody.algorithm, nobody.version), (real.algorithm, real.version));
        assert_eq!(argon2::Params::try_from(&nobody).unwrap(), argon2::Params::try_from(&real).unwrap());
        let told = Argon2::default().verify_password(b"hujan sore di krui", &nobody);
        assert_eq!(told, Err(argon2::password_hash::Error::PasswordInvalid), "it is computed");
    }
}
