//! The map of a framework with categories: one row per category, one cell per reference.

use nhimap_core::api::{FrameworkResult, Group, ReferenceResult};
use nhimap_core::assess::result::ResultWord;

use super::View;

/// A function of the framework.
pub(crate) struct Function<'a> {
    /// Its name: the title, else the id.
    pub(crate) name: &'a str,
    /// Its id, where the name is another.
    pub(crate) id: Option<&'a str>,
    /// Its categories.
    pub(crate) rows: Vec<Row<'a>>,
    /// References in it with a result.
    pub(crate) with_result: usize,
    /// References in it.
    pub(crate) of: usize,
}

/// A category.
pub(crate) struct Row<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// Its title, where it has one.
    pub(crate) title: Option<&'a str>,
    /// Its references.
    pub(crate) cells: Vec<Cell<'a>>,
}

/// A reference in its category.
pub(crate) struct Cell<'a> {
    /// The reference.
    pub(crate) it: &'a ReferenceResult,
    /// What its label adds in front of the tail: `PR.AA-`.
    pub(crate) head: &'a str,
    /// What its label adds to the category's: `05`.
    pub(crate) tail: &'a str,
}

impl<'a> Row<'a> {
    /// The cells of which something is said.
    pub(crate) fn said(&self) -> Vec<&Cell<'a>> {
        self.cells.iter().filter(|cell| has_result(cell.it)).collect()
    }
}

impl<'a> View<'a> {
    /// The map. Every reference stands in exactly one cell; those without a known category come last.
    pub(crate) fn map(&self, framework: &'a FrameworkResult) -> Vec<Function<'a>> {
        let mut functions = Vec::new();
        for top in framework.groups.iter().filter(|group| parent(framework, group).is_none()) {
            let own = std::iter::once(top);
            let below = framework.groups.iter().filter(|group| group.parent.as_ref() == Some(&top.id));
            let rows: Vec<_> = own.chain(below).filter_map(|group| row(framework, group)).collect();
            functions.extend(function(top.title.as_deref().unwrap_or(&top.id), Some(top), rows));
        }
        let known = |it: &ReferenceResult| {
            functions.iter().flat_map(|f| &f.rows).flat_map(|r| &r.cells).any(|cell| std::ptr::eq(cell.it, it))
        };
        let left: Vec<_> = framework.references.iter().filter(|it| it.result.is_some() && !known(it)).collect();
        let rows = if left.is_empty() { Vec::new() } else { vec![Row { id: "", title: None, cells: cells("", left) }] };
        functions.extend(function("Other", None, rows));
        functions
    }
}

fn parent<'a>(framework: &'a FrameworkResult, group: &Group) -> Option<&'a Group> {
    let id = group.parent.as_ref()?;
    framework.groups.iter().find(|above| above.id == *id)
}

fn function<'a>(name: &'a str, group: Option<&'a Group>, rows: Vec<Row<'a>>) -> Option<Function<'a>> {
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let (of, with_result) = (cells().count(), cells().filter(|cell| has_result(cell.it)).count());
    let id = group.map(|group| group.id.as_str()).filter(|id| *id != name);
    (of > 0).then_some(Function { name, id, rows, with_result, of })
}

fn row<'a>(framework: &'a FrameworkResult, group: &'a Group) -> Option<Row<'a>> {
    let in_it = |it: &&ReferenceResult| it.result.is_some() && it.parent.as_ref() == Some(&group.id);
    let members: Vec<_> = framework.references.iter().filter(in_it).collect();
    (!members.is_empty()).then(|| Row {
        id: &group.id,
        title: group.title.as_deref(),
        cells: cells(&group.id, members),
    })
}

fn cells<'a>(group: &str, members: Vec<&'a ReferenceResult>) -> Vec<Cell<'a>> {
    members
        .into_iter()
        .map(|it| {
            let tail = it.label.strip_prefix(group).unwrap_or(&it.label).trim_start_matches(['-', '.', ' ', ':']);
            let tail = if tail.is_empty() { &it.label } else { tail };
            Cell { it, head: &it.label[..it.label.len() - tail.len()], tail }
        })
        .collect()
}

fn has_result(it: &ReferenceResult) -> bool {
    !matches!(it.result, None | Some(ResultWord::NotAssessed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::rich;

    #[test]
    fn every_reference_with_a_result_has_one_cell() {
        let mut a = rich();
        // A reference whose category the framework does not list is shown all the same.
        a.frameworks[1].references[0].parent = Some("XX.YY".into());
        let view = View::new(&a);
        for (framework, of) in [(&a.frameworks[1], 106), (&a.frameworks[3], 72)] {
            let map = view.map(framework);
            let cells: Vec<_> = map.iter().flat_map(|f| &f.rows).flat_map(|row| &row.cells).collect();
            assert_eq!(cells.len(), of);
            assert_eq!(map.iter().map(|f| f.of).sum::<usize>(), of);
            for cell in cells {
                assert_eq!(format!("{}{}", cell.head, cell.tail), cell.it.label);
            }
        }
        let rmf = view.map(&a.frameworks[3]);
        assert_eq!(rmf[2].rows[1].cells[12].tail, "13", "MEASURE 2.13");
    }
}
