//! Rows of several files that are one.

use nhimap_core::schema::Subject;

use crate::world::World;

#[test]
fn arns_and_guids_join_in_any_letter_case_and_stay_as_written() {
    let register = "Id,Name,Owner,External ids\nA,svc-a,j@example.com,ARN:aws:iam::123456789012:user/svc-a\n\
                    B,app-b,j@example.com,{6F1C2A34-9B8D-4E5F-A012-3456789ABCDE}\n";
    let other = "Id,Name,Owner,External ids\nX,svc-x,j@example.com,arn:aws:iam::123456789012:user/svc-a\n\
                 Y,app-y,j@example.com,6f1c2a34-9b8d-4e5f-a012-3456789abcde\n";
    let read = World::default().file("register.csv", register).file("second.csv", other).read();
    assert_eq!(read.rows(Subject::Identity), 2);
    assert!(read.cells("identity.external_ids")[0].contains("user/svc-a"));
}

#[test]
fn one_key_under_two_ids_is_one_credential() {
    let register = "Id,Name,Owner,Platform,Credential id,Access key id,Key created\n\
                    A,svc-a,j@example.com,aws,K-17,AKIAIOSFODNN7EXAMPLE,2025-01-01\n\
                    B,svc-b,j@example.com,aws,K-18,AKIAIOSFODNN7EXAMPL2,2025-01-01\n";
    let second = "Id,Name,Owner,Platform,Access key id,Key last used\n\
                  A,svc-a,j@example.com,aws,AKIAIOSFODNN7EXAMPLE,2026-10-01\n";
    for files in
        [[("register.csv", register), ("keys.csv", second)], [("keys.csv", second), ("register.csv", register)]]
    {
        let world = files.iter().fold(World::default(), |world, (name, text)| world.file(name, *text));
        let read = world.read();
        assert_eq!(read.rows(Subject::Credential), 2, "{}", files[0].0);
        let used = read.cells("credential.last_used");
        assert_eq!(used.iter().filter(|day| *day == "2026-10-01").count(), 1);
        let ids = read.cells("credential.id");
        assert!(ids.contains(&"K-17".to_owned()) || ids.contains(&"AKIAIOSFODNN7EXAMPLE".to_owned()), "{ids:?}");
    }
}

#[test]
fn disagreements_are_told_with_both_places() {
    let register = "Id,Name,Owner,Last used\nA,svc-a,j@example.com,2025-01-01\n";
    let second = "Id,Name,Owner,Last used\nA,svc-a,j@example.com,2026-01-01\n";
    let read = World::default().file("register.csv", register).file("second.csv", second).read();
    let note = read.notes("disagreement").into_iter().find(|note| note.says.contains("last_used")).expect("a note");
    assert!(note.says.contains("register.csv row 2") && note.says.contains("second.csv row 2"), "{}", note.says);
}
