//! Forms of the tenant's, offices', institutions', accounts' and roles' events.

use super::Wire;
use super::form::wire;
use crate::StorageError;
use serde::{Deserialize, Serialize};
use slrt_domain::access::{Acting, Grant, Role};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::identity::*;
use slrt_domain::journal::{
    AccountSet, ChainSet, ContactSet, FactConfirmed, Hash, PasswordSet, ProfileSet, RoleEnded, TenantFounded, TenantMoved, TokenEnded,
    TokenMade, parse_scope, scope_text,
};
use slrt_domain::office::{Institution, Office, OfficeChain, OfficeKind};

wire!(TenantFoundedForm for TenantFounded { area: AreaCode, brand: String, kind: String, zone_name: String, zone_offset: i64 });
wire!(OfficeForm for Office {
    id: OfficeId, kind: OfficeKind, name: String, area: AreaCode, decree: String, hours: String, contact: String, address: String,
    equipment: String, funding: String, active: bool, revision: i64,
} maybe { above: OfficeId } lists { serves: AreaCode });
wire!(AccountForm for AccountSet { account: AccountId, login: String, name: Sealed, active: bool, revision: i64 });
wire!(TenantMovedForm for TenantMoved { area: AreaCode, zone_name: String, zone_offset: i64, from: Day, revision: i64 });
wire!(ProfileForm for ProfileSet { brand: String, revision: i64 });
wire!(OfficeChainForm for OfficeChain { office: OfficeId, kind: String, valid_from: Day, revision: i64 } maybe { steps: Vec<Role> });
wire!(ChainSetForm for ChainSet { chain: OfficeChain, reason: String });
wire!(PasswordSetForm for PasswordSet { account: AccountId, by: String, one_time: bool });
wire!(TokenMadeForm for TokenMade { account: AccountId, token: uuid::Uuid, label: Sealed, expires_at: Instant });
wire!(TokenEndedForm for TokenEnded { account: AccountId, token: uuid::Uuid });
wire!(ContactSetForm for ContactSet { account: AccountId } maybe { number: Sealed });
wire!(RoleEndedForm for RoleEnded { grant: GrantId, to: Day });
wire!(FactForm for FactConfirmed { program: String, fact: String, confirmed: bool, digest: Hash });

/// An institution's form: the promise in days is a small number.
#[derive(Serialize, Deserialize)]
pub(crate) struct InstitutionForm {
    id: String,
    code: String,
    name: String,
    contact: String,
    answer_days: u32,
    restricted_capable: bool,
    center: bool,
    active: bool,
    revision: i64,
}

impl Wire for Institution {
    type Form = InstitutionForm;
    fn form(&self) -> InstitutionForm {
        InstitutionForm {
            id: self.id.form(),
            code: self.code.clone(),
            name: self.name.clone(),
            contact: self.contact.clone(),
            answer_days: self.answer_days,
            restricted_capable: self.restricted_capable,
            center: self.center,
            active: self.active,
            revision: self.revision,
        }
    }
    fn unform(f: InstitutionForm) -> Result<Self, StorageError> {
        Ok(Self {
            id: Wire::unform(f.id)?,
            code: f.code,
            name: f.name,
            contact: f.contact,
            answer_days: f.answer_days,
            restricted_capable: f.restricted_capable,
            center: f.center,
            active: f.active,
            revision: f.revision,
        })
    }
}

/// A grant's form: its scope is a kind and a value.
#[derive(Serialize, Deserialize)]
pub(crate) struct GrantForm {
    id: String,
    home: String,
    account: String,
    role: String,
    scope_kind: String,
    scope: String,
    from: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    acting: String,
}

impl Wire for Grant {
    type Form = GrantForm;
    fn form(&self) -> GrantForm {
        let (scope_kind, scope) = scope_text(&self.scope);
        GrantForm {
            id: self.id.form(),
            home: self.home.form(),
            account: self.account.form(),
            role: self.role.form(),
            scope_kind,
            scope,
            from: self.from.form(),
            to: self.to.form(),
            acting: self.acting.form(),
        }
    }
    fn unform(f: GrantForm) -> Result<Self, StorageError> {
        Ok(Self {
            id: Wire::unform(f.id)?,
            home: Wire::unform(f.home)?,
            account: Wire::unform(f.account)?,
            role: <Role as Wire>::unform(f.role)?,
            scope: parse_scope(&f.scope_kind, &f.scope).ok_or_else(|| StorageError::corrupt("scope of a grant"))?,
            from: Wire::unform(f.from)?,
            to: Wire::unform(f.to)?,
            acting: <Acting as Wire>::unform(f.acting)?,
        })
    }
}
