//! Indonesian first, English second: words, days, numbers, money.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use slrt_domain::calendar::{Day, Instant, Zone};
use std::borrow::Cow;
use std::sync::Arc;

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");

/// A language of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Bahasa Indonesia.
    Id,
    /// English.
    En,
}

impl Lang {
    /// Its code, as in `<html lang>`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Id => "id",
            Lang::En => "en",
        }
    }
    /// From a code; anything but English is Indonesian.
    pub fn from_code(code: &str) -> Self {
        if code.starts_with("en") { Lang::En } else { Lang::Id }
    }
    /// The other one, for the switch.
    pub fn other(self) -> Self {
        match self {
            Lang::Id => Lang::En,
            Lang::En => Lang::Id,
        }
    }
}

/// All translations.
pub struct Words {
    id: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

impl Words {
    /// Reads every `.ftl` file of both languages.
    ///
    /// # Errors
    /// When one cannot be read, or a message stands twice.
    pub fn load() -> Result<Self, String> {
        Ok(Self { id: bundle("id")?, en: bundle("en")? })
    }

    fn of(&self, lang: Lang) -> &FluentBundle<FluentResource> {
        match lang {
            Lang::Id => &self.id,
            Lang::En => &self.en,
        }
    }
}

fn bundle(code: &str) -> Result<FluentBundle<FluentResource>, String> {
    let language = code.parse().map_err(|_| format!("language {code}"))?;
    let mut b = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks would travel into attributes and copied numbers.
    b.set_use_isolating(false);
    let folder = LOCALES.get_dir(code).ok_or_else(|| format!("no locale {code}"))?;
    for file in folder.files() {
        let text = file.contents_utf8().unwrap_or_default().to_owned();
        let resource = FluentResource::try_new(text).map_err(|(_, e)| format!("{}: {e:?}", file.path().display()))?;
        b.add_resource(resource).map_err(|e| format!("{}: {e:?}", file.path().display()))?;
    }
    Ok(b)
}

/// Speaks one language to one reader.
#[derive(Debug, Clone)]
pub struct Speak {
    words: Arc<Words>,
    /// The language.
    pub lang: Lang,
}

const MONTHS_ID: [&str; 12] =
    ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];
const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS_ID: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];
const DAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl Speak {
    /// Speaks a language.
    pub fn new(words: Arc<Words>, lang: Lang) -> Self {
        Self { words, lang }
    }

    /// The words of a key; the key itself where they are missing (a test finds those).
    pub fn t(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The words of a key with one value in them.
    pub fn t1(&self, key: &str, name: &str, value: impl Into<FluentValue<'static>>) -> String {
        let mut args = FluentArgs::new();
        args.set(name.to_owned(), value);
        self.format(key, Some(&args))
    }

    /// The words of a key with values in them.
    pub fn ta(&self, key: &str, values: &[(&'static str, String)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        self.format(key, Some(&args))
    }

    /// The words of a code under a prefix: `state` + `received` → `state-received`.
    pub fn code(&self, prefix: &str, code: &str) -> String {
        self.t(&format!("{prefix}-{}", code.replace(['_', '.'], "-")))
    }

    /// Whether words exist for a key.
    pub fn has(&self, key: &str) -> bool {
        self.words.of(self.lang).has_message(key)
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = self.words.of(self.lang);
        let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else { return key.to_owned() };
        let mut errors = Vec::new();
        let text: Cow<'_, str> = bundle.format_pattern(pattern, args, &mut errors);
        text.into_owned()
    }

    /// The language's own form of words in both languages (catalogue).
    pub fn pick(&self, words: &slrt_domain::program::Words) -> String {
        match self.lang {
            Lang::En if !words.en.is_empty() => words.en.clone(),
            _ => words.id.clone(),
        }
    }

    /// "22 November 2026".
    pub fn day(&self, day: impl std::borrow::Borrow<Day>) -> String {
        let day = *day.borrow();
        format!("{} {} {}", day.day(), self.month_name(day.month()), day.year())
    }

    /// "22 November 2026", with a dash for none.
    pub fn maybe_day(&self, day: Option<Day>) -> String {
        day.map_or_else(|| "–".to_owned(), |d| self.day(d))
    }

    /// "Rabu, 25 Nov".
    pub fn short_day(&self, day: impl std::borrow::Borrow<Day>) -> String {
        let day = *day.borrow();
        let month = self.month_name(day.month());
        let short: String = month.chars().take(3).collect();
        format!("{}, {} {short}", self.weekday(day), day.day())
    }

    /// "Rabu, 25 November 2026".
    pub fn long_day(&self, day: impl std::borrow::Borrow<Day>) -> String {
        let day = *day.borrow();
        format!("{}, {}", self.weekday(day), self.day(day))
    }

    /// A day in words, marked when it is an estimate.
    pub fn perhaps(&self, day: String, is_estimated: impl std::borrow::Borrow<bool>) -> String {
        if *is_estimated.borrow() { self.t1("day-estimated", "day", day) } else { day }
    }

    /// Name of a month, 1 to 12.
    pub fn month_name(&self, month: u8) -> &'static str {
        let names = if self.lang == Lang::Id { &MONTHS_ID } else { &MONTHS_EN };
        names[usize::from(month.clamp(1, 12)) - 1]
    }

    /// Name of the day of the week.
    pub fn weekday(&self, day: impl std::borrow::Borrow<Day>) -> &'static str {
        let names = if self.lang == Lang::Id { &DAYS_ID } else { &DAYS_EN };
        names[usize::from(day.borrow().weekday().clamp(1, 7)) - 1]
    }

    /// "Jumat, 20 November 2026, 10.12 WIB".
    pub fn moment(&self, at: Instant, zone: &Zone) -> String {
        self.local_moment(zone.local(at), zone.name_at(at))
    }

    /// "Jumat, 20 November 2026, 10.12 WIB", from what a clock on the wall showed.
    pub fn local_moment(&self, (day, hour, minute): (Day, u8, u8), zone: &str) -> String {
        let dot = if self.lang == Lang::Id { '.' } else { ':' };
        format!("{}, {hour:02}{dot}{minute:02} {zone}", self.long_day(day))
    }

    /// "12.345" in Indonesian, "12,345" in English.
    pub fn number(&self, n: i64) -> String {
        let digits = n.unsigned_abs().to_string();
        let mark = if self.lang == Lang::Id { '.' } else { ',' };
        let mut out = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(mark);
            }
            out.push(c);
        }
        if n < 0 { format!("−{out}") } else { out }
    }

    /// "Rp3.000.000".
    pub fn money(&self, rupiah: i64) -> String {
        format!("Rp{}", self.number(rupiah))
    }
}
