//! What is encrypted, and for whom: backups and copies of the key file for the recovery code, a locked key file for a passphrase.

use super::{BackupError, RecoveryCode};
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor};
use std::io::{Read, Write};

/// Begins to encrypt a stream for a recipient.
pub(super) fn encrypt<W: Write>(recipient: &str, to: W) -> Result<age::stream::StreamWriter<W>, BackupError> {
    let recipient: age::x25519::Recipient = recipient.parse().map_err(|_| BackupError::NoRecipient)?;
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).map_err(|_| BackupError::NoRecipient)?;
    Ok(encryptor.wrap_output(to)?)
}

/// Begins to decrypt a stream with the recovery code.
pub(super) fn decrypt<R: Read>(code: &RecoveryCode, from: R) -> Result<age::stream::StreamReader<R>, BackupError> {
    let identity = code.identity()?;
    let decryptor = Decryptor::new(from).map_err(failed)?;
    decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(failed)
}

fn failed(error: DecryptError) -> BackupError {
    match error {
        DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => BackupError::WrongCode,
        DecryptError::Io(e) if e.kind() != std::io::ErrorKind::UnexpectedEof && e.kind() != std::io::ErrorKind::InvalidData => {
            BackupError::Io(e)
        }
        _ => BackupError::Damaged("it does not begin like a backup".into()),
    }
}

/// Encrypts bytes for a recipient: copies of the key file.
///
/// # Errors
/// [`BackupError::NoRecipient`] when it is none.
pub fn seal(recipient: &str, bytes: &[u8]) -> Result<Vec<u8>, BackupError> {
    let mut out = encrypt(recipient, Vec::new())?;
    out.write_all(bytes)?;
    Ok(out.finish()?)
}

/// Decrypts what [`seal`] made.
///
/// # Errors
/// Wrong code, damaged.
pub fn open(code: &RecoveryCode, bytes: &[u8]) -> Result<Vec<u8>, BackupError> {
    let mut out = Vec::new();
    decrypt(code, bytes)?.read_to_end(&mut out).map_err(|e| BackupError::Damaged(e.kind().to_string()))?;
    Ok(out)
}

/// Encrypts bytes under a passphrase: a key file that needs somebody at every start.
///
/// # Errors
/// Never in practice: it is written to memory.
pub fn lock(passphrase: &str, bytes: &[u8]) -> Result<Vec<u8>, BackupError> {
    let mut out = Encryptor::with_user_passphrase(SecretString::from(passphrase.to_owned())).wrap_output(Vec::new())?;
    out.write_all(bytes)?;
    Ok(out.finish()?)
}

/// Decrypts what [`lock`] made.
///
/// # Errors
/// [`BackupError::WrongCode`] for another passphrase; damaged.
pub fn unlock(passphrase: &str, bytes: &[u8]) -> Result<Vec<u8>, BackupError> {
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    // Made on a stronger machine than this: slower, but not refused.
    identity.set_max_work_factor(22);
    let decryptor = Decryptor::new(bytes).map_err(failed)?;
    let mut out = Vec::new();
    let mut reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(failed)?;
    reader.read_to_end(&mut out).map_err(|e| BackupError::Damaged(e.kind().to_string()))?;
    Ok(out)
}
