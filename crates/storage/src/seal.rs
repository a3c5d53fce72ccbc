//! Sealing personal values under their subject's key.
//!
//! The nonce is derived from key, place and value: AES-GCM-SIV is made for that. The same value at the same place of the same subject
//! seals to the same bytes, so that rebuilt tables equal live ones; it tells an attacker nothing else.

use crate::error::StorageError;
use crate::keys::{Keys, Secret};
use crate::{Tx, args};
use aes_gcm_siv::aead::{Aead as _, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit as _, Nonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use slrt_domain::identity::{Sealed, Subject, Tenant};
use std::collections::HashMap;
use uuid::Uuid;

/// A subject's key, unwrapped.
#[derive(Clone)]
pub struct SubjectKey {
    tenant: Tenant,
    subject: Subject,
    secret: Secret,
}

impl std::fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SubjectKey[private]")
    }
}

const SUBJECT: usize = 16;
const NONCE: usize = 12;

fn mac(secret: &Secret, parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut m) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(secret) else { return [0; 32] };
    for p in parts {
        m.update(&(p.len() as u64).to_be_bytes());
        m.update(p);
    }
    m.finalize().into_bytes().into()
}

fn encrypt(secret: &Secret, aad: &[u8], value: &[u8]) -> Vec<u8> {
    let nonce = &mac(secret, &[b"nonce", aad, value])[..NONCE];
    let mut n = [0; NONCE];
    n.copy_from_slice(nonce);
    let cipher = Aes256GcmSiv::new(secret.into());
    let mut out = n.to_vec();
    // Fails only beyond 64 GiB.
    out.extend(cipher.encrypt(&Nonce::from(n), Payload { msg: value, aad }).unwrap_or_default());
    out
}

fn decrypt(secret: &Secret, aad: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let (nonce, ciphertext) = bytes.split_at_checked(NONCE)?;
    let n: [u8; NONCE] = nonce.try_into().ok()?;
    Aes256GcmSiv::new(secret.into()).decrypt(&Nonce::from(n), Payload { msg: ciphertext, aad }).ok()
}

fn aad(tenant: Tenant, subject: Subject, place: &str) -> Vec<u8> {
    let mut a = tenant.number().to_be_bytes().to_vec();
    a.extend_from_slice(subject.0.as_bytes());
    a.extend_from_slice(place.as_bytes());
    a
}

impl SubjectKey {
    /// A new key from random bytes.
    pub fn new(tenant: Tenant, subject: impl Into<Subject>, secret: Secret) -> Self {
        Self { tenant, subject: subject.into(), secret }
    }

    /// Whose it is.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// Whether it is the same key of the same subject.
    pub fn is_same(&self, other: &Self) -> bool {
        self.tenant == other.tenant && self.subject == other.subject && self.secret == other.secret
    }

    /// Seals a value, bound to its place (`person.name`).
    pub fn seal(&self, place: &str, value: &str) -> Sealed {
        self.seal_bytes(place, value.as_bytes())
    }

    /// Seals bytes.
    pub fn seal_bytes(&self, place: &str, value: &[u8]) -> Sealed {
        let mut out = self.subject.0.as_bytes().to_vec();
        out.extend(encrypt(&self.secret, &aad(self.tenant, self.subject, place), value));
        Sealed(out)
    }

    fn open(&self, place: &str, sealed: &Sealed) -> Option<Vec<u8>> {
        decrypt(&self.secret, &aad(self.tenant, self.subject, place), sealed.0.get(SUBJECT..)?)
    }

    /// The row of `subject_key` that keeps it, wrapped.
    pub fn row(&self, keys: &Keys) -> Vec<crate::Value> {
        let wrapping = keys.current_wrapping();
        let wrapped = encrypt(&wrapping.secret, &aad(self.tenant, self.subject, "wrap"), &self.secret);
        args![self.tenant, self.subject.0, i64::from(wrapping.id), wrapped]
    }

    /// Unwraps a kept key.
    pub fn unwrap(keys: &Keys, tenant: Tenant, subject: Subject, key_id: i64, wrapped: &[u8]) -> Result<Self, StorageError> {
        let secret = u32::try_from(key_id)
            .ok()
            .and_then(|id| keys.wrapping_key(id))
            .and_then(|k| decrypt(&k.secret, &aad(tenant, subject, "wrap"), wrapped))
            .and_then(|s| s.try_into().ok())
            .ok_or_else(|| StorageError::corrupt("a subject's key cannot be unwrapped: is this the right key file?"))?;
        Ok(Self { tenant, subject, secret })
    }
}

/// The keys of some subjects: opens what they sealed; what has no key reads as erased.
#[derive(Debug, Clone, Default)]
pub struct Opener {
    keys: HashMap<Uuid, SubjectKey>,
}

impl Opener {
    /// Adds a key.
    pub fn add(&mut self, key: SubjectKey) {
        self.keys.insert(key.subject.0, key);
    }

    /// A subject's key.
    pub fn key(&self, subject: impl Into<Subject>) -> Option<&SubjectKey> {
        self.keys.get(&subject.into().0)
    }

    /// Whose key a sealed value needs.
    pub fn subject_of(sealed: &Sealed) -> Option<Subject> {
        Uuid::from_slice(sealed.0.get(..SUBJECT)?).ok().map(Subject)
    }

    /// Opens a value; none when it was erased.
    pub fn open(&self, place: &str, sealed: &Sealed) -> Option<String> {
        self.open_bytes(place, sealed).and_then(|b| String::from_utf8(b).ok())
    }

    /// Opens bytes; none when they were erased.
    pub fn open_bytes(&self, place: &str, sealed: &Sealed) -> Option<Vec<u8>> {
        self.keys.get(&Self::subject_of(sealed)?.0)?.open(place, sealed)
    }

    /// Reads the keys of subjects, those that still have one.
    ///
    /// # Errors
    /// When the database is away, or a key was wrapped by a key file that is not this one.
    pub async fn load(tx: &mut Tx, keys: &Keys, tenant: Tenant, subjects: &[Subject]) -> Result<Self, StorageError> {
        let mut opener = Self::default();
        if subjects.is_empty() {
            return Ok(opener);
        }
        let mut list: Vec<Uuid> = subjects.iter().map(|s| s.0).collect();
        list.sort();
        list.dedup();
        let values: Vec<crate::Value> = list.into_iter().map(Into::into).collect();
        let rows: Vec<(Vec<u8>, i64, Vec<u8>)> = tx
            .all_each("SELECT subject, key_id, wrapped FROM subject_key WHERE tenant = $1 AND subject IN ({in})", &args![tenant], &values)
            .await?;
        for (subject, key_id, wrapped) in rows {
            let subject = Subject(Uuid::from_slice(&subject).map_err(|_| StorageError::corrupt("subject id"))?);
            opener.add(SubjectKey::unwrap(keys, tenant, subject, key_id, &wrapped)?);
        }
        Ok(opener)
    }
}
