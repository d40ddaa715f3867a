//! The list of what to mend.

use crate::world::World;

#[test]
fn every_row_and_cell_to_mend_is_listed_in_the_order_of_the_rows() {
    let text = "Id,Name,Owner,Status,Expires,MFA,Purpose\n\
                A,a,j@example.com,actve,soon,perhaps,free text\n\
                ,,j@example.com,active,2026-01-01,yes,x\n\
                B,b,j@example.com,active,2026-01-01,yes,x,y,z\n\
                C,c,j@example.com,active,2026-01-01,yes,x\n";
    let read = World::default().file("register.csv", text).read();
    let fixes = read.fixes();
    let told: Vec<(u32, Option<&str>, Option<&str>)> =
        fixes.iter().map(|fix| (fix.row, fix.column.as_deref(), fix.written.as_deref())).collect();
    let expected = [
        (2, Some("Status"), Some("actve")),
        (2, Some("Expires"), Some("soon")),
        (2, Some("MFA"), Some("perhaps")),
        (3, None, None),
        (4, None, None),
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for it in expected {
        assert!(told.contains(&it), "{it:?} in {told:?}");
    }
    assert!(told.is_sorted_by_key(|it| it.0));
    assert!(fixes.iter().all(|fix| fix.file == "register.csv" && fix.part.is_none() && !fix.expected.is_empty()));
    assert!(fixes[0].expected.contains("active, disabled"), "{}", fixes[0].expected);
    assert_eq!(read.input("register.csv").to_fix, 5);
}

#[test]
fn a_file_that_is_wrong_from_end_to_end_is_listed_whole() {
    let mut text = String::from("Id,Name,Owner,Expires\n");
    for n in 0..20_000 {
        text += &format!("SVC-{n},svc-{n},j@example.com,soon {}\n", n % 7);
    }
    let read = World::default().file("register.csv", text).read();
    assert_eq!(read.fixes().len(), 20_000);
    assert_eq!(read.note("unreadable").count, 20_000);
    assert!(read.note("unreadable").lines.len() <= 10);
}
