//! Writing families into the registry, slice by slice.

use super::recognise::{Recognised, Recogniser};
use super::sealing::{SealedSlice, Sealer, known_subjects};
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::{Body, Request};
use slrt_domain::calendar::Day;
use slrt_domain::family::FamilyRecord;
use slrt_domain::family::import::NikArea;
use slrt_domain::identity::{ImportId, OperationId, Subject};
use slrt_domain::journal::{Event, Hash, ImportFinished, ImportSlice, ImportStarted, Refusal, RefusalKind};
use slrt_storage::known::{self, KnownImport};
use slrt_storage::{Opener, StorageError, import, office};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Families in the first slice; from then on the time that a slice takes decides.
const FIRST: usize = 100;
/// Fewest and most families in a slice.
const BOUNDS: std::ops::RangeInclusive<usize> = 25..=400;
/// How long a slice's transaction should hold the journal's head: below the 50 ms that others may have to wait.
const TARGET: Duration = Duration::from_millis(40);
/// How often a slice is tried when the queue is full or another server was faster.
const TRIES: u32 = 100;
/// How often in a row a slice is recognised anew.
const MOST_LATE: u32 = 5;
const PAUSE: Duration = Duration::from_millis(100);

/// What an import came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// The import; none when it was only tried.
    pub import: Option<ImportId>,
    /// Families written.
    pub families: i64,
    /// Persons in them.
    pub persons: i64,
    /// Families that were there already and say nothing new.
    pub unchanged: i64,
    /// Families that are known as of a later day: they were left as they are. The journal does not keep it: where an import that has ended is gone
    /// through again, it is what the file holds beyond the families written and unchanged.
    pub older: i64,
    /// Rows refused.
    pub problems: i64,
}

/// An import under way. Dropped before [`RegistryImport::finish`], it goes on when the same file comes again.
pub struct RegistryImport {
    house: House,
    sender: Sender,
    source: String,
    as_of: Day,
    import: Option<ImportId>,
    /// What the journal says of it already, when this was all done before.
    done: Option<ImportReport>,
    /// Families of a file that was all done before.
    again: i64,
    next_slice: i64,
    size: usize,
    recogniser: Recogniser,
    /// Which numbers may come in here; read with the first family.
    area: Option<NikArea>,
    incoming: Vec<FamilyRecord>,
    changed: Vec<Recognised>,
    flight: Option<Flight>,
    /// How often in a row a slice came too late.
    late: u32,
    before: ImportReport,
    written: ImportReport,
}

struct Landed {
    took: Duration,
    families: usize,
    persons: i64,
}

/// A slice on its way, with what it was made of, in case that somebody else is faster.
struct Flight {
    task: JoinHandle<Result<Landed, OperationError>>,
    records: Vec<FamilyRecord>,
}

impl std::fmt::Debug for RegistryImport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegistryImport").field("import", &self.import).field("written", &self.written).finish_non_exhaustive()
    }
}

impl RegistryImport {
    /// Begins an import, or goes on with the one of the same file that has not ended (its source and day then hold). `source` is `dtsen`, `dtks` or
    /// `bdt`; `as_of` the day of which the copy is. While another import is under way none begins.
    ///
    /// # Errors
    /// A refusal for whoever may not import, or the storage's error.
    pub async fn start(house: &House, sender: &Sender, source: &str, as_of: Day, file_digest: Hash) -> Result<Self, OperationError> {
        let mut this = Self::new(house, sender, source, as_of);
        let found = this.find(|tx| Box::pin(known::unfinished_import(tx, sender.tenant, file_digest))).await?;
        let found = match found {
            Some(found) => found,
            None => {
                let started = ImportStarted { import: ImportId(house.clock().new_id()), file_digest, source: source.to_owned(), as_of };
                let done = house.submit(sender.request(Body::StartImport(started))).await?;
                let id = done.events.iter().find_map(|e| if let Event::ImportStarted(e) = e { Some(e.import) } else { None });
                let id = id.ok_or_else(|| StorageError::corrupt("an import without its beginning"))?;
                let found = this.find(|tx| Box::pin(known::import(tx, sender.tenant, id))).await?;
                found.ok_or_else(|| StorageError::corrupt("an import that is not in the log"))?
            }
        };
        this.go_on_with(&found).await?;
        Ok(this)
    }

    /// Goes through an import without writing anything: to see what it would come to.
    pub fn rehearse(house: &House, sender: &Sender, source: &str, as_of: Day) -> Self {
        Self::new(house, sender, source, as_of)
    }

    fn new(house: &House, sender: &Sender, source: &str, as_of: Day) -> Self {
        Self {
            house: house.clone(),
            sender: sender.clone(),
            source: source.to_owned(),
            as_of,
            import: None,
            done: None,
            again: 0,
            next_slice: 0,
            size: FIRST,
            recogniser: Recogniser::default(),
            area: None,
            incoming: Vec::with_capacity(FIRST),
            changed: Vec::with_capacity(FIRST),
            flight: None,
            late: 0,
            before: ImportReport::default(),
            written: ImportReport::default(),
        }
    }

    async fn find<F>(&self, query: F) -> Result<Option<KnownImport>, OperationError>
    where
        F: for<'t> FnOnce(&'t mut slrt_storage::Tx) -> futures::future::BoxFuture<'t, Result<Option<KnownImport>, StorageError>>,
    {
        let mut tx = self.house.db().read(self.sender.tenant).await?;
        let found = query(&mut tx).await?;
        tx.rollback().await?;
        Ok(found)
    }

    async fn go_on_with(&mut self, found: &KnownImport) -> Result<(), OperationError> {
        self.import = Some(found.id);
        self.source = found.source.clone();
        self.as_of = Day::parse(&found.as_of).unwrap_or(self.as_of);
        if found.finished {
            let KnownImport { families, persons, unchanged, problems, .. } = *found;
            self.done = Some(ImportReport { import: self.import, families, persons, unchanged, older: 0, problems });
            return Ok(());
        }
        self.next_slice = found.slices;
        self.before.families = found.families;
        let mut tx = self.house.db().read(self.sender.tenant).await?;
        for slice in 0..found.slices {
            for row in import::rows(&mut tx, self.sender.tenant, found.id, slice).await? {
                self.before.persons += i64::try_from(import::decode(&row)?.members.len()).unwrap_or(0);
            }
        }
        Ok(tx.rollback().await?)
    }

    /// The import's id; none while it is only tried.
    pub fn id(&self) -> Option<ImportId> {
        self.import
    }

    /// Takes a family; now and then writes a slice.
    ///
    /// # Errors
    /// A refusal ([`RefusalKind::WrongNikArea`] for a number of real people in a demonstration, or a made-up one among real people), or the
    /// storage's error: then the import stands still until the same file comes again.
    pub async fn push(&mut self, family: FamilyRecord) -> Result<(), OperationError> {
        if self.done.is_some() {
            self.again += 1;
            return Ok(());
        }
        self.check_numbers(&family).await?;
        self.incoming.push(family);
        if self.incoming.len() + self.changed.len() >= self.size {
            self.recognise().await?;
        }
        // A slice need not be full: the last quarter would come in ever smaller portions.
        if self.changed.len() * 4 >= self.size * 3 {
            self.write().await?;
        }
        Ok(())
    }

    /// Whoever reads a file leaves such rows out already. This is the last door: nothing else may bring them in.
    async fn check_numbers(&mut self, family: &FamilyRecord) -> Result<(), OperationError> {
        let area = match self.area {
            Some(area) => area,
            None => *self.area.insert(self.nik_area().await?),
        };
        let wrong = |synthetic: bool| synthetic != (area == NikArea::OnlySynthetic);
        let field = if family.card.is_some_and(|c| wrong(c.is_synthetic())) {
            "card"
        } else if family.members.iter().any(|m| m.nik.is_some_and(|n| wrong(n.is_synthetic()))) {
            "nik"
        } else {
            return Ok(());
        };
        Err(Refusal { field: Some(field), ..Refusal::new(RefusalKind::WrongNikArea) }.into())
    }

    async fn nik_area(&self) -> Result<NikArea, OperationError> {
        let mut tx = self.house.db().read(self.sender.tenant).await?;
        let profile = office::profile(&mut tx, self.sender.tenant).await?.ok_or_else(Refusal::not_found)?;
        tx.rollback().await?;
        Ok(super::nik_area(&profile.kind))
    }

    async fn recognise(&mut self) -> Result<(), OperationError> {
        let records = std::mem::take(&mut self.incoming);
        if records.is_empty() {
            return Ok(());
        }
        let sorted = self.recogniser.recognise(&self.house, self.sender.tenant, records, self.as_of).await?;
        self.written.unchanged += sorted.unchanged;
        self.written.older += sorted.older;
        self.changed.extend(sorted.changed);
        Ok(())
    }

    /// Recognises anew what did not come to pass, and what rested on it.
    async fn recognise_again(&mut self, records: Vec<FamilyRecord>, families: Vec<Recognised>) -> Result<(), OperationError> {
        self.late += 1;
        let import = self.import.filter(|_| self.late <= MOST_LATE).ok_or(OperationError::Busy)?;
        let found = self.find(|tx| Box::pin(known::import(tx, self.sender.tenant, import))).await?;
        // Another server may have written this import's slices from the same file.
        let found = found.filter(|i| !i.finished).ok_or_else(|| Refusal::new(RefusalKind::Changed))?;
        self.next_slice = found.slices;
        self.recogniser.forget();
        let rest = std::mem::take(&mut self.incoming);
        self.incoming = records.into_iter().chain(families.into_iter().map(|f| f.record)).chain(rest).collect();
        self.recognise().await
    }

    /// Seals what has changed while the slice before it is written, then sends it after it.
    async fn write(&mut self) -> Result<(), OperationError> {
        let mut families = std::mem::take(&mut self.changed);
        if families.is_empty() {
            return Ok(());
        }
        let Some(import) = self.import else {
            self.written.families += i64::try_from(families.len()).unwrap_or(0);
            self.written.persons += families.iter().map(|f| i64::try_from(f.members.len()).unwrap_or(0)).sum::<i64>();
            self.recogniser.departed();
            return Ok(());
        };
        let sealed = loop {
            let subjects = known_subjects(&families);
            // Somebody known may have come with the slice before: then the key is there once that is written.
            let mut late = if subjects.is_empty() { None } else { self.land().await? };
            if late.is_none() {
                let sealed = self.seal(&mut families, subjects).await?;
                late = self.land().await?;
                if late.is_none() {
                    break sealed;
                }
            }
            self.recognise_again(late.unwrap_or_default(), families).await?;
            families = std::mem::take(&mut self.changed);
            if families.is_empty() {
                return Ok(());
            }
        };
        self.recogniser.departed();
        let (house, persons, count) = (self.house.clone(), sealed.persons, families.len());
        let request = self.slice(import, sealed, count);
        let task = tokio::spawn(async move {
            let took = submit(&house, request).await?;
            Ok(Landed { took, families: count, persons })
        });
        self.flight = Some(Flight { task, records: families.into_iter().map(|f| f.record).collect() });
        self.next_slice += 1;
        Ok(())
    }

    async fn seal(&self, families: &mut Vec<Recognised>, subjects: Vec<Subject>) -> Result<SealedSlice, OperationError> {
        let tenant = self.sender.tenant;
        let mut tx = self.house.db().read(tenant).await?;
        let opener = Opener::load(&mut tx, self.house.keys(), tenant, &subjects).await?;
        tx.rollback().await?;
        let (house, source, as_of, taken) = (self.house.clone(), self.source.clone(), self.as_of, std::mem::take(families));
        let sealing = tokio::task::spawn_blocking(move || {
            let sealer = Sealer { tenant, source: &source, as_of, clock: house.clock(), opener };
            (sealer.seal(&taken), taken)
        });
        let (sealed, taken) = sealing.await.map_err(|_| OperationError::Busy)?;
        *families = taken;
        Ok(sealed)
    }

    fn slice(&self, import: ImportId, sealed: SealedSlice, families: usize) -> Request {
        let slice = ImportSlice {
            import,
            slice: self.next_slice,
            families: i64::try_from(families).unwrap_or(i64::MAX),
            rows_digest: import::rows_digest(&sealed.rows),
        };
        let digest = slice.rows_digest;
        let body = Body::WriteSlice(slice, sealed.rows);
        Request { id: OperationId(self.house.clock().new_id()), digest: digest.into(), keys: sealed.keys, ..self.sender.request(body) }
    }

    /// Waits for the slice that is being written, and learns from it how large the next may be. Answers its records when somebody else was faster:
    /// then nothing of it was written.
    async fn land(&mut self) -> Result<Option<Vec<FamilyRecord>>, OperationError> {
        let Some(flight) = self.flight.take() else { return Ok(None) };
        let landed = match flight.task.await.map_err(|_| OperationError::Busy)? {
            Err(OperationError::Refused(r)) if r.kind == RefusalKind::Changed => return Ok(Some(flight.records)),
            other => other?,
        };
        self.late = 0;
        self.written.families += i64::try_from(landed.families).unwrap_or(0);
        self.written.persons += landed.persons;
        self.size = next_size(self.size, landed.families, landed.took);
        Ok(None)
    }

    /// Writes the rest and ends the import. `problems` is how many rows were refused.
    ///
    /// # Errors
    /// A refusal, or the storage's error.
    pub async fn finish(mut self, problems: i64) -> Result<ImportReport, OperationError> {
        if let Some(done) = self.done {
            return Ok(ImportReport { older: (self.again - done.families - done.unchanged).max(0), ..done });
        }
        self.recognise().await?;
        self.write().await?;
        while let Some(records) = self.land().await? {
            self.recognise_again(records, Vec::new()).await?;
            self.write().await?;
        }
        let report = ImportReport {
            import: self.import,
            families: self.before.families + self.written.families,
            persons: self.before.persons + self.written.persons,
            // What an earlier attempt wrote was found again now.
            unchanged: (self.written.unchanged - self.before.families).max(0),
            older: self.written.older,
            problems,
        };
        if let Some(import) = self.import {
            let ImportReport { families, persons, unchanged, .. } = report;
            let finished = ImportFinished { import, families, persons, unchanged, problems };
            let id = OperationId(self.house.clock().new_id());
            submit(&self.house, Request { id, ..self.sender.request(Body::FinishImport(finished)) }).await?;
        }
        Ok(report)
    }
}

/// Sends a request until there is room for it. The same request twice happens once.
async fn submit(house: &House, request: Request) -> Result<Duration, OperationError> {
    let mut tries = 0;
    loop {
        let began = Instant::now();
        match house.submit(request.clone()).await {
            Ok(_) => return Ok(began.elapsed()),
            Err(OperationError::Busy | OperationError::Storage(StorageError::Contended)) if tries < TRIES => {
                tries += 1;
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// As many families as take the target time, going there in steps, since one slow slice is no rule.
fn next_size(size: usize, families: usize, took: Duration) -> usize {
    let micros = took.as_micros().max(1);
    let fitting = usize::try_from(TARGET.as_micros() * families as u128 / micros).unwrap_or(usize::MAX);
    fitting.clamp(size / 2, size + size / 2).clamp(*BOUNDS.start(), *BOUNDS.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_grow_and_shrink_towards_the_time_they_may_take() {
        let ms = Duration::from_millis;
        for (size, families, took, want) in [
            (100, 100, ms(40), 100),
            (100, 100, ms(30), 133),
            (100, 100, ms(10), 150),
            (100, 100, ms(400), 50),
            (30, 30, ms(400), 25),
            (380, 380, ms(10), 400),
            (100, 50, ms(20), 100),
            (100, 1, ms(0), 150),
        ] {
            assert_eq!(next_size(size, families, took), want, "{size} {families} {took:?}");
        }
    }
}
