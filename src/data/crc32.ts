const polynomial = 0xedb88320;
let table: Uint32Array | undefined;

/** What a byte adds to the checksum, for each byte. Made when the first checksum is asked for: loading dagrad does not wait for it. */
function remainders(): Uint32Array {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ polynomial : rest >>> 1;
    return rest;
  });
  return table;
}

/** The checksum of .zip and .gz files, an unsigned 32-bit integer. crc32("123456789") is 0xcbf43926. Source: RFC 1952, section 8. */
export function crc32(bytes: Uint8Array): number {
  const ofByte = remainders();
  let rest = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) rest = (rest >>> 8) ^ (ofByte[(rest ^ (bytes[i] as number)) & 0xff] as number);
  return ~rest >>> 0;
}
