//! AWS.
use crate::world::*;
#[test]
fn look() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/exports/");
    let mut dirs: Vec<_> =
        std::fs::read_dir(root).unwrap().map(|d| d.unwrap().file_name().into_string().unwrap()).collect();
    dirs.sort();
    for d in dirs {
        let mut fs: Vec<_> = std::fs::read_dir(format!("{root}{d}"))
            .unwrap()
            .map(|d| d.unwrap().file_name().into_string().unwrap())
            .collect();
        fs.sort();
        for f in fs {
            let p = format!("{d}/{f}");
            let got = std::panic::catch_unwind(|| {
                let r = read(&[&p]);
                println!("=== {p}: {:?}", r.understood());
                for i in [
                    "identity.id",
                    "identity.name",
                    "identity.kind",
                    "identity.account",
                    "identity.external_ids",
                    "identity.status",
                    "identity.created",
                    "identity.last_used",
                    "identity.owner",
                    "identity.owners",
                    "identity.team",
                    "identity.environment",
                    "identity.application",
                    "identity.purpose",
                    "identity.expires",
                    "identity.privilege",
                    "identity.scopes",
                    "identity.system_managed",
                    "identity.third_party",
                    "identity.sign_in_audience",
                    "identity.federated",
                    "identity.federation_condition",
                    "identity.federation_wildcard",
                    "identity.federation_wildcard_outside",
                    "identity.federation_audience",
                    "identity.automount",
                    "identity.platform_default",
                    "identity.obtains",
                    "identity.created_by",
                    "identity.disabled",
                    "identity.interactive_login",
                    "credential.id",
                    "credential.identity",
                    "credential.name",
                    "credential.kind",
                    "credential.static",
                    "credential.system_managed",
                    "credential.status",
                    "credential.created",
                    "credential.rotated",
                    "credential.expires",
                    "credential.last_used",
                    "credential.last_used_where",
                    "credential.rotation",
                    "credential.rotation_period",
                    "credential.storage",
                    "credential.environment",
                    "credential.owner",
                    "credential.team",
                    "credential.scopes",
                    "credential.privilege",
                    "credential.delegated_user",
                    "credential.issuer",
                    "credential.key_family",
                    "credential.key_bits",
                    "credential.legacy",
                    "evidence.id",
                    "evidence.title",
                    "evidence.result",
                    "evidence.collected",
                ] {
                    let c = r.cells(i);
                    if c.iter().any(|c| c != "(unknown)") {
                        println!("   {i}: {c:?}");
                    }
                }
                for i in r.understood().iter().enumerate() {
                    let _ = i;
                }
                println!("   apart {:?}", r.all_apart());
                println!("   notes {:?}", r.all_notes());
            });
            if got.is_err() {
                println!("{p}: PANIC");
            }
        }
    }
}
