//! `nhimap page`: the page as one file, which opens in a browser and sends nothing.

use std::fs;

use crate::args::PageArgs;
use crate::{DONE, Failure};

/// The page, where this build carries one.
const PAGE: Option<&[u8]> = include!(concat!(env!("OUT_DIR"), "/page.rs"));

pub(crate) fn run(args: &PageArgs) -> Result<u8, Failure> {
    let Some(page) = PAGE else {
        return Err("this build of the command carries no page; releases do. To build one: `cargo xtask web`, then \
                    `NHIMAP_PAGE=web/dist/nhimap.html cargo build --release`"
            .into());
    };
    let out = &args.out;
    fs::write(out, page).map_err(|e| format!("`{}` could not be written: {e}", out.display()))?;
    println!("{}: open it in a browser; what you drop there is read there and sent nowhere", out.display());
    Ok(DONE)
}
