//! Accounts, passwords, sessions, tokens and PINs: side tables. The journal knows who exists, which roles they hold, and when whose password was set or
//! whose token was made and ended; never a password, a session or a token itself.

use crate::bounds::bounded;
use crate::clock::random;
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::{Body, Who};
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, PasswordHash};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use slrt_domain::access::Actor;
use slrt_domain::calendar::Instant;
use slrt_domain::identity::*;
use slrt_domain::journal::{ContactSet, Event, Hash, PasswordSet, Refusal, RefusalKind, TokenEnded, TokenMade};
use slrt_domain::office::Reference;
use slrt_storage::session::{self, NewSession};
use slrt_storage::{Opener, StorageError, case, journal, office, wire};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard, Semaphore, SemaphorePermit};

/// Passwords hashed at the same time: each takes 19 MiB and a core.
static HASHING: Semaphore = Semaphore::const_new(2);
/// Log-ins that may wait for their turn; beyond that people are asked to try again.
static WAITING: Semaphore = Semaphore::const_new(64);

/// How long a session of a browser lasts without a new log-in.
pub const SESSION_SECONDS: i64 = 12 * 3600;
/// Where a public number is sealed.
const CONTACT: &str = "account.contact";
/// The shortest password.
pub const PASSWORD_LENGTH: usize = 10;

/// A session or token that was found to be valid.
#[derive(Debug, Clone)]
pub struct Session {
    /// The account's home.
    pub tenant: Tenant,
    /// Whose.
    pub account: AccountId,
    /// Who acts, with the roles of today.
    pub actor: Actor,
    /// What decisions rest on.
    pub reference: Arc<Reference>,
    /// `web` or `api`.
    pub kind: String,
    /// Whether it is a token that was made for a program.
    pub is_token: bool,
    /// Whether the password must be changed first.
    pub must_change: bool,
    /// SHA-256 of the token, to end the session.
    pub token_hash: [u8; 32],
}

impl Session {
    /// What the journal calls this session or token: the first four bytes of its hash, which open nothing. Of a token for a program they begin the name
    /// under which it stands in lists.
    pub fn handle(&self) -> String {
        self.token_hash.iter().take(4).map(|b| format!("{b:02x}")).collect()
    }

    /// Who sends an operation in this session, now.
    pub fn sender(&self, channel: &str, operation: OperationId, digest: Hash) -> Sender {
        Sender {
            tenant: self.tenant,
            who: Who::Account(self.account),
            channel: channel.to_owned(),
            device: Some(self.handle()),
            operation,
            digest,
            occurred_at: None,
            late_reason: None,
        }
    }
}

/// A fresh session.
#[derive(Debug, Clone)]
pub struct LoggedIn {
    /// The value for the cookie or the `Authorization` header: home tenant, dot, 256 random bits.
    pub token: String,
    /// When it ends.
    pub expires_at: Instant,
    /// Whether the password must be changed first.
    pub must_change: bool,
    /// Whose.
    pub account: AccountId,
}

/// The stored form of a token.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The home tenant with which a token begins.
pub fn token_tenant(token: &str) -> Option<Tenant> {
    Tenant::parse(token.split_once('.')?.0)
}

fn new_token(tenant: Tenant) -> String {
    format!("{tenant}.{}", URL_SAFE_NO_PAD.encode(random::<32>()))
}

/// A one-time password that can be read aloud: four groups of four letters and digits without look-alikes.
pub fn one_time_password() -> String {
    spelled(&random::<16>())
}

/// The one-time password of an operation: sent again, the same one is told that was set the first time.
pub fn one_time_password_of(house: &House, operation: OperationId) -> String {
    spelled(&house.keys().draw_secret(operation))
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
    let turn = hashing_turn().await?;
    let hashed = tokio::task::spawn_blocking(move || {
        // Held by the work itself: whoever asked may have gone, and the work goes on.
        let _turn = turn;
        Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string())
    })
    .await;
    hashed.map_err(|_| OperationError::Busy)?.map_err(|_| StorageError::corrupt("password hashing").into())
}

async fn hashing_turn() -> Result<SemaphorePermit<'static>, OperationError> {
    let _place = WAITING.try_acquire().map_err(|_| OperationError::Busy)?;
    HASHING.acquire().await.map_err(|_| OperationError::Busy)
}

async fn password_fits(password: String, stored: Option<String>) -> Result<bool, OperationError> {
    let turn = hashing_turn().await?;
    let checked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        // An unknown name costs as much as a known one.
        const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2xydC1ub2JvZHktc2FsdA$1Yk0n9f2Xo6gq0m7B1oJ3QbqkqC0H1oVxY2v6mJr0dE";
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| NOBODY.to_owned());
        PasswordHash::new(&text).is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok()) && known
    });
    checked.await.map_err(|_| OperationError::Busy)
}

/// Failures that are free: of a name, and of a part of an address, which many people share.
const FREE: [i64; 2] = [5, 20];
/// The longest wait.
const LONGEST_WAIT: i64 = 600;

/// Whoever tries the same name at the same time waits for the one before, so that each knows what came of it.
static TURNS: [Mutex<()>; 64] = [const { Mutex::const_new(()) }; 64];
/// Tries under way or waiting for their turn; beyond that people are asked to try again.
static TRIES: Semaphore = Semaphore::const_new(256);

/// A try that was counted before anybody knows whether it is right: tries that are sent all at once are counted all the same.
struct Attempt<'h> {
    house: &'h House,
    tenant: Tenant,
    counted: Vec<(Vec<u8>, i64)>,
    now: Instant,
    _turn: (SemaphorePermit<'static>, MutexGuard<'static, ()>),
}

impl<'h> Attempt<'h> {
    /// Counts a try. Growing delays per name *and* per address, never a lock: some failures are free, then the wait doubles up to ten minutes. What
    /// has to wait is not counted.
    async fn begin(house: &'h House, tenant: Tenant, buckets: &[Vec<u8>]) -> Result<Self, OperationError> {
        let first = buckets.first().and_then(|b| b.first()).copied().unwrap_or_default();
        let place = TRIES.try_acquire().map_err(|_| OperationError::Busy)?;
        let turn = (place, TURNS[usize::from(first) % TURNS.len()].lock().await);
        let now = house.clock().now();
        let mut tx = house.db().write(tenant).await?;
        let (mut counted, mut wait) = (Vec::with_capacity(buckets.len()), 0);
        for (bucket, free) in buckets.iter().zip(FREE) {
            let (failures, last) = session::lock_failures(&mut tx, tenant, bucket, now).await?;
            wait = wait.max(waiting(failures, free, last, now));
            counted.push((bucket.clone(), last));
            if last > now.micros() {
                // After a clock was set back the wait begins anew: it would last until that time comes again.
                session::set_last_failure(&mut tx, tenant, bucket, now).await?;
            }
        }
        if wait == 0 {
            for (bucket, _) in &counted {
                session::count_failure(&mut tx, tenant, bucket, now).await?;
            }
        }
        tx.commit().await?;
        if wait > 0 { Err(OperationError::Wait(wait)) } else { Ok(Self { house, tenant, counted, now, _turn: turn }) }
    }

    /// It was right: the name's failures are forgotten, the address is as it was before.
    async fn right(self) -> Result<(), OperationError> {
        let mut tx = self.house.db().write(self.tenant).await?;
        let mut counted = self.counted.iter();
        if let Some((name, _)) = counted.next() {
            session::forget_failures(&mut tx, self.tenant, name).await?;
        }
        for (bucket, last) in counted {
            session::uncount_failure(&mut tx, self.tenant, bucket, self.now, Instant::from_micros(*last)).await?;
        }
        Ok(tx.commit().await?)
    }

    /// It was never known whether it is right: as if it had not been tried.
    async fn undone(self) -> Result<(), OperationError> {
        let mut tx = self.house.db().write(self.tenant).await?;
        for (bucket, last) in &self.counted {
            session::uncount_failure(&mut tx, self.tenant, bucket, self.now, Instant::from_micros(*last)).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Seconds to wait after failures of which the last was at a time, which may lie in the future when a clock was set back.
fn waiting(failures: i64, free: i64, last: i64, now: Instant) -> i64 {
    if failures <= free {
        return 0;
    }
    let over = u32::try_from(failures - free).unwrap_or(u32::MAX).min(10);
    let delay = (1i64 << over).min(LONGEST_WAIT);
    (delay - now.micros().saturating_sub(last) / 1_000_000).clamp(0, delay)
}

fn bucket(house: &House, what: &str, value: &str) -> Vec<u8> {
    house.keys().lookup_hash(Tenant::NATION, what, value)
}

/// The name's bucket, then one of the address.
fn buckets(house: &House, what: &str, name: &str, address: Option<IpAddr>) -> Vec<Vec<u8>> {
    let mut found = vec![bucket(house, what, name)];
    // Many people share an office's address: its own bucket counts ten times slower, by spreading over ten.
    found.extend(address.map(|a| bucket(house, "address", &format!("{} {}", household(a), random::<1>()[0] % 10))));
    found
}

/// What one subscriber is given: an address of IPv4, and of IPv6 the network of 64 bits, in which anybody may choose as many addresses as they like.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(std::net::Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 => v4,
    }
}

/// Where failures are counted: in the tenant itself; for one that is not here, and for what is no number at all, by address only and at home, so that
/// nobody fills the table with names and tenants that do not exist.
async fn counted(house: &House, tenant: Option<Tenant>, mut buckets: Vec<Vec<u8>>) -> Result<(Tenant, Vec<Vec<u8>>), OperationError> {
    if let Some(tenant) = tenant {
        let mut tx = house.db().read(tenant).await?;
        let founded = journal::head(&mut tx, tenant).await?.is_some();
        tx.commit().await?;
        if founded {
            return Ok((tenant, buckets));
        }
    }
    let mut tx = house.db().read(Tenant::NATION).await?;
    let home = session::installation(&mut tx).await?.and_then(|i| i.default_tenant).and_then(Tenant::from_number);
    tx.commit().await?;
    // The name's own bucket is the first.
    buckets.remove(0);
    Ok((home.unwrap_or(Tenant::NATION), buckets))
}

/// Logs in by name and password.
///
/// # Errors
/// Unauthenticated (unknown name and wrong password look alike), wait, busy, storage.
pub async fn log_in(
    house: &House,
    tenant: Tenant,
    login: &str,
    password: &str,
    address: Option<IpAddr>,
    kind: &str,
) -> Result<LoggedIn, OperationError> {
    let login = login.trim().to_lowercase();
    let buckets = buckets(house, "login", &format!("{tenant} {login}"), address);
    let (counted_in, buckets) = counted(house, Some(tenant), buckets).await?;
    let attempt = Attempt::begin(house, counted_in, &buckets).await?;
    let (account, must_change) = match known_account(house, tenant, &login, password).await {
        Ok(Some(found)) => found,
        Ok(None) => return Err(OperationError::Unauthenticated),
        Err(e) => {
            attempt.undone().await?;
            return Err(e);
        }
    };
    attempt.right().await?;
    let fresh = open_session(house, tenant, account, kind, "", SESSION_SECONDS).await?;
    Ok(LoggedIn { must_change, ..fresh })
}

/// The account of a name and its password, and whether that must be changed.
async fn known_account(house: &House, tenant: Tenant, login: &str, password: &str) -> Result<Option<(AccountId, bool)>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let account = office::account_by_login(&mut tx, tenant, login).await?.filter(|a| a.active);
    let account = account.map(|a| a.account()).transpose()?;
    let stored = match account {
        Some(id) => session::credential(&mut tx, tenant, id).await?,
        None => None,
    };
    tx.commit().await?;
    let must_change = stored.as_ref().is_some_and(|s| s.1);
    let fits = password_fits(password.to_owned(), stored.map(|s| s.0)).await?;
    Ok(account.filter(|_| fits).map(|id| (id, must_change)))
}

/// Opens a session or token for an account.
///
/// # Errors
/// Storage.
pub async fn open_session(
    house: &House,
    tenant: Tenant,
    account: AccountId,
    kind: &str,
    label: &str,
    seconds: i64,
) -> Result<LoggedIn, OperationError> {
    let token = new_token(tenant);
    let now = house.clock().now();
    let expires_at = now.plus_seconds(seconds);
    let mut tx = house.db().write(tenant).await?;
    let new = NewSession { token_hash: &token_hash(&token), account, kind, label, expires_at };
    session::create(&mut tx, tenant, &new, now).await?;
    tx.commit().await?;
    Ok(LoggedIn { token, expires_at, must_change: false, account })
}

/// How long a token for a program may live, in days.
pub const TOKEN_DAYS: [i64; 3] = [30, 90, 365];
/// The longest label of a token, in letters.
const TOKEN_LABEL: usize = 80;

/// A token for a program, without its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnToken {
    /// The first half of its hash: names it, and opens nothing.
    pub id: String,
    /// What it is for.
    pub label: String,
    /// When it was made, in microseconds.
    pub made: i64,
    /// When it ends, in microseconds.
    pub ends: i64,
}

/// What names a token by its hash.
fn token_id(hash: &[u8]) -> String {
    token_handle(hash).simple().to_string()
}

/// Whoever changes their own tokens, under an operation of its own: a token's value is told once, so that there is nothing to send again.
fn own_sender(house: &House, who: &Session, channel: &str) -> Sender {
    who.sender(channel, OperationId(house.clock().new_id()), Hash::ZERO)
}

/// One's own tokens for programs that are still valid.
///
/// # Errors
/// Storage.
pub async fn tokens(house: &House, who: &Session) -> Result<Vec<OwnToken>, OperationError> {
    let now = house.clock().now().micros();
    let mut tx = house.db().read(who.tenant).await?;
    let all = session::list(&mut tx, who.tenant, who.account).await?;
    tx.commit().await?;
    let own = all.into_iter().filter(|(_, kind, label, _, ends)| session::is_token(kind, label) && *ends > now);
    Ok(own.map(|(hash, _, label, made, ends)| OwnToken { id: token_id(&hash), label, made, ends }).collect())
}

/// Browsers besides this one in which one is logged in.
///
/// # Errors
/// Storage.
pub async fn other_sessions(house: &House, who: &Session) -> Result<usize, OperationError> {
    let now = house.clock().now().micros();
    let mut tx = house.db().read(who.tenant).await?;
    let all = session::list(&mut tx, who.tenant, who.account).await?;
    tx.commit().await?;
    Ok(all.iter().filter(|(hash, kind, label, _, ends)| *ends > now && is_other_session(who, hash, kind, label)).count())
}

fn is_other_session(who: &Session, hash: &[u8], kind: &str, label: &str) -> bool {
    hash != who.token_hash && !session::is_token(kind, label)
}

/// Ends every other session of one's own; tokens for programs stay.
///
/// # Errors
/// Storage.
pub async fn end_other_sessions(house: &House, who: &Session) -> Result<(), OperationError> {
    let mut tx = house.db().write(who.tenant).await?;
    for (hash, kind, label, ..) in session::list(&mut tx, who.tenant, who.account).await? {
        if is_other_session(who, &hash, &kind, &label) {
            session::end(&mut tx, who.tenant, &hash).await?;
        }
    }
    tx.commit().await?;
    house.forget_sessions();
    Ok(())
}

/// Makes a token of one's own for a program, with the roles that its holder has; its value is told once. A program makes none: a token that got into
/// wrong hands must not outlive itself.
///
/// # Errors
/// `Forbidden` for a program's token; `Invalid` for `label` or `days`, storage.
pub async fn make_own_token(house: &House, who: &Session, channel: &str, label: &str, days: i64) -> Result<LoggedIn, OperationError> {
    if who.is_token {
        return Err(Refusal::forbidden().into());
    }
    let label = bounded("label", label, TOKEN_LABEL)?;
    if label.is_empty() {
        return Err(Refusal::invalid("label", "missing").into());
    }
    if !TOKEN_DAYS.contains(&days) {
        return Err(Refusal::invalid("days", "unknown").into());
    }
    make_token(house, &own_sender(house, who, channel), who.account, label, days * 86_400).await
}

/// Ends one of one's own tokens; answers whether there was one.
///
/// # Errors
/// Storage.
pub async fn end_own_token(house: &House, who: &Session, channel: &str, id: &str) -> Result<bool, OperationError> {
    let mut tx = house.db().read(who.tenant).await?;
    let all = session::list(&mut tx, who.tenant, who.account).await?;
    tx.commit().await?;
    let found = all.iter().find(|(hash, kind, label, ..)| session::is_token(kind, label) && token_id(hash) == id);
    let Some((hash, ..)) = found else { return Ok(false) };
    end_token(house, &own_sender(house, who, channel), who.account, hash).await?;
    Ok(true)
}

/// The session of a token, with the roles that hold today.
///
/// # Errors
/// Unauthenticated when it is unknown, ended or expired.
pub async fn authenticate(house: &House, token: &str) -> Result<Session, OperationError> {
    let tenant = token_tenant(token).ok_or(OperationError::Unauthenticated)?;
    let hash = token_hash(token);
    let now = house.clock().now();
    let known = house.known_session(&hash).filter(|found| found.expires_at > now);
    let known = known.and_then(|found| Some((house.known_reference(tenant, found.reference_number)?, found)));
    let (reference, found) = match known {
        Some(known) => known,
        None => {
            // Taken before anything is read: what was ended meanwhile is not remembered as valid.
            let generation = house.session_generation();
            let mut tx = house.db().read(tenant).await?;
            let found = session::find(&mut tx, tenant, &hash, now).await?.ok_or(OperationError::Unauthenticated)?;
            let reference = house.reference_at(&mut tx, tenant, found.reference_number).await?;
            tx.commit().await?;
            house.remember_session(hash, &found, generation);
            (reference, found)
        }
    };
    Ok(Session {
        tenant,
        account: found.account,
        actor: Who::Account(found.account).actor(&reference, now),
        reference,
        kind: found.kind,
        is_token: found.is_token,
        must_change: found.must_change,
        token_hash: hash,
    })
}

/// Ends a session; that of a program's token stands in the journal, as any end of one does.
///
/// # Errors
/// Storage.
pub async fn log_out(house: &House, session: &Session) -> Result<(), OperationError> {
    if session.is_token {
        return end_token(house, &own_sender(house, session, &session.kind), session.account, &session.token_hash).await;
    }
    let mut tx = house.db().write(session.tenant).await?;
    session::end(&mut tx, session.tenant, &session.token_hash).await?;
    tx.commit().await?;
    house.forget_sessions();
    Ok(())
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
    let hash = hash_password(password.to_owned()).await?;
    let by = match sender.who {
        Who::Account(id) if id == account => "self",
        Who::Account(_) => "administrator",
        _ => sender.channel.as_str(),
    };
    let set = PasswordSet { account, by: by.to_owned(), one_time: must_change };
    house.submit(sender.request(Body::SetPassword(set, Private::new(hash), keep.map(<[u8]>::to_vec)))).await?;
    Ok(())
}

/// The first half of a token's hash: names it in lists and in the journal, and opens nothing.
pub fn token_handle(hash: &[u8]) -> uuid::Uuid {
    let mut half = [0; 16];
    half.iter_mut().zip(hash).for_each(|(to, from)| *to = *from);
    uuid::Uuid::from_bytes(half)
}

/// Makes a token for a program; its value is told once, and it stands in the journal who made it.
///
/// # Errors
/// Not found for an account that is not there, forbidden for another's without the right to manage users, storage.
pub async fn make_token(house: &House, sender: &Sender, account: AccountId, label: &str, seconds: i64) -> Result<LoggedIn, OperationError> {
    let tenant = sender.tenant;
    let mut tx = house.db().read(tenant).await?;
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[account.into()]).await?;
    tx.commit().await?;
    let key = opener.key(account).ok_or_else(Refusal::not_found)?;
    let token = new_token(tenant);
    let hash = token_hash(&token);
    let expires_at = house.clock().now().plus_seconds(seconds);
    let made = TokenMade { account, token: token_handle(&hash), label: key.seal("token.label", label), expires_at };
    let body = Body::MakeToken(made, Private::new(hash.to_vec()), Private::new(label.to_owned()));
    let done = house.submit(sender.request(body)).await?;
    // Sent again, the value of the first time is the one that works, and nobody knows it any more.
    if done.replayed {
        return Err(Refusal::new(RefusalKind::Reused).into());
    }
    Ok(LoggedIn { token, expires_at, must_change: false, account })
}

/// Makes one's own number public (with the consent that the caller asked for), or takes it back.
///
/// # Errors
/// Forbidden for whoever holds no role in which the public turns to them; not found for an account that is not there; storage.
pub async fn set_contact(house: &House, sender: &Sender, account: AccountId, number: Option<&Phone>) -> Result<(), OperationError> {
    let mut tx = house.db().read(sender.tenant).await?;
    let opener = Opener::load(&mut tx, house.keys(), sender.tenant, &[account.into()]).await?;
    tx.commit().await?;
    let key = opener.key(account).ok_or_else(Refusal::not_found)?;
    let set = ContactSet { account, number: number.map(|n| key.seal(CONTACT, &n.national())) };
    house.submit(sender.request(Body::SetContact(set))).await?;
    Ok(())
}

/// The numbers that accounts made public, while they are open: those of whoever has one, in their order.
///
/// # Errors
/// Storage.
pub async fn contacts_of(
    house: &House,
    tenant: Tenant,
    accounts: &[AccountId],
) -> Result<Vec<(AccountId, Private<String>)>, OperationError> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = house.db().read(tenant).await?;
    let rows = office::accounts_by_id(&mut tx, tenant, accounts).await?;
    let open: Vec<AccountId> = rows.iter().filter(|a| a.active).map(|a| a.account()).collect::<Result<_, _>>()?;
    let subjects: Vec<Subject> = open.iter().map(|a| Subject::from(*a)).collect();
    let opener = Opener::load(&mut tx, house.keys(), tenant, &subjects).await?;
    let mut found = Vec::new();
    for account in accounts.iter().filter(|a| open.contains(a)) {
        let Some(entry) = journal::newest(&mut tx, tenant, account.0, "account.contact_set/1").await? else { continue };
        let Event::ContactSet(set) = wire::decode(&entry.kind, &entry.payload)? else { continue };
        found.extend(set.number.and_then(|n| opener.open(CONTACT, &n)).map(|n| (*account, Private::new(n))));
    }
    tx.commit().await?;
    Ok(found)
}

/// Ends a token for a program by its hash.
///
/// # Errors
/// Forbidden for another's without the right to manage users, storage.
pub async fn end_token(house: &House, sender: &Sender, account: AccountId, hash: &[u8]) -> Result<(), OperationError> {
    let ended = TokenEnded { account, token: token_handle(hash) };
    house.submit(sender.request(Body::EndToken(ended, Private::new(hash.to_vec())))).await?;
    Ok(())
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

/// The case of a number and PIN. An unknown number and a wrong PIN look alike, and both cost the same.
///
/// # Errors
/// Unauthenticated, wait, storage.
pub async fn by_pin(house: &House, number: &str, pin: &str, address: Option<IpAddr>) -> Result<(Tenant, CaseId), OperationError> {
    let parsed = ServiceNumber::parse(number);
    let tenant = parsed.map_or(Tenant::NATION, ServiceNumber::tenant);
    let name = parsed.map_or_else(|| number.chars().filter(char::is_ascii_digit).collect(), |n| n.to_string());
    let buckets = buckets(house, "pin", &name, address);
    let (counted_in, buckets) = counted(house, parsed.map(ServiceNumber::tenant), buckets).await?;
    let attempt = Attempt::begin(house, counted_in, &buckets).await?;
    let found = match parsed {
        Some(number) => case_of_pin(house, tenant, number, pin).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(id)) => {
            attempt.right().await?;
            Ok((tenant, id))
        }
        Ok(None) => Err(OperationError::Unauthenticated),
        Err(e) => {
            attempt.undone().await?;
            Err(e.into())
        }
    }
}

async fn case_of_pin(house: &House, tenant: Tenant, number: ServiceNumber, pin: &str) -> Result<Option<CaseId>, StorageError> {
    let mut tx = house.db().read(tenant).await?;
    let id = case::by_number(&mut tx, tenant, number).await?;
    let rows = case::load(&mut tx, tenant, &id.into_iter().collect::<Vec<_>>()).await?;
    tx.commit().await?;
    Ok(rows.into_iter().next().filter(|(row, _)| house.keys().pin_fits(number, pin.trim(), &row.pin_hash)).map(|(_, c)| c.id))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_network_of_ipv6_is_one_household() {
        let of = |text: &str| household(text.parse().unwrap()).to_string();
        for (address, counted) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
            ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ] {
            assert_eq!(of(address), counted, "{address}");
        }
    }

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
}
