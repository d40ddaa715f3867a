// Several documents as one file: the ZIP format of 1993, deflated by the browser itself.

const CRC = new Uint32Array(256).map((_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) {
    c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  return c;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = CRC[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

async function deflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Little-endian numbers, each with its width in bytes. */
function record(...fields) {
  const out = new Uint8Array(fields.reduce((n, [width]) => n + width, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) {
      view.setUint16(at, value, true);
    } else {
      view.setUint32(at, value, true);
    }
    at += width;
  }
  return out;
}

/** Names are UTF-8, the content is deflated. */
const FLAGS = [2, 0x0800];
const DEFLATED = [2, 8];
const VERSION = [2, 20];

/**
 * One archive of all documents. Every entry carries the as-of date, so that the same documents make the same archive.
 * @param {{ name: string, bytes: Uint8Array }[]} documents
 * @param {string} date like 2026-11-20
 */
export async function zip(documents, date) {
  const [year, month, day] = date.split("-").map(Number);
  const time = [2, 0];
  const dos = [2, ((year - 1980) << 9) | (month << 5) | day];
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, bytes } of documents) {
    const packed = await deflate(bytes);
    const label = new TextEncoder().encode(name);
    const about = [
      VERSION,
      FLAGS,
      DEFLATED,
      time,
      dos,
      [4, crc32(bytes)],
      [4, packed.length],
      [4, bytes.length],
      [2, label.length],
      [2, 0],
    ];
    const head = record([4, 0x04034b50], ...about);
    parts.push(head, label, packed);
    directory.push(record([4, 0x02014b50], VERSION, ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), label);
    offset += head.length + label.length + packed.length;
  }
  const length = directory.reduce((n, part) => n + part.length, 0);
  const end = record(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, documents.length],
    [2, documents.length],
    [4, length],
    [4, offset],
    [2, 0],
  );
  return new Uint8Array(await new Blob([...parts, ...directory, end]).arrayBuffer());
}
