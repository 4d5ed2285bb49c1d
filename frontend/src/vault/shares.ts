/**
 * The seed of an organisation on three sheets of paper, two of which bring it back;
 * ravny/core/vault/shares.py says the same and describes what stands on a sheet.
 */
import { combine as joined, split as parted } from "shamir-secret-sharing";
import { type Bytes, ascii, concatenated } from "./framing.ts";
import { derived, sha256 } from "./statements.ts";

export const SHEETS = 3;
export const NEEDED = 2;
export const ROWS = 4;
const ROW_SIGNS = 16;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LOOKALIKES: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1", U: "V" };
const VERSION = 1;

export type ShareCode = "sign" | "row" | "share" | "other_root" | "same" | "few";

/** Why a share cannot be used; `row` (0 to 3) is the one that is wrong, where one is. */
export class ShareError extends Error {
  readonly code: ShareCode;
  readonly row: number | null;

  constructor(code: ShareCode, row: number | null = null) {
    super(code);
    this.name = "ShareError";
    this.code = code;
    this.row = row;
  }
}

/** What comes out of the seed: two seeds of 32 bytes. */
export interface RootKeys {
  readonly signingSeed: Bytes;
  readonly recoverySeed: Bytes;
}

/** The root's Ed25519 seed and the recovery key's X-Wing seed of an organisation's seed. */
export async function keysOf(seed: Bytes): Promise<RootKeys> {
  return {
    signingSeed: await derived(seed, "ravny root 1"),
    recoverySeed: await derived(seed, "ravny recovery 1"),
  };
}

/** Three shares (33 bytes each), of which any two bring the seed back. */
export async function split(seed: Bytes): Promise<Bytes[]> {
  return (await parted(seed, SHEETS, NEEDED)) as Bytes[];
}

/** The seed of two shares. Throws ShareError "few" or "same". */
export async function combine(shares: readonly Bytes[]): Promise<Bytes> {
  if (shares.length < NEEDED) throw new ShareError("few");
  if (new Set(shares.map((share) => share.at(-1))).size !== shares.length)
    throw new ShareError("same");
  return (await joined([...shares])) as Bytes;
}

/** A share as the four rows that stand on paper, 17 signs each. */
export async function written(share: Bytes, rootPublic: Bytes): Promise<string[]> {
  const head = concatenated(Uint8Array.of(VERSION), await mark(rootPublic), share);
  const octets = concatenated(head, (await sha256(head)).slice(0, 2));
  let signs = "";
  for (let place = 0; place < octets.length * 8; place += 5) signs += ALPHABET[five(octets, place)];
  head.fill(0);
  octets.fill(0);
  const rows = [];
  for (let number = 0; number < ROWS; number++) {
    const row = signs.slice(number * ROW_SIGNS, (number + 1) * ROW_SIGNS);
    rows.push(row + (await checkSign(number, row)));
  }
  return rows;
}

/** One typed row as its sixteen signs; blanks, hyphens and case do not matter. Throws ShareError. */
export async function readRow(number: number, text: string): Promise<string> {
  const plain = text.toUpperCase().replace(/[\s-]/g, "");
  const signs = plain.replace(/[OILU]/g, (sign) => LOOKALIKES[sign] ?? sign);
  for (const sign of signs) if (!ALPHABET.includes(sign)) throw new ShareError("sign", number);
  const row = signs.slice(0, -1);
  if (signs.length !== ROW_SIGNS + 1 || signs.at(-1) !== (await checkSign(number, row)))
    throw new ShareError("row", number);
  return row;
}

/**
 * The share (33 bytes) of four typed rows. Throws ShareError: "sign" or "row" with the row,
 * "share" where the whole does not agree, "other_root" for a sheet of another ceremony.
 */
export async function read(rows: readonly string[], rootPublic?: Bytes): Promise<Bytes> {
  if (rows.length !== ROWS) throw new ShareError("share");
  let signs = "";
  for (const [number, text] of rows.entries()) signs += await readRow(number, text);
  const octets = octetsOf(signs);
  const expected = await sha256(octets.slice(0, 38));
  const agrees = octets[38] === expected[0] && octets[39] === expected[1];
  if (octets[0] !== VERSION || !agrees) throw new ShareError("share");
  if (rootPublic && !(await mark(rootPublic)).every((byte, at) => octets[1 + at] === byte))
    throw new ShareError("other_root");
  const share = octets.slice(5, 38);
  octets.fill(0);
  return share;
}

async function mark(rootPublic: Bytes): Promise<Bytes> {
  return (await sha256(rootPublic)).slice(0, 4);
}

async function checkSign(number: number, row: string): Promise<string> {
  const digest = await sha256(concatenated(Uint8Array.of(number), ascii(row)));
  return ALPHABET[(digest[0] ?? 0) & 31] ?? "";
}

/** The five bits that begin at a bit. */
function five(octets: Bytes, place: number): number {
  const at = place >> 3;
  const pair = ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);
  return (pair >> (11 - (place & 7))) & 31;
}

function octetsOf(signs: string): Bytes {
  const octets = new Uint8Array(40);
  let [held, bits, at] = [0, 0, 0];
  for (const sign of signs) {
    held = ((held << 5) | ALPHABET.indexOf(sign)) & 0x1fff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      octets[at++] = (held >> bits) & 255;
    }
  }
  return octets;
}
