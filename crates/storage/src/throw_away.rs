//! Databases on a PostgreSQL server that are made for a benchmark or a test and dropped afterwards.

use crate::dialect;
use crate::error::StorageError;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

/// Names of databases that we make: nothing that could be read as SQL.
fn check_name(name: &str) -> Result<(), StorageError> {
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if plain { Ok(()) } else { Err(StorageError::Engine("a database's name may hold small letters, digits and _ only".into())) }
}

/// The address of another database on the same server: the path is replaced, what follows `?` stays.
fn address_of(server: &str, name: &str) -> Result<String, StorageError> {
    let (address, parameters) = server.split_once('?').map_or((server, String::new()), |(a, p)| (a, format!("?{p}")));
    let (scheme, rest) =
        address.split_once("://").ok_or_else(|| StorageError::Engine("a database's address begins with postgres://".into()))?;
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    Ok(format!("{scheme}://{host}/{name}{parameters}"))
}

async fn ask(server: &str, sql: String) -> Result<(), StorageError> {
    let mut conn = PgConnection::connect(server).await?;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await?;
    Ok(conn.close().await?)
}

/// Makes a database on a server; answers its address.
///
/// # Errors
/// When the log-in may not, or the name holds more than small letters, digits and `_`.
pub async fn create_database(server: &str, name: &str) -> Result<String, StorageError> {
    check_name(name)?;
    let address = address_of(server, name)?;
    ask(server, format!("CREATE DATABASE {name}")).await?;
    Ok(address)
}

/// Does for a database at once what its server does for it in the hours after much was written: what is measured then is not the server's own upkeep.
///
/// # Errors
/// When the log-in may not.
pub async fn settle_database(url: &str) -> Result<(), StorageError> {
    ask(url, dialect::SETTLE_POSTGRES.to_owned()).await
}

/// Drops a database that [`create_database`] made.
///
/// # Errors
/// When the log-in may not.
pub async fn drop_database(server: &str, name: &str) -> Result<(), StorageError> {
    check_name(name)?;
    ask(server, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{address_of, check_name};

    #[test]
    fn an_address_keeps_its_parameters() {
        for (server, expected) in [
            ("postgres://u@h:5432/postgres", "postgres://u@h:5432/b"),
            ("postgres://u:p@h", "postgres://u:p@h/b"),
            ("postgres://u@h/postgres?sslmode=require&host=/run/pg", "postgres://u@h/b?sslmode=require&host=/run/pg"),
            ("postgres:///postgres?host=/run/pg", "postgres:///b?host=/run/pg"),
        ] {
            assert_eq!(address_of(server, "b").unwrap(), expected);
        }
        assert!(address_of("h/postgres", "b").is_err());
    }

    #[test]
    fn a_name_is_no_sql() {
        assert!(check_name("slrt_bench_0a").is_ok());
        for name in ["", "a; drop table b", "A", "a b", "a\"b"] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
