//! Citations as people write them.

use nhimap_tests::pack;

#[test]
fn adhoc() {
    let Ok(lines) = std::env::var("TEXTS") else { return };
    let pack = pack();
    for line in lines.lines() {
        let (mode, rest) = line.split_once('\t').unwrap();
        let (ctx, text) = rest.split_once('\t').unwrap();
        let ctx = (!ctx.is_empty()).then_some(ctx);
        let found = if mode == "r" { pack.catalogs.references(text, ctx) } else { pack.catalogs.citations(text, ctx) };
        println!("{mode} {} «{text}»", ctx.unwrap_or("-"));
        for c in found {
            println!(
                "    [{}] {} {:?} {:?} {}",
                &text[c.span.clone()],
                c.answer.word(),
                c.framework,
                c.answer.item().map(|r| r.to_string()),
                c.answer.says(&pack.catalogs)
            );
        }
    }
}
