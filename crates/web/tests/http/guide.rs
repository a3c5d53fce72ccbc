//! The guides: one's own from the account page, all of them in a list, printable.

use crate::visit::{Visitor, born};
use slrt_testing::{Regency, both};

both! {
    async fn everybody_finds_the_guide_of_their_role(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "real", None, Some(r.tenant)).await;
        for (role, name, words) in [
            ("surveyor", "surveyor", "Surveyor"),
            ("village_head", "kepala-desa", "peratin"),
            ("division_head", "kepala-bidang", "paraf"),
            ("auditor", "pemeriksa", "Jurnal"),
            ("viewer", "pemantau", "Bappeda"),
            ("admin", "administrator", "Kode pemulihan"),
        ] {
            let mut v = Visitor::officer(&r, role).await;
            let path = format!("/panduan/{name}");
            v.get("/akun").await.is(200).says(&format!("href=\"{path}\"")).says("href=\"/panduan\"");
            v.get(&path).await.is(200).says(words).says("<strong>").says("data-receipt=\"A4\"").keeps_quiet_about("**");
            let list = v.get("/panduan").await;
            list.is(200).says("/panduan/warga").says("tugas Ibu/Bapak");
            let (own, other) = (list.body.find(&path).unwrap(), list.body.find("/panduan/warga").unwrap());
            assert!(own < other, "one's own comes first");
        }
        let mut v = Visitor::officer(&r, "viewer").await;
        v.get("/panduan/README").await.is(404);
        v.get("/panduan/..%2Foperating").await.is(404);
        Visitor::new(&r.house).get("/panduan/warga").await.is(303);
    }
}
