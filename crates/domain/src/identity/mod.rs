//! Who and what things are: typed identifiers, tenants, NIK and family card numbers, sealed and private values.

mod id;
mod name;
mod national;
mod number;
mod sealed;

pub use id::*;
pub use name::masked_name;
pub use national::*;
pub use number::*;
pub use sealed::*;
