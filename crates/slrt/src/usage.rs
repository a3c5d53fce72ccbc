//! What is wrong with a command line, in Indonesian first: clap itself speaks English only.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;
use std::process::ExitCode;

/// Whoever used a command wrongly gets this exit code, as elsewhere.
const WRONG_USAGE: u8 = 2;

/// Prints what was asked for (help, version) or what is wrong, and answers the exit code.
pub fn answer(error: &clap::Error) -> ExitCode {
    match error.kind() {
        // Texts of their own: they go where clap sends them, with colours where there are any.
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
        }
        _ => eprintln!("{}", told(error)),
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(WRONG_USAGE))
}

/// What is wrong, how the command is used, and where its help is.
fn told(error: &clap::Error) -> String {
    let mut lines = vec![wrong(error)];
    lines.extend(meant(error));
    let usage = one(error, ContextKind::Usage);
    let usage = usage.as_deref().map(|u| u.trim().trim_start_matches("Usage:").trim()).filter(|u| !u.is_empty());
    lines.extend(usage.map(|u| format!("Cara pakai (usage): {u}")));
    lines.push(format!("Bantuan (help): {} --help", usage.map_or_else(|| "slrt".to_owned(), command_of)));
    lines.join("\n")
}

/// The command that a usage line is of: its words before the first option or value.
fn command_of(usage: &str) -> String {
    let named = |word: &&str| !word.starts_with(['[', '<', '-']);
    usage.lines().next().unwrap_or_default().split_whitespace().take_while(named).collect::<Vec<_>>().join(" ")
}

fn wrong(error: &clap::Error) -> String {
    let arg = one(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = one(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument if arg.starts_with('-') => format!("Opsi '{arg}' tidak dikenal (unknown option)."),
        ErrorKind::UnknownArgument => format!("'{arg}' tidak diharapkan di sini (unexpected argument)."),
        ErrorKind::InvalidSubcommand => {
            let name = one(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("Perintah '{name}' tidak dikenal (unknown command).")
        }
        ErrorKind::MissingSubcommand => {
            format!("Perintahnya belum disebut (no command given){}.", colon(&all(error, ContextKind::ValidSubcommand)))
        }
        ErrorKind::MissingRequiredArgument => {
            format!("Yang wajib belum diisi (required, but missing){}.", colon(&all(error, ContextKind::InvalidArg)))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("'{arg}' belum diberi nilai (a value is missing){}.", choices(error)),
        ErrorKind::InvalidValue => format!("'{value}' bukan nilai untuk '{arg}' (not a value of it){}.", choices(error)),
        ErrorKind::ValueValidation => {
            let why = error.source().map(|e| format!(" [{e}]")).unwrap_or_default();
            format!("'{value}' tidak dapat dipakai untuk '{arg}' (not usable as its value).{why}")
        }
        ErrorKind::ArgumentConflict => conflict(error, &arg),
        ErrorKind::NoEquals => format!("'{arg}' ditulis dengan tanda sama dengan (needs an equal sign before its value)."),
        ErrorKind::TooManyValues => format!("'{value}' untuk '{arg}' sudah berlebih (one value too many)."),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("Jumlah nilai untuk '{arg}' tidak pas (wrong number of values).")
        }
        ErrorKind::InvalidUtf8 => "Ada huruf yang bukan UTF-8 (not valid UTF-8).".into(),
        // What no version has said yet is told as it came.
        kind => format!("Perintah tidak dapat dibaca (cannot be read): {kind}."),
    }
}

fn conflict(error: &clap::Error, arg: &str) -> String {
    let others = all(error, ContextKind::PriorArg);
    if others.iter().all(|o| o == arg) {
        return format!("'{arg}' ditulis lebih dari satu kali (given more than once).");
    }
    format!("'{arg}' tidak dapat dipakai bersama (cannot be used with){}.", colon(&others))
}

/// What was probably meant.
fn meant(error: &clap::Error) -> Option<String> {
    let kinds = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let found: Vec<String> = kinds.into_iter().flat_map(|kind| all(error, kind)).map(|s| format!("'{s}'")).collect();
    (!found.is_empty()).then(|| format!("Mungkin maksudnya (did you mean): {}?", found.join(", ")))
}

fn choices(error: &clap::Error) -> String {
    let valid = all(error, ContextKind::ValidValue);
    if valid.is_empty() { String::new() } else { format!("; pilihannya (one of): {}", valid.join(", ")) }
}

fn colon(list: &[String]) -> String {
    if list.is_empty() { String::new() } else { format!(": {}", list.join(", ")) }
}

fn one(error: &clap::Error, kind: ContextKind) -> Option<String> {
    all(error, kind).into_iter().next()
}

fn all(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(s)) => vec![s.clone()],
        Some(ContextValue::Strings(list)) => list.clone(),
        Some(ContextValue::StyledStr(s)) => vec![s.to_string()],
        Some(ContextValue::StyledStrs(list)) => list.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use clap::Parser as _;

    fn said(args: &[&str]) -> String {
        told(&crate::Cli::try_parse_from([&["slrt"], args].concat()).unwrap_err())
    }

    #[test]
    fn what_is_wrong_is_told_in_both_languages() {
        for (args, words) in [
            (&["serve", "--dta", "x"][..], "Opsi '--dta' tidak dikenal (unknown option)."),
            (&["serve", "--dta", "x"], "Mungkin maksudnya (did you mean): '--data'?"),
            (&["serve", "--dta", "x"], "Bantuan (help): slrt serve --help"),
            (&["serve", "x"], "'x' tidak diharapkan di sini (unexpected argument)."),
            (&["srve"], "Perintah 'srve' tidak dikenal (unknown command)."),
            (&["srve"], "Mungkin maksudnya (did you mean): 'serve'?"),
            (&["srve"], "Bantuan (help): slrt --help"),
            (&["user", "ad"], "Bantuan (help): slrt user --help"),
            (&["user", "add", "siti"], "Yang wajib belum diisi (required, but missing): "),
            (&["user", "add", "siti"], "--name <"),
            (
                &["setup", "--kind", "main"],
                "'main' bukan nilai untuk '--kind <KIND>' (not a value of it); pilihannya (one of): real, demo, training.",
            ),
            (&["setup", "--kind"], "'--kind <KIND>' belum diberi nilai (a value is missing); pilihannya (one of): real, demo, training."),
            (&["backup", "--keep", "0"], "'0' tidak dapat dipakai untuk '--keep <N>' (not usable as its value). ["),
            (&["serve", "--demo", "--training"], "'--demo' tidak dapat dipakai bersama (cannot be used with): --training."),
            (&["serve", "--data", "a", "--data", "b"], "ditulis lebih dari satu kali (given more than once)."),
        ] {
            let told = said(args);
            assert!(told.contains(words), "{args:?} should say {words:?}:\n{told}");
            assert!(told.lines().last().unwrap().starts_with("Bantuan (help): slrt") && !told.contains("error:"), "{told}");
        }
    }
}
