//! How a need goes on after it was brought: beats with working days between them, drawn so that a year shows every state and outcome.

use super::chance::Chance;
use slrt_domain::program::Kind;
use std::collections::VecDeque;

/// One thing that somebody does, so many working days after the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat {
    /// Working days since the last one; 0 is the same day.
    pub days: u16,
    /// What.
    pub act: Act,
}

/// What is done to a concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Checked against the registry, with this result.
    Verify(&'static str),
    /// SIKS-NG was looked at (*Hasil cek*).
    Observe,
    /// A visit is asked for.
    AskVisit,
    /// A visit, with what was found.
    Visit(&'static str),
    /// Documents are asked for.
    AskDocuments,
    /// Documents came.
    DocumentsCame,
    /// Recommended.
    Recommend,
    /// Approved, step by step until the chain ends.
    Approve,
    /// Approved by the present step only.
    ApproveOnce,
    /// Returned by the present step.
    Return,
    /// Declined by the present step, with a coded reason.
    Decline(&'static str),
    /// More time is taken.
    Extend,
    /// Sent to an institution: the kind's own, or this one.
    Refer(Option<&'static str>),
    /// The institution answers.
    Answer(&'static str),
    /// What it asked for is sent.
    Resubmit,
    /// A number in SIKS-NG is noted.
    NoteNumber,
    /// Waits for `center` or `quota`, and is looked at again after so many days.
    Wait(&'static str, i64),
    /// Goes on after waiting.
    Resume,
    /// `help` or `information` on the spot.
    Serve(&'static str),
    /// The citizen's word.
    Confirm(&'static str),
    /// Closed without it, with a coded reason.
    Close(&'static str),
    /// Handed to the office above.
    Escalate,
    /// Opened again after an objection.
    Reopen,
    /// A note.
    Note,
}

/// Beats in order.
pub type Course = VecDeque<Beat>;

/// Circumstances that shape a course.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    /// Whether the office leaves nothing lying (Suka Baru in the demo).
    pub tidy: bool,
    /// Whether there is an office above.
    pub has_above: bool,
    /// Whether the registry knows the family.
    pub listed: bool,
}

struct Plot<'a> {
    c: &'a mut Chance,
    beats: Course,
}

impl Plot<'_> {
    fn then(&mut self, low: i64, high: i64, act: Act) {
        let days = self.c.between(low, high);
        // Now and then something lies for a while: that is where overdue turns come from.
        let late = if high > 0 && self.c.permille(45) { self.c.between(3, 9) } else { 0 };
        self.beats.push_back(Beat { days: u16::try_from(days + late).unwrap_or(0), act });
    }
}

/// A course for a kind of need.
pub fn course(c: &mut Chance, kind: &Kind, scene: Scene) -> Course {
    let mut p = Plot { c, beats: VecDeque::new() };
    if !scene.tidy && !kind.restricted && p.c.permille(22) {
        // Nobody looks at it for weeks, and the promised day passes.
        p.then(14, 45, Act::Verify("listed"));
        p.then(1, 6, Act::Serve("information"));
        informed(&mut p);
        return p.beats;
    }
    if kind.restricted {
        restricted(&mut p);
        return p.beats;
    }
    let information =
        matches!(kind.code.as_str(), "informasi" | "pertanyaan" | "cek-status" | "saran" | "sekolah-rakyat" | "luar-perlindungan-sosial");
    if information {
        p.then(0, 1, Act::Serve("information"));
        informed(&mut p);
        return p.beats;
    }
    verify(&mut p, kind, scene);
    if p.c.permille(38) {
        let reason = p.c.choose(&[(7, "dicabut"), (2, "dialihkan"), (2, "tidak-ada-kabar"), (1, "pindah-wilayah")]);
        p.then(1, 5, Act::Close(reason));
        return p.beats;
    }
    if scene.has_above && p.c.permille(35) {
        p.then(0, 1, Act::Escalate);
    }
    match (kind.chain.as_str(), kind.institution.as_deref()) {
        _ if matches!(kind.code.as_str(), "pbi-nonaktif" | "pbi-bayi") => reactivation(&mut p, scene),
        ("usulan-registri", _) => proposal(&mut p, kind),
        (_, None) => {
            if decided(&mut p, kind, 30) {
                p.then(0, 1, Act::Serve("help"));
                given(&mut p);
            }
        }
        ("tanpa", Some(_)) => referred(&mut p, scene),
        (_, Some(_)) => {
            if decided(&mut p, kind, 34) {
                referred(&mut p, scene);
            }
        }
    }
    p.beats
}

fn verify(p: &mut Plot<'_>, kind: &Kind, scene: Scene) {
    let result = match kind.code.as_str() {
        "belum-terdaftar" | "tanpa-nik" => "not_listed",
        "data-tidak-padan" | "perbaikan-data-diri" | "desil-tidak-sesuai" => "data_differs",
        "ambulans" | "pangan-darurat" | "pemulangan-telantar" => "not_needed",
        _ if !scene.listed => "not_listed",
        _ => p.c.choose(&[(90, "listed"), (10, "data_differs")]),
    };
    p.then(0, 1, Act::Verify(result));
    if p.c.percent(30) {
        p.beats.push_back(Beat { days: 0, act: Act::Observe });
    }
    if p.c.percent(4) {
        p.then(0, 1, Act::Note);
    }
}

/// Recommendation and decision. Answers whether it was approved in the end.
fn decided(p: &mut Plot<'_>, kind: &Kind, visits: u32) -> bool {
    if matches!(kind.sector.as_str(), "perumahan") || p.c.percent(visits) {
        visit(p);
    } else if !kind.documents.is_empty() && p.c.percent(22) {
        p.then(0, 0, Act::AskDocuments);
        p.then(1, 5, Act::DocumentsCame);
    }
    if kind.programs.is_empty() {
        return true;
    }
    p.then(0, 1, Act::Recommend);
    match p.c.below(100) {
        0..6 => {
            let reason = p.c.choose(&[
                (3, "syarat-belum-terpenuhi"),
                (3, "desil-di-luar-batas"),
                (2, "sudah-menerima"),
                (1, "keadaan-tidak-ditemukan"),
                (1, "data-tidak-cukup"),
            ]);
            p.then(0, 2, Act::Decline(reason));
            if p.c.percent(25) {
                p.then(3, 8, Act::Reopen);
                p.then(0, 2, Act::Verify("listed"));
                p.then(0, 2, Act::Serve("information"));
                p.then(1, 4, Act::Confirm("partly"));
            }
            return false;
        }
        6..15 => {
            p.then(0, 1, Act::Return);
            p.then(1, 3, Act::Visit("as_told"));
            p.then(0, 1, Act::Recommend);
        }
        _ => {}
    }
    p.then(0, 1, Act::Approve);
    true
}

fn visit(p: &mut Plot<'_>) {
    p.then(0, 1, Act::AskVisit);
    if p.c.percent(7) {
        p.then(1, 3, Act::Visit("nobody_home"));
    }
    let found = p.c.choose(&[(90, "as_told"), (10, "differs")]);
    p.then(1, 4, Act::Visit(found));
}

fn reactivation(p: &mut Plot<'_>, scene: Scene) {
    if p.c.percent(42) {
        p.then(0, 0, Act::AskDocuments);
        p.then(1, 3, Act::DocumentsCame);
    }
    p.then(0, 0, Act::Recommend);
    if p.c.percent(5) {
        p.then(0, 1, Act::Return);
        p.then(0, 0, Act::Note);
        p.then(0, 0, Act::Recommend);
    }
    p.then(0, 1, Act::Approve);
    p.then(0, 0, Act::NoteNumber);
    p.then(0, 0, Act::Wait("center", 3));
    if p.c.percent(18) {
        p.then(2, 3, Act::Wait("center", 7));
        if !scene.tidy && p.c.percent(25) {
            p.then(3, 9, Act::Wait("center", 14));
        }
    }
    p.then(1, 3, Act::Serve("help"));
    if p.c.percent(6) {
        // The card was not active after all: the citizen says so and it is opened again.
        p.then(1, 3, Act::Confirm("not_helped"));
        p.then(0, 1, Act::NoteNumber);
        p.then(0, 2, Act::Serve("help"));
    }
    given(p);
}

fn proposal(p: &mut Plot<'_>, kind: &Kind) {
    visit(p);
    if kind.programs.is_empty() {
        p.then(0, 2, Act::Serve("help"));
        given(p);
        return;
    }
    p.then(0, 1, Act::Recommend);
    if p.c.percent(9) {
        let reason = p.c.choose(&[(2, "keadaan-tidak-ditemukan"), (2, "desil-di-luar-batas"), (1, "data-tidak-cukup")]);
        p.then(0, 2, Act::Decline(reason));
        return;
    }
    p.then(0, 2, Act::Approve);
    p.then(0, 1, Act::NoteNumber);
    p.then(0, 0, Act::Wait("center", 30));
    // Ranking comes four times a year: many wait for months.
    for _ in 0..p.c.below(4) {
        p.then(16, 19, Act::Wait("center", 30));
    }
    match p.c.below(100) {
        0..52 => {
            p.then(15, 20, Act::Serve("help"));
            given(p);
        }
        52..60 => {
            p.then(15, 20, Act::Resume);
            p.then(0, 2, Act::Close("data-sudah-berubah"));
        }
        _ => {
            for _ in 0..12 {
                p.then(16, 19, Act::Wait("center", 30));
            }
        }
    }
}

fn referred(p: &mut Plot<'_>, scene: Scene) {
    p.then(0, 1, Act::Refer(None));
    match p.c.below(100) {
        0..64 => {
            p.then(1, 4, Act::Answer("accepted"));
            p.then(2, 14, Act::Answer("given"));
            given(p);
        }
        64..75 => {
            p.then(1, 3, Act::Answer("more_asked"));
            p.then(1, 4, Act::Resubmit);
            p.then(1, 4, Act::Answer("accepted"));
            p.then(3, 12, Act::Answer("given"));
            given(p);
        }
        75..88 => {
            p.then(1, 5, Act::Answer("declined"));
            match p.c.below(100) {
                0..40 => {
                    p.then(0, 1, Act::Wait("quota", 60));
                    for _ in 0..8 {
                        p.then(33, 38, Act::Wait("quota", 60));
                    }
                }
                40..76 => {
                    p.then(0, 2, Act::Refer(Some("baznas")));
                    p.then(1, 5, Act::Answer("accepted"));
                    p.then(4, 15, Act::Answer("given"));
                    given(p);
                }
                _ => {
                    p.then(0, 1, Act::Serve("information"));
                    p.then(6, 12, Act::Close("ditolak-tanpa-keberatan"));
                }
            }
        }
        88..94 => {
            p.then(1, 4, Act::Answer("accepted"));
            p.then(4, 10, Act::Answer("not_given"));
            p.then(0, 2, Act::Serve("information"));
            p.then(2, 5, Act::Confirm("not_helped"));
            if scene.has_above {
                p.then(0, 2, Act::Escalate);
            }
            p.then(0, 2, Act::Refer(Some("forum-csr")));
            p.then(2, 5, Act::Answer("accepted"));
            p.then(5, 15, Act::Answer("given"));
            given(p);
        }
        _ => {
            // No answer for weeks: it shows with whom it lies.
            p.then(16, 40, Act::Answer("accepted"));
            p.then(4, 12, Act::Answer("given"));
            given(p);
        }
    }
}

/// After help was given: what the citizen says, if anything.
fn given(p: &mut Plot<'_>) {
    match p.c.below(100) {
        0..70 => p.then(1, 4, Act::Confirm("helped")),
        70..77 => {
            p.then(1, 4, Act::Confirm("partly"));
            p.then(1, 3, Act::Serve("help"));
            p.then(1, 5, Act::Confirm("helped"));
        }
        77..82 => {
            p.then(1, 4, Act::Confirm("not_helped"));
            p.then(0, 2, Act::Note);
            p.then(0, 1, Act::Serve("help"));
            p.then(1, 4, Act::Confirm("helped"));
        }
        82..90 => p.then(7, 12, Act::Close("tidak-ada-kabar")),
        90..96 => p.then(3, 7, Act::Close("layanan-diterima")),
        _ => p.then(14, 24, Act::Close("tidak-ada-kabar")),
    }
}

fn informed(p: &mut Plot<'_>) {
    match p.c.below(100) {
        0..48 => p.then(0, 2, Act::Confirm("helped")),
        _ => p.then(3, 6, Act::Close("informasi-diberikan")),
    }
}

fn restricted(p: &mut Plot<'_>) {
    p.then(0, 0, Act::Verify("not_needed"));
    if p.c.percent(25) {
        p.then(0, 0, Act::Recommend);
        p.then(0, 0, Act::Approve);
    }
    p.then(0, 1, Act::Refer(None));
    p.then(0, 1, Act::Answer("accepted"));
    let most = if p.c.percent(80) { 7 } else { 25 };
    p.then(2, most, Act::Answer("given"));
    if p.c.percent(74) {
        p.then(2, 4, Act::Confirm("helped"));
    } else {
        p.then(5, 12, Act::Close("layanan-diterima"));
    }
}
