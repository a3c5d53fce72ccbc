//! The key file: separate keys for wrapping, look-up, signing and PINs, each with its id; the newest is used, older ones still read.

use crate::error::StorageError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use slrt_domain::identity::{ServiceNumber, Tenant};
use slrt_domain::journal::{Hash, Signing};
use std::sync::{Arc, PoisonError, RwLock};

/// Thirty-two secret bytes.
pub type Secret = [u8; 32];

/// One key with its id.
#[derive(Clone)]
pub struct Key {
    /// Its id, raised by every rotation.
    pub id: u32,
    /// The key.
    pub secret: Secret,
}

/// Where the key file's present content is read from, when another process may have changed it.
pub type KeySource = Arc<dyn Fn() -> Option<Keys> + Send + Sync>;

/// All keys of an installation. `Debug` shows none.
#[derive(Clone)]
pub struct Keys {
    /// Wrap the subjects' keys. Clones share them, so that a rotation reaches everybody who works.
    wrapping: Arc<RwLock<Vec<Key>>>,
    /// Asked once when a row was wrapped by a key that is not known yet.
    source: Option<KeySource>,
    /// Keyed hashes for look-up.
    pub lookup: Vec<Key>,
    /// Sign heads of journals.
    pub signing: Vec<Key>,
    /// PINs.
    pub pin: Vec<Key>,
    /// Whom backups are encrypted for (the public half of the recovery code).
    pub recipient: Option<String>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys[private]")
    }
}

#[derive(Serialize, Deserialize)]
struct KeyText {
    id: u32,
    key: String,
}

#[derive(Serialize, Deserialize)]
struct KeyFile {
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recipient: Option<String>,
    wrapping: Vec<KeyText>,
    lookup: Vec<KeyText>,
    signing: Vec<KeyText>,
    pin: Vec<KeyText>,
}

impl Keys {
    /// New keys from 128 random bytes.
    pub fn from_random(random: &[u8; 128], recipient: Option<String>) -> Self {
        let key = |i: usize| {
            let mut secret = [0; 32];
            secret.copy_from_slice(&random[32 * i..32 * (i + 1)]);
            vec![Key { id: 1, secret }]
        };
        Self { wrapping: Arc::new(RwLock::new(key(0))), source: None, lookup: key(1), signing: key(2), pin: key(3), recipient }
    }

    /// The text of the key file.
    ///
    /// # Errors
    /// Never for keys that were made or read here.
    pub fn to_text(&self) -> Result<String, StorageError> {
        let list = |keys: &[Key]| keys.iter().map(|k| KeyText { id: k.id, key: STANDARD_NO_PAD.encode(k.secret) }).collect();
        let file = KeyFile {
            version: 1,
            recipient: self.recipient.clone(),
            wrapping: list(&self.wrapping_keys()),
            lookup: list(&self.lookup),
            signing: list(&self.signing),
            pin: list(&self.pin),
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
            let keys: Option<Vec<Key>> =
                keys.into_iter().map(|k| Some(Key { id: k.id, secret: STANDARD_NO_PAD.decode(k.key).ok()?.try_into().ok()? })).collect();
            keys.filter(|k| !k.is_empty()).ok_or_else(bad)
        };
        Ok(Self {
            wrapping: Arc::new(RwLock::new(list(file.wrapping)?)),
            source: None,
            lookup: list(file.lookup)?,
            signing: list(file.signing)?,
            pin: list(file.pin)?,
            recipient: file.recipient,
        })
    }

    /// Where to look when a row was wrapped by an unknown key: a rotation by another process is then noticed at once.
    pub fn with_source(mut self, source: KeySource) -> Self {
        self.source = Some(source);
        self
    }

    /// The keys that wrap or have wrapped, oldest first.
    pub fn wrapping_keys(&self) -> Vec<Key> {
        self.wrapping.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The key that wraps from now on.
    pub fn current_wrapping(&self) -> Key {
        newest(&self.wrapping.read().unwrap_or_else(PoisonError::into_inner)).clone()
    }

    /// A wrapping key by id.
    pub fn wrapping_key(&self, id: u32) -> Option<Key> {
        let known = |keys: &Self| keys.wrapping.read().unwrap_or_else(PoisonError::into_inner).iter().find(|k| k.id == id).cloned();
        known(self).or_else(|| {
            self.adopt(&self.source.as_ref()?()?);
            known(self)
        })
    }

    /// Adds a wrapping key, which from now on wraps. Answers its id.
    pub fn rotate_wrapping(&self, secret: Secret) -> u32 {
        let mut keys = self.wrapping.write().unwrap_or_else(PoisonError::into_inner);
        let id = newest(&keys).id + 1;
        keys.push(Key { id, secret });
        id
    }

    /// Takes the wrapping keys of a key file that was read again.
    pub fn adopt(&self, fresh: &Keys) {
        let keys = fresh.wrapping_keys();
        *self.wrapping.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// Forgets the wrapping keys that nothing needs any more; the newest stays in any case.
    pub fn retire_wrapping(&self, ids: &[u32]) {
        let mut keys = self.wrapping.write().unwrap_or_else(PoisonError::into_inner);
        let newest = newest(&keys).id;
        keys.retain(|k| k.id == newest || !ids.contains(&k.id));
    }

    /// Keyed hash of a number for look-up, its key's id first.
    pub fn lookup_hash(&self, tenant: Tenant, what: &str, value: &str) -> Vec<u8> {
        keyed(newest(&self.lookup), &[b"lookup", &tenant.number().to_be_bytes(), what.as_bytes(), value.as_bytes()])
    }

    /// Keyed hash of a PIN, its key's id first, bound to its number.
    pub fn pin_hash(&self, number: ServiceNumber, pin: &str) -> Vec<u8> {
        keyed(newest(&self.pin), &[b"pin", &number.digits().to_be_bytes(), pin.as_bytes()])
    }

    /// Whether a PIN fits a stored hash.
    pub fn pin_fits(&self, number: ServiceNumber, pin: &str, stored: &[u8]) -> bool {
        let key = stored.get(..4).and_then(|id| self.pin.iter().find(|k| k.id.to_be_bytes() == *id));
        let Some(key) = key else { return false };
        let given = keyed(key, &[b"pin", &number.digits().to_be_bytes(), pin.as_bytes()]);
        subtle::ConstantTimeEq::ct_eq(given.as_slice(), stored).into()
    }

    /// Six digits that belong to an operation: the same operation, sent twice, is told the same PIN, and nobody keeps it.
    pub fn draw_pin(&self, operation: slrt_domain::identity::OperationId) -> String {
        let hash = keyed(newest(&self.pin), &[b"draw", &operation.bytes()]);
        let n = hash[4..12].iter().fold(0u64, |acc, b| (acc << 8) | u64::from(*b));
        format!("{:06}", n % 1_000_000)
    }

    /// Sixteen bytes of an operation: a resend is told the same one-time password, and nobody stores it.
    pub fn draw_secret(&self, operation: slrt_domain::identity::OperationId) -> [u8; 16] {
        let hash = keyed(newest(&self.pin), &[b"draw-secret", &operation.bytes()]);
        let mut secret = [0; 16];
        secret.iter_mut().zip(&hash).for_each(|(to, from)| *to = *from);
        secret
    }

    /// A secret for a purpose of the server (CSRF, throttling), derived from the look-up key.
    pub fn derived(&self, purpose: &str) -> Vec<u8> {
        keyed(newest(&self.lookup), &[b"derived", purpose.as_bytes()])
    }

    /// Digest of what was asked, to tell a resend from another request under the same id. It is keyed: what people type (numbers, names, a few
    /// words) could be guessed from a plain one, long after it was erased.
    pub fn request_digest(&self, parts: &[&[u8]]) -> Hash {
        let derived = self.derived("request-digest");
        let mut secret = [0; 32];
        secret.copy_from_slice(&derived[4..]);
        let digest = keyed(&Key { id: 0, secret }, parts);
        Hash::from_slice(&digest[4..]).unwrap_or(Hash::ZERO)
    }

    /// Signs a head.
    pub fn sign(&self, head: &Signing) -> (u32, Vec<u8>) {
        let key = newest(&self.signing);
        (key.id, SigningKey::from_bytes(&key.secret).sign(&head.message()).to_bytes().to_vec())
    }

    /// Whether a signature is ours.
    pub fn verifies(&self, head: &Signing, key_id: u32, signature: &[u8]) -> bool {
        let Some(key) = self.signing.iter().find(|k| k.id == key_id) else { return false };
        let Ok(signature) = Signature::from_slice(signature) else { return false };
        SigningKey::from_bytes(&key.secret).verifying_key().verify(&head.message(), &signature).is_ok()
    }

    /// The public half of the signing key, for whoever keeps heads elsewhere.
    pub fn verifying_key(&self) -> String {
        STANDARD_NO_PAD.encode(SigningKey::from_bytes(&newest(&self.signing).secret).verifying_key().to_bytes())
    }
}

fn newest(keys: &[Key]) -> &Key {
    // Reading and making both ensure that there is one.
    keys.last().unwrap_or(&NO_KEY)
}
static NO_KEY: Key = Key { id: 0, secret: [0; 32] };

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
    use super::*;

    #[test]
    fn digests_of_requests_tell_nothing_without_the_key() {
        let (ours, theirs) = (Keys::from_random(&[1; 128], None), Keys::from_random(&[2; 128], None));
        let digest = ours.request_digest(&[b"POST", b"/people", b"9901014107680001"]);
        assert_eq!(digest, ours.request_digest(&[b"POST", b"/people", b"9901014107680001"]), "a resend is known again");
        assert_ne!(digest, theirs.request_digest(&[b"POST", b"/people", b"9901014107680001"]));
        assert_ne!(digest, ours.request_digest(&[b"POST", b"/people9901014107680001"]));
        assert_ne!(digest, Hash::of(b"POST/people9901014107680001"));
    }
}
