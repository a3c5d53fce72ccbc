//! Fields of a step's form, as its template shows them.

use crate::form::Fields;

/// Something to choose.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// What it leads to.
    pub hint: String,
    /// Whether it is chosen.
    pub on: bool,
    /// The part that it opens.
    pub shows: Option<&'static str>,
}

impl Choice {
    /// A choice that is not made yet.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new(), on: false, shows: None }
    }

    /// With words under it.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// Opening a part of the form.
    pub fn shows(self, part: &'static str) -> Self {
        Self { shows: Some(part), ..self }
    }
}

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Several lines.
    Area,
    /// One line.
    Line,
    /// A day.
    Date,
    /// One of some, all in sight.
    Radios,
    /// Any of some.
    Checks,
    /// One of many.
    Select,
    /// Yes, after what is read aloud.
    Tick,
}

/// A field.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Its name in the form.
    pub name: &'static str,
    /// The field of the rules that it answers: refusals of that field are shown here.
    pub answers: &'static str,
    /// Question.
    pub label: String,
    /// Help.
    pub hint: String,
    /// What is wrong.
    pub error: Option<String>,
    /// Whether it may be left empty.
    pub optional: bool,
    /// How it is filled in.
    pub way: Way,
    /// What was typed.
    pub value: String,
    /// Choices in sight.
    pub choices: Vec<Choice>,
    /// Choices that are seldom needed, under their heading.
    pub more: Vec<Choice>,
    /// Heading of those.
    pub more_label: String,
}

impl Field {
    /// A field that must be filled in.
    pub fn new(name: &'static str, way: Way, label: impl Into<String>) -> Self {
        Self {
            name,
            answers: name,
            label: label.into(),
            hint: String::new(),
            error: None,
            optional: false,
            way,
            value: String::new(),
            choices: Vec::new(),
            more: Vec::new(),
            more_label: String::new(),
        }
    }

    /// May be left empty.
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// With help.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// Answering another field of the rules.
    pub fn answers(self, field: &'static str) -> Self {
        Self { answers: field, ..self }
    }

    /// With choices.
    pub fn choices(self, choices: Vec<Choice>) -> Self {
        Self { choices, ..self }
    }

    /// With more choices under a heading; in sight where there are no others.
    pub fn more(self, label: impl Into<String>, more: Vec<Choice>) -> Self {
        if self.choices.is_empty() { Self { choices: more, ..self } } else { Self { more, more_label: label.into(), ..self } }
    }

    /// With a value to begin with.
    pub fn value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// The element to which the error summary leads.
    pub fn target(&self) -> String {
        match self.way {
            Way::Radios | Way::Checks => format!("{}-1", self.name),
            _ => self.name.to_owned(),
        }
    }

    /// Whether some of the seldom ones is chosen, so that they must be in sight.
    pub fn more_chosen(&self) -> bool {
        self.more.iter().any(|c| c.on)
    }

    pub fn is(&self, way: &str) -> bool {
        way == match self.way {
            Way::Area => "area",
            Way::Line => "line",
            Way::Date => "date",
            Way::Radios => "radios",
            Way::Checks => "checks",
            Way::Select => "select",
            Way::Tick => "tick",
        }
    }

    /// Brings back what was typed.
    fn refill(&mut self, fields: &Fields) {
        self.value = fields.text(self.name).to_owned();
        for c in self.choices.iter_mut().chain(&mut self.more) {
            c.on = fields.all(self.name).any(|v| v == c.value);
        }
    }
}

/// Fields that belong together; one with an id shows only while the choice is made that opens it.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Its id.
    pub id: Option<&'static str>,
    /// Its fields.
    pub fields: Vec<Field>,
}

impl Part {
    /// Always in sight.
    pub fn always(fields: Vec<Field>) -> Self {
        Self { id: None, fields }
    }

    /// In sight while a choice is made.
    pub fn shown(id: &'static str, fields: Vec<Field>) -> Self {
        Self { id: Some(id), fields }
    }
}

/// Brings back what was typed in a form.
pub(super) fn refill(parts: &mut [Part], fields: &Fields) {
    parts.iter_mut().flat_map(|p| &mut p.fields).for_each(|f| f.refill(fields));
}

/// Chooses a value from the start.
pub(super) fn choose(parts: &mut [Part], name: &str, value: &str) {
    let fields = parts.iter_mut().flat_map(|p| &mut p.fields).filter(|f| f.name == name);
    for f in fields {
        for c in f.choices.iter_mut().chain(&mut f.more).filter(|c| c.value == value) {
            c.on = true;
        }
    }
}

/// Shows what is wrong at the field that it is about; says whether there is one.
pub(super) fn complain(parts: &mut [Part], about: &str, words: &str) -> bool {
    let open: Vec<&'static str> = parts
        .iter()
        .flat_map(|p| &p.fields)
        .flat_map(|f| f.choices.iter().chain(&f.more))
        .filter(|c| c.on)
        .filter_map(|c| c.shows)
        .collect();
    let in_sight = parts.iter_mut().filter(|p| p.id.is_none_or(|id| open.contains(&id)));
    match in_sight.flat_map(|p| &mut p.fields).find(|f| f.answers == about || f.name == about) {
        Some(f) => {
            f.error = Some(words.to_owned());
            true
        }
        None => false,
    }
}
