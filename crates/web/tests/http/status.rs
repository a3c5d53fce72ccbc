//! The citizen's page: number and PIN, no personal data, the last word.

use crate::visit::{Visitor, born};
use slrt_domain::identity::*;
use slrt_operations::intake::Receipt;
use slrt_operations::steps::{StepInput, VerbInput, take_step};
use slrt_testing::{Regency, both};

const NAME: &str = "Sumiati";
const NIK: &str = "9901014107680001";

/// A case of a known person with one need, which was served on the spot.
async fn served(r: &Regency) -> (Receipt, ConcernId) {
    let person = r.person(NAME, Some(NIK)).await;
    let mut intake = r.intake(Some(person), &["pbi-nonaktif"]);
    let (case, concern) = (intake.case, intake.concerns[0].id);
    intake.phone = Some(Private::new("081299990000".into()));
    let receipt = slrt_operations::intake::open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
    let serve = VerbInput::Serve("help".into(), Some(Private::new("Diaktifkan lagi".into())), vec!["pbi-jk-reakt".into()]);
    take_step(&r.house, &r.sender("back_office"), StepInput { case, concern, revision: 1, verb: serve }).await.unwrap();
    (receipt, concern)
}

both! {
    async fn a_citizen_follows_their_service_and_has_the_last_word(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (receipt, concern) = served(&r).await;
        let (number, pin) = (receipt.number.to_string(), receipt.pin.into_inner());
        let mut citizen = Visitor::new(&r.house);
        citizen.get("/status").await.is(200).says("Nomor layanan");
        let typed = number.replace('-', " ");
        let entered = citizen.post("/status", &[("number", &typed), ("pin", &pin)]).await;
        entered.is(303);
        assert_eq!(entered.location, "/status");
        assert!(entered.headers["set-cookie"].to_str().unwrap().contains("HttpOnly; SameSite=Strict"));
        let page = citizen.get("/status").await;
        page.is(200).says(&number).says("Kesehatan").says("Bantuan sudah diterima?").says("Sudah, saya terbantu");
        page.keeps_quiet_about(NAME).keeps_quiet_about(NIK).keeps_quiet_about("081299990000").keeps_quiet_about("Kartu BPJS mati").keeps_quiet_about(&pin);
        assert_eq!(page.headers["cache-control"], "no-store");
        let id = concern.to_string();
        let forged = [("csrf_token", "0000"), ("operation_id", &crate::visit::uuid()), ("concern", &id), ("result", "helped")];
        citizen.post("/status/jawab", &forged).await.is(403);
        let answered = citizen.fill("/status", "/status/jawab", &[("concern", &id), ("result", "helped"), ("words", "Terima kasih")]).await;
        answered.is(303);
        citizen.get(&answered.location).await.is(200).says("Terbantu").says("Kami senang").keeps_quiet_about("Bantuan sudah diterima?");
        // Not helped after all: it opens again.
        citizen.fill("/status", "/status/jawab", &[("concern", &id), ("result", "not_helped")]).await.is(303);
        citizen.get("/status").await.is(200).says("Sedang ditangani");
        citizen.post("/status/tutup", &[]).await.is(303);
        citizen.get("/status").await.is(200).says("PIN").keeps_quiet_about(&number);
    }
}

both! {
    async fn an_unknown_number_and_a_wrong_pin_look_alike(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (receipt, _) = served(&r).await;
        let number = receipt.number.to_string();
        let wrong = if receipt.pin.reveal() == "000000" { "111111" } else { "000000" };
        let unknown = ServiceNumber::from_draw(r.tenant, 4_471_092).to_string();
        let bare = |a: &crate::visit::Answer, number: &str| (a.status, a.body.replace(number, "#"));
        let mut v = Visitor::new(&r.house);
        let first = v.post("/status", &[("number", &number), ("pin", wrong)]).await;
        let second = v.post("/status", &[("number", &unknown), ("pin", wrong)]).await;
        first.is(422).says("tidak cocok");
        assert_eq!(bare(&first, &number), bare(&second, &unknown));
        let third = v.post("/status", &[("number", "12"), ("pin", wrong)]).await;
        assert_eq!(third.status, 422);
        assert!(!v.has("slrt_case"));
        // The API alike.
        let ask = |number: &str, pin: &str| Some(serde_json::json!({"number": number, "pin": pin}));
        let first = v.call("POST", "/status", None, ask(&number, wrong)).await;
        let second = v.call("POST", "/status", None, ask(&unknown, wrong)).await;
        first.is(401);
        assert_eq!((first.status, first.body), (second.status, second.body));
    }
}

both! {
    async fn guessing_is_slowed_down_but_nobody_is_locked_out(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (receipt, _) = served(&r).await;
        let (number, pin) = (receipt.number.to_string(), receipt.pin.into_inner());
        let wrong = if pin == "000000" { "111111" } else { "000000" };
        let mut v = Visitor::new(&r.house);
        let mut slowed = false;
        for _ in 0..12 {
            let answer = v.post("/status", &[("number", &number), ("pin", wrong)]).await;
            if answer.status == 429 {
                answer.says("detik");
                assert!(answer.headers.contains_key("retry-after"));
                slowed = true;
            }
        }
        assert!(slowed);
        v.post("/status", &[("number", &number), ("pin", &pin)]).await.is(429);
        store.clock.set(store.clock.now().plus_seconds(700));
        v.post("/status", &[("number", &number), ("pin", &pin)]).await.is(303);
    }
}

both! {
    async fn the_pass_ends_after_half_an_hour_and_cannot_be_forged(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (receipt, concern) = served(&r).await;
        let number = receipt.number.to_string();
        let mut v = Visitor::new(&r.house);
        v.post("/status", &[("number", &number), ("pin", receipt.pin.reveal())]).await.is(303);
        v.get("/status").await.says(&number);
        let other = receipt.case.to_string().replace(|c: char| c.is_ascii_digit(), "1");
        v.tamper("slrt_case", |value| value.replace(&receipt.case.to_string(), &other));
        v.get("/status").await.is(200).keeps_quiet_about(&number);
        v.post("/status", &[("number", &number), ("pin", receipt.pin.reveal())]).await.is(303);
        store.clock.set(store.clock.now().plus_seconds(31 * 60));
        v.get("/status").await.is(200).keeps_quiet_about(&number);
        v.post("/status/jawab", &[("concern", &concern.to_string())]).await.is(303);
    }
}

both! {
    async fn a_renewed_pin_ends_passes_given_before(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (receipt, concern) = served(&r).await;
        let number = receipt.number.to_string();
        let mut v = Visitor::new(&r.house);
        v.post("/status", &[("number", &number), ("pin", receipt.pin.reveal())]).await.is(303);
        v.get("/status").await.is(200).says(&number);
        let (pin, _) = slrt_operations::steps::renew_pin(&r.house, &r.sender("front_office"), receipt.case).await.unwrap();
        v.get("/status").await.is(200).keeps_quiet_about(&number);
        assert_eq!(v.post("/status/jawab", &[("concern", &concern.to_string())]).await.is(303).location, "/status");
        v.post("/status", &[("number", &number), ("pin", pin.reveal())]).await.is(303);
        v.get("/status").await.is(200).says(&number);
    }
}

both! {
    async fn programs_follow_and_answer_by_number_and_pin(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (receipt, concern) = served(&r).await;
        let (number, pin) = (receipt.number.to_string(), receipt.pin.into_inner());
        let mut v = Visitor::new(&r.house);
        let seen = v.call("POST", "/status", None, Some(serde_json::json!({"number": number, "pin": pin}))).await;
        seen.is(200).keeps_quiet_about(NAME).keeps_quiet_about(NIK);
        assert_eq!(seen.json()["concerns"][0]["stands"], "your_word");
        let word = serde_json::json!({"number": number, "pin": pin, "concern": concern.to_string(), "result": "partly", "words": "Obatnya belum"});
        v.call("POST", "/status/answer", None, Some(word.clone())).await.is(204);
        let wrong = serde_json::json!({"number": number, "pin": pin, "concern": concern.to_string(), "result": "excellent"});
        v.call("POST", "/status/answer", None, Some(wrong)).await.is(422);
    }
}

both! {
    async fn the_page_does_not_tell_who_handles_a_restricted_need(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let receipt = r.open("front_office", None, &["kdrt"]).await.unwrap();
        let (number, pin) = (receipt.number.to_string(), receipt.pin.into_inner());
        let mut v = Visitor::new(&r.house);
        let seen = v.call("POST", "/status", None, Some(serde_json::json!({"number": number, "pin": pin}))).await;
        seen.is(200).keeps_quiet_about("protection").keeps_quiet_about("kdrt");
        assert_eq!(seen.json()["concerns"][0]["turn"], "back_office");
        v.post("/status", &[("number", &number), ("pin", &pin)]).await.is(303);
        v.get("/status").await.is(200).says(&number).keeps_quiet_about("erlindungan").keeps_quiet_about("protection");
    }
}

both! {
    async fn behind_a_proxy_everybody_has_an_address_of_their_own(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let proxy = std::net::IpAddr::from([127, 0, 0, 1]);
        let app = slrt_web::app(slrt_web::App::new(r.house.clone(), false, Some(proxy)).unwrap());
        let ask = async |client: &str, path: &str, body: serde_json::Value| {
            let mut request = axum::http::Request::post(format!("/api/v1{path}"))
                .header("x-forwarded-for", client)
                .header("idempotency-key", crate::visit::uuid())
                .body(axum::body::Body::from(body.to_string()))
                .unwrap();
            request.extensions_mut().insert(axum::extract::ConnectInfo(std::net::SocketAddr::from((proxy, 4000))));
            tower::ServiceExt::oneshot(app.clone(), request).await.unwrap().status().as_u16()
        };
        let guess = |i: u32| ServiceNumber::from_draw(r.tenant, 3_000_000 + i * 17).to_string();
        for i in 0..400 {
            ask("203.0.113.7", "/status", serde_json::json!({"number": guess(i), "pin": "000000"})).await;
        }
        for (client, told) in [("203.0.113.7", 429), ("203.0.113.8", 401)] {
            let number = guess(9000);
            let status = serde_json::json!({"number": number, "pin": "000000"});
            let answer = serde_json::json!({"number": number, "pin": "000000", "concern": crate::visit::uuid(), "result": "helped"});
            let log_in = serde_json::json!({"login": "nobody", "password": "hujan sore"});
            for (path, body) in [("/status", status), ("/status/answer", answer), ("/session", log_in)] {
                assert_eq!(ask(client, path, body).await, told, "{client} {path}");
            }
        }
    }
}

both! {
    async fn the_promised_day_stands_there_whoever_has_the_turn(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let intake = r.intake(None, &["biaya-sekolah"]);
        let (case, concern) = (intake.case, intake.concerns[0].id);
        let receipt = slrt_operations::intake::open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
        let mut v = Visitor::new(&r.house);
        v.post("/status", &[("number", &receipt.number.to_string()), ("pin", receipt.pin.reveal())]).await.is(303);
        v.get("/status").await.is(200).says("Janji kami sampai selesai:");
        let ask = VerbInput::AskDocuments(vec!["kk".into()], None);
        take_step(&r.house, &r.sender("back_office"), StepInput { case, concern, revision: 1, verb: ask }).await.unwrap();
        v.get("/status").await.is(200).says("Menunggu berkas Ibu/Bapak").says("Janji kami sampai selesai:").says("ditambah lamanya menunggu");
    }
}

both! {
    async fn a_day_in_a_year_whose_holidays_are_not_settled_is_said_to_be_an_estimate(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        for (now, estimated) in [("2026-11-23T02:00:00Z", false), ("2026-12-31T02:00:00Z", true)] {
            store.clock.set(slrt_domain::calendar::Instant::parse_rfc3339(now).unwrap());
            let receipt = r.open("front_office", None, &["rumah-tidak-layak"]).await.unwrap();
            let (token, mut v) = (r.token("front_office").await, Visitor::new(&r.house));
            let case = v.call("GET", &format!("/cases/{}", receipt.case), Some(&token), None).await.is(200).json();
            assert_eq!(case["concerns"][0]["due_estimated"].as_bool(), Some(estimated), "{case}");
            v.post("/status", &[("number", &receipt.number.to_string()), ("pin", receipt.pin.reveal())]).await.is(303);
            let page = v.get("/status").await;
            let page = page.is(200).says("Paling lambat");
            if estimated { page.says("2027 (perkiraan)."); }
        }
    }
}
