//! `GET /kantor/desa`: villages without a working Puskesos, each with its route.

use crate::access::Officer;
use crate::frame::Frame;
use crate::pages::html;
use crate::{App, place};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use slrt_domain::area::Level;
use slrt_domain::office::{Reference, Route};

/// Villages of a district that have the same way.
struct Group {
    villages: Vec<String>,
    /// Who serves them, nearest first.
    route: Vec<String>,
}

struct District {
    name: String,
    count: usize,
    groups: Vec<Group>,
}

#[derive(Template)]
#[template(path = "office/villages.html")]
struct VillagesPage {
    f: Frame,
    village: String,
    districts: Vec<District>,
    count: String,
}

/// The list.
pub async fn list(State(app): State<App>, officer: Officer) -> Response {
    let (f, reference) = (officer.frame, officer.session.reference);
    let today = reference.zone.day(app.house.clock().now());
    let areas = app.house.areas();
    let mut districts = Vec::new();
    for (district, name) in areas.children(Some(reference.area)) {
        let mut groups: Vec<Group> = Vec::new();
        for (code, name) in areas.within(district, Level::Village) {
            let route = reference.route(code, today);
            if route.puskesos.is_some() {
                continue;
            }
            let (name, route) = (place::called(&place::village_word(&app, &f.l, code), name), words(&f, &reference, &route));
            match groups.iter_mut().find(|g| g.route == route) {
                Some(group) => group.villages.push(name),
                None => groups.push(Group { villages: vec![name], route }),
            }
        }
        if !groups.is_empty() {
            let count = groups.iter().map(|g| g.villages.len()).sum();
            districts.push(District { name: f.l.t1("area-district", "name", name.to_owned()), count, groups });
        }
    }
    let count: usize = districts.iter().map(|d| d.count).sum();
    let count = f.l.number(i64::try_from(count).unwrap_or(i64::MAX));
    html(&VillagesPage { village: place::villages_word(&app, &f.l, reference.area), districts, count, f })
}

fn words(f: &Frame, reference: &Reference, route: &Route) -> Vec<String> {
    let name = |id| reference.offices.get(&id).map(|o| o.name.clone());
    let people = |key: &str, count: usize| (count > 0).then(|| f.l.t1(key, "count", i64::try_from(count).unwrap_or(i64::MAX)));
    let steps = [
        people("office-route-facilitators", route.facilitators.len()),
        route.district.and_then(name),
        people("office-route-tksk", route.tksk.len()),
        route.sekretariat.and_then(name),
    ];
    steps.into_iter().flatten().collect()
}
