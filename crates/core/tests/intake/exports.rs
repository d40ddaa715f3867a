//! Known exports of controls and evidence, in their shapes and with their pitfalls, with the files that ship.

use nhimap_core::intake::{Content, Ingested, InputFile, ingest, inspect};
use nhimap_core::schema::Subject;

use crate::claims::{SHIPPED, ingested};
use crate::pack::{cells, rows};

fn apart(ingested: &Ingested) -> Vec<(&str, usize)> {
    ingested.inputs[0].set_apart.iter().map(|r| (r.reason.as_str(), r.rows)).collect()
}

fn noted<'a>(ingested: &'a Ingested, kind: &str) -> Vec<(&'a str, usize, &'a [u32])> {
    let notes = ingested.notes.iter().filter(|n| n.kind == kind);
    notes.map(|n| (n.says.as_str(), n.count, &n.lines[..])).collect()
}

fn says(name: &str, text: &str) -> String {
    inspect(name, text.as_bytes(), &SHIPPED).map_or_else(|error| error.to_string(), |r| r.plan.says)
}

/// The columns of the template.
const PROFILE: &str = "\"CSF Outcome (Function, Category, or Subcategory)\",CSF Outcome Description,Included in Profile?,Rationale,\
    Current Priority,Current Status,\"Current Policies, Processes, and Procedures\",Current Internal Practices,\
    Current Roles and Responsibilities,Current Selected Informative References,Current Artifacts and Evidence,\
    Target Priority,Target CSF Tier,\"Target Policies, Processes, and Procedures\",Target Internal Practices,\
    Target Roles and Responsibilities,Target Selected Informative References,Notes,Considerations";

#[test]
fn a_csf_profile_gives_a_control_for_each_outcome_and_its_artefacts() {
    let text = format!(
        "{PROFILE}\n\
         GV,our words,,,,,,,,,,,,,,,,,\n\
         \"Context (GV.OC): our words\",,,,,N/A,,,,,,,,,,,,,\n\
         \"GV.OC-01: our words, with a comma\",,Yes,,High,Fully Implemented,Policy 7,Yearly review,CISO,,\"Policy 7, version 2\nhttps://wiki.example.com/p7\nN/A\",,Tier 3,,,,,,\n\
         PR.AA-05,permissions,yes,,,in progress,,,\"CISO, IAM lead\",,-,,,Role catalogue,,,,,\n\
         PR.AA-01,identities,No,handled by the parent,,2,,,,,,,Tier 2,,,,,,\n\
         PR.AC-4,an id of the former edition,,,,Yes,,,,,,,,,,,,,\n\
         PR.AA (category),with a status,,,,Planned,,,,,,,,,,,,,\n\
         ID.AM-06,\"[Withdrawn: incorporated elsewhere]\",,,,,,,,,,,,,,,,,\n\
         ,a note below,,,,,,,,,,,,,,,,,\n"
    );
    let ingested = ingested(&[("profile.csv", &text)]);
    assert_eq!(ingested.inputs[0].kind, "profile");
    let of = |field: &str| cells(&ingested.tables, &format!("control.{field}"));
    assert_eq!(of("id"), ["GV.OC-01", "PR.AA-05", "PR.AA-01", "PR.AC-4", "PR.AA"]);
    assert_eq!(of("references")[0], "NIST CSF 2.0 GV.OC-01");
    assert_eq!(of("status"), ["implemented", "partial", "(unknown)", "implemented", "planned"]);
    assert_eq!(of("status_word"), ["Fully Implemented", "in progress", "2", "Yes", "Planned"]);
    assert_eq!(of("in_profile"), ["true", "true", "false", "(empty)", "(empty)"]);
    assert_eq!(of("target"), ["implemented", "implemented", "(unknown)", "(unknown)", "(unknown)"]);
    assert_eq!(of("target_word"), ["Tier 3", "(empty)", "Tier 2", "(empty)", "(empty)"]);
    assert_eq!(of("statement")[0], "Policy 7\nYearly review");
    assert_eq!(of("owner"), ["CISO", "(unknown)", "(empty)", "(empty)", "(empty)"], "two roles are no owner");
    assert_eq!(of("rationale")[2], "handled by the parent");
    assert_eq!(cells(&ingested.tables, "evidence.title"), ["Policy 7, version 2", "https://wiki.example.com/p7"]);
    assert_eq!(cells(&ingested.tables, "evidence.artefact"), ["(unknown)", "https://wiki.example.com/p7"]);
    assert_eq!(cells(&ingested.tables, "evidence.collected"), ["(unknown)"; 2], "the profile has no dates");
    assert_eq!(cells(&ingested.tables, "evidence.control"), ["GV.OC-01"; 2]);
    let mut apart = apart(&ingested);
    apart.sort();
    assert_eq!(
        apart,
        [
            ("a function or category as a heading, without a status of its own", 2),
            ("a withdrawn outcome", 1),
            ("no outcome: a heading or a note", 1),
        ]
    );
}

#[test]
fn a_csf_profile_with_columns_of_its_own_and_under_other_headings_is_one_too() {
    let text = "CSF 2.0 Core,CSF 2.0 Outcomes,Included in Profile?,Current Status,Gap (Y/N),Target Maturity (1-4)\n\
                GV.OC-01,words,Y,2,Y,4\n\
                GV.OC-02,words,Y,Done,N,Implemented\n";
    let ingested = ingested(&[("profile.csv", text)]);
    assert_eq!(ingested.inputs[0].kind, "profile");
    assert_eq!(cells(&ingested.tables, "control.status"), ["(unknown)", "implemented"], "a number claims nothing");
    assert_eq!(cells(&ingested.tables, "control.status_word"), ["2", "Done"]);
    assert_eq!(cells(&ingested.tables, "control.target"), ["(unknown)", "implemented"]);
    assert_eq!(cells(&ingested.tables, "control.target_word"), ["4", "Implemented"]);
    assert_eq!(rows(&ingested.tables, Subject::Evidence), 0);
    // Without a status it is a list of outcomes, and says nothing of the organisation.
    assert!(
        !says("core.csv", "CSF 2.0 Core,CSF 2.0 Outcomes,Priority,Rationale\nGV.OC-01,words,1,x\n").contains("Profile")
    );
}

#[test]
fn a_compliance_assessment_of_ciso_assistant_is_read_and_its_headings_are_set_apart() {
    let text = "\u{feff}urn;ref_id;name;description;typical_evidence;annotation;compliance_result;extended_result;requirement_progress;score;observations\r\n\
        urn:x:risk:req_node:nist-csf-2.0:pr;PR;PROTECT;our words;;;;;;;\r\n\
        urn:x:risk:req_node:nist-csf-2.0:pr.aa-01;PR.AA-01;;our words, with a comma;a sample log;;compliant;;done;3;'=seen\r\n\
        urn:x:risk:req_node:nist-csf-2.0:pr.aa-05;PR.AA-05;Permissions;\"two\nlines\";;;partially_compliant;;in_review;;'quoted' word\r\n\
        urn:x:risk:req_node:iso27001-2022:a.5.16;A.5.16;n;;;;non_compliant;;to_do;;\r\n\
        urn:x:risk:req_node:iso27001-2022:a.5.17;A.5.17;n;;;;not_applicable;;to_do;;no such thing here\r\n\
        urn:x:risk:req_node:iso27001-2022:a.5.18;A.5.18;n;;;;not_assessed;;to_do;;\r\n\
        urn:x:risk:req_node:iso27001-2022:x;;no id;;;;compliant;;done;;\r\n";
    let ingested = ingested(&[("export.csv", text)]);
    let of = |field: &str| cells(&ingested.tables, &format!("control.{field}"));
    assert_eq!(of("id"), ["PR.AA-01", "PR.AA-05", "A.5.16", "A.5.17", "A.5.18", "(empty)"]);
    assert_eq!(
        of("status"),
        ["implemented", "partial", "not_implemented", "not_applicable", "(unknown)", "implemented"],
        "how far the work has come is no result"
    );
    assert_eq!(of("status_word")[4], "not_assessed");
    assert_eq!(
        of("references"),
        [
            "nist-csf-2.0: PR.AA-01",
            "nist-csf-2.0: PR.AA-05",
            "iso27001-2022: A.5.16",
            "iso27001-2022: A.5.17",
            "iso27001-2022: A.5.18",
            "(empty)"
        ]
    );
    assert_eq!(of("title")[..2], ["our words, with a comma", "Permissions"]);
    assert_eq!(of("rationale")[..2], ["=seen", "'quoted' word"], "the sign before a formula is no part of the cell");
    assert_eq!(apart(&ingested), [("a heading of the framework", 1)]);
    assert_eq!(rows(&ingested.tables, Subject::Evidence), 0, "what the framework calls typical is no evidence");
    assert!(noted(&ingested, "other-word").is_empty(), "{:?}", ingested.notes);
}

#[test]
fn an_action_plan_of_ciso_assistant_gives_controls_and_a_row_for_each_piece_of_evidence() {
    let text = "\u{feff}Name,Description,Category,CSF Function,Priority,Status,ETA,Expiry date,Effort,Impact,Cost,Covered requirements,Associated evidences,Evidence attachments\n\
        Rotate keys,words,Process,Protect,1,Active,2026-01-01,,M,--,--,\"PR.AA-01\nNHI7:2025\",\"Rotation log\n\nVault report\",log.csv\n\
        '-leavers,--,Policy,--,--,To do,--,--,--,--,--,--,--,\n\
        '@team,,Technical,,,Deprecated,,,,,,,,\n\
        ,,,,,,,,,,,,lost,\n";
    let ingested = ingested(&[("plan.csv", text)]);
    let of = |field: &str| cells(&ingested.tables, &format!("control.{field}"));
    assert_eq!(of("title"), ["Rotate keys", "-leavers", "@team"]);
    assert_eq!(of("status"), ["implemented", "planned", "retired"]);
    assert_eq!(of("kind"), ["(unknown)", "policy", "(unknown)"]);
    assert_eq!(of("references"), ["PR.AA-01; NHI7:2025", "(empty)", "(empty)"]);
    assert_eq!(cells(&ingested.tables, "evidence.title"), ["Rotation log", "Vault report"]);
    assert_eq!(cells(&ingested.tables, "evidence.control"), ["Rotate keys"; 2]);
    assert_eq!(apart(&ingested), [("no applied control", 1)]);
}

#[test]
fn applied_controls_of_ciso_assistant_are_read() {
    let text = "name,description,category,csf_function,ref_id,status,priority,effort,control_impact,link,start_date,eta,expiry_date,observation,filtering_labels\n\
        Rotation,words,process,protect,AC-1,active,1,M,3,https://wiki/x,2025-01-15,,,fine,a|b\n\
        Reviews,,policy,govern,,in_progress,2,,,,,2027-01-01,,,\n\
        Vault,,technical,protect,AC-3,--,,,,,,,,,\n";
    let ingested = ingested(&[("applied.csv", text)]);
    let of = |field: &str| cells(&ingested.tables, &format!("control.{field}"));
    assert_eq!(of("id"), ["AC-1", "(empty)", "AC-3"]);
    assert_eq!(of("status"), ["implemented", "partial", "(empty)"]);
    assert_eq!(of("starts"), ["2025-01-15", "(empty)", "(empty)"]);
    assert_eq!(of("references"), ["(unknown)"; 3], "the format has none");
}

#[test]
fn a_caiq_is_read_below_its_title_with_the_side_that_owns_each_control() {
    let text = "CONSENSUS ASSESSMENT INITIATIVE QUESTIONNAIRE v4.0.3,,,,,,,\n\
        Question ID,Question,CSP CAIQ Answer,SSRM Control Ownership,\"CSP Implementation\nDescription (Optional/Recommended)\",CSC Responsibilities  (Optional/Recommended),CCM Control ID,CCM Control Title\n\
        A&A-01.1,Is it so?,Yes,CSP-owned,We do.,,A&A-01,Title\n\
        IAM-02.1,\"And so,\nor not?\",No,Shared CSP and CSC,,You do.,IAM-02,Title\n\
        IAM-02.2,Perhaps?,NA,3rd-party outsourced,No such thing.,,,\n\
        IAM-03.1,Unanswered?,,,,,,\n\
        End of Standard,,,,,,,\n";
    let ingested = ingested(&[("caiq.csv", text)]);
    let of = |field: &str| cells(&ingested.tables, &format!("control.{field}"));
    assert_eq!(of("id"), ["A&A-01.1", "IAM-02.1", "IAM-02.2", "IAM-03.1"]);
    assert_eq!(of("status"), ["implemented", "not_implemented", "not_applicable", "(empty)"]);
    assert_eq!(of("status_word")[2], "NA");
    assert_eq!(of("owner_function"), ["(unknown)", "shared", "other", "(empty)"]);
    assert_eq!(of("references"), ["CSA CCM A&A-01", "CSA CCM IAM-02", "CSA CCM IAM-02", "CSA CCM IAM-03"]);
    assert_eq!(of("statement")[0], "We do.");
    assert_eq!(of("rationale")[2], "No such thing.");
    let mut apart = apart(&ingested);
    apart.sort();
    assert_eq!(apart, [("a row above the heading", 1), ("no question: a heading or a note", 1)]);
    assert_eq!(ingested.inputs[0].set_apart.iter().find(|r| r.reason.contains("above")).expect("counted").lines, [1]);
    let table = ingested.tables.table(Subject::Control);
    assert_eq!(
        table.origins.iter().map(|o| o.line).collect::<Vec<_>>(),
        [3, 4, 5, 6],
        "rows as a spreadsheet numbers them"
    );
    assert_eq!(ingested.inputs[0].rows, 6);
}

#[test]
fn a_trestle_file_is_read_with_and_without_marks_and_descriptions() {
    let marked = "$$Rule_Id,$$Rule_Description,$$Control_Id_List,$Check_Id,#Comment\n\
        A name that tells the rule,A text,Ids with blanks,,\n\
        key_rotation,Keys are rotated,ac-2 ia-5_smt.g sc-7.3,check_a,\n\
        ,,,,\n\
        no_controls,Nothing,,,\n\
        ,left over,ac-1,,\n";
    let ingested1 = ingested(&[("component.csv", marked)]);
    assert_eq!(cells(&ingested1.tables, "control.id"), ["key_rotation", "no_controls"]);
    assert_eq!(cells(&ingested1.tables, "control.references"), ["ac-2; ia-5_smt.g; sc-7.3", "(empty)"]);
    assert_eq!(cells(&ingested1.tables, "control.status"), ["(unknown)"; 2], "a rule is no claim that it runs");
    let mut apart = apart(&ingested1);
    apart.sort();
    assert_eq!(apart, [("a blank row", 1), ("a description of the columns", 1), ("no rule", 1)]);
    let plain = "Rule_Id,Rule_Description,Check_Id,Control_Mappings,Rule_Implementation_Status\n\
        key_rotation,Keys are rotated,c,CIS-1.2.1,implemented\n";
    let ingested2 = ingested(&[("component.csv", plain)]);
    assert_eq!(cells(&ingested2.tables, "control.references"), ["CIS-1.2.1"]);
    assert_eq!(cells(&ingested2.tables, "control.status"), ["implemented"]);
    assert!(ingested2.inputs[0].set_apart.is_empty(), "its first row is no description");
}

#[test]
fn findings_of_prowler_are_evidence_and_a_muted_one_is_no_pass() {
    let text = "AUTH_METHOD;TIMESTAMP;ACCOUNT_UID;FINDING_UID;PROVIDER;CHECK_ID;CHECK_TITLE;STATUS;STATUS_EXTENDED;MUTED;SEVERITY;RESOURCE_UID;COMPLIANCE;PROWLER_VERSION\n\
        p;2026-02-14 14:27:03.913874;1;f-1;aws;a;Keys rotate;PASS;fine, really;False;low;r;NIST-CSF-2.0: PR.AA-01, PR.AA-05 | CIS-1.4: 1.14;5.0\n\
        p;2026-02-14 14:27:03.913874;1;f-2;aws;b;Root has no key;FAIL;bad;False;high;r;;5.0\n\
        p;2026-02-14 14:27:03.913874;1;f-3;aws;c;Contacts;MANUAL;look;False;low;r;CIS-1.4: 1.1;5.0\n\
        p;2026-02-14 14:27:03.913874;1;f-4;aws;d;Keys rotate;PASS;muted;True;low;r;;5.0\n\
        p;2026-02-14 14:27:03.913874;1;f-5;aws;e;Root has no key;FAIL;muted;True;high;r;;5.0\n";
    let ingested = ingested(&[("prowler.csv", text)]);
    let of = |field: &str| cells(&ingested.tables, &format!("evidence.{field}"));
    assert_eq!(ingested.inputs[0].kind, "evidence");
    assert_eq!(of("result"), ["pass", "fail", "not_tested", "(empty)", "(empty)"]);
    assert_eq!((of("method"), of("kind")), (vec!["test".to_owned(); 5], vec!["scan".to_owned(); 5]));
    assert_eq!(of("collected"), ["2026-02-14"; 5]);
    assert_eq!(of("references")[..2], ["NIST-CSF-2.0: PR.AA-01, PR.AA-05; CIS-1.4: 1.14", "(empty)"]);
    assert_eq!(of("control"), ["(unknown)"; 5]);
    assert_eq!(
        noted(&ingested, "export-rows"),
        [("muted findings are no results, neither a pass nor a fail", 2, &[5, 6][..])]
    );
    assert!(noted(&ingested, "unknown-link").is_empty(), "a finding names no control");
}

#[test]
fn findings_of_prowler_2_have_no_date_and_a_warning_is_muted() {
    let text = "PROFILE,ACCOUNT_NUM,REGION,TITLE_ID,CHECK_RESULT,ITEM_SCORED,ITEM_LEVEL,TITLE_TEXT,CHECK_RESULT_EXTENDED,CHECK_SEVERITY\n\
        ,012345678910,us-east-1,1.1,FAIL,Scored,Level 1,[check11] Root,\"used, lately\",High\n\
        ,012345678910,us-east-1,1.2,PASS,Scored,Level 1,[check12] Keys,ok,High\n\
        ,012345678910,us-east-1,1.3,WARNING,Scored,Level 1,[check13] Old,muted,High\n\
        ,012345678910,us-east-1,1.4,INFO,Scored,Level 1,[check14] Info,info,High\n";
    let ingested = ingested(&[("old.csv", text)]);
    assert_eq!(cells(&ingested.tables, "evidence.result"), ["fail", "pass", "(empty)", "(unknown)"]);
    assert_eq!(cells(&ingested.tables, "evidence.collected"), ["(unknown)"; 4]);
    assert_eq!(noted(&ingested, "export-rows").len(), 1);
}

#[test]
fn results_of_scubagear_are_evidence_without_markup_and_a_list_with_its_headings_is_not() {
    let header = "\u{feff}\"Control ID\",\"Requirement\",\"Result\",\"Criticality\",\"Details\",\"OmittedEvaluationResult\",\"Comments\",\"ResolutionDate\"";
    let text = format!(
        "{header}\r\n\
         \"MS.AAD.3.1v1\",\"MFA SHALL be &quot;strong&quot;.<div class='x'><a href='y'>Badge</a></div>\",\"Fail\",\"Shall\",\"none<br/>found\",\"N/A\",\"System.Object[]\",\r\n\
         \"MS.AAD.3.2v1\",\"Two <b>bold</b> words\",\"Pass\",\"Shall\",\"\",\"N/A\",\"\",\r\n\
         \"MS.AAD.3.3v1\",\"Should\",\"Warning\",\"Should\",\"\",\"N/A\",\"\",\r\n\
         \"MS.AAD.3.4v1\",\"By hand\",\"N/A\",\"Shall/Not-Implemented\",\"\",\"N/A\",\"\",\r\n\
         \"MS.AAD.3.5v1\",\"Left out\",\"Omitted\",\"Shall\",\"\",\"Pass\",\"\",\r\n\
         \"MS.AAD.3.6v1\",\"New word\",\"Error\",\"Shall\",\"\",\"N/A\",\"\",\r\n"
    );
    let ingested = ingested(&[("ActionPlan.csv", &text)]);
    let of = |field: &str| cells(&ingested.tables, &format!("evidence.{field}"));
    assert_eq!(of("title")[..2], ["MFA SHALL be \"strong\".", "Two bold words"]);
    assert_eq!(of("result"), ["fail", "pass", "partial", "(empty)", "(empty)", "(unknown)"]);
    assert_eq!(of("method"), ["test"; 6]);
    assert_eq!(noted(&ingested, "export-rows").iter().map(|n| n.1).sum::<usize>(), 1);
    // The same headings over an organisation's own controls.
    let own = format!("{header}\nC-1,NHI7:2025,Yes,High,we rotate,,,\n");
    assert_eq!(says("list.csv", &own), "a list of controls");
}

#[test]
fn neither_threads_nor_blocks_change_what_is_read() {
    // A description above the data, muted rows and cells that make several rows, over more than one block.
    let mut prowler = "TIMESTAMP;FINDING_UID;PROVIDER;CHECK_ID;CHECK_TITLE;STATUS;MUTED;COMPLIANCE\n".to_owned();
    let mut plan = "Name,Status,ETA,Covered requirements,Associated evidences\n".to_owned();
    let mut trestle = "$$Rule_Id,$$Rule_Description,$$Control_Id_List\nwhat it is,words,words\n".to_owned();
    for i in 0..30_000 {
        let (status, muted) = (["PASS", "FAIL"][i % 2], if i % 100 == 7 { "True" } else { "False" });
        prowler += &format!(
            "2026-01-0{} 10:00:00;f{i};aws;c{};a title of some length;{status};{muted};CIS-1.4: 1.{i}\n",
            i % 9 + 1,
            i % 50
        );
        plan += &format!("control {i},Active,,\"A.{i}\nB.{i}\",\"log {i}\n\nreview, second of {i}\"\n");
        trestle += &format!("rule_{i},a description that is long enough,ac-{i} ac-{}\n", i + 1);
    }
    for text in [&prowler, &plan, &trestle] {
        let read = |threads| {
            let file = InputFile {
                name: "f.csv".into(),
                content: Content::Bytes(Box::new(text.as_bytes())),
                extracted: None,
                complete: Default::default(),
            };
            ingest(vec![file], &SHIPPED, &|_| true, threads, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
        };
        let (one, four) = (read(1), read(4));
        assert_eq!(one.tables, four.tables);
        assert_eq!(format!("{:?}{:?}", one.inputs, one.notes), format!("{:?}{:?}", four.inputs, four.notes));
        assert_eq!(one.inputs[0].read, 30_000);
    }
    let muted = noted(&ingested(&[("p.csv", &prowler)]), "export-rows")[0].1;
    assert_eq!(muted, 300);
    assert_eq!(rows(&ingested(&[("p.csv", &plan)]).tables, Subject::Evidence), 60_000);
    assert_eq!(rows(&ingested(&[("p.csv", &trestle)]).tables, Subject::Control), 30_000);
}
