/**
 * Tests that wait for their result. Which test and which infection lie sealed under a key that only
 * the PIN makes: whoever takes the phone learns that something waits, and no more.
 */
import { utf8 } from "./bytes.ts";
import { dayId } from "./ids.ts";
import { heldKey } from "./pin.ts";
import { asked, look, type Shelves } from "./store.ts";

/** A test that was made and not read yet; `letter` and `number` stand for it on the screen. */
export interface Waiting {
  readonly row: string;
  readonly test: string;
  readonly infection: string;
  readonly letter: string;
  readonly number: number;
  /** Milliseconds since 1970: not to be read before. */
  readonly ready: number;
  readonly coded: boolean;
  /** Which strip of the test waits: 0 is the first. A row of an older app does not say. */
  readonly attempt?: number;
  readonly kit?: string | null;
  readonly lot?: string | null;
  /** A strip taken while it waited: its kit is told with its result, not with the contact. */
  readonly repeated?: boolean;
}

/** What lies on the disk: a random id and 12 bytes of nonce before the ciphertext. */
export interface WaitingRow {
  readonly row: string;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

const NONCE = 12;
let opened: readonly Waiting[] = [];

/** The rows as far as this screen may know them; none while it is locked. */
export function waitingNow(): readonly Waiting[] {
  return opened;
}

/** Forget what was opened: the screen is locked. */
export function shutWaiting(): void {
  opened = [];
}

/** A new row with the least number that no other row of its letter has. */
export function newWaiting(
  facts: Omit<Waiting, "row" | "number">,
  beside: readonly Waiting[],
): Waiting {
  const taken = new Set(beside.filter((one) => one.letter === facts.letter).map((one) => one.number));
  let number = 1;
  while (taken.has(number)) number += 1;
  return { ...facts, row: dayId(), number };
}

/** Seal a row under the PIN's key; throws while the screen is locked. */
export async function sealedRow(waiting: Waiting): Promise<WaitingRow> {
  const key = heldKey();
  if (!key) throw new Error("locked");
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const how = { name: "AES-GCM", iv: nonce, additionalData: utf8(waiting.row) };
  const text = utf8(JSON.stringify(waiting).padEnd(512));
  const shut = new Uint8Array(await crypto.subtle.encrypt(how, key, text));
  const sealed = new Uint8Array(NONCE + shut.length);
  sealed.set(nonce);
  sealed.set(shut, NONCE);
  return { row: waiting.row, sealed };
}

async function openedRow({ row, sealed }: WaitingRow, key: CryptoKey): Promise<Waiting[]> {
  const how = { name: "AES-GCM", iv: sealed.slice(0, NONCE), additionalData: utf8(row) };
  try {
    const text = await crypto.subtle.decrypt(how, key, sealed.slice(NONCE));
    return [JSON.parse(new TextDecoder().decode(text)) as Waiting];
  } catch {
    return [];
  }
}

function soonest(one: Waiting, other: Waiting): number {
  return one.ready - other.ready || one.letter.localeCompare(other.letter) || one.number - other.number;
}

/** Open every row anew, the soonest first. */
export async function openWaiting(): Promise<void> {
  const key = heldKey();
  const rows = await look(["waiting"], (inside) => asked<WaitingRow[]>(inside.waiting.getAll()));
  const found = key ? (await Promise.all(rows.map((row) => openedRow(row, key)))).flat() : [];
  opened = heldKey() ? found.sort(soonest) : [];
}

/** Put sealed rows in, or take rows out. */
export function keepRows(inside: Shelves, rows: readonly WaitingRow[]): void {
  for (const row of rows) inside.waiting.put(row);
}

export function dropRows(inside: Shelves, rows: readonly { readonly row: string }[]): void {
  for (const { row } of rows) inside.waiting.delete(row);
}

export function countWaiting(): Promise<number> {
  return look(["waiting"], (inside) => asked(inside.waiting.count()));
}
