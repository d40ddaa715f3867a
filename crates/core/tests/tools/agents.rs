//! dump
use crate::world::*;
use nhimap_core::schema::{SUBJECTS, fields_of};

#[test]
fn dump() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/exports/");
    let mut dirs: Vec<_> = std::fs::read_dir(root).unwrap().map(|d| d.unwrap().path()).collect();
    dirs.sort();
    for dir in dirs {
        let mut files: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|d| d.unwrap().path()).collect();
        files.sort();
        for file in files {
            let name = file.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(&file).unwrap();
            println!("=== {name}");
            match tried(&[(&name, &bytes)]) {
                Err(error) => println!("  REFUSED {error}"),
                Ok(i) => {
                    for input in &i.inputs {
                        println!(
                            "  {} | {} | rows {} read {} {}",
                            input.name, input.understood_as, input.rows, input.read, input.complete
                        );
                        for s in &input.set_apart {
                            println!("    apart {} {}", s.rows, s.reason);
                        }
                        for s in &input.refused {
                            println!("    refused {} {}", s.rows, s.reason);
                        }
                        println!(
                            "    unused {:?}",
                            input
                                .columns
                                .iter()
                                .filter(|c| c.how != "read")
                                .map(|c| format!("{}:{}", c.heading, c.how))
                                .collect::<Vec<_>>()
                        );
                    }
                    for n in &i.notes {
                        println!("    note {} {} {:?} {}", n.kind, n.count, n.column, n.says);
                    }
                    for subject in SUBJECTS {
                        for field in fields_of(subject) {
                            let path = format!("{}.{}", subject.name(), field.name);
                            let c = cells(&i.tables, &path);
                            if c.iter().any(|c| c != "(unknown)") {
                                println!("    {path} {c:?}");
                            }
                        }
                    }
                }
            }
        }
    }
}
