//! Declared systems, stated totals, and what files say of each other.

use nhimap_core::schema::Subject;
use nhimap_core::tables::Complete;

use crate::world::World;

const REGISTER: &str = "Id,Name,Owner,Platform,ARN,Created\n\
                        A,svc-a,j@example.com,aws,arn:aws:iam::123456789012:user/svc-a,2025-01-01\n\
                        B,svc-b,j@example.com,aws,arn:aws:iam::123456789012:user/svc-b,2025-01-01\n";

const REPORT: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,\
                      password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,\
                      access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,\
                      access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,\
                      access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,\
                      cert_2_active,cert_2_last_rotated\n\
                      svc-a,arn:aws:iam::123456789012:user/svc-a,2025-01-01T00:00:00Z,false,N/A,N/A,N/A,false,true,\
                      2025-01-01T00:00:00Z,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n\
                      svc-c,ARN:AWS:IAM::123456789012:user/svc-c,2025-01-01T00:00:00Z,false,N/A,N/A,N/A,false,true,\
                      2025-01-01T00:00:00Z,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n";

#[test]
fn the_list_of_systems_dates_the_files_it_names() {
    let systems = "System,Account,File,Extraction date,Query,Complete or partial,Control total\n\
                   AWS,123456789012,report.csv,31.10.2026,all users,complete,2\n\
                   Entra ID,contoso,,2026-10-30,all apps,complete,99\n\
                   Register,,register.csv,2026-10-29,,partial,\n";
    let read = World::default()
        .file("register.csv", REGISTER)
        .file("report.csv", REPORT)
        .file("systems.csv", systems)
        .file("roster.csv", "Name,Email,Manager\nJana,j@example.com,\n")
        .read();
    assert_eq!(read.input("systems.csv").kind, "sources");
    let report = read.input("report.csv");
    assert_eq!(report.extracted.map(|day| day.to_string()).as_deref(), Some("2026-10-31"));
    assert_eq!((report.complete.as_str(), report.expected_rows), ("complete", Some(2)));
    assert_eq!(read.input("register.csv").complete, "partial");
    assert_eq!(read.0.tables.sources[0].complete, Complete::Partial);
    assert!(read.notes("control-total").is_empty());
    let lacking = read.note("system-without-file");
    assert_eq!((lacking.count, &lacking.lines[..]), (1, &[3][..]));
    assert_eq!(read.note("file-not-declared").file.as_deref(), Some("roster.csv"));
    assert_eq!(read.rows(Subject::Source), 3);
    assert_eq!(read.cells("source.rows"), ["2", "(empty)", "2"]);
}

#[test]
fn what_the_user_says_comes_before_the_list() {
    let systems = "System,File,Extraction date,Complete,Control total\nAWS,report.csv,2026-10-31,partial,9\n";
    let read =
        World::default().file("report.csv", REPORT).taken("2026-11-01").rows(2).file("systems.csv", systems).read();
    let report = read.input("report.csv");
    assert_eq!(report.extracted.map(|day| day.to_string()).as_deref(), Some("2026-11-01"));
    assert_eq!((report.complete.as_str(), report.expected_rows), ("complete", Some(2)));
    assert!(read.notes("control-total").is_empty());
}

#[test]
fn a_system_without_a_files_name_has_the_file_that_alone_can_be_meant() {
    let systems =
        "System,Extraction date,Complete,Control total\nAWS,2026-10-31,complete,2\nGitHub,2026-10-31,complete,4\n";
    let read = World::default().file("report.csv", REPORT).file("systems.csv", systems).read();
    assert_eq!(read.input("report.csv").complete, "complete");
    assert_eq!(read.note("system-without-file").lines, [3]);
    // Of two that may be meant, none is.
    let two =
        World::default().file("report.csv", REPORT).file("report-2.csv", REPORT).file("systems.csv", systems).read();
    assert_eq!(two.input("report.csv").complete, "undeclared");
    assert_eq!(two.note("system-without-file").count, 2);
}

#[test]
fn a_total_that_differs_makes_the_file_a_part() {
    for (rows, complete) in [(2, "complete"), (3, "partial"), (1, "partial")] {
        let read = World::default().file("report.csv", REPORT).taken("2026-11-01").rows(rows).read();
        assert_eq!(read.input("report.csv").complete, complete, "{rows}");
        assert_eq!(read.notes("control-total").len(), usize::from(rows != 2), "{rows}");
        assert_eq!(read.0.tables.sources[0].complete == Complete::Complete, rows == 2);
    }
    // Blank rows and totals are no data, refused rows are.
    let text = "Id,Name,Owner,Environment\nA,a,j@example.com,test\n\n,,x@example.com,test\nB,b,j@example.com,test\n";
    let read = World::default().file("register.csv", text).rows(3).read();
    assert!(read.notes("control-total").is_empty(), "{:?}", read.notes("control-total"));
}

#[test]
fn files_are_compared_with_each_other() {
    let read = World::default().file("register.csv", REGISTER).file("report.csv", REPORT).read();
    assert_eq!(read.rows(Subject::Identity), 3);
    let figures = |name: &str| {
        let it = read.input(name).compared.clone().expect("compared");
        (it.with.clone(), it.identities, it.in_both, it.only_here)
    };
    assert_eq!(figures("register.csv"), ("export".into(), 2, 1, 1));
    assert_eq!(figures("report.csv"), ("register".into(), 2, 1, 1));
    assert_eq!(read.input("report.csv").joined.get(&Subject::Identity), Some(&1));
    let says = read.input("report.csv").adds_up();
    assert!(says.starts_with("2 rows = 2 read + 0 set apart + 0 refused"), "{says}");
    assert!(
        says.contains("1 of its identities joined others; of its 2 identities 1 are in a register too, 1 in none"),
        "{says}"
    );
    let alone = World::default().file("register.csv", REGISTER).read();
    assert_eq!(alone.input("register.csv").compared, None);
}
