//! From the fields of a step's form to what is asked of the rules.

use crate::form::Fields;
use slrt_domain::case::{Channel, VerbCode};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::steps::{ExternalInput, OnBehalfInput, VerbInput};

/// Reads a verb's form.
pub(super) fn verb(verb: VerbCode, f: &Fields, referral: ReferralId) -> Result<VerbInput, Refusal> {
    use VerbCode as V;
    let words = || f.private("words");
    Ok(match verb {
        V::Verify => VerbInput::Verify(required(f, "result")?, words()),
        V::RequestVisit => VerbInput::RequestVisit(words()),
        V::RecordVisit => VerbInput::RecordVisit(required(f, "result")?, words()),
        V::AskDocuments => VerbInput::AskDocuments(list(f, "documents"), words()),
        V::ReceiveDocuments => VerbInput::ReceiveDocuments(words()),
        V::Serve => VerbInput::Serve(required(f, "result")?, words(), list(f, "programs")),
        V::Escalate => VerbInput::Escalate(f.get("reason").map(Into::into), words()),
        V::Wait => VerbInput::Wait {
            result: required(f, "result")?,
            reason: f.get("reason").map(Into::into),
            external: f.on("number").then(|| external(f)).transpose()?,
            next_look: f.day("next_look")?.ok_or_else(|| Refusal::invalid("next_look", "missing"))?,
            words: words(),
        },
        V::Resume => VerbInput::Resume(words()),
        V::Extend => VerbInput::Extend(Some(required(f, "reason")?), words()),
        V::Note => VerbInput::Note(words()),
        V::Reclassify => VerbInput::Reclassify {
            kind: required(f, "kind")?,
            urgent: f.all("is").any(|v| v == "urgent"),
            restricted: f.all("is").any(|v| v == "restricted"),
            words: words(),
        },
        V::NoteNumber => VerbInput::NoteNumber(external(f)?),
        V::Recommend => VerbInput::Recommend(list(f, "programs"), words()),
        V::Decide => {
            let result = required(f, "result")?;
            let reason = one_of_two(f, &result, ("return", "reason_return"), ("decline", "reason_decline"));
            VerbInput::Decide { result, reason, words: words() }
        }
        V::Refer => VerbInput::Refer {
            referral,
            institution: f.id("institution", InstitutionId::parse)?.ok_or_else(|| Refusal::invalid("institution", "missing"))?,
            program: f.get("program").map(Into::into),
            consent: f.on("consent"),
            words: words(),
            named: f.id("named", AccountId::parse)?,
        },
        V::Answer => answer(f, None)?,
        V::AnswerOnBehalf => {
            let on_behalf = OnBehalfInput {
                who: f.private("on_behalf_who").ok_or_else(|| Refusal::invalid("on_behalf_who", "missing"))?,
                channel: required(f, "on_behalf_channel")?,
                day: f.day("on_behalf_day")?.ok_or_else(|| Refusal::invalid("on_behalf_day", "missing"))?,
                evidence: f.id("evidence", DocumentId::parse)?,
            };
            answer(f, Some(on_behalf))?
        }
        V::Resubmit => VerbInput::Resubmit(words()),
        V::TakeBack => VerbInput::TakeBack(f.get("reason").map(Into::into), words()),
        V::WithdrawRecommendation => VerbInput::WithdrawRecommendation(f.get("reason").map(Into::into), words()),
        V::Decline => VerbInput::Decline(required(f, "reason")?, words()),
        V::Confirm => {
            let result = required(f, "result")?;
            let reason = f.get("reason_denied").filter(|_| result == "not_helped").map(Into::into);
            VerbInput::Confirm(result, f.code::<Channel>("by")?, reason, words())
        }
        V::Close => {
            let reason = required(f, "reason")?;
            match f.private("other_number") {
                Some(other) => VerbInput::CloseAsSame { reason, other, words: words() },
                None => VerbInput::Close(reason, words()),
            }
        }
        V::Reopen => VerbInput::Reopen(words()),
    })
}

fn required(f: &Fields, name: &'static str) -> Result<String, Refusal> {
    f.get(name).map(Into::into).ok_or_else(|| Refusal::invalid(name, "missing"))
}

fn list(f: &Fields, name: &str) -> Vec<String> {
    f.all(name).map(Into::into).collect()
}

fn one_of_two(f: &Fields, result: &str, a: (&str, &str), b: (&str, &str)) -> Option<String> {
    [a, b].into_iter().find(|(r, _)| *r == result).and_then(|(_, name)| f.get(name)).map(Into::into)
}

fn external(f: &Fields) -> Result<ExternalInput, Refusal> {
    Ok(ExternalInput {
        system: required(f, "system")?,
        number: f.private("number").ok_or_else(|| Refusal::invalid("number", "missing"))?,
        submitted_on: f.day("submitted_on")?,
        checked_on: f.day("checked_on")?,
        status: f.private("status"),
        referral: f.id("referral", ReferralId::parse)?,
    })
}

/// Each answer has its own field for words: without scripts all of them are in sight, and only the chosen one counts.
fn answer(f: &Fields, on_behalf: Option<OnBehalfInput>) -> Result<VerbInput, Refusal> {
    let result = required(f, "result")?;
    let words = match result.as_str() {
        "more_asked" => f.private("words_more"),
        "declined" => f.private("words_declined"),
        "given" => f.private("words_given"),
        "not_given" => f.private("words_not_given"),
        _ => None,
    };
    let reason = match result.as_str() {
        "more_asked" => f.get("reason_more").map(Into::into),
        _ => one_of_two(f, &result, ("declined", "reason_declined"), ("not_given", "reason_not_given")),
    };
    let documents = if result == "more_asked" { list(f, "documents") } else { Vec::new() };
    Ok(VerbInput::Answer { result, reason, documents, words, on_behalf })
}
