//! The key file: separate keys for wrapping, look-up, signing and PINs, each with its id; the newest is used, older ones still read.
//!
//! A new key first waits: every server knows it before anything is made with it. Then the newest makes; what older ones made is understood as long as
//! they are in the file.

use crate::error::StorageError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Instant;
use slrt_domain::identity::{OperationId, ServiceNumber, Tenant};
use slrt_domain::journal::{Hash, Signing};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Thirty-two secret bytes.
pub type Secret = [u8; 32];

/// One key with its id.
#[derive(Clone)]
pub struct Key {
    /// Its id, raised by every rotation.
    pub id: u32,
    /// The key.
    pub secret: Secret,
    /// When it was made; the first ones are as old as the installation.
    pub made: Option<Instant>,
    /// What it is used for.
    pub stage: Stage,
}

slrt_domain::coded! {
    /// What a key is used for. Whoever adds a key lets all servers know it before anything is made with it.
    pub enum Stage {
        /// Known, so that what another server makes with it is understood; nothing is made with it here.
        Waiting = "waiting",
        /// The newest of these makes, all of them are understood.
        Used = "used",
        /// A look-up key by which nobody's numbers are found any more. Marks of imports were made with it, which stand in the journal as they are.
        Marks = "marks",
    }
}

slrt_domain::coded! {
    /// The four kinds of keys.
    pub enum KeyKind {
        /// Wrap the subjects' keys.
        Wrapping = "wrapping",
        /// Keyed hashes for look-up.
        Lookup = "lookup",
        /// Sign heads of journals.
        Signing = "signing",
        /// PINs.
        Pin = "pin",
    }
}

/// The public half of a key that signs no more.
#[derive(Clone)]
struct Retired {
    id: u32,
    public: [u8; 32],
    made: Option<Instant>,
}

/// Where the key file's present content is read from, when another process may have changed it.
pub type KeySource = Arc<dyn Fn() -> Option<Keys> + Send + Sync>;

#[derive(Clone)]
struct Ring {
    wrapping: Vec<Key>,
    lookup: Vec<Key>,
    signing: Vec<Key>,
    retired: Vec<Retired>,
    pin: Vec<Key>,
}

impl Ring {
    fn list(&self, kind: KeyKind) -> &Vec<Key> {
        match kind {
            KeyKind::Wrapping => &self.wrapping,
            KeyKind::Lookup => &self.lookup,
            KeyKind::Signing => &self.signing,
            KeyKind::Pin => &self.pin,
        }
    }

    fn list_mut(&mut self, kind: KeyKind) -> &mut Vec<Key> {
        match kind {
            KeyKind::Wrapping => &mut self.wrapping,
            KeyKind::Lookup => &mut self.lookup,
            KeyKind::Signing => &mut self.signing,
            KeyKind::Pin => &mut self.pin,
        }
    }
}

/// All keys of an installation. `Debug` shows none. Clones share them, so that a rotation reaches everybody who works.
#[derive(Clone)]
pub struct Keys {
    ring: Arc<RwLock<Ring>>,
    /// Asked once when something was made by a key that is not known yet.
    source: Option<KeySource>,
    /// Whom backups are encrypted for (the public half of the recovery code).
    pub recipient: Option<String>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys[private]")
    }
}

/// Digests of one request: the one that is written down, and those that other keys make of it, by which a resend is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digests {
    /// What is written down.
    pub made: Hash,
    others: Vec<Hash>,
}

impl Digests {
    /// Whether one that was written down is of the same request.
    pub fn fits(&self, stored: Hash) -> bool {
        self.made == stored || self.others.contains(&stored)
    }
}

impl From<Hash> for Digests {
    fn from(made: Hash) -> Self {
        Self { made, others: Vec::new() }
    }
}

#[derive(Serialize, Deserialize)]
struct KeyText {
    id: u32,
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stage: Option<String>,
}

impl KeyText {
    fn of(k: &Key) -> Self {
        let stage = Some(k.stage.code().to_owned()).filter(|_| k.stage != Stage::Used);
        Self { id: k.id, key: STANDARD_NO_PAD.encode(k.secret), made: k.made.map(Instant::rfc3339), stage }
    }

    fn bytes(&self) -> Option<[u8; 32]> {
        STANDARD_NO_PAD.decode(&self.key).ok()?.try_into().ok()
    }

    fn made(&self) -> Option<Instant> {
        self.made.as_deref().and_then(Instant::parse_rfc3339)
    }

    fn key(self) -> Option<Key> {
        let stage = match &self.stage {
            Some(code) => Stage::from_code(code)?,
            None => Stage::Used,
        };
        Some(Key { id: self.id, secret: self.bytes()?, made: self.made(), stage })
    }
}

#[derive(Serialize, Deserialize)]
struct KeyFile {
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recipient: Option<String>,
    wrapping: Vec<KeyText>,
    lookup: Vec<KeyText>,
    signing: Vec<KeyText>,
    /// Public halves of keys that sign no more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    signing_old: Vec<KeyText>,
    pin: Vec<KeyText>,
}

impl Keys {
    /// New keys from 128 random bytes.
    pub fn from_random(random: &[u8; 128], recipient: Option<String>) -> Self {
        let key = |i: usize| {
            let mut secret = [0; 32];
            secret.copy_from_slice(&random[32 * i..32 * (i + 1)]);
            vec![Key { id: 1, secret, made: None, stage: Stage::Used }]
        };
        Self::of(Ring { wrapping: key(0), lookup: key(1), signing: key(2), retired: Vec::new(), pin: key(3) }, recipient)
    }

    fn of(ring: Ring, recipient: Option<String>) -> Self {
        Self { ring: Arc::new(RwLock::new(ring)), source: None, recipient }
    }

    fn ring(&self) -> RwLockReadGuard<'_, Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring_mut(&self) -> RwLockWriteGuard<'_, Ring> {
        self.ring.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The text of the key file.
    ///
    /// # Errors
    /// Never for keys that were made or read here.
    pub fn to_text(&self) -> Result<String, StorageError> {
        let list = |keys: &[Key]| keys.iter().map(KeyText::of).collect();
        let ring = self.ring();
        let old =
            |r: &Retired| KeyText { id: r.id, key: STANDARD_NO_PAD.encode(r.public), made: r.made.map(Instant::rfc3339), stage: None };
        let file = KeyFile {
            version: 1,
            recipient: self.recipient.clone(),
            wrapping: list(&ring.wrapping),
            lookup: list(&ring.lookup),
            signing: list(&ring.signing),
            signing_old: ring.retired.iter().map(old).collect(),
            pin: list(&ring.pin),
        };
        toml::to_string(&file).map_err(|e| StorageError::corrupt(format!("key file: {e}")))
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// When it is not one; the message never quotes it.
    pub fn parse(text: &str) -> Result<Self, StorageError> {
        let bad = || StorageError::corrupt("the key file is not one that this program wrote");
        let file: KeyFile = toml::from_str(text).map_err(|_| bad())?;
        let list = |keys: Vec<KeyText>| -> Result<Vec<Key>, StorageError> {
            let keys: Option<Vec<Key>> = keys.into_iter().map(KeyText::key).collect();
            keys.filter(|k| k.iter().any(|k| k.stage == Stage::Used)).ok_or_else(bad)
        };
        let old = |k: KeyText| Some(Retired { id: k.id, public: k.bytes()?, made: k.made() });
        let retired: Option<Vec<Retired>> = file.signing_old.into_iter().map(old).collect();
        let ring = Ring {
            wrapping: list(file.wrapping)?,
            lookup: list(file.lookup)?,
            signing: list(file.signing)?,
            retired: retired.ok_or_else(bad)?,
            pin: list(file.pin)?,
        };
        Ok(Self::of(ring, file.recipient))
    }

    /// Where to look when something was made by an unknown key: a rotation by another process is then noticed at once.
    pub fn with_source(mut self, source: KeySource) -> Self {
        self.source = Some(source);
        self
    }

    /// All keys of a kind, oldest first.
    pub fn list(&self, kind: KeyKind) -> Vec<Key> {
        self.ring().list(kind).clone()
    }

    /// The key of a kind that makes from now on.
    pub fn current(&self, kind: KeyKind) -> Key {
        current(self.ring().list(kind)).clone()
    }

    /// A key by id; an unknown one is looked for in the key file once.
    fn by_id(&self, kind: KeyKind, id: u32) -> Option<Key> {
        let known = || self.ring().list(kind).iter().find(|k| k.id == id).cloned();
        known().or_else(|| {
            self.adopt(&self.source.as_ref()?()?);
            known()
        })
    }

    /// The key that wraps from now on.
    pub fn current_wrapping(&self) -> Key {
        self.current(KeyKind::Wrapping)
    }

    /// A wrapping key by id.
    pub fn wrapping_key(&self, id: u32) -> Option<Key> {
        self.by_id(KeyKind::Wrapping, id)
    }

    /// Adds a key of a kind, which waits until [`Keys::begin`]. Answers its id.
    pub fn add(&self, kind: KeyKind, secret: Secret, made: Instant) -> u32 {
        let mut ring = self.ring_mut();
        let old = ring.retired.iter().filter(|_| kind == KeyKind::Signing).map(|r| r.id).max();
        let id = ring.list(kind).iter().map(|k| k.id).chain(old).max().unwrap_or(0) + 1;
        ring.list_mut(kind).push(Key { id, secret, made: Some(made), stage: Stage::Waiting });
        id
    }

    /// Whether a key of a kind waits.
    pub fn is_waiting(&self, kind: KeyKind) -> bool {
        self.ring().list(kind).iter().any(|k| k.stage == Stage::Waiting)
    }

    /// Makes with the newest key from now on; answers whether one waited. Of keys that sign no more the public half stays.
    pub fn begin(&self, kind: KeyKind) -> bool {
        let mut ring = self.ring_mut();
        let mut began = false;
        for key in ring.list_mut(kind).iter_mut().filter(|k| k.stage == Stage::Waiting) {
            key.stage = Stage::Used;
            began = true;
        }
        if began && kind == KeyKind::Signing {
            let newest = current(&ring.signing).id;
            let old = |k: &Key| Retired { id: k.id, public: SigningKey::from_bytes(&k.secret).verifying_key().to_bytes(), made: k.made };
            let retired: Vec<Retired> = ring.signing.iter().filter(|k| k.id != newest).map(old).collect();
            ring.retired.extend(retired);
            ring.signing.retain(|k| k.id == newest);
        }
        began
    }

    /// Reads the key file again, where there is one.
    pub fn refresh(&self) {
        if let Some(fresh) = self.source.as_ref().and_then(|source| source()) {
            self.adopt(&fresh);
        }
    }

    /// Takes the keys of a key file that was read again.
    pub fn adopt(&self, fresh: &Keys) {
        let ring = fresh.ring().clone();
        *self.ring_mut() = ring;
    }

    /// Forgets keys that nothing needs any more; the one that makes, and one that waits, stay in any case.
    pub fn retire(&self, kind: KeyKind, ids: &[u32]) {
        let mut ring = self.ring_mut();
        let newest = current(ring.list(kind)).id;
        ring.list_mut(kind).retain(|k| k.id >= newest || !ids.contains(&k.id));
    }

    /// Nobody's numbers are found by these look-up keys any more; marks of imports still are.
    pub fn keep_for_marks(&self, ids: &[u32]) {
        let mut ring = self.ring_mut();
        let newest = current(&ring.lookup).id;
        ring.lookup.iter_mut().filter(|k| k.id < newest && ids.contains(&k.id)).for_each(|k| k.stage = Stage::Marks);
    }

    /// Whether numbers may stand in tables under an older look-up key.
    pub fn is_reindexing(&self) -> bool {
        self.ring().lookup.iter().filter(|k| k.stage == Stage::Used).count() > 1
    }

    /// Keyed hash of a number for look-up, its key's id first: what is written down.
    pub fn lookup_hash(&self, tenant: Tenant, what: &str, value: &str) -> Vec<u8> {
        lookup(current(&self.ring().lookup), tenant, what, value)
    }

    /// All hashes under which somebody's number may stand, that which is written down first: while a new look-up key is brought in there are several.
    pub fn lookup_hashes(&self, tenant: Tenant, what: &str, value: &str) -> Vec<Vec<u8>> {
        in_order(&self.ring().lookup, |k| k.stage != Stage::Marks).map(|k| lookup(k, tenant, what, value)).collect()
    }

    /// All hashes under which a mark of an import may stand, that which is written down first. What they were made of is kept nowhere in clear, so that
    /// they stay under the key that made them until the same family is imported again.
    pub fn mark_hashes(&self, tenant: Tenant, what: &str, value: &str) -> Vec<Vec<u8>> {
        in_order(&self.ring().lookup, |_| true).map(|k| lookup(k, tenant, what, value)).collect()
    }

    /// Keyed hash of a PIN, its key's id first, bound to its number.
    pub fn pin_hash(&self, number: ServiceNumber, pin: &str) -> Vec<u8> {
        hashed_pin(current(&self.ring().pin), number, pin)
    }

    /// Whether a PIN fits a stored hash, which says by which key it was made.
    pub fn pin_fits(&self, number: ServiceNumber, pin: &str, stored: &[u8]) -> bool {
        let id = stored.get(..4).and_then(|id| <[u8; 4]>::try_from(id).ok()).map(u32::from_be_bytes);
        let Some(key) = id.and_then(|id| self.by_id(KeyKind::Pin, id)) else { return false };
        subtle::ConstantTimeEq::ct_eq(hashed_pin(&key, number, pin).as_slice(), stored).into()
    }

    /// Six digits that belong to an operation: the same operation, sent twice, is told the same PIN, and nobody keeps it.
    pub fn draw_pin(&self, operation: OperationId) -> String {
        drawn_pin(current(&self.ring().pin), operation)
    }

    /// The PIN that an operation drew, whichever key it was drawn under: the one that fits what was stored.
    pub fn drawn_pin(&self, operation: OperationId, number: ServiceNumber, stored: &[u8]) -> Option<String> {
        let drawn: Vec<String> = in_order(&self.ring().pin, |_| true).map(|k| drawn_pin(k, operation)).collect();
        drawn.into_iter().find(|pin| self.pin_fits(number, pin, stored))
    }

    /// Sixteen bytes of an operation, under each key that may have been the one: a resend is told the same one-time password, and nobody stores it. The first
    /// is what is drawn now.
    pub fn draw_secrets(&self, operation: OperationId) -> Vec<[u8; 16]> {
        let draw = |key: &Key| {
            let hash = keyed(key, &[b"draw-secret", &operation.bytes()]);
            let mut secret = [0; 16];
            secret.iter_mut().zip(&hash).for_each(|(to, from)| *to = *from);
            secret
        };
        in_order(&self.ring().pin, |_| true).map(draw).collect()
    }

    /// Secrets for a purpose of the server (CSRF, passes), derived from the look-up keys. With the first it makes, and what any of them made it accepts:
    /// other servers may use a key already, or still.
    pub fn derived(&self, purpose: &str) -> Vec<Vec<u8>> {
        in_order(&self.ring().lookup, |k| k.stage != Stage::Marks).map(|k| derived(k, purpose)).collect()
    }

    /// Digests of what was asked, to tell a resend from another request under the same id. They are keyed: what people type (numbers, names, a few
    /// words) could be guessed from plain ones, long after it was erased.
    pub fn request_digest(&self, parts: &[&[u8]]) -> Digests {
        let digest = |k: &Key| {
            let mut secret = [0; 32];
            secret.iter_mut().zip(derived(k, "request-digest").iter().skip(4)).for_each(|(to, from)| *to = *from);
            let digest = keyed(&Key { id: 0, secret, made: None, stage: Stage::Used }, parts);
            Hash::from_slice(&digest[4..]).unwrap_or(Hash::ZERO)
        };
        // Devices send again after days: as long as a key is in the file, what it made is known.
        let mut all: Vec<Hash> = in_order(&self.ring().lookup, |_| true).map(digest).collect();
        let made = all.remove(0);
        Digests { made, others: all }
    }

    /// Signs a head.
    pub fn sign(&self, head: &Signing) -> (u32, Vec<u8>) {
        let key = self.current(KeyKind::Signing);
        (key.id, SigningKey::from_bytes(&key.secret).sign(&head.message()).to_bytes().to_vec())
    }

    /// Whether a signature is ours, by whichever key of the file.
    pub fn verifies(&self, head: &Signing, key_id: u32, signature: &[u8]) -> bool {
        let known = || self.public_halves().into_iter().find(|(id, _)| *id == key_id);
        let found = known().or_else(|| {
            self.adopt(&self.source.as_ref()?()?);
            known()
        });
        let Some(key) = found.and_then(|(_, public)| VerifyingKey::from_bytes(&public).ok()) else { return false };
        Signature::from_slice(signature).is_ok_and(|s| key.verify(&head.message(), &s).is_ok())
    }

    fn public_halves(&self) -> Vec<(u32, [u8; 32])> {
        let ring = self.ring();
        let signing = ring.signing.iter().map(|k| (k.id, SigningKey::from_bytes(&k.secret).verifying_key().to_bytes()));
        ring.retired.iter().map(|r| (r.id, r.public)).chain(signing).collect()
    }

    /// The public halves of all keys that sign or signed, oldest first, for whoever keeps heads elsewhere.
    pub fn verifying_keys(&self) -> Vec<(u32, String)> {
        self.public_halves().into_iter().map(|(id, public)| (id, STANDARD_NO_PAD.encode(public))).collect()
    }

    /// The public half of the key that signs now.
    pub fn verifying_key(&self) -> String {
        STANDARD_NO_PAD.encode(SigningKey::from_bytes(&self.current(KeyKind::Signing).secret).verifying_key().to_bytes())
    }
}

fn current(keys: &[Key]) -> &Key {
    // Reading and making both ensure that there is one.
    keys.iter().rev().find(|k| k.stage == Stage::Used).unwrap_or(&NO_KEY)
}
static NO_KEY: Key = Key { id: 0, secret: [0; 32], made: None, stage: Stage::Used };

/// The key that makes, then the others that belong.
fn in_order(keys: &[Key], belongs: impl Fn(&Key) -> bool) -> impl Iterator<Item = &Key> {
    let first = current(keys);
    std::iter::once(first).chain(keys.iter().rev().filter(move |k| k.id != first.id && belongs(k)))
}

fn lookup(key: &Key, tenant: Tenant, what: &str, value: &str) -> Vec<u8> {
    keyed(key, &[b"lookup", &tenant.number().to_be_bytes(), what.as_bytes(), value.as_bytes()])
}

fn hashed_pin(key: &Key, number: ServiceNumber, pin: &str) -> Vec<u8> {
    keyed(key, &[b"pin", &number.digits().to_be_bytes(), pin.as_bytes()])
}

fn drawn_pin(key: &Key, operation: OperationId) -> String {
    let hash = keyed(key, &[b"draw", &operation.bytes()]);
    let n = hash[4..12].iter().fold(0u64, |acc, b| (acc << 8) | u64::from(*b));
    format!("{:06}", n % 1_000_000)
}

fn derived(key: &Key, purpose: &str) -> Vec<u8> {
    keyed(key, &[b"derived", purpose.as_bytes()])
}

fn keyed(key: &Key, parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes keys of every length.
    let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(&key.secret) else { return Vec::new() };
    for p in parts {
        mac.update(&(p.len() as u64).to_be_bytes());
        mac.update(p);
    }
    let mut out = key.id.to_be_bytes().to_vec();
    out.extend_from_slice(&mac.finalize().into_bytes());
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const NOW: Instant = Instant::from_micros(1_790_000_000_000_000);

    fn keys(n: u8) -> Keys {
        Keys::from_random(&[n; 128], None)
    }

    #[test]
    fn digests_of_requests_tell_nothing_without_the_key() {
        let (ours, theirs) = (keys(1), keys(2));
        let digest = ours.request_digest(&[b"POST", b"/people", b"9901014107680001"]);
        assert_eq!(digest, ours.request_digest(&[b"POST", b"/people", b"9901014107680001"]), "a resend is known again");
        assert_ne!(digest, theirs.request_digest(&[b"POST", b"/people", b"9901014107680001"]));
        assert_ne!(digest, ours.request_digest(&[b"POST", b"/people9901014107680001"]));
        assert!(!digest.fits(Hash::of(b"POST/people9901014107680001")));
    }

    #[test]
    fn a_new_key_is_known_before_it_is_used() {
        let keys = keys(1);
        let tenant = Tenant::parse("1813").unwrap();
        let before = keys.lookup_hash(tenant, "nik", "1");
        let digest = keys.request_digest(&[b"x"]);
        assert_eq!(keys.add(KeyKind::Lookup, [9; 32], NOW), 2);
        assert_eq!(keys.lookup_hash(tenant, "nik", "1"), before, "nothing is made with it yet");
        let other = Keys::parse(&keys.to_text().unwrap()).unwrap();
        assert!(keys.begin(KeyKind::Lookup) && !keys.begin(KeyKind::Lookup));
        let after = keys.lookup_hash(tenant, "nik", "1");
        assert_eq!(after[..4], [0, 0, 0, 2]);
        assert_eq!(keys.lookup_hashes(tenant, "nik", "1"), [after.clone(), before.clone()]);
        assert_eq!(other.lookup_hashes(tenant, "nik", "1"), [before.clone(), after.clone()], "a server that uses the old one finds both");
        assert!(keys.request_digest(&[b"x"]).fits(digest.made), "a resend is known under the new key");
        keys.keep_for_marks(&[1, 2]);
        assert!(!keys.is_reindexing());
        assert_eq!(keys.lookup_hashes(tenant, "nik", "1"), std::slice::from_ref(&after));
        assert_eq!(keys.mark_hashes(tenant, "nik", "1"), [after, before]);
        keys.retire(KeyKind::Lookup, &[1, 2]);
        let again = Keys::parse(&keys.to_text().unwrap()).unwrap();
        assert_eq!(again.list(KeyKind::Lookup).iter().map(|k| (k.id, k.made)).collect::<Vec<_>>(), [(2, Some(NOW))]);
    }

    #[test]
    fn signatures_and_pins_of_old_keys_hold() {
        let keys = keys(1);
        let head = slrt_domain::journal::Head { tenant: Tenant::NATION, number: 1, hash: Hash::ZERO };
        let signing = Signing { head, count: 1, previous: Hash::ZERO, at: NOW, occasion: "daily".into() };
        let number = ServiceNumber::from_draw(Tenant::parse("1813").unwrap(), 12_345_678);
        let operation = OperationId::from_slice(&[7; 16]).unwrap();
        let (first, signature) = keys.sign(&signing);
        let (pin, hash) = (keys.draw_pin(operation), keys.pin_hash(number, &keys.draw_pin(operation)));
        for kind in [KeyKind::Signing, KeyKind::Pin] {
            assert_eq!(keys.add(kind, [9; 32], NOW), 2);
            assert!(keys.begin(kind));
        }
        let keys = Keys::parse(&keys.to_text().unwrap()).unwrap();
        let (second, newer) = keys.sign(&signing);
        assert_eq!((first, second), (1, 2));
        assert!(keys.verifies(&signing, 1, &signature) && keys.verifies(&signing, 2, &newer));
        assert!(!keys.verifies(&signing, 1, &newer) && !keys.verifies(&signing, 3, &newer));
        assert_eq!(keys.verifying_keys().len(), 2);
        assert_eq!(keys.add(KeyKind::Signing, [8; 32], NOW), 3, "no id is given twice");
        assert_ne!(keys.draw_pin(operation), pin);
        assert!(keys.pin_fits(number, &pin, &hash));
        assert_eq!(keys.drawn_pin(operation, number, &hash), Some(pin));
    }
}
