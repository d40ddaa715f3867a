//! Workbooks to tables of text, for the browser: a module of its own, which is loaded when a workbook is dropped.
//!
//! It holds nothing between two calls. The page's worker gives it a file's bytes and hands what comes out to the session,
//! which knows the rest.

#[cfg(target_family = "wasm")]
use log as _;

#[cfg(target_family = "wasm")]
pub mod browser {
    //! The one export.

    use js_sys::{Array, Object, Reflect, Uint8Array};
    use nhimap_workbook::{Sheet, Workbook, WorkbookError, open};
    use wasm_bindgen::prelude::*;

    /// Reads a workbook: its SHA-256, and the sheets, each as name, whether it is hidden, its CSV and its notes.
    ///
    /// # Errors
    /// An object with `kind`, `message` and `remedy`.
    #[wasm_bindgen]
    pub fn sheets(bytes: &[u8]) -> Result<Array, Object> {
        let Workbook { sha256, sheets, .. } = open(bytes).map_err(|error| failure(&error))?;
        Ok(Array::of2(&sha256.into(), &sheets.into_iter().map(sheet).collect::<Array>()))
    }

    fn sheet(Sheet { name, hidden, csv, notes }: Sheet) -> Array {
        let notes: Array = notes.into_iter().map(JsValue::from).collect();
        Array::of4(&name.into(), &hidden.into(), &Uint8Array::from(&csv[..]), &notes)
    }

    fn failure(error: &WorkbookError) -> Object {
        let says = error.to_string();
        // After the last semicolon, errors of this project say what to do.
        let (message, remedy) = says.rsplit_once("; ").unwrap_or((&says, ""));
        let out = Object::new();
        for (name, value) in [("kind", error.kind()), ("message", message), ("remedy", remedy)] {
            // An object that was just made takes any value.
            let _ = Reflect::set(&out, &name.into(), &value.into());
        }
        out
    }
}
