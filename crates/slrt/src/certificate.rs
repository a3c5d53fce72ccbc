//! A certificate of our own, for an office that has none: made once, kept in the data folder, renewed when it runs out.

use crate::failure::Failure;
use crate::keystore::write_private;
use slrt_operations::Clock;
use slrt_web::Tls;
use std::net::IpAddr;
use std::path::Path;
use time::{Duration, OffsetDateTime};

/// How long it holds: browsers take no certificate of a server that holds longer than 825 days.
const DAYS: i64 = 800;
/// Renewed at a start when fewer days are left.
const LEFT: i64 = 30;

/// The certificate of a data folder.
///
/// # Errors
/// When it can neither be read nor be made.
pub fn own(data: &Path, listen: IpAddr) -> Result<Tls, Failure> {
    let folder = data.join("tls");
    let (cert, key) = (folder.join("cert.pem"), folder.join("key.pem"));
    let now = OffsetDateTime::from_unix_timestamp(Clock::System.now().micros() / 1_000_000).map_err(Failure::other)?;
    if !key.exists() || made_at(&cert).is_none_or(|made| now - made > Duration::days(DAYS - LEFT)) {
        std::fs::create_dir_all(&folder)?;
        let pair = rcgen::KeyPair::generate().map_err(Failure::other)?;
        let made = certificate(names(listen), now, &pair).map_err(Failure::other)?;
        write_private(&key, pair.serialize_pem().as_bytes())?;
        write_private(&cert, made.pem().as_bytes())?;
    }
    Ok(Tls { cert_pem: std::fs::read(cert)?, key_pem: std::fs::read(key)? })
}

fn made_at(cert: &Path) -> Option<OffsetDateTime> {
    std::fs::metadata(cert).ok()?.modified().ok().map(OffsetDateTime::from)
}

/// Under which names and addresses people may open it.
fn names(listen: IpAddr) -> Vec<String> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    names.extend(std::fs::read_to_string("/etc/hostname").ok().map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()));
    if !listen.is_unspecified() {
        names.push(listen.to_string());
    }
    names.sort();
    names.dedup();
    names
}

fn certificate(names: Vec<String>, now: OffsetDateTime, pair: &rcgen::KeyPair) -> Result<rcgen::Certificate, rcgen::Error> {
    let mut params = rcgen::CertificateParams::new(names)?;
    params.distinguished_name.push(rcgen::DnType::CommonName, "SLRT");
    // An office's clocks differ a little.
    params.not_before = now - Duration::days(1);
    params.not_after = now + Duration::days(DAYS);
    params.self_signed(pair)
}
