//! Two steps: password and regency, then name, administrator, log-in.

use crate::App;
use crate::access::address;
use crate::app::Home;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::{Fields, read_public_fields};
use crate::frame::Frame;
use crate::pages::session::set_cookie;
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::identity::Private;
use slrt_domain::journal::RefusalKind;
use slrt_operations::accounts::{self, SESSION_SECONDS};
use slrt_operations::password::weakness;
use slrt_operations::setup::{Founding, found_tenant, login_name};
use subtle::ConstantTimeEq as _;

/// As many as a search for a regency may bring.
const MOST_HITS: usize = 12;

#[derive(Template)]
#[template(path = "setup/area.html")]
struct AreaPage {
    f: Frame,
    once: String,
    q: String,
    /// Code, name, province.
    hits: Vec<(AreaCode, String, String)>,
    flaws: Flaws,
}

#[derive(Template)]
#[template(path = "setup/admin.html")]
struct AdminPage {
    f: Frame,
    once: String,
    area: AreaCode,
    regency: String,
    province: String,
    brand: String,
    name: String,
    login: String,
    flaws: Flaws,
}

#[derive(Template)]
#[template(path = "setup/done.html")]
struct DonePage {
    f: Frame,
}

/// A set-up that is already done is told kindly; who is asking cannot tell more than that.
fn done(f: Frame) -> Response {
    let mut response = html(&DonePage { f });
    *response.status_mut() = StatusCode::CONFLICT;
    response
}

/// The first step.
pub async fn form(State(app): State<App>, headers: HeaderMap) -> Response {
    let f = Frame::public(&app, &headers, "/persiapan").await;
    match app.home().await {
        Ok(home) if home.tenant.is_some() => done(f),
        Ok(_) => html(&AreaPage { f, once: String::new(), q: String::new(), hits: Vec::new(), flaws: Flaws::default() }),
        Err(e) => Failure::from(e).page(f),
    }
}

/// What both steps begin with: the fields, if set-up is still open.
async fn begin(app: &App, request: Request) -> Result<(Frame, Fields, Home, Option<std::net::IpAddr>), Response> {
    let (parts, body) = request.into_parts();
    let (from, headers) = (address(app, &parts), parts.headers.clone());
    let f = Frame::public(app, &headers, "/persiapan").await;
    let home = match app.home().await {
        Ok(home) if home.tenant.is_some() => return Err(done(f)),
        Ok(home) => home,
        Err(e) => return Err(Failure::from(e).page(f)),
    };
    match read_public_fields(Request::from_parts(parts, body)).await {
        Ok(fields) => Ok((f, fields, home, from)),
        Err(e) => Err(e.page(f)),
    }
}

/// The password that was printed at first start; 80 random bits need no throttle.
fn fits(home: &Home, once: &str) -> bool {
    let given = accounts::token_hash(&once.trim().to_lowercase());
    home.setup_hash.as_ref().is_some_and(|hash| bool::from(hash.as_slice().ct_eq(&given)))
}

/// Step one: the password is right, and one regency was chosen.
pub async fn choose(State(app): State<App>, request: Request) -> Response {
    let (f, fields, home, _) = match begin(&app, request).await {
        Ok(begun) => begun,
        Err(response) => return response,
    };
    let (once, q) = (fields.text("once").to_owned(), fields.text("q").to_owned());
    let mut flaws = Flaws::default();
    if !fits(&home, &once) {
        flaws.add("once", f.l.t("setup-once-wrong"));
        return html_unprocessable(&AreaPage { f, once, q, hits: Vec::new(), flaws });
    }
    let areas = app.house.areas();
    let picked = fields.get("area").and_then(AreaCode::parse).filter(|a| a.level() == Level::Regency && areas.exists(*a));
    let found = if q.is_empty() { Vec::new() } else { areas.search(&q, None, Some(Level::Regency), MOST_HITS) };
    let only = picked.or_else(|| (found.len() == 1).then(|| found[0].code));
    match only {
        Some(area) => html(&admin_page(&app, f, once, area)),
        None => {
            let hits: Vec<_> = found.into_iter().map(|h| (h.code, h.name.to_owned(), h.path)).collect();
            if hits.is_empty() {
                flaws.add("q", f.l.t(if q.is_empty() { "setup-area-missing" } else { "setup-area-unknown" }));
                return html_unprocessable(&AreaPage { f, once, q, hits, flaws });
            }
            html(&AreaPage { f, once, q, hits, flaws })
        }
    }
}

fn admin_page(app: &App, f: Frame, once: String, area: AreaCode) -> AdminPage {
    let areas = app.house.areas();
    let name = |a: Option<AreaCode>| a.and_then(|a| areas.name(a)).unwrap_or_default().to_owned();
    AdminPage {
        regency: name(Some(area)),
        province: name(area.parent()),
        brand: String::new(),
        name: String::new(),
        login: String::new(),
        flaws: Flaws::default(),
        once,
        area,
        f,
    }
}

/// Step two: founds the regency and logs its administrator in.
pub async fn found(State(app): State<App>, request: Request) -> Response {
    let (f, fields, home, from) = match begin(&app, request).await {
        Ok(begun) => begun,
        Err(response) => return response,
    };
    let once = fields.text("once").to_owned();
    let area = fields.get("area").and_then(AreaCode::parse).filter(|a| a.level() == Level::Regency && app.house.areas().exists(*a));
    let (Some(area), true) = (area, fits(&home, &once)) else {
        let mut flaws = Flaws::default();
        flaws.add("once", f.l.t("setup-once-wrong"));
        return html_unprocessable(&AreaPage { f, once, q: String::new(), hits: Vec::new(), flaws });
    };
    let typed = |name: &str| fields.text(name).to_owned();
    let founding = Founding {
        area,
        brand: Some(typed("brand")).filter(|b| !b.is_empty()).unwrap_or_else(|| "SLRT".into()),
        login: typed("login"),
        name: Private::new(typed("name")),
        password: Private::new(typed("password")),
        kind: home.kind,
    };
    let mut flaws = check(&f, &fields);
    if flaws.is_empty() {
        match found_tenant(&app.house, founding).await {
            Ok(founded) => return enter(&app, f, founded.tenant, &typed("login"), &typed("password"), from).await,
            Err(e) => {
                let failure = Failure::from(e);
                if failure.refusal().is_some_and(|r| r.kind == RefusalKind::WrongState) {
                    return done(f);
                }
                flaws = match Flaws::of(failure, &f.l) {
                    Ok(flaws) => flaws,
                    Err(failure) => return failure.page(f),
                };
            }
        }
    }
    let page = admin_page(&app, f, once, area);
    html_unprocessable(&AdminPage { brand: typed("brand"), name: typed("name"), login: typed("login"), flaws, ..page })
}

fn check(f: &Frame, fields: &Fields) -> Flaws {
    let (l, mut flaws) = (&f.l, Flaws::default());
    if fields.get("name").is_none() {
        flaws.add("name", l.t("setup-name-missing"));
    }
    if fields.get("login").is_none() {
        flaws.add("login", l.t("setup-login-missing"));
    }
    if let Some(why) = weakness(fields.text("password"), fields.text("login")) {
        flaws.add("password", l.code("password-weak", why));
    } else if fields.text("password") != fields.text("again") {
        flaws.add("again", l.t("password-differs"));
    }
    flaws
}

async fn enter(
    app: &App,
    f: Frame,
    tenant: slrt_domain::identity::Tenant,
    login: &str,
    password: &str,
    from: Option<std::net::IpAddr>,
) -> Response {
    match accounts::log_in(&app.house, tenant, &login_name(login), password, from, "web").await {
        Ok(fresh) => {
            let mut response = see("/persiapan/selanjutnya");
            set_cookie(app, &mut response, &fresh.token, SESSION_SECONDS);
            response
        }
        // Founded all the same: the log-in page is the next door.
        Err(_) => {
            drop(f);
            see("/masuk")
        }
    }
}
