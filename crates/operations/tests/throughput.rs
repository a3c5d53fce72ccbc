#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::{FamilyRecord, MemberRecord, Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::Hash;
use slrt_operations::Who;
use slrt_operations::import::*;
use slrt_operations::intake::Sender;
use slrt_testing::{Engine, Regency, Store};

const FIRST: [&str; 20] = ["SITI", "AHMAD", "BUDI", "RATNA", "SUMIATI", "TUKIMAN", "WAGIYEM", "MUHAMMAD", "NUR", "AGUS", "ENDANG", "SRI", "JOKO", "DEWI", "HENDRA", "YULI", "RINI", "EKO", "WATI", "SLAMET"];

fn record(n: u32) -> FamilyRecord {
    let member = |k: u32| {
        let serial = n * 3 + k;
        let born = Day::parse("1950-01-01").unwrap().plus(i64::from(serial.wrapping_mul(7919) % 25_000));
        MemberRecord {
            source_id: Some(format!("ART{serial}")),
            nik: Nik::parse(&format!("9901{:012}", u64::from(serial) * 1_000_003 % 1_000_000_000_000)).ok(),
            nik_warnings: Vec::new(),
            name: Private::new(format!("{} {} {}", FIRST[(serial % 20) as usize], FIRST[(serial / 20 % 20) as usize], serial % 3000)),
            sex: Some(Sex::Male), born: Some(born), birth_place: Some("KRUI".into()),
            relation: Some(Relation::Child), marital: None, phone: None, mother_maiden_name: Some(Private::new("SUPIYAH".into())),
            facts: (0..15).map(|i| (format!("person.fact_{i}"), "value".into())).collect(),
        }
    };
    FamilyRecord {
        card: FamilyCard::parse(&format!("9902{n:012}")).ok(), source_id: None, household: Some(format!("R{n}")),
        village: AreaCode::parse("1813012001").unwrap(), address: Private::new("Jalan Contoh 17".into()), hamlet: Some("Krajan RT 1".into()), decile: Some(3),
        program_numbers: Default::default(), facts: (0..40).map(|i| (format!("dwelling.fact_{i}"), "value".into())).collect(),
        members: (0..3).map(member).collect(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn throughput() {
    let engine = if std::env::var("PG").is_ok() { Engine::Postgres } else { Engine::Sqlite };
    let n: u32 = std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let store = Store::new(engine).await;
    let r = Regency::found(&store).await;
    for round in 0..3u8 {
        let began = std::time::Instant::now();
        let sender = Sender { who: Who::System, ..r.sender("admin") };
        let mut import = RegistryImport::start(&r.house, &sender, "dtsen", Day::parse("2026-09-30").unwrap(), Hash::of(&[round])).await.unwrap();
        let mut last = std::time::Instant::now();
        for i in 0..n {
            let mut f = record(i);
            if round == 2 && i % 10 == 0 { f.decile = Some(4); }
            import.push(f).await.unwrap();
            if i % (n / 8) == 0 { println!("{i} {:?} {:?}", last.elapsed(), import); last = std::time::Instant::now(); }
        }
        let report = import.finish(0).await.unwrap();
        println!("round {round}: {:?} {report:?}", began.elapsed());
    }
    for f in std::fs::read_dir(store.folder.path()).unwrap() { let f = f.unwrap(); println!("{:?} {} MB", f.file_name(), f.metadata().unwrap().len() >> 20); }
}
