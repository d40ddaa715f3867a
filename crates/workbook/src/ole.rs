//! Compound files: the container of the old Office formats, and of encrypted new ones.

use crate::error::{Outcome, WorkbookError};

/// How a compound file starts.
pub(crate) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The largest number of a sector; what is above has a meaning of its own.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const FAT: u32 = 0xFFFF_FFFD;
/// Streams below this size stand in a stream of small sectors.
const SMALL: usize = 4096;
/// The size of a small sector.
const MINI: usize = 64;

/// A compound file.
pub(crate) struct Ole<'a> {
    bytes: &'a [u8],
    sector: usize,
    next: Vec<u32>,
    entries: Vec<Entry>,
    mini: Vec<u8>,
    mini_next: Vec<u32>,
}

struct Entry {
    name: String,
    start: u32,
    size: usize,
}

fn damaged() -> WorkbookError {
    WorkbookError::damaged("the list of the streams in it leads nowhere")
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

impl<'a> Ole<'a> {
    pub(crate) fn open(bytes: &'a [u8]) -> Outcome<Self> {
        Self::read(bytes).ok_or_else(damaged)
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut ole =
            Self { bytes, sector, next: Vec::new(), entries: Vec::new(), mini: Vec::new(), mini_next: Vec::new() };
        // No list can name more sectors than there are: one that does goes in a circle.
        let most = bytes.len() / sector + 1;
        let mut tables: Vec<u32> = numbers(bytes.get(76..512)?).collect();
        let mut more = u32_at(bytes, 68)?;
        for step in 0.. {
            if more >= LAST_SECTOR {
                break;
            }
            let list: Vec<u32> = numbers(ole.at(more)?).collect();
            let (last, list) = list.split_last()?;
            tables.extend(list);
            more = *last;
            if step > most {
                return None;
            }
        }
        for table in tables.into_iter().filter(|t| *t < LAST_SECTOR).take(most) {
            let list: Vec<u32> = numbers(ole.at(table)?).collect();
            ole.next.extend(list);
        }
        let wide = sector == 4096;
        for entry in ole.chain(u32_at(bytes, 48)?, usize::MAX)?.chunks_exact(128) {
            let units: Vec<u16> =
                entry[..64].chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).take_while(|u| *u != 0).collect();
            let size = match wide {
                true => usize::try_from(u64::from_le_bytes(entry[120..128].try_into().ok()?)).unwrap_or(usize::MAX),
                false => u32_at(entry, 120)? as usize,
            };
            ole.entries.push(Entry { name: String::from_utf16_lossy(&units), start: u32_at(entry, 116)?, size });
        }
        let root = ole.entries.first()?;
        if u32_at(bytes, 64)? > 0 && root.start < LAST_SECTOR {
            ole.mini = ole.chain(root.start, root.size)?;
            ole.mini_next = numbers(&ole.chain(u32_at(bytes, 60)?, usize::MAX)?).collect();
        }
        Some(ole)
    }

    /// A sector's bytes; the last one may be cut short.
    fn at(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end).filter(|b| !b.is_empty())
    }

    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        follow(start, size, &self.next, self.bytes.len() / self.sector + 1, |n| self.at(n))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|e| e.name.eq_ignore_ascii_case(name))
    }

    /// A stream; none where there is none of the name.
    pub(crate) fn stream(&self, name: &str) -> Outcome<Option<Vec<u8>>> {
        let Some(entry) = self.entries.iter().skip(1).find(|e| e.name.eq_ignore_ascii_case(name)) else {
            return Ok(None);
        };
        let read = if entry.size >= SMALL {
            self.chain(entry.start, entry.size)
        } else {
            let most = self.mini.len() / MINI + 1;
            follow(entry.start, entry.size, &self.mini_next, most, |n| {
                let start = (n as usize).checked_mul(MINI)?;
                self.mini.get(start..(start + MINI).min(self.mini.len()))
            })
        };
        read.map(Some).ok_or_else(damaged)
    }
}

/// The sectors from one on, until so many bytes are there or the chain ends.
fn follow<'s>(
    start: u32,
    size: usize,
    next: &[u32],
    most: usize,
    at: impl Fn(u32) -> Option<&'s [u8]>,
) -> Option<Vec<u8>> {
    let (mut out, mut number) = (Vec::new(), start);
    for step in 0.. {
        if number >= LAST_SECTOR || out.len() >= size {
            break;
        }
        if step > most {
            return None;
        }
        out.extend_from_slice(at(number)?);
        number = *next.get(number as usize)?;
    }
    out.truncate(size);
    Some(out)
}

/// A compound file with one stream, as another reader wants it.
pub(crate) fn with_stream(name: &str, stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 4096;
    let data = stream.len().max(SMALL).div_ceil(SECTOR);
    // Each sector of the table tells of 1024 sectors, itself included.
    let mut tables = 1;
    while tables * (SECTOR / 4) < tables + 1 + data {
        tables += 1;
    }
    let mut header = vec![0u8; SECTOR];
    let mut set = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    set(0, MAGIC);
    set(24, &0x3E_u16.to_le_bytes());
    set(26, &4_u16.to_le_bytes());
    set(28, &0xFFFE_u16.to_le_bytes());
    set(30, &12_u16.to_le_bytes());
    set(32, &6_u16.to_le_bytes());
    set(40, &1_u32.to_le_bytes());
    set(44, &(tables as u32).to_le_bytes());
    set(48, &(tables as u32).to_le_bytes());
    set(56, &(SMALL as u32).to_le_bytes());
    set(60, &END.to_le_bytes());
    set(68, &END.to_le_bytes());
    for slot in 0..109 {
        let table = if slot < tables { slot as u32 } else { FREE };
        set(76 + 4 * slot, &table.to_le_bytes());
    }
    let mut fat = vec![FAT; tables];
    fat.push(END);
    fat.extend((0..data - 1).map(|n| (tables + 2 + n) as u32));
    fat.push(END);
    fat.resize(tables * SECTOR / 4, FREE);
    let mut out = header;
    out.extend(fat.iter().flat_map(|n| n.to_le_bytes()));
    // calamine asks for a stream of small sectors, even where there is none.
    let mut folder = entry("Root Entry", 5, tables as u32 + 1, 0, 1);
    folder.extend(entry(name, 2, tables as u32 + 1, stream.len().max(SMALL), FREE));
    folder.resize(SECTOR, 0);
    out.extend(folder);
    out.extend_from_slice(stream);
    out.resize(SECTOR * (2 + tables + data), 0);
    out
}

/// An entry of the list of streams.
fn entry(name: &str, kind: u8, start: u32, size: usize, child: u32) -> Vec<u8> {
    let mut out: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = out.len() as u16 + 2;
    out.resize(64, 0);
    out.extend(length.to_le_bytes());
    out.extend([kind, 1]);
    out.extend(FREE.to_le_bytes());
    out.extend(FREE.to_le_bytes());
    out.extend(child.to_le_bytes());
    out.resize(116, 0);
    out.extend(start.to_le_bytes());
    out.extend((size as u64).to_le_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 5_000, 4096 * 1500] {
            let stream: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let bytes = with_stream("Workbook", &stream);
            let ole = Ole::open(&bytes).expect("it is one");
            assert!(ole.has("workbook") && !ole.has("EncryptedPackage"));
            let read = ole.stream("Workbook").expect("it is whole").expect("it is there");
            assert!(read.starts_with(&stream) && read.len() == length.max(SMALL));
        }
    }

    #[test]
    fn a_chain_in_a_circle_is_damaged() {
        let mut bytes = with_stream("Workbook", &[1; 10_000]);
        // The second sector of the stream follows itself.
        let at = 4096 + 4 * 3;
        bytes[at..at + 4].copy_from_slice(&3_u32.to_le_bytes());
        // The stream claims to be larger than the file.
        let size = 2 * 4096 + 128 + 120;
        bytes[size..size + 8].copy_from_slice(&u64::MAX.to_le_bytes());
        let ole = Ole::open(&bytes).expect("its list is whole");
        assert_eq!(ole.stream("Workbook"), Err(damaged()));
    }
}
