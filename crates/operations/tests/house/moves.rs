//! A regency's Kemendagri code and time zone change; its four digits, numbers and past days stay.

use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::journal::RefusalKind;
use slrt_operations::setup::{Move, move_tenant};
use slrt_operations::{OperationError, rebuild};
use slrt_testing::{Regency, both};

fn wish(area: Option<&str>, zone: Option<&str>, from: &str, revision: i64) -> Move {
    let area = area.map(|a| AreaCode::parse(a).unwrap());
    Move { area, zone: zone.map(str::to_owned), from: Day::parse(from).unwrap(), revision }
}

both! {
    async fn code_and_zone_change_from_a_day_on(store: Store) {
        let r = Regency::found(&store).await;
        let set = async |role: &str, wish: Move| match move_tenant(&r.house, &r.sender(role), wish).await {
            Ok(_) => Ok(()),
            Err(OperationError::Refused(e)) => Err((e.kind, e.field)),
            Err(e) => panic!("{e}"),
        };
        let before = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        for (role, wanted, refusal) in [
            ("front_office", wish(None, Some("WITA"), "2027-01-01", 0), (RefusalKind::Forbidden, None)),
            ("admin", wish(None, Some("WITA"), "2026-11-23", 0), (RefusalKind::Invalid, Some("from"))),
            ("admin", wish(None, Some("CET"), "2027-01-01", 0), (RefusalKind::Invalid, Some("zone"))),
            ("admin", wish(Some("181301"), None, "2027-01-01", 0), (RefusalKind::Invalid, Some("area"))),
            ("admin", wish(None, Some("WITA"), "2027-01-01", 3), (RefusalKind::Changed, None)),
        ] {
            assert_eq!(set(role, wanted).await, Err(refusal));
        }
        set("admin", wish(Some("1812"), Some("WITA"), "2026-12-01", 0)).await.unwrap();
        let reference = r.house.reference(r.tenant).await.unwrap();
        assert_eq!((reference.area.as_str(), reference.zone.name_at(r.house.clock().now())), ("1813", "WIB"));
        assert_eq!(reference.seat.planned.as_ref().map(|p| p.2), Day::parse("2026-12-01"));

        // 23.30 in WIB is half past midnight in WITA.
        let at = Instant::parse_rfc3339("2026-11-30T16:30:00Z").unwrap();
        store.clock.set(at);
        let reference = r.house.reference(r.tenant).await.unwrap();
        assert_eq!((reference.area.as_str(), reference.zone.name_at(at), reference.zone.day(at)), ("1812", "WITA", Day::parse("2026-12-01").unwrap()));
        assert!(reference.covers(&AreaCode::parse(slrt_testing::SUKA_BARU).unwrap()), "people still live under the old code");
        let after = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        assert_eq!(before.number.tenant(), after.number.tenant());
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}
