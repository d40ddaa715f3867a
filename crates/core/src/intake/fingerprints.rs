//! Where one secret stands in several places: marks that are equal for equal secrets and tell nothing else.
//!
//! While a file is read, a secret is only a hash. When the file is read, the hash becomes a number in the order in which the
//! secrets were met, so that nothing that could be tried out against guessed secrets is kept.

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::encode::BlockColumn;
use super::plan::From;
use super::read::Raw;

/// The hash of a secret; none where the tool that found it wrote it masked or cut, or where it is too short to tell apart.
pub(super) fn hash(secret: &[u8]) -> Option<String> {
    const MASKS: [&[u8]; 5] = [b"***", b"...", b"xxxx", b"XXXX", "…".as_bytes()];
    const WORDS: [&[u8]; 7] = [b"redacted", b"masked", b"hidden", b"secret", b"password", b"removed", b"<redacted>"];
    let masked = MASKS.iter().any(|mask| memchr::memmem::find(secret, mask).is_some())
        || WORDS.iter().any(|word| secret.eq_ignore_ascii_case(word))
        || memchr::memmem::find(&secret.to_ascii_lowercase(), b"redacted").is_some();
    let distinct = secret.iter().collect::<std::collections::BTreeSet<_>>().len();
    (!masked && secret.len() >= 6 && distinct >= 4).then(|| crate::hex(&Sha256::digest(secret)))
}

/// The secrets met so far, by their hashes.
#[derive(Default)]
pub(super) struct Secrets(FxHashMap<Vec<u8>, usize>);

impl Secrets {
    /// Makes numbers of a file's hashes.
    pub(super) fn number(&mut self, raw: &mut Raw) {
        for (view, plan) in raw.views.iter_mut().zip(&raw.plan.views) {
            for (column, field) in view.columns.iter_mut().zip(&plan.fields) {
                if let From::Fingerprint(_) = field.from {
                    column.blocks.iter_mut().for_each(|(_, block)| self.number_block(block));
                }
            }
        }
    }

    fn number_block(&mut self, block: &mut BlockColumn) {
        let BlockColumn::Texts { bytes, ends, .. } = block else { return };
        let mut marks = Vec::new();
        let mut start = 0;
        for end in ends {
            let hash = &bytes[start..*end as usize];
            start = *end as usize;
            if !hash.is_empty() {
                let next = self.0.len() + 1;
                let number = *self.0.entry(hash.to_vec()).or_insert(next);
                marks.extend_from_slice(format!("secret {number}").as_bytes());
            }
            *end = marks.len() as u32;
        }
        *bytes = marks;
    }
}
