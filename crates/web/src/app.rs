//! What every handler shares.

use crate::assets::Assets;
use crate::metrics::Metrics;
use crate::speak::Words;
use slrt_domain::identity::Tenant;
use slrt_operations::storage::session;
use slrt_operations::{House, OperationError};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The running application; cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// Operations and views.
    pub house: House,
    /// Translations.
    pub words: Arc<Words>,
    /// Files for the browser.
    pub assets: Arc<Assets>,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// Whether cookies may travel over HTTPS only.
    pub secure: bool,
    /// The proxy whose forwarding headers are believed.
    pub behind_proxy: Option<IpAddr>,
    /// Where citizens look their service up, as receipts print it.
    pub public_url: Option<String>,
    /// Where the server listens. Where no public address is set, papers print the address by which a page was asked for, if it is this one or one of this
    /// machine alone: anybody may write another into a request.
    pub listen: Option<SocketAddr>,
    /// How to ask for a training regency to be made anew, where the server can do that.
    pub reset: Option<Reset>,
}

/// Asks the server to stop, to make its training regency anew, and to start again.
#[derive(Debug, Clone, Default)]
pub struct Reset(Arc<tokio::sync::Notify>);

impl Reset {
    /// Asks.
    pub fn ask(&self) {
        self.0.notify_one();
    }

    /// Waits until somebody asks.
    pub async fn asked(&self) {
        self.0.notified().await;
    }
}

/// What this database is, and whose public pages it shows.
#[derive(Debug, Clone)]
pub struct Home {
    /// `demo`, `training`, `real`.
    pub kind: String,
    /// The tenant, once set-up is done.
    pub tenant: Option<Tenant>,
    /// SHA-256 of the one-time set-up password, until set-up is done.
    pub setup_hash: Option<Vec<u8>>,
}

impl App {
    /// Wraps a house.
    ///
    /// # Errors
    /// When a translation file or the assets' list cannot be read.
    pub fn new(house: House, secure: bool, behind_proxy: Option<IpAddr>) -> Result<Self, String> {
        Ok(Self {
            house,
            words: Arc::new(Words::load()?),
            assets: Arc::new(Assets::load()?),
            metrics: Arc::new(Metrics::new()?),
            secure,
            behind_proxy,
            public_url: None,
            listen: None,
            reset: None,
        })
    }

    /// What this database is.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn home(&self) -> Result<Home, OperationError> {
        let mut tx = self.house.db().read(Tenant::NATION).await?;
        let found = session::installation(&mut tx).await?;
        tx.commit().await?;
        Ok(match found {
            Some(i) => Home { kind: i.kind, tenant: i.default_tenant.and_then(Tenant::from_number), setup_hash: i.setup_hash },
            None => Home { kind: "real".into(), tenant: None, setup_hash: None },
        })
    }
}
