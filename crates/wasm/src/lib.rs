//! The core for the browser: the same requests and answers as for the command, behind wasm-bindgen.
//!
//! [`Session`] is what a tab holds: the files that were dropped, and what they showed. It knows nothing of a browser and is
//! tested natively; the module `browser` exports it to the worker of the page and lends it the browser's files.

#[cfg(target_family = "wasm")]
pub mod browser;
mod data;
mod failure;
mod known;
mod sample;
mod session;
mod types;

pub use data::Data;
pub use failure::{Failure, Place, Problem};
pub use known::{
    AssumptionKnown, CheckKnown, EditionItems, EditionKnown, Explained, ItemKnown, KeyKnown, MapKnown, Moved,
    PolicyKnown, RaiseKnown, ReferenceKnown, Related,
};
pub use session::{Opened, Session, Source};
pub use types::{
    AssessAsk, CheckText, CorrectAsk, CrosswalkAsk, CrosswalkTold, FieldKnown, FileSettings, FileUnderstood,
    ProgressTold, SampleAsk, SampleTold, TraceAsk, VersionTold,
};
