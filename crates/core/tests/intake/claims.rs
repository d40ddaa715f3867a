//! Sheets of controls, evidence, exceptions, launches and responses, as people write them, with the words that ship.

use std::sync::LazyLock;

use nhimap_core::api::Note;
use nhimap_core::intake::{Content, Ingested, InputFile, ingest, inspect};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::schema::Subject;
use nhimap_core::tables::{Complete, Links, Tables, UNKNOWN_ROW};

use crate::pack::{cells, rows};

pub(crate) static SHIPPED: LazyLock<Pack> = LazyLock::new(|| {
    Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).expect("the shipped pack loads")
});

pub(crate) fn ingested(files: &[(&str, &str)]) -> Ingested {
    let inputs = files.iter().map(|(name, text)| InputFile {
        name: (*name).into(),
        content: Content::Bytes(Box::new(text.as_bytes())),
        extracted: None,
        complete: Complete::Undeclared,
    });
    let out = ingest(inputs.collect(), &SHIPPED, &|_| false, 1, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    for input in &out.inputs {
        let apart: usize = input.set_apart.iter().chain(&input.refused).map(|r| r.rows).sum();
        assert_eq!(input.read + apart, input.rows, "{}: no row disappears", input.name);
    }
    out
}

pub(crate) fn tables(files: &[(&str, &str)]) -> Tables {
    ingested(files).tables
}

fn kind(name: &str, header: &str) -> String {
    match inspect(name, format!("{header}\n").as_bytes(), &SHIPPED) {
        Ok(recognised) => recognised.plan.kind,
        Err(_) => "(none)".into(),
    }
}

fn notes<'a>(ingested: &'a Ingested, kind: &str) -> Vec<&'a Note> {
    ingested.notes.iter().filter(|n| n.kind == kind).collect()
}

#[test]
fn the_columns_tell_what_a_sheet_is() {
    let cases = [
        // What any list has tells of a register, as ever.
        ("list.csv", "id,name,owner,status", "register"),
        ("list.csv", "ID,Name,Type,Description,Owner,Status,Review date", "register"),
        ("nhis.csv", "NHI ID,Name,Owner,Platform,Last used,Control ID", "register"),
        ("accounts.csv", "Service account,Owner,Environment,Purpose,Reason,Expiry date,Approved by", "register"),
        ("inventory.csv", "id,name,owner,platform,frameworks", "register"),
        ("accounts.csv", "id,name,owner,status,last used,check,finding", "register"),
        ("staff.csv", "Employee,Title,Email,Type,Department,Status", "roster"),
        ("apps.csv", "id,title,owner,status", "applications"),
        // Controls.
        ("list.csv", "id,title,owner,status,references", "controls"),
        ("list.csv", "Control ID,Name,Description,Owner,Status,Type", "controls"),
        ("list.csv", "Control ID,Name,Description,Owner,Status,Tags,Created,Notes,Environment", "controls"),
        ("list.csv", "Control,Owner,Status,Evidence link", "controls"),
        ("list.csv", "Control ID,Control title,Status,Owner,Evidence,Evidence date", "controls"),
        ("list.csv", "Requirement,Statement,Status,Justification", "controls"),
        ("list.csv", "id,title,kind,owner,status", "controls"),
        ("controls.csv", "id,name,owner,status", "controls"),
        // Evidence.
        ("list.csv", "Control ID,Evidence,Link,Status,Owner,Date collected", "evidence"),
        ("list.csv", "Evidence ID,Control ID,Title,Link,Status,Collected", "evidence"),
        ("list.csv", "id,control,title,artefact,collected,collector", "evidence"),
        ("list.csv", "Requirement ID,Evidence name,Evidence link,Collected on", "evidence"),
        ("evidence.csv", "name,description", "evidence"),
        ("list.csv", "name,description", "(none)"),
        // Exceptions.
        ("list.csv", "id,check,identities,reason,approver,approved,starts,ends,status", "exceptions"),
        (
            "list.csv",
            "Exception ID,Service account,Justification,Approved by,Approval date,Expiry date,Status",
            "exceptions",
        ),
        (
            "list.csv",
            "Waiver ID,Affected accounts,Business justification,Compensating control,Valid until",
            "exceptions",
        ),
        // Launches.
        ("list.csv", "Feature,Title,Owner,Security review,Reviewer,Rollback plan,Go-live date", "launches"),
        ("list.csv", "Launch ID,Name,Type,Owner,Planned go live,Rollback,Sign-off date,Approver", "launches"),
        // Responses, also written into the list of findings.
        ("list.csv", "finding id,owner,action,due,status", "responses"),
        (
            "findings.csv",
            "id,check,title,severity,finding,subject,key,identity,owner,environment,action,due",
            "responses",
        ),
        ("list.csv", "Finding,Management response,Responsible,Target date", "responses"),
    ];
    for (name, header, expected) in cases {
        assert_eq!(kind(name, header), expected, "{name}: {header}");
    }
}

const CONTROLS: &str = "\
Control ID,Control name,What we do,Type,Owner,Owner function,Status,Target,Frequency,Last performed,Threshold,Reference
C-1,Rotation of keys,All API keys are rotated every 90 days.,Preventive,jana@example.com,Security,In place,Done,Quarterly,2026-09-30,90 days,\"PR.AA-01, PR.AA-05\"
C-2,Leavers,,Detective,t.osei@example.com,shared,N/A,,every 6 months,2026-10-01,,NHI1:2025; A.5.16
C-3,Vaulting,,Technical,t.osei@example.com,shared,Not assessed,Tier 3,,,3 months,
C-4,Reviews,,,,,Somehow,,now and then,,,SP 800-207 2.1 (4)
,,,,,,Done,,,,,
";

#[test]
fn a_control_list_is_read_with_its_own_words_beside_ours() {
    let ingested = ingested(&[("controls.csv", CONTROLS)]);
    let tables = &ingested.tables;
    let of = |field: &str| cells(tables, &format!("control.{field}"));
    assert_eq!(of("id"), ["C-1", "C-2", "C-3", "C-4"]);
    assert_eq!(of("status"), ["implemented", "not_applicable", "(unknown)", "(unknown)"]);
    assert_eq!(of("status_word"), ["In place", "N/A", "Not assessed", "Somehow"]);
    assert_eq!(of("target"), ["implemented", "(empty)", "(unknown)", "(empty)"]);
    assert_eq!(of("target_word"), ["Done", "(empty)", "Tier 3", "(empty)"]);
    assert_eq!(of("kind"), ["preventive", "detective", "(unknown)", "(empty)"]);
    assert_eq!(of("owner_function"), ["security", "shared", "shared", "(empty)"]);
    assert_eq!(of("cadence"), ["92", "186", "(empty)", "(unknown)"]);
    assert_eq!(of("threshold_days"), ["90", "(empty)", "93", "(empty)"]);
    assert_eq!(of("references"), ["PR.AA-01; PR.AA-05", "NHI1:2025; A.5.16", "(empty)", "SP 800-207 2.1 (4)"]);
    assert_eq!(ingested.inputs[0].refused.iter().map(|r| r.rows).sum::<usize>(), 1, "a row that names no control");
    assert_eq!(rows(tables, Subject::Identity), 0);
    // The odd status is noted, the one that says that nobody looked is not.
    let odd: Vec<_> =
        notes(&ingested, "other-word").into_iter().filter(|n| n.says.starts_with("`control.status`")).collect();
    assert_eq!(odd.iter().map(|n| (n.count, &n.lines[..])).collect::<Vec<_>>(), [(1, &[5][..])]);
}

#[test]
fn status_words_fold_to_claims_and_never_make_one_up() {
    let cases = [
        ("Compliant", "implemented"),
        ("PASS", "implemented"),
        ("Effective", "implemented"),
        ("yes", "implemented"),
        ("Done", "implemented"),
        ("active", "implemented"),
        ("Implemented", "implemented"),
        ("partially_compliant", "partial"),
        ("In Progress", "partial"),
        ("Warning", "partial"),
        ("non-compliant", "not_implemented"),
        ("Fail", "not_implemented"),
        ("No", "not_implemented"),
        ("not implemented", "not_implemented"),
        ("N/A", "not_applicable"),
        ("n.a.", "not_applicable"),
        ("Not applicable", "not_applicable"),
        ("Planned", "planned"),
        ("to_do", "planned"),
        ("Retired", "retired"),
        ("unknown", "(unknown)"),
        ("Not assessed", "(unknown)"),
        ("TBC", "(empty)"),
        ("-", "(empty)"),
        ("", "(empty)"),
        ("3", "(unknown)"),
        ("Tier 2", "(unknown)"),
        ("not effective", "not_implemented"),
        ("not compliant yet", "(unknown)"),
    ];
    let text: String = cases.iter().enumerate().map(|(i, (word, _))| format!("C-{i},t,{word}\n")).collect();
    let tables = tables(&[("controls.csv", &format!("control id,control title,status\n{text}"))]);
    for ((word, expected), read) in cases.iter().zip(cells(&tables, "control.status")) {
        assert_eq!(read, *expected, "{word}");
    }
}

#[test]
fn a_framework_beside_the_ids_goes_with_each() {
    let text = "Control ID,Statement,Framework,Requirement IDs\n\
                C-1,s,NIST CSF 2.0,\"PR.AA-01, PR.AA-05\"\n\
                C-2,s,,NHI1:2025\n\
                C-3,s,ISO 27001,A.5.16; A.5.17\n\
                C-4,s,OWASP NHI,\n\
                C-5,s,\"NIST CSF, ISO 27001\",PR.AA-01\n\
                C-6,s,,\n";
    let ingested = ingested(&[("list.csv", text)]);
    assert_eq!(
        cells(&ingested.tables, "control.references"),
        [
            "NIST CSF 2.0: PR.AA-01, PR.AA-05",
            "NHI1:2025",
            "ISO 27001: A.5.16; ISO 27001: A.5.17",
            "OWASP NHI",
            "PR.AA-01",
            "(empty)"
        ]
    );
    assert!(notes(&ingested, "repeated-column").is_empty());
}

#[test]
fn an_evidence_column_of_a_control_list_is_evidence_where_it_names_something() {
    let text = "Control ID,Status,Evidence,Evidence link,Evidence date\n\
                C-1,Done,Rotation log,ev/rot.csv,2026-07-01\n\
                C-2,Done,Yes,,\n\
                C-3,Done,No,N/A,\n\
                C-4,Done,,,\n\
                C-5,Done,in progress,,2026-07-01\n\
                C-6,Done,,https://wiki/six,\n";
    let ingested = ingested(&[("list.csv", text)]);
    assert_eq!(rows(&ingested.tables, Subject::Control), 6);
    assert_eq!(cells(&ingested.tables, "evidence.title"), ["Rotation log", "(empty)"]);
    assert_eq!(cells(&ingested.tables, "evidence.artefact"), ["ev/rot.csv", "https://wiki/six"]);
    assert_eq!(cells(&ingested.tables, "evidence.collected"), ["2026-07-01", "(empty)"]);
    assert_eq!(cells(&ingested.tables, "evidence.control"), ["C-1", "C-6"], "by the line that both stand on");
    assert_eq!(links(&ingested.tables, Subject::Evidence, "control"), [0, 5]);
    // A name may be the link itself; a date without a name dates nothing.
    let one = tables(&[("list.csv", "Control ID,Status,Evidence\nC-1,Done,ev/rot.csv\nC-2,Done,the log\n")]);
    assert_eq!(cells(&one, "evidence.artefact"), ["ev/rot.csv", "(unknown)"]);
    assert_eq!(cells(&one, "evidence.title"), ["ev/rot.csv", "the log"]);
    let none = self::ingested(&[("list.csv", "Control ID,Status,Evidence date\nC-1,Done,2026-07-01\n")]);
    assert_eq!(rows(&none.tables, Subject::Evidence), 0);
    assert_eq!(none.inputs[0].columns[2].how, "not used");
}

fn links(tables: &Tables, subject: Subject, field: &str) -> Vec<u32> {
    let nhimap_core::tables::Column::Link { rows: Links::Rows(rows), .. } = tables.table(subject).col(field) else {
        panic!("no link")
    };
    rows.clone()
}

#[test]
fn evidence_finds_its_control_by_id_else_title_and_what_is_unknown_is_noted_once() {
    let evidence = "id,control,title,artefact,collected\n\
                    E-1,c-1,by id,a.csv,2026-07-01\n\
                    E-2,rotation  OF keys,by title,b.csv,2026-07-01\n\
                    E-3,C-9,unknown,c.csv,2026-07-01\n\
                    E-4,C-8; C-2,one of two is known,d.csv,2026-07-01\n\
                    E-5,\"C-1, C-3\",two by id,e.csv,2026-07-01\n\
                    E-6,,none,f.csv,2026-07-01\n\
                    E-7,C-2: Leavers,id and title,g.csv,2026-07-01\n";
    let ingested = ingested(&[("evidence.csv", evidence), ("controls.csv", CONTROLS)]);
    assert_eq!(cells(&ingested.tables, "evidence.id"), ["E-1", "E-2", "E-3", "E-4", "E-4", "E-5", "E-5", "E-6", "E-7"]);
    let unknown = UNKNOWN_ROW;
    let none = nhimap_core::tables::NO_ROW;
    assert_eq!(links(&ingested.tables, Subject::Evidence, "control"), [0, 0, unknown, unknown, 1, 0, 2, none, 1]);
    assert_eq!(cells(&ingested.tables, "evidence.control")[2], "C-9", "the name stays readable");
    let [note] = notes(&ingested, "unknown-link")[..] else { panic!("{:?}", ingested.notes) };
    assert_eq!((note.file.as_deref(), note.count, &note.lines[..]), (Some("evidence.csv"), 2, &[4, 5][..]));
    assert!(note.says.contains("evidence names a control that no control list has"), "{}", note.says);
}

#[test]
fn a_name_that_two_controls_bear_leads_to_neither() {
    let controls = "control id,control title,status\nC-1,Rotation,Done\nC-2,Rotation,Planned\n";
    let evidence = "control,artefact,collected\nRotation,a.csv,2026-07-01\n";
    let ingested = ingested(&[("controls.csv", controls), ("evidence.csv", evidence)]);
    assert_eq!(links(&ingested.tables, Subject::Evidence, "control"), [UNKNOWN_ROW]);
    let [note] = notes(&ingested, "unknown-link")[..] else { panic!("{:?}", ingested.notes) };
    assert!(note.says.contains("several rows"), "{}", note.says);
}

#[test]
fn an_exception_is_read_whole_and_finds_the_control_that_stands_in() {
    let exceptions = "Exception ID,Check,Identities,Condition,Reason,Compensating control,Requested by,Approved by,Approved on,Approved rows,Valid from,Valid until,Renewals,Status\n\
        EX-1,credential-not-rotated,SVC-1; SVC-2,,vendor cannot,C-2,a@example.com,b@example.com,2026-06-01,2,2027-01-01,2027-06-30,1,Accepted\n\
        EX-2,identity-unused,,\"identity.platform == \"\"aws\"\"\",,C-7,,,,,,never,,pending\n\
        EX-3,identity-unused,SVC-9,,r,\"C-7, C-1\",,,,,,,,no such word\n";
    let ingested = ingested(&[("exceptions.csv", exceptions), ("controls.csv", CONTROLS)]);
    let of = |field: &str| cells(&ingested.tables, &format!("exception.{field}"));
    assert_eq!(of("identities"), ["SVC-1; SVC-2", "(empty)", "SVC-9"]);
    assert_eq!(of("where"), ["(empty)", "identity.platform == \"aws\"", "(empty)"]);
    assert_eq!(of("starts"), ["2027-01-01", "(empty)", "(empty)"], "an exception may begin ahead");
    assert_eq!(of("ends"), ["2027-06-30", "never", "(empty)"]);
    assert_eq!(of("status"), ["approved", "requested", "(unknown)"]);
    assert_eq!(of("approved_rows"), ["2", "(empty)", "(empty)"]);
    assert_eq!(links(&ingested.tables, Subject::Exception, "compensating_control"), [1, UNKNOWN_ROW, 0]);
    let [note] = notes(&ingested, "unknown-link")[..] else { panic!("{:?}", ingested.notes) };
    assert_eq!((note.count, &note.lines[..]), (1, &[3][..]));
}

#[test]
fn launches_and_responses_are_read_whole() {
    let launches = "Launch ID,Feature,Title,Owner,Security owner,Support owner,Entitlement design,Threat model,Rollback plan,Incident route,Revocation tested,Security review,Reviewer,Signed off,Approver,Go-live,Hardcoded secret,Approval bypassed\n\
        L-1,API tokens,Tokens v2,t@example.com,m@example.com,,Yes,no,,in place,2026-06-01,2026-06-12,m@example.com,2026-06-20,r@example.com,2026-07-01,No,x\n\
        L-2,Quantum,,,,,,https://wiki/threats,ops/rollback.md,2026-05-01,never,,,,,,https://wiki/x,maybe\n";
    let responses = "finding id,owner,action,due,status,comment\nF-1,t@example.com,rotate,2026-12-15,Closed,agreed\nF-1,,second,,wip,\n,,lost,,,\n";
    let ingested = ingested(&[("launches.csv", launches), ("responses.csv", responses)]);
    let of = |field: &str| cells(&ingested.tables, field);
    assert_eq!(of("launch.feature"), ["api_tokens", "other"]);
    assert_eq!(of("launch.entitlement_design"), ["true", "(empty)"]);
    assert_eq!(of("launch.threat_assumptions"), ["false", "true"], "a link says that it is there");
    assert_eq!(of("launch.rollback_path"), ["(empty)", "true"]);
    assert_eq!(of("launch.incident_route"), ["true", "true"]);
    assert_eq!(of("launch.hard_coded_secret"), ["false", "(unknown)"], "a link to a defect says nothing");
    assert_eq!(of("launch.revocation_tested"), ["2026-06-01", "never"]);
    assert_eq!(of("launch.reviewed"), ["2026-06-12", "(empty)"]);
    assert_eq!(of("launch.live"), ["2026-07-01", "(empty)"]);
    assert_eq!(of("launch.bypassed_approval"), ["true", "(unknown)"]);
    assert_eq!(of("response.finding"), ["F-1", "F-1"], "no answer is lost");
    assert_eq!(of("response.status"), ["done", "in_progress"]);
    assert_eq!(of("response.comment"), ["agreed", "(empty)"]);
    assert_eq!(ingested.inputs[1].refused[0].rows, 1);
}

#[test]
fn answers_in_the_list_of_findings_are_found_by_its_ids() {
    let text = "id,check,finding,identity,owner,action,due\nF-3a91,identity-unused,`svc` was not used,svc,t@example.com,disable,2026-12-01\n";
    let tables = tables(&[("findings.csv", text)]);
    assert_eq!(cells(&tables, "response.finding"), ["F-3a91"]);
    assert_eq!(cells(&tables, "response.action"), ["disable"]);
}

#[test]
fn lines_of_one_control_are_one_row_with_all_its_references() {
    let text = "control id,control title,status,reference,owner\n\
                C-1,Rotation,Done,NHI7:2025,\n\
                C-1,Rotation,,PR.AA-01,jana@example.com\n\
                C-1,Rotation,Planned,NHI1:2025,\n\
                C-2,Vaulting,Done,,\n";
    let ingested = ingested(&[("controls.csv", text)]);
    let of = |field: &str| cells(&ingested.tables, &format!("control.{field}"));
    assert_eq!(of("id"), ["C-1", "C-1", "C-2"], "a line that says otherwise is kept apart");
    assert_eq!(of("references"), ["NHI7:2025; PR.AA-01", "NHI1:2025", "(empty)"]);
    assert_eq!(of("owner"), ["jana@example.com", "(empty)", "(empty)"]);
    assert_eq!(of("status"), ["implemented", "planned", "implemented"]);
    let table = ingested.tables.table(Subject::Control);
    assert_eq!(table.origins_of(0).iter().map(|o| o.line).collect::<Vec<_>>(), [2, 3]);
    let [note] = notes(&ingested, "one-id")[..] else { panic!("{:?}", ingested.notes) };
    assert!(note.count == 1 && note.says.contains("controls.csv row 2 and controls.csv row 4"), "{}", note.says);
}

#[test]
fn rows_of_two_files_are_one_only_where_they_clearly_are() {
    let first = "control id,control title,status\nC-1,Rotation,Done\nC-2,Vaulting,Done\nC-3,Leavers,Done\n";
    let second =
        "control id,control title,control owner\nc-1,rotation,jana@example.com\nC-2,Logging,jana@example.com\n";
    let ingested = ingested(&[("controls.csv", first), ("owners.csv", second)]);
    let of = |field: &str| cells(&ingested.tables, &format!("control.{field}"));
    let mut all: Vec<_> = of("id").into_iter().zip(of("title")).zip(of("owner")).collect();
    all.sort();
    let shown: Vec<String> = all.into_iter().map(|((id, title), owner)| format!("{id} {title} {owner}")).collect();
    assert_eq!(
        shown,
        [
            "C-1 Rotation jana@example.com",
            "C-2 Logging jana@example.com",
            "C-2 Vaulting (unknown)",
            "C-3 Leavers (unknown)"
        ]
    );
    assert_eq!(notes(&ingested, "one-id").iter().map(|n| n.count).collect::<Vec<_>>(), [1]);
    // An export that happens to use the same id is another kind of sheet.
    let export = "name,description,category,csf_function,ref_id,status\nRotation,,process,protect,C-1,active\n";
    assert_eq!(rows(&tables(&[("controls.csv", first), ("applied.csv", export)]), Subject::Control), 4);
}

#[test]
fn secrets_in_these_sheets_are_dropped_and_shown_nowhere() {
    const CANARY: &str = "c4n4ry-9xY2";
    let controls =
        format!("Control ID,Status,Password,Token,Reference\nC-1,Done,{CANARY},{CANARY},NHI1\n,,{CANARY},,\n");
    let evidence = format!("Evidence ID,Control,Link,Collected,Secret\nE-1,C-7,a.csv,2026-01-01,{CANARY}\n");
    let ingested = ingested(&[("controls.csv", &controls), ("evidence.csv", &evidence)]);
    let said = format!("{:?}{:?}{:?}", ingested.inputs, ingested.notes, ingested.headings);
    assert!(!said.contains(CANARY), "{said}");
    assert_eq!(notes(&ingested, "secret-column").len(), 3);
    for subject in [Subject::Control, Subject::Evidence] {
        assert!(!format!("{:?}", ingested.tables.table(subject).columns).contains(CANARY));
    }
}

#[test]
fn a_control_lists_evidence_that_only_names_rows_of_a_list_of_evidence_adds_none() {
    let controls = "Control ID,Title,Evidence,Status\nC-1,Rotation,E-1; e-2,implemented\nC-2,Logging,E-3,implemented\n\
                    C-3,Review,the minutes,implemented\nC-4,Vault,E-9,implemented\n";
    let evidence = "id,control,title,collected\nE-1,C-1,Log of May,2026-05-31\nE-2,,Log of June,2026-06-30\n\
                    E-3,,Sample,2026-07-01\n";
    let tables = ingested(&[("evidence.csv", evidence), ("controls.csv", controls)]).tables;
    let mut rows: Vec<(String, String)> =
        cells(&tables, "evidence.title").into_iter().zip(cells(&tables, "evidence.control")).collect();
    rows.sort();
    let expected = [
        // No list of evidence has E-9: the control's list is all that there is of it.
        ("E-9", "C-4"),
        ("Log of June", "C-1"),
        ("Log of May", "C-1"),
        ("Sample", "C-2"),
        ("the minutes", "C-3"),
    ];
    assert_eq!(rows, expected.map(|(title, control)| (title.to_owned(), control.to_owned())));
}
