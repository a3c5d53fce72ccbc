//! Every sort of file that holds personal data or what opens it: `docs/personal-data.md` is made of it, after the tables.

use super::Class;

/// A sort of file.
#[derive(Debug, Clone, Copy)]
pub struct FileSort {
    /// What it is, and where it lies.
    pub name: &'static str,
    /// What it holds.
    pub class: Class,
    /// How long it is kept.
    pub retention: &'static str,
    /// What erasing somebody does to it.
    pub erasure: &'static str,
}

/// All sorts.
pub const FILES: &[FileSort] = &[
    FileSort {
        name: "key file (`keys.toml`, locked: `keys.toml.age`)",
        class: Class::Secret,
        retention: "as long as the data; a key that was rotated goes when nothing needs it any more",
        erasure: "untouched: keys of persons, families and cases lie in `subject_key`, and are destroyed there",
    },
    FileSort {
        name: "copies of the key file (`slrt key backup`), and the recovery code on paper",
        class: Class::Secret,
        retention: "the operator's: a copy as long as backups of its day, the code as long as any backup that it opens",
        erasure: "untouched, for the same reason",
    },
    FileSort {
        name: "private key and certificate of HTTPS (`tls/`)",
        class: Class::Secret,
        retention: "800 days, then made anew; one of somebody else's by its own rule",
        erasure: "untouched: it opens nothing that is kept",
    },
    FileSort {
        name: "database (`slrt.sqlite` with its write-ahead log, or the files of PostgreSQL)",
        class: Class::Identifying,
        retention: "as the tables above",
        erasure: "as the tables above; old bytes go when `slrt person clean-up` makes the files be written anew",
    },
    FileSort {
        name: "photographs of documents (`files/`, or the bucket)",
        class: Class::Sealed,
        retention: "as long as their case; one that no document names goes after a day",
        erasure: "the case's key goes first, then the file",
    },
    FileSort {
        name: "registry files that were imported, and reports of refused rows (`files/`, or the bucket)",
        class: Class::Sealed,
        retention: "30 days under a key of their batch, then the key is destroyed and the files go",
        erasure: "at once, all that can be read: whoever is erased may stand in any of them",
    },
    FileSort {
        name: "registry files that wait for a yes, in parts (`files/`, or the bucket)",
        class: Class::Sealed,
        retention: "one day under a key of their own",
        erasure: "at once; one that is just going in goes when it is in",
    },
    FileSort {
        name: "registry files while they are read, databases of a rebuild, restores under way (folders of one machine)",
        class: Class::Identifying,
        retention: "as long as the work; what a killed process left goes at the next start, or with `slrt person clean-up`",
        erasure: "with `slrt person clean-up`",
    },
    FileSort {
        name: "backups (`slrt backup --to`): tables, key file and sealed files, encrypted for the recovery code",
        class: Class::Sealed,
        retention: "the operator's: as many as `--keep` says",
        erasure: "not reached: they hold the keys of their day until the last of them is removed; after a restore, erase again",
    },
    FileSort {
        name: "what officers typed and have not sent, with photographs, and what waits for the network (in their browser, under their account)",
        class: Class::Identifying,
        retention: "drafts at most 7 days, results one day; what waits until it is sent or its owner discards it; all of it goes with logging out",
        erasure: "not reached: it lies on the officer's device; what is sent after an erasure is refused, or somebody new",
    },
    FileSort {
        name: "exports: the month as CSV and XLSX",
        class: Class::Coded,
        retention: "kept by nobody here; whoever downloads one keeps it",
        erasure: "nothing to do: counts of kinds, no persons",
    },
    FileSort {
        name: "reports of refused rows as CSV, downloaded (`slrt import registry --report` too): row, file, reason, and no value",
        class: Class::Technical,
        retention: "kept by whoever downloads one",
        erasure: "theirs",
    },
    FileSort {
        name: "receipts, letters and lists that were printed",
        class: Class::Identifying,
        retention: "the office's paper",
        erasure: "not reached: tell the office",
    },
    FileSort {
        name: "logs (standard error of the server)",
        class: Class::Technical,
        retention: "the operator's",
        erasure: "nothing to do: they hold no personal data",
    },
];
