//! The registry's unit: a family (one No. KK) with its members, as a source file or a visit has it.

mod digest;
pub mod import;
mod record;

pub use digest::digest_input;
pub use record::*;

use crate::coded;

coded! {
    /// Sex as registered.
    pub enum Sex {
        /// Laki-laki.
        Male = "male",
        /// Perempuan.
        Female = "female",
    }
}

coded! {
    /// Relation to the head of the family (Regsosek 409).
    pub enum Relation {
        /// Kepala keluarga.
        Head = "head",
        /// Istri or suami.
        Spouse = "spouse",
        /// Anak.
        Child = "child",
        /// Menantu.
        ChildInLaw = "child_in_law",
        /// Cucu.
        Grandchild = "grandchild",
        /// Orang tua or mertua.
        Parent = "parent",
        /// Pembantu or sopir.
        Servant = "servant",
        /// Lainnya.
        Other = "other",
    }
}

coded! {
    /// Marital status (Regsosek 408).
    pub enum Marital {
        /// Belum kawin.
        Single = "single",
        /// Kawin.
        Married = "married",
        /// Cerai hidup.
        Divorced = "divorced",
        /// Cerai mati.
        Widowed = "widowed",
    }
}
