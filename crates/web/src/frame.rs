//! What stands around every page: brand, menu, who is logged in, banners.

use crate::App;
use crate::access::{csrf_token, speak};
use crate::app::Home;
use crate::speak::Speak;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Role, Scope, allows};
use slrt_domain::calendar::Day;
use slrt_domain::case::DECISIONS;
use slrt_domain::identity::Tenant;
use slrt_operations::accounts::Session;
use slrt_operations::storage::office;
use slrt_operations::{Clock, OperationError};
use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// A room of the menu.
#[derive(Debug, Clone)]
pub struct Room {
    /// Key of its words.
    pub key: &'static str,
    /// Icon.
    pub icon: &'static str,
    /// Address.
    pub href: &'static str,
}

/// Who is logged in.
#[derive(Debug, Clone)]
pub struct Me {
    /// Name.
    pub name: String,
    /// Initials.
    pub initials: String,
    /// Roles and places in words.
    pub roles: String,
    /// The account's id, for drafts on the device.
    pub account: String,
    /// Token of forms.
    pub csrf: String,
}

/// The frame of a page. Templates call it `f`.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Speaks the reader's language.
    pub l: Speak,
    /// The local name of the service.
    pub brand: String,
    /// "SLRT Kabupaten Pesisir Barat".
    pub regency: String,
    /// `demo`, `training`, `real`.
    pub kind: String,
    /// The present path with its query.
    pub path: String,
    /// Who is logged in.
    pub me: Option<Me>,
    /// Rooms of the menu that this person may enter.
    pub rooms: Vec<Room>,
    /// How many tasks wait for this person, where counters know it.
    pub waiting: Option<i64>,
    /// The address of this site as people type it, where it is known.
    pub site: Option<String>,
    /// What villages are called here, in running text: desa, pekon, nagari.
    pub village: String,
    /// Today in the tenant's zone.
    pub today: Option<Day>,
    /// The tenant whose pages these are.
    pub tenant: Option<Tenant>,
    pub(crate) css: String,
    pub(crate) js: String,
    pub(crate) public_css: String,
    pub(crate) public_js: String,
    pub(crate) icons: String,
    /// The small sprite of public pages, and what is in it.
    pub(crate) few_icons: Option<(String, Arc<HashSet<String>>)>,
    pub(crate) font: String,
    pub(crate) words: String,
    clock: Clock,
}

impl Frame {
    /// The frame of a public page.
    pub async fn public(app: &App, headers: &HeaderMap, path: &str) -> Self {
        let home = app.home().await.unwrap_or(Home { kind: "real".into(), tenant: None, setup_hash: None });
        let mut frame = Self::bare(app, headers, path, &home.kind);
        if let Some(tenant) = home.tenant
            && let Ok(reference) = app.house.reference(tenant).await
        {
            frame.dress(app, &reference);
        }
        frame
    }

    /// A frame that asks nobody: for answers when the database may be away.
    pub fn plain(app: &App, headers: &HeaderMap, path: &str) -> Self {
        Self::bare(app, headers, path, "real")
    }

    /// The frame of an office page.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn office(app: &App, headers: &HeaderMap, path: &str, session: &Session) -> Result<Self, OperationError> {
        let home = app.home().await?;
        let mut frame = Self::bare(app, headers, path, &home.kind);
        frame.dress(app, &session.reference);
        frame.few_icons = None;
        let mut tx = app.house.db().read(session.tenant).await?;
        let account = office::accounts_by_id(&mut tx, session.tenant, &[session.account]).await?.into_iter().next();
        tx.commit().await?;
        let name = account.map(|a| a.name.unwrap_or(a.login)).unwrap_or_default();
        frame.me = Some(Me {
            initials: initials(&name),
            roles: roles(&frame.l, session),
            account: session.account.to_string(),
            csrf: csrf_token(app, session),
            name,
        });
        frame.rooms = rooms(session);
        Ok(frame)
    }

    /// Adds to the menu how much waits, as counters have it. A page is not refused for want of it.
    pub(crate) async fn count_waiting(&mut self, app: &App, session: &Session) {
        if self.has_room(TASKS) {
            self.waiting = slrt_operations::view::waiting_count(&app.house, session).await.ok().flatten().filter(|n| *n > 0);
        }
    }

    fn bare(app: &App, headers: &HeaderMap, path: &str, kind: &str) -> Self {
        let l = speak(app, headers);
        let words = browser_words(&l);
        let assets = &app.assets;
        Self {
            brand: "SLRT".into(),
            regency: l.t("slrt-long"),
            kind: kind.to_owned(),
            path: path.to_owned(),
            me: None,
            rooms: Vec::new(),
            waiting: None,
            site: site(app, headers),
            village: l.t("area-village-small"),
            today: None,
            tenant: None,
            css: assets.url("office.css"),
            js: assets.url("office.js"),
            public_css: assets.url("public.css"),
            public_js: assets.url("public.js"),
            icons: assets.url("icons.svg"),
            few_icons: Some((assets.url("icons-public.svg"), Arc::clone(&assets.few_icons))),
            font: assets.url("plus-jakarta-sans.woff2"),
            words,
            clock: app.house.clock().clone(),
            l,
        }
    }

    fn dress(&mut self, app: &App, reference: &slrt_domain::office::Reference) {
        self.brand.clone_from(&reference.brand);
        let name = app.house.areas().name(reference.area).unwrap_or_default();
        self.regency = format!("SLRT {name}");
        self.village = crate::place::villages_word(app, &self.l, reference.area);
        self.today = Some(reference.zone.day(app.house.clock().now()));
        self.tenant = Some(reference.tenant);
    }

    /// A new operation: every form of a page is one of its own.
    pub fn operation(&self) -> String {
        self.clock.new_id().to_string()
    }

    /// An icon of the sprite.
    pub fn icon(&self, name: &str) -> askama::filters::Safe<String> {
        let few = self.few_icons.as_ref().filter(|(_, names)| names.contains(name)).map(|(url, _)| url);
        let sprite = few.unwrap_or(&self.icons);
        askama::filters::Safe(format!(r#"<svg class="bi" aria-hidden="true"><use href="{sprite}#{name}"></use></svg>"#))
    }

    /// Whether a room of the menu is the present one.
    pub fn is_here(&self, href: &str) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        path == href || (href != "/" && path.starts_with(&format!("{href}/")))
    }

    /// Whether the page belongs to a demo.
    pub fn is_demo(&self) -> bool {
        self.kind == "demo"
    }

    /// Whether the page belongs to a training.
    pub fn is_training(&self) -> bool {
        self.kind == "training"
    }

    /// Whether everybody here is made up: then the published accounts are shown.
    pub fn is_made_up(&self) -> bool {
        self.is_demo() || self.is_training()
    }

    /// What every file that leaves a demo or training must say of itself.
    pub fn notice(&self) -> Option<String> {
        match self.kind.as_str() {
            "demo" => Some(self.l.t("banner-demo")),
            "training" => Some(self.l.t("banner-training")),
            _ => None,
        }
    }

    /// What a village is called here, as a heading: Desa, Pekon.
    pub fn village_word(&self) -> String {
        crate::place::capital(&self.village)
    }

    /// Whether the present page belongs to none of the first few rooms, which are all that a phone's bar has space for.
    pub fn is_beyond(&self, few: usize) -> bool {
        self.is_here("/akun") || self.rooms.iter().skip(few).any(|r| self.is_here(r.href))
    }

    /// Where this person begins: the first room of their menu.
    pub fn start(&self) -> &'static str {
        begin(&self.rooms)
    }

    /// What that is called.
    pub fn start_words(&self) -> String {
        self.l.t(self.rooms.first().map_or("account-title", |r| r.key))
    }

    /// Whose work the present room is, in words: the roles that may enter it. Nothing for who may: it is a page of the room that is another's.
    pub fn who_may(&self) -> Option<String> {
        let (_, actions) = ROOMS.iter().rfind(|(room, _)| self.is_here(room.href)).filter(|(room, _)| !self.has_room(room.href))?;
        let may = |role: &&Role| actions.iter().any(|a| allows(**role, *a));
        let roles: Vec<String> = Role::ALL.iter().filter(may).map(|r| self.l.code("role", r.code())).collect();
        Some(self.l.t1("error-who", "roles", roles.join(", ")))
    }

    /// Whether this person has a room in the menu.
    pub fn has_room(&self, href: &str) -> bool {
        self.rooms.iter().any(|r| r.href == href)
    }

    /// The address that changes the language and comes back here.
    pub fn switch_language(&self) -> String {
        format!("/bahasa?ke={}&next={}", self.l.lang.other().code(), encode(&self.path))
    }
}

const TASKS: &str = "/tugas";

/// Whoever may see cases or referrals has work that waits for them; so has whoever may decide on something.
const WORKING: &[Action] = &[Action::ViewCase, Action::ViewReferral];

const ROOMS: &[(Room, &[Action])] = &[
    (Room { key: "room-tasks", icon: "check2-square", href: TASKS }, WORKING),
    (Room { key: "room-intake", icon: "plus-circle", href: "/layanan/baru" }, &[Action::OpenCase]),
    (Room { key: "room-search", icon: "people", href: "/keluarga" }, &[Action::SearchRegistry]),
    (
        Room { key: "room-programs", icon: "grid", href: "/program" },
        &[Action::ViewCase, Action::ViewReferral, Action::ConfirmCatalog, Action::ViewBook],
    ),
    (Room { key: "room-book", icon: "journal-text", href: "/buku" }, &[Action::ViewBook]),
    (Room { key: "room-institutions", icon: "building", href: "/lembaga" }, &[Action::ViewCase, Action::ManageOffices]),
    (Room { key: "room-offices", icon: "house-heart", href: "/kantor" }, &[Action::ManageOffices]),
    (Room { key: "room-users", icon: "person-plus", href: "/pengguna" }, &[Action::ManageUsers]),
    (Room { key: "room-catalog-check", icon: "list-check", href: "/katalog/periksa" }, &[Action::ConfirmCatalog]),
    (Room { key: "room-import", icon: "upload", href: "/impor" }, &[Action::Import]),
    (Room { key: "room-settings", icon: "gear", href: "/pengaturan" }, &[Action::ManageOffices]),
    (Room { key: "room-journal", icon: "shield-check", href: "/jurnal" }, &[Action::Audit]),
];

fn rooms(session: &Session) -> Vec<Room> {
    let decides = DECISIONS.into_iter().any(|a| session.actor.may_anywhere(a));
    let open = |room: &Room, actions: &[Action]| (room.href == TASKS && decides) || actions.iter().any(|a| session.actor.may_anywhere(*a));
    ROOMS.iter().filter(|(room, actions)| open(room, actions)).map(|(room, _)| room.clone()).collect()
}

fn begin(rooms: &[Room]) -> &'static str {
    rooms.first().map_or("/akun", |r| r.href)
}

/// Where somebody begins who has just logged in.
pub fn start_of(session: &Session) -> &'static str {
    begin(&rooms(session))
}

/// The address without its protocol: the public one, else the one by which the page was asked for, if it is the server's own. What anybody may write into a
/// request goes on no paper: somebody would be sent to a stranger's address with their number and PIN.
fn site(app: &App, headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok());
    let site = app.public_url.as_deref().or(host.filter(|host| app.listen.is_some_and(|listen| is_own(host, listen))))?;
    Some(site.rsplit("://").next().unwrap_or(site).trim_end_matches('/').to_owned())
}

/// Whether a host is the address that is listened on, or this machine by its own name for itself, at that port.
fn is_own(host: &str, listen: SocketAddr) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    // Whoever writes somebody in front of the host wants it to be read as something else.
    if authority.as_str().contains('@') {
        return false;
    }
    let is_port = match authority.port() {
        Some(port) => port.as_str() == listen.port().to_string(),
        None => matches!(listen.port(), 80 | 443),
    };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    let is_host = match name.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(ip) => ip.is_loopback() || (ip == listen.ip().to_canonical() && !ip.is_unspecified()),
        Err(_) => name == "localhost",
    };
    is_port && is_host
}

fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|w| w.chars().next()).take(2).collect::<String>().to_uppercase()
}

/// Roles in the header.
const MOST_ROLES: usize = 3;

fn roles(l: &Speak, session: &Session) -> String {
    let mut held: Vec<Role> = session.actor.grants.iter().map(|g| g.role).collect();
    held.sort();
    held.dedup();
    // All of them, as long as a line holds them; of many the first, and how many more.
    let (first, more) = if held.len() > MOST_ROLES { (MOST_ROLES - 1, held.len() + 1 - MOST_ROLES) } else { (held.len(), 0) };
    let mut names: Vec<String> = held.iter().take(first).map(|r| l.code("role", r.code())).collect();
    names.extend((more > 0).then(|| l.t1("roles-more", "count", i64::try_from(more).unwrap_or(i64::MAX))));
    let place = session.actor.grants.iter().find_map(|g| match g.scope {
        Scope::Office(id) => session.reference.offices.get(&id).map(|o| o.name.clone()),
        Scope::Institution(id) => session.reference.institutions.get(&id).map(|i| i.name.clone()),
        Scope::Area(_) => None,
    });
    let mut text = names.join(", ");
    if let Some(place) = place {
        text.push_str(" · ");
        text.push_str(&place);
    }
    text
}

/// Words that the browser's scripts say, as JSON for `data-words`: every message `js-…`, with dots for hyphens after the first word.
fn browser_words(l: &Speak) -> String {
    const KEYS: &[&str] = &[
        "autosave.restored",
        "autosave.discard",
        "autosave.full",
        "copy.done",
        "copy.failed",
        "error.network",
        "error.server",
        "error.denied",
        "error.sessionEnded",
        "error.logIn",
        "file.one",
        "file.several",
        "file.photo",
        "file.none",
        "form.sending",
        "form.stillSending",
        "kept.title",
        "kept.lead",
        "kept.form",
        "kept.sent",
        "kept.waiting",
        "kept.refused",
        "kept.on",
        "logout.waiting",
        "logout.anyway",
        "nik.count",
        "nik.full",
        "photo.shrinking",
        "photo.ready",
        "photo.kept",
        "photo.file",
        "photo.notPicture",
        "photo.preview",
        "resend.waiting",
        "resend.memory",
        "resend.session",
        "resend.now",
        "resend.sending",
        "resend.sent",
        "resend.open",
        "resend.close",
        "resend.stillWaits",
        "resend.refused",
        "resend.fix",
        "resend.queued",
        "resend.next",
        "resend.nextReady",
        "resend.fixing",
        "resend.gone",
        "resend.noSecret",
        "stepper.title",
        "validate.summary",
        "validate.required",
        "validate.choose",
        "validate.wrong",
        "validate.thisField",
    ];
    if lang_is_default(l) {
        // The scripts know the Indonesian words themselves.
        return "{}".into();
    }
    // The scripts fill the values in.
    let values = ["count", "total", "name", "size", "original", "step", "title", "label"].map(|v| (v, format!("{{{v}}}")));
    let word = |k: &str| l.ta(&format!("js-{}", k.replace('.', "-")), &values);
    let map: serde_json::Map<String, serde_json::Value> =
        KEYS.iter().map(|k| ((*k).to_owned(), serde_json::Value::from(word(k)))).collect();
    serde_json::Value::Object(map).to_string()
}

fn lang_is_default(l: &Speak) -> bool {
    l.lang == crate::speak::Lang::Id
}

/// Percent-encodes a value for a query.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn papers_print_no_host_that_anybody_may_write() {
        for (host, listen, own) in [
            ("127.0.0.1:8080", "127.0.0.1:8080", true),
            ("localhost:8080", "127.0.0.1:8080", true),
            ("[::1]:8080", "[::]:8080", true),
            ("192.0.2.7:8443", "192.0.2.7:8443", true),
            ("192.0.2.7", "192.0.2.7:443", true),
            ("[2001:db8::7]:8443", "[2001:db8::7]:8443", true),
            ("192.0.2.7:8443", "[::ffff:192.0.2.7]:8443", true),
            ("192.0.2.8:8443", "192.0.2.7:8443", false),
            ("192.0.2.7:8444", "192.0.2.7:8443", false),
            ("192.0.2.7:08443", "192.0.2.7:8443", false),
            ("192.0.2.7", "192.0.2.7:8443", false),
            ("0.0.0.0:8443", "0.0.0.0:8443", false),
            ("192.0.2.7:8443", "0.0.0.0:8443", false),
            ("evil.test:8080", "127.0.0.1:8080", false),
            ("localhost.evil.test:8080", "127.0.0.1:8080", false),
            ("evil.test@127.0.0.1:8080", "127.0.0.1:8080", false),
            ("127.0.0.1:8080/evil", "127.0.0.1:8080", false),
            ("127.0.0.1:8080 evil.test", "127.0.0.1:8080", false),
            ("", "127.0.0.1:80", false),
        ] {
            assert_eq!(is_own(host, listen.parse().unwrap()), own, "{host} at {listen}");
        }
    }
}
