//! Packages as the API reads them.

use crate::App;
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::access::Acting;
use slrt_domain::calendar::Day;
use slrt_domain::journal::{Refusal, parse_scope};
use slrt_operations::staff::Given;
use utoipa::ToSchema;

/// A package of roles in a place. Packages are those of the catalogue, such as `puskesos-1`, `fo-bo`, `sekretariat`.
#[derive(Deserialize, ToSchema)]
pub struct PackageIn {
    /// Code of the package.
    pub package: String,
    /// Where: the code of an area, or the identifier of an office or institution, as the package asks.
    pub scope: String,
    /// First day; today if not said.
    pub from: Option<String>,
    /// Last day; needed with `plt`, `plh`, `an`.
    pub to: Option<String>,
    /// `own` (if not said), `plt`, `plh`, `an`.
    pub acting: Option<String>,
}

impl PackageIn {
    /// What is to be given.
    ///
    /// # Errors
    /// The first field that cannot be read.
    pub fn given(self, app: &App) -> Result<Given, Refusal> {
        let unknown = |field: &'static str| move || Refusal::invalid(field, "unknown");
        let package = app.house.catalog().packages.iter().find(|p| p.code == self.package).ok_or_else(unknown("package"))?;
        let day = |field: &'static str, text: Option<String>| {
            text.map(|t| Day::parse(&t).ok_or_else(|| Refusal::invalid(field, "day"))).transpose()
        };
        Ok(Given {
            scope: parse_scope(&package.scope, &self.scope).ok_or_else(unknown("scope"))?,
            package: self.package,
            from: day("from", self.from)?,
            to: day("to", self.to)?,
            acting: self.acting.map_or(Some(Acting::Own), |a| Acting::from_code(&a)).ok_or_else(unknown("acting"))?,
        })
    }
}

/// A one-time password: told now, kept nowhere.
#[derive(Serialize, ToSchema)]
pub struct OneTime {
    /// The account.
    pub id: String,
    /// Log-in name.
    pub login: String,
    /// The password, to be changed at the first log-in.
    pub password: String,
}
