//! Tokens for programs: their values are told once.

use super::sessions::{LoggedIn, Session, new_token, token_hash};
use crate::bounds::bounded;
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::Body;
use slrt_domain::identity::*;
use slrt_domain::journal::{Hash, Refusal, RefusalKind, TokenEnded, TokenMade};
use slrt_storage::{Opener, session};

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
pub(super) fn own_sender(house: &House, who: &Session, channel: &str) -> Sender {
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

/// Makes a token of one's own for a program, with the roles that its holder has; its value is told once. A program makes none: a token that got into
/// wrong hands must not outlive itself.
///
/// # Errors
/// `Forbidden` for a program's token; `Invalid` for `label` or `days`, storage.
pub async fn make_own_token(house: &House, who: &Session, channel: &str, label: &str, days: i64) -> Result<LoggedIn, OperationError> {
    who.signed_in()?;
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

/// Ends a token for a program by its hash.
///
/// # Errors
/// Forbidden for another's without the right to manage users, storage.
pub async fn end_token(house: &House, sender: &Sender, account: AccountId, hash: &[u8]) -> Result<(), OperationError> {
    let ended = TokenEnded { account, token: token_handle(hash) };
    house.submit(sender.request(Body::EndToken(ended, Private::new(hash.to_vec())))).await?;
    Ok(())
}
