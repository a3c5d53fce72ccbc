//! Home, catalogue and contacts: for everybody, light, and silent about what is not confirmed.

use crate::visit::{Visitor, born};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::journal::FactConfirmed;
use slrt_domain::program::FactKind;
use slrt_operations::Body;
use slrt_operations::intake::open_case_as;
use slrt_operations::storage::catalog::fact_digest;
use slrt_testing::{Regency, Store, both};

both! {
    async fn home_has_two_doors_and_the_demo_its_accounts(store: Store) {
        let r = Regency::found(&store).await;
        let mut nobody = Visitor::new(&r.house);
        let answer = nobody.get("/").await;
        answer.is(303);
        assert_eq!(answer.location, "/persiapan");
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let home = nobody.get("/").await;
        home.is(200).says("/status").says("/kontak").says("Lamban Sai Betik").says("front-office").says("demo-lamban-2026").says("Kabupaten Pesisir Barat");
        // Whoever opened the case with which the manual begins comes first.
        let intake = r.intake(None, &["pbi-nonaktif"]);
        open_case_as(&r.house, &r.sender("coordinator"), intake, vec![44_710_926], "246810".into()).await.unwrap();
        let home = nobody.get("/").await;
        home.is(200).says("1813-4471-0926-5").says("246810");
        assert!(home.body.split("/masuk?nama=").nth(1).unwrap().starts_with("coordinator"), "{}", home.body);
        // Everybody else is there, too, folded away.
        home.says("akun contoh lain").says("/masuk?nama=sekretariat-bo");
        nobody.in_english().get("/").await.is(200).says("Check my service");
    }
}

both! {
    async fn a_real_home_names_no_account(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "real", None, Some(r.tenant)).await;
        let mut nobody = Visitor::new(&r.house);
        nobody.get("/").await.is(200).keeps_quiet_about("front-office").keeps_quiet_about("demo-lamban-2026");
        nobody.get("/masuk?nama=front-office").await.is(200).keeps_quiet_about("front-office").keeps_quiet_about("demo-lamban-2026");
    }
}

both! {
    async fn a_training_shows_its_accounts_too(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "training", None, Some(r.tenant)).await;
        let mut nobody = Visitor::new(&r.house);
        nobody.get("/").await.is(200).says("front-office").says("demo-lamban-2026");
        nobody.get("/masuk?nama=front-office").await.is(200).says("value=\"front-office\"").says("demo-lamban-2026");
    }
}

both! {
    async fn amounts_are_public_only_after_the_dinas_confirmed_them(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut v = Visitor::new(&r.house);
        v.get("/katalog").await.is(200).says("Program Keluarga Harapan").says("/katalog/pkh");
        v.get("/katalog?bidang=pendidikan").await.is(200).says("/katalog/pip").keeps_quiet_about("/katalog/bsps");
        v.get("/katalog/pkh").await.is(200).says("Tanyakan petugas").says("idn-area-data").keeps_quiet_about("3.000.000");
        v.get("/katalog/pkh").await.keeps_quiet_about("Bantuan tunai bersyarat").keeps_quiet_about("Berkas yang biasanya diminta");
        v.get("/katalog/nothing").await.is(404);
        let program = r.house.catalog().programs.iter().find(|p| p.code == "pkh").unwrap();
        let fact = program.facts.iter().find(|f| f.kind == FactKind::Benefit).unwrap();
        let confirmed = FactConfirmed { program: "pkh".into(), fact: fact.key.clone(), confirmed: true, digest: fact_digest(fact) };
        r.system(Body::ConfirmFacts(vec![confirmed])).await;
        v.get("/katalog/pkh").await.is(200).says("3.000.000").says("berlaku sejak").keeps_quiet_about("Rp900.000");
        // Officers see the rest too, marked.
        Visitor::officer(&r, "front_office").await.get("/program/pkh").await.is(200).says("Rp900.000").says("Perlu dipastikan").says("Dipastikan dinas");
        Visitor::officer(&r, "front_office").await.get("/program").await.is(200).says("/program/pkh");
    }
}

both! {
    async fn everybody_finds_whom_to_call(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut v = Visitor::new(&r.house);
        v.get("/kontak").await.is(200).says("/kontak?kecamatan=181301");
        v.get("/kontak?kecamatan=181301").await.is(200).says("/kontak?desa=1813012001");
        let name = r.house.areas().name(AreaCode::parse("1813012001").unwrap()).unwrap().to_lowercase();
        v.get(&format!("/kontak?q={}", name.replace(' ', "+"))).await.is(200).says("/kontak?desa=1813012001");
        v.get("/kontak?desa=1813012001").await.is(200).says("Puskesos Suka Baru").says("tel:0728000000").says("Senin–Jumat");
        v.get("/kontak?desa=1813022001").await.is(200).says("Fasilitator").says("TKSK").says("Sekretariat SLRT").keeps_quiet_about("Puskesos Suka Baru");
        v.get("/kontak?desa=3201012001").await.is(404);
        v.get("/kontak?kecamatan=%3Cscript%3E").await.is(404).keeps_quiet_about("<script>");
        let village = r.house.areas().within(AreaCode::parse("1813").unwrap(), Level::Village).count();
        assert_eq!(village, 118);
    }
}

/// Over the wire, packed, with everything that a first visit loads.
#[tokio::test(flavor = "multi_thread")]
async fn a_public_page_weighs_at_most_60_kilobytes() {
    let store = Store::new(slrt_testing::Engine::Sqlite).await;
    let r = Regency::found(&store).await;
    born(&r.house, "demo", None, Some(r.tenant)).await;
    for path in ["/", "/katalog", "/katalog/pkh", "/kontak", "/kontak?kecamatan=181301", "/kontak?desa=1813012001", "/status"] {
        let mut v = Visitor::packed(&r.house);
        let page = v.get(path).await;
        let plain = Visitor::new(&r.house).get(path).await;
        let mut total = page.bytes;
        let mut loaded = std::collections::BTreeSet::new();
        for part in plain.body.split(['"', '\'']).filter(|p| p.starts_with("/assets/")) {
            let file = part.split('#').next().unwrap();
            if loaded.insert(file.to_owned()) {
                let answer = v.get(file).await;
                assert_eq!(answer.headers["vary"], "accept-encoding", "{file}");
                total += answer.is(200).bytes;
            }
        }
        assert!(loaded.len() >= 4, "{path} loads {loaded:?}");
        assert!(total <= 60_000, "{path} weighs {total} bytes: {loaded:?}");
    }
}

both! {
    async fn a_facilitator_makes_a_number_public_and_takes_it_back(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut v = Visitor::officer(&r, "facilitator").await;
        const PAGE: &str = "/kontak?desa=1813022001";
        let mut citizen = Visitor::new(&r.house);
        citizen.get(PAGE).await.is(200).says("Minta dihubungkan lewat kantor");
        v.fill("/akun", "/akun/kontak", &[("contact", "0812-9999-0000")]).await.is(422).says("href=\"#contact_agreed\"").says("0812-9999-0000");
        v.fill("/akun", "/akun/kontak", &[("contact", "12"), ("contact_agreed", "1")]).await.is(422).says("href=\"#contact\"");
        citizen.get(PAGE).await.keeps_quiet_about("9999");
        v.fill("/akun", "/akun/kontak", &[("contact", "0812-9999-0000"), ("contact_agreed", "1")]).await.is(303);
        v.get("/akun").await.is(200).says("value=\"081299990000\"");
        citizen.get(PAGE).await.is(200).says("tel:081299990000");
        let token = r.token("front_office").await;
        let way = v.call("GET", "/offices/route?village=1813022001", Some(&token), None).await.is(200).json();
        assert_eq!(way["facilitator_numbers"], serde_json::json!(["081299990000"]));
        // Elsewhere nobody is told, and nobody else may have one.
        Visitor::officer(&r, "front_office").await.get("/akun").await.is(200).keeps_quiet_about("/akun/kontak");
        let mut other = Visitor::officer(&r, "front_office").await;
        other.fill("/akun", "/akun/kontak", &[("contact", "0812-9999-0001"), ("contact_agreed", "1")]).await.is(403);
        v.fill("/akun", "/akun/kontak", &[("contact", "")]).await.is(303);
        citizen.get(PAGE).await.is(200).keeps_quiet_about("081299990000");
        assert_eq!(slrt_operations::rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}
