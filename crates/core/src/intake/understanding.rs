//! A file read to its end, for what is shown of how it is understood.

use std::collections::BTreeMap;

use super::mapping::{Mapping, TableMapping};
use super::plan::{From, ReadPlan};
use super::{FilesRead, IngestError, Ingested, InputFile, Progress, merge, read_all};
use crate::api::{Confidence, Note, TableUnderstood, Understanding};
use crate::pack::Pack;

/// What is kept of a table's plan while it is read.
struct Planned {
    unit: &'static str,
    delimiter: Option<String>,
    confidence: Confidence,
    samples: Vec<Vec<String>>,
    constants: BTreeMap<String, String>,
    mapping: TableMapping,
}

/// Reads a file to its end, and tells how it is understood.
///
/// # Errors
/// Why none of its tables can be read.
pub fn understanding(
    file: InputFile<'_>,
    pack: &Pack,
    threads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Understanding, IngestError> {
    let FilesRead { raws, unread, .. } = read_all(vec![file], &BTreeMap::new(), pack, &|_| true, threads, progress)?;
    let planned: Vec<Planned> = raws.iter().map(|raw| planned(&raw.name, &raw.plan, raw.facts.unit)).collect();
    let Ingested { inputs, mut notes, .. } = merge::merge(raws, Vec::new(), pack, threads);
    notes.extend(unread);
    let mut tables = Vec::new();
    let mut mapping = Mapping::default();
    for (input, planned) in inputs.into_iter().zip(planned) {
        let is_own = |note: &mut Note| note.file.as_ref() == Some(&input.name);
        let own: Vec<Note> = notes.extract_if(.., is_own).collect();
        let dates = own.iter().filter(|note| note.kind.starts_with("date-order"));
        let dates = dates.filter_map(|note| Some((note.column.clone()?, note.says.clone()))).collect();
        mapping.tables.push(planned.mapping);
        tables.push(TableUnderstood {
            input,
            unit: planned.unit.into(),
            delimiter: planned.delimiter,
            heading_confidence: planned.confidence,
            samples: planned.samples,
            dates,
            constants: planned.constants,
            notes: own,
        });
    }
    Ok(Understanding { tables, notes, mapping })
}

fn planned(name: &str, plan: &ReadPlan, unit: &'static str) -> Planned {
    let delimiter = match plan.delimiter {
        b'\t' => "a tab".to_owned(),
        other => format!("`{}`", char::from(other)),
    };
    let constants = plan.views.iter().flat_map(|view| &view.fields).filter_map(|field| match &field.from {
        From::Constant(value) => Some((field.field.path(), value.clone())),
        _ => None,
    });
    Planned {
        unit,
        delimiter: (unit == "row" && plan.header.len() > 1).then_some(delimiter),
        confidence: plan.heading_confidence,
        samples: plan.samples.clone(),
        constants: constants.collect(),
        mapping: TableMapping::of(name, plan),
    }
}
