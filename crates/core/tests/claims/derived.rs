//! What checks ask of controls, evidence and people that no single file says.

use crate::world::{Run, World, csv};

fn organisation() -> Run {
    let controls = csv(
        &["Control id", "Title", "Status", "Owner", "Operator", "Cadence", "Last operated", "Threshold days", "Checks"],
        &[
            &[
                "C-1",
                "Rotation",
                "implemented",
                "ana@x.org",
                "ben@x.org",
                "30",
                "2026-10-20",
                "91",
                "credential-not-rotated",
            ],
            &[
                "C-2",
                "Reviews",
                "implemented",
                "ana@x.org",
                "ben@x.org",
                "90",
                "2026-10-21",
                "90",
                "credential-not-rotated",
            ],
            &["C-3", "Logging", "implemented", "lef@x.org", "", "30", "2026-10-21", "", ""],
        ],
    );
    let evidence = csv(
        &["Evidence id", "Control", "Artefact", "Evidence kind", "Collected", "Covers from", "Covers to", "Collector"],
        &[
            // 329 of the 365 days are 90.1 percent.
            &["E-1", "C-1", "logs/a.csv", "log", "2026-11-01", "2025-11-21", "2026-10-15", "ben@x.org"],
            // 328 are 89.8 percent.
            &["E-2", "C-2", "logs/b.csv", "log", "2026-10-30", "2025-11-21", "2026-10-14", "zoe@x.org"],
            &["E-3", "C-2", "logs/b.csv", "scan", "2026-10-30", "2026-10-15", "2026-10-15", "zoe@x.org"],
        ],
    );
    let roster = csv(
        &["Name", "Address", "Left"],
        &[&["Ana", "ana@x.org", ""], &["Ben", "ben@x.org", ""], &["Lef", "lef@x.org", "2026-01-31"]],
    );
    let organisation = World::keys(1, 0).with("controls.csv", controls).with("evidence.csv", evidence);
    organisation.with("roster.csv", roster).run()
}

#[test]
fn checks_over_derived_fields_have_all_columns_that_these_are_made_of() {
    let run = organisation();
    let failing = |check: &str| {
        let of_check = run.findings.iter().filter(|finding| finding.check == check);
        let mut keys: Vec<&str> = of_check.map(|finding| finding.key.as_str()).collect();
        keys.sort_unstable();
        keys
    };
    assert_eq!(failing("control-claimed-without-evidence"), ["C-3"]);
    assert_eq!(failing("control-operation-overdue"), ["C-1"], "due on the day before the as-of date");
    assert_eq!(failing("control-threshold-looser-than-policy"), ["C-1"], "91 days against 90");
    assert_eq!(failing("evidence-covers-part-of-period"), ["C-2"]);
    assert_eq!(failing("evidence-by-interested-party"), ["E-1"]);
    assert_eq!(failing("evidence-reused"), ["E-2", "E-3"], "one file, for two periods");
    assert_eq!(run.check("leaver-not-handed-over").counts.fail, 1, "a control in force still names the leaver");
}
