/** What is signed about keys, byte for byte; ravny/core/vault/statements.py says the same. */
import { type Bytes, ascii, prefixed, u32, u64, uuidBytes } from "./framing.ts";

/** What stands before an author's first entry. */
export const NO_STATEMENT: Bytes = new Uint8Array(32);

/** SHA-256 of anything. */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** 32 bytes by HKDF-SHA256 without salt. */
export async function derived(secret: Bytes, label: string): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const way = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: ascii(label) };
  return new Uint8Array(await crypto.subtle.deriveBits(way, key, 256));
}

/** SHA-256 (32 bytes) of a public key: X-Wing 1,216 bytes, or a phone's SPKI. */
export const keyHash = sha256;

/** What a root signs over itself: it binds the recovery key to it. */
export function rootStatement(organisation: string, root: Bytes, recovery: Bytes): Bytes {
  return prefixed(ascii("ravny root 1"), uuidBytes(organisation), root, recovery);
}

/** What the root signs over an officer's keys, or an officer over a colleague's. */
export function personStatement(
  kind: "officer" | "member",
  organisation: string,
  account: string,
  hashed: Bytes,
  signingPublic: Bytes,
): Bytes {
  const label = ascii(`ravny ${kind} 1`);
  return prefixed(label, uuidBytes(organisation), uuidBytes(account), hashed, signingPublic);
}

/** What an officer signs over a phone and whose it is. */
export function phoneStatement(
  organisation: string,
  phone: string,
  account: string,
  hashed: Bytes,
): Bytes {
  const [house, device, owner] = [organisation, phone, account].map(uuidBytes) as Bytes[];
  return prefixed(ascii("ravny phone 1"), house!, device!, owner!, hashed);
}

/** What the maker of an epoch signs. */
export function epochStatement(circle: string, number: number, publicKey: Bytes): Bytes {
  return prefixed(ascii("ravny epoch 1"), uuidBytes(circle), u32(number), publicKey);
}

/** One entry of an author's register; `previous` is the hash of the one before. */
export interface Entry {
  readonly author: string;
  readonly counter: bigint;
  readonly circle: string;
  readonly kind: string;
  readonly objectId: string;
  readonly digest: Bytes;
  readonly previous: Bytes;
}

/** What an author signs in the register. */
export function authoredStatement(entry: Entry): Bytes {
  return prefixed(
    ascii("ravny authored 1"),
    uuidBytes(entry.author),
    u64(entry.counter),
    uuidBytes(entry.circle),
    ascii(entry.kind),
    uuidBytes(entry.objectId),
    entry.digest,
    entry.previous,
  );
}
