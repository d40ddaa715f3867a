//! What cells mean, with the pack that ships: dates, numbers, yes and no, ids that spreadsheets damage, secrets in ordinary
//! columns; and how the rows of each file add up.

#[path = "../shown/mod.rs"]
mod shown;

mod dates;
mod declared;
mod fixes;
mod ids;
mod joins;
mod secrets;
mod words;
mod world;
