//! Workbooks to tables of text, for the browser.
