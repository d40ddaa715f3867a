//! What nhimap knows, as text files: framework catalogs, checks, policy, vocabulary, known exports.
//!
//! Nothing goes in; out come the files by path, as they stand in this folder. They are editable without Rust; the core
//! reads and checks them.
//!
//! ```
//! assert!(nhimap_frameworks::FILES.iter().any(|(path, _)| *path == "policy.toml"));
//! ```

/// The files of the shipped pack: path with forward slashes, and text.
pub static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
