//! Secrets in columns of ordinary text.

use crate::world::{World, column};

/// Secrets made up here, put together so that no scanner takes them for leaks.
fn secrets() -> Vec<String> {
    let canary = "CANARYa1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6";
    vec![
        format!("{}{canary}", "ghp_"),
        format!("{}{canary}", "glpat-"),
        format!("{}12345-67890-{canary}", "xoxb-"),
        format!("{}{canary}", "sk-proj-"),
        format!("{}SyCANARY-a1b2c3d4e5f6g7h8i9j0k1l2m3", "AIza"),
        format!("{}hbGciOiJIUzI1NiJ9.CANARY.x", "eyJ"),
        "-----BEGIN PRIVATE KEY-----\nCANARYMII".into(),
        "postgres://svc:CANARY@db.example.com/x".into(),
        "pass word: none; password=CANARY99!".into(),
    ]
}

#[test]
fn no_column_lets_a_secret_through() {
    for heading in [
        "Purpose",
        "Description",
        "Team",
        "Vendor",
        "Consumers",
        "Scopes",
        "Environment",
        "Status",
        "Created",
        "MFA",
        "Key name",
        "Key id",
        "Fingerprint",
        "Custodian",
        "External ids",
        "Account",
        "Application",
        "Rotation period",
        "Something else",
    ] {
        let secrets = secrets();
        let cells: Vec<&str> = secrets.iter().map(String::as_str).collect();
        let read = column(heading, &cells).read();
        assert!(!read.told().contains("CANARY"), "{heading}");
    }
}

#[test]
fn names_and_ids_that_are_secrets_make_nobody_one() {
    for (n, secret) in secrets().into_iter().enumerate() {
        let secret = secret.replace('\n', " ");
        let text = format!(
            "Id,Name,Owner,Environment\nA,{secret},{secret},test\n{secret},b,c@example.com,test\n{secret},d,,test\n"
        );
        let read = World::default().file("register.csv", text).read();
        assert!(!read.told().contains("CANARY"), "{n}");
        assert_eq!(read.rows(nhimap_core::schema::Subject::Identity), 3, "{n}");
        assert!(!read.notes("secret-cell").is_empty());
    }
}

#[test]
fn what_was_masked_is_counted_by_column_with_its_rows() {
    let secret = &secrets()[0];
    let read = column("Purpose", &["nightly export", secret, "see the wiki"]).read();
    assert_eq!(read.cells("identity.purpose"), ["nightly export", "(masked: may hold a secret)", "see the wiki"]);
    let note = read.note("secret-cell");
    assert_eq!((note.file.as_deref(), note.column.as_deref()), (Some("register.csv"), Some("Purpose")));
    assert_eq!((note.count, &note.lines[..]), (1, &[3][..]));
    let fixes = read.fixes();
    assert_eq!((fixes.len(), fixes[0].row, fixes[0].written.as_deref()), (1, 3, None));
}

#[test]
fn ids_stay_what_they_are() {
    let ids = [
        "AKIAIOSFODNN7EXAMPLE",
        "6f1c2a34-9b8d-4e5f-a012-3456789abcde",
        "arn:aws:iam::012345678910:user/svc-billing",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "svc@project.iam.gserviceaccount.com",
        "https://example.com/a/b",
    ];
    for heading in ["Key id", "Purpose", "External ids"] {
        let read = column(heading, &ids).read();
        assert!(read.notes("secret-cell").is_empty(), "{heading}");
    }
}
