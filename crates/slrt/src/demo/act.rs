//! From a beat to a step: who does it, what they write.

use super::chance::Chance;
use super::course::Act;
use super::staff::Staff;
use super::words;
use slrt_domain::access::{Role, Visibility};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{After, Channel, ConcernState, TurnRole, role_of};
use slrt_domain::identity::*;
use slrt_domain::program::{Catalog, Kind};
use slrt_operations::steps::{ExternalInput, OnBehalfInput, VerbInput};

/// A concern under way, as the play remembers it.
#[derive(Debug, Clone)]
pub struct Live {
    /// Its id.
    pub id: ConcernId,
    /// Its kind.
    pub kind: String,
    /// Where it stands.
    pub now: After,
    /// Who may know.
    pub visibility: Visibility,
    /// The institution that has or had it last.
    pub institution: Option<InstitutionId>,
}

/// What a step is made of.
pub struct Setting<'a> {
    /// Who works where.
    pub staff: &'a Staff,
    /// The catalogue.
    pub catalog: &'a Catalog,
    /// Today.
    pub today: Day,
    /// Now.
    pub now: Instant,
    /// The case's office.
    pub office: OfficeId,
    /// The case's village.
    pub village: AreaCode,
}

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// An officer.
    Officer(AccountId),
    /// The citizen, by number and PIN.
    Citizen,
}

/// What is to be sent.
pub enum Sending {
    /// A step by an officer.
    Step(VerbInput),
    /// The citizen's own word: result and words.
    Word(String, Option<Private<String>>),
    /// A look at a national system.
    Observation,
}

fn said(c: &mut Chance, list: &[&str]) -> Option<Private<String>> {
    Some(Private::new(c.pick(list).to_owned()))
}

/// Which centre has the word.
fn waited_for(kind: &Kind) -> &'static str {
    match (kind.code.as_str(), kind.sector.as_str()) {
        ("pbi-nonaktif", _) | (_, "kesehatan") => "menunggu-bpjs",
        (_, "adminduk") => "menunggu-dukcapil-pusat",
        _ => "menunggu-kemensos",
    }
}

impl Setting<'_> {
    /// What an act comes to, and who does it; none when it cannot be done as things stand.
    pub fn prepare(&self, c: &mut Chance, act: Act, live: &Live) -> Option<(Actor, Sending)> {
        let kind = self.catalog.kinds.get(&live.kind)?;
        let here = live.now.turn.office.unwrap_or(self.office);
        let handler = || self.handler(live, here);
        let step = |actor: Option<AccountId>, verb: VerbInput| Some((Actor::Officer(actor?), Sending::Step(verb)));
        match act {
            Act::Verify(result) => step(handler(), VerbInput::Verify(result.into(), said(c, words::CHECKED).filter(|_| c.percent(40)))),
            Act::Observe => Some((Actor::Officer(handler()?), Sending::Observation)),
            Act::AskVisit => step(handler(), VerbInput::RequestVisit(said(c, words::VISIT_WANTED))),
            Act::Visit(result) => {
                let seen = if result == "nobody_home" {
                    said(c, &["Rumah kosong, kata tetangga sedang ke kebun."])
                } else {
                    said(c, words::VISIT_SEEN)
                };
                step(self.visitor(live, here), VerbInput::RecordVisit(result.into(), seen))
            }
            Act::AskDocuments => {
                step(handler(), VerbInput::AskDocuments(missing(kind), said(c, &["Mohon dibawa pada kunjungan berikut, cukup salinan."])))
            }
            Act::DocumentsCame => step(
                handler(),
                VerbInput::ReceiveDocuments(said(c, &["Berkas diterima dan dicocokkan.", "Surat diterima, difoto oleh petugas."])),
            ),
            Act::Recommend => {
                let programs = self.programs(kind);
                if programs.is_empty() { None } else { step(handler(), VerbInput::Recommend(programs, said(c, words::RECOMMENDED))) }
            }
            Act::Approve | Act::ApproveOnce => self.decide(live, "approve", None, said(c, words::DECIDED).filter(|_| c.percent(50))),
            Act::Return => {
                let reason = c.choose(&[(2, "berkas-kurang"), (2, "alasan-belum-jelas"), (1, "perlu-kunjungan")]);
                self.decide(live, "return", Some(reason), said(c, words::RETURNED))
            }
            Act::Decline(reason) => self.decide(live, "decline", Some(reason), None),
            Act::Refer(code) => {
                // National bodies take no referrals here: the regency's own office looks after it.
                let code = code
                    .or(kind.institution.as_deref())
                    .filter(|c| self.catalog.institution(c).is_some_and(|i| !i.center))
                    .unwrap_or("dinsos");
                let institution = *self.staff.institutions.get(code)?;
                let named = if live.visibility == Visibility::Restricted { self.staff.institution_officer(institution) } else { None };
                let program = live.now.programs.first().filter(|p| self.catalog.program(p, self.today).is_some()).cloned();
                let referral = ReferralId(uuid_v7(self.now, c.ten()));
                step(handler(), VerbInput::Refer { referral, institution, program, consent: true, words: said(c, words::REFERRED), named })
            }
            Act::Answer(result) => self.answer(c, live, here, result),
            Act::Resubmit => step(handler(), VerbInput::Resubmit(said(c, &["Sudah dilengkapi, mohon dilanjutkan."]))),
            Act::NoteNumber => step(handler(), VerbInput::NoteNumber(self.siks_number(c))),
            Act::Wait(result, days) => {
                let external = (result == "center" && c.percent(30)).then(|| self.siks_number(c));
                let reason = (result == "center").then(|| waited_for(kind).to_owned());
                let (next_look, words) = (self.today.plus(days), said(c, words::WAITING));
                step(handler(), VerbInput::Wait { result: result.into(), reason, external, next_look, words })
            }
            Act::Extend => {
                let words = said(c, &["Arsip tahun lalu masih dicari di kecamatan.", "Menunggu data dari dinas lain."]);
                step(handler(), VerbInput::Extend(Some("data-dari-pihak-lain".into()), words))
            }
            Act::Resume => step(handler(), VerbInput::Resume(said(c, words::NOTES))),
            Act::Serve(result) => {
                let text = said(c, if result == "help" { words::HELPED } else { words::INFORMED });
                let programs = if result == "help" { live.now.programs.clone() } else { Vec::new() };
                step(handler(), VerbInput::Serve(result.into(), text, programs))
            }
            Act::Confirm(result) => self.confirm(c, live, here, result),
            Act::Close(reason) => self.close(c, live, here, reason),
            Act::Escalate => step(handler(), VerbInput::Escalate(None, said(c, words::ESCALATED))),
            Act::Reopen => step(
                handler(),
                VerbInput::Reopen(said(c, &["Warga keberatan dan membawa bukti baru.", "Keadaan berubah setelah keputusan."])),
            ),
            Act::Note => step(handler(), VerbInput::Note(said(c, words::NOTES))),
        }
    }

    /// Who has a concern in hand at an office.
    fn handler(&self, live: &Live, office: OfficeId) -> Option<AccountId> {
        if live.visibility == Visibility::Restricted {
            return self.staff.accounts.get("maya").copied();
        }
        let at = |office: OfficeId| self.staff.holder(Role::BackOffice, office).or_else(|| self.staff.holder(Role::FrontOffice, office));
        at(office).or_else(|| at(self.office))
    }

    fn visitor(&self, live: &Live, office: OfficeId) -> Option<AccountId> {
        if live.visibility == Visibility::Restricted {
            return self.handler(live, office);
        }
        let own = self.staff.holder(Role::Surveyor, office);
        own.or_else(|| self.staff.visitor(self.village)).or_else(|| self.staff.accounts.get("wahyu").copied())
    }

    fn decide(&self, live: &Live, result: &str, reason: Option<&str>, words: Option<Private<String>>) -> Option<(Actor, Sending)> {
        let step = live.now.chain.first().filter(|_| live.now.state == ConcernState::Recommended)?;
        let decider = match step.role {
            TurnRole::ProtectionOfficer => self.staff.accounts.get("hendri").copied(),
            // Heads of villages decide for their village, at whichever office.
            TurnRole::VillageHead => self.staff.serving(Role::VillageHead, self.village),
            role => self.staff.holder(role_of(role)?, step.office),
        };
        let verb = VerbInput::Decide { result: result.into(), reason: reason.map(Into::into), words };
        Some((Actor::Officer(decider?), Sending::Step(verb)))
    }

    fn answer(&self, c: &mut Chance, live: &Live, here: OfficeId, result: &str) -> Option<(Actor, Sending)> {
        let own = live.institution.and_then(|i| self.staff.institution_officer(i));
        let text = match result {
            "accepted" => said(c, words::ACCEPTED),
            "given" => said(c, words::GIVEN),
            "more_asked" => said(c, words::MORE),
            _ => said(c, words::DECLINED),
        };
        let reason = match result {
            "declined" | "not_given" => Some(
                c.choose(&[
                    (4, "kuota-habis"),
                    (3, "lembaga-syarat"),
                    (2, "bukan-kewenangan"),
                    (2, "anggaran-belum-ada"),
                    (1, "sudah-ditangani"),
                ])
                .to_owned(),
            ),
            _ => None,
        };
        let documents = if result == "more_asked" { vec!["kk".to_owned()] } else { Vec::new() };
        let on_behalf = own.is_none().then(|| OnBehalfInput {
            who: Private::new(c.pick(words::ANSWERED_BY).to_owned()),
            channel: c.choose(&[(6, "phone"), (2, "letter"), (3, "message"), (1, "meeting")]).to_owned(),
            day: self.today,
            evidence: None,
        });
        let actor = own.or_else(|| self.handler(live, here))?;
        Some((Actor::Officer(actor), Sending::Step(VerbInput::Answer { result: result.into(), reason, documents, words: text, on_behalf })))
    }

    fn confirm(&self, c: &mut Chance, live: &Live, here: OfficeId, result: &str) -> Option<(Actor, Sending)> {
        let text = match result {
            "helped" => said(c, words::THANKED),
            "partly" => said(c, words::PARTLY),
            _ => said(c, words::NOT_HELPED),
        };
        let text = text.filter(|_| c.percent(70));
        if live.visibility == Visibility::Normal && c.percent(36) {
            return Some((Actor::Citizen, Sending::Word(result.into(), text)));
        }
        let channel = c.choose(&[(5, Channel::Phone), (4, Channel::Counter), (2, Channel::Visit), (2, Channel::Message)]);
        let front = self.staff.holder(Role::FrontOffice, self.office).filter(|_| live.visibility == Visibility::Normal);
        let actor = front.or_else(|| self.handler(live, here))?;
        Some((Actor::Officer(actor), Sending::Step(VerbInput::Confirm(result.into(), channel, None, text))))
    }

    fn close(&self, c: &mut Chance, live: &Live, here: OfficeId, reason: &str) -> Option<(Actor, Sending)> {
        let text = match reason {
            "dialihkan" => said(c, words::ELSEWHERE),
            "tidak-ada-kabar" => said(c, words::NO_NEWS),
            _ => None,
        };
        let known = self.catalog.reason("close", reason, self.today).is_some();
        let reason = if known { reason } else { "tidak-ada-kabar" };
        Some((Actor::Officer(self.handler(live, here)?), Sending::Step(VerbInput::Close(reason.into(), text))))
    }

    /// The programs of a kind that are in force: the first, now and then the first two.
    fn programs(&self, kind: &Kind) -> Vec<String> {
        kind.programs.iter().filter(|p| self.catalog.program(p, self.today).is_some()).take(1).cloned().collect()
    }

    fn siks_number(&self, c: &mut Chance) -> ExternalInput {
        ExternalInput {
            system: "siks-ng".into(),
            referral: None,
            number: Private::new(format!("CONTOH-{:08}", c.below(100_000_000))),
            submitted_on: Some(self.today),
            checked_on: Some(self.today),
            status: Some(Private::new(c.choose(&[(3, "Diinput"), (2, "Diverifikasi Dinsos"), (1, "Disahkan kepala dinas")]).to_owned())),
        }
    }
}

/// The documents that most often are missing: the special ones of a kind.
fn missing(kind: &Kind) -> Vec<String> {
    let special: Vec<String> = kind.documents.iter().filter(|d| !matches!(d.as_str(), "ktp" | "kk")).take(1).cloned().collect();
    if special.is_empty() { vec!["kk".to_owned()] } else { special }
}
