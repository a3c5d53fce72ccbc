//! Registry files: from what a source says to slices of the journal.
//!
//! [`import_registry_files`] reads files; [`RegistryImport`] takes families one by one, from wherever they come. A family that says the same as at its
//! last import is left alone; any other is recognised ([`recognise`]), sealed outside the writer's lock ([`sealing`]) and written slice by slice. An
//! import that was broken off goes on where it stopped when the same file comes again. Every import is begun and ended in the journal, also one that
//! finds nothing new: that somebody brought the file is itself worth knowing. Then no derived row changes but the import's own in `import_log`.

mod batch;
mod bridge;
mod files;
mod problems;
mod recognise;
mod registry;
mod sealing;
mod villages;

pub(crate) use batch::destroy_all as destroy_originals;
pub use batch::{BATCH_DAYS, kept_original, kept_report, sweep_batches};
pub use bridge::{forget_bridge, known_bridge};
pub(crate) use files::nik_area;
pub use files::{Content, FileOptions, ImportError, ImportOutcome, Input, LARGEST_FILES, import_registry_files};
pub use problems::{problems_csv, reason_words};
pub use registry::{ImportReport, RegistryImport};
pub use villages::Bridge;
