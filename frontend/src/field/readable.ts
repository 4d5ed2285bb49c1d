/**
 * What a phone keeps readable and what must be gone once it is dropped: reserved codes, labels of
 * places, what is in the bag. IndexedDB writes what it deletes and overwrites into a log and reads
 * on for days; here lies one file, which each change replaces as a whole.
 * Whether a code may still be given stands in IndexedDB, in the transaction that queues a record.
 */
import { dayId } from "./ids.ts";
import { asked, look } from "./store.ts";
import type { Item, PoolCode, Sites } from "./types.ts";

const PLACE = "readable";
const FILE = "/readable";

export interface Readable {
  /** Row of the shelf of codes → its digits. */
  readonly codes: Readonly<Record<string, string>>;
  readonly sites?: Sites | undefined;
  readonly items?: readonly Item[] | undefined;
}

const NOTHING: Readable = { codes: {} };

/** The page and its worker take turns, in the order in which they asked. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request("field-readable", work) as Promise<T>;
}

async function held(): Promise<Readable> {
  const cache = await caches.open(PLACE);
  const file = await cache.match(FILE);
  return file ? ((await file.json()) as Readable) : NOTHING;
}

export function readable(): Promise<Readable> {
  return inTurn(held);
}

/** Replace the file as a whole. */
export function rewrite(work: (now: Readable) => Readable): Promise<void> {
  return inTurn(async () => {
    const now = await held();
    const next = work(now);
    if (next === now) return;
    const cache = await caches.open(PLACE);
    await cache.put(FILE, new Response(JSON.stringify(next)));
  });
}

/**
 * What follows from a record that is queued. Should it fail, the record stands all the same: digits
 * without a row go with the next `tidyDigits`, and the bag is told by the server.
 */
export function follow(work: (now: Readable) => Readable): void {
  rewrite(work).catch(() => undefined);
}

/** Nothing readable stays. The file goes, not the cache: a browser deletes those when it has time. */
export async function forgetReadable(): Promise<void> {
  await inTurn(async () => (await caches.open(PLACE)).delete(FILE));
}

/** The row under which a code lies, if it is one of ours. */
export async function rowOf(code: string): Promise<string | null> {
  const { codes } = await readable();
  return Object.keys(codes).find((row) => codes[row] === code) ?? null;
}

/** The rows of reserved codes whose digits are there, the next one first. */
export async function everyCode(): Promise<{ readonly row: string; readonly code: string }[]> {
  const { codes } = await readable();
  const rows = await look(["codes"], (inside) => asked<PoolCode[]>(inside.codes.getAll()));
  rows.sort((one, other) => one.order - other.order);
  return rows.flatMap(({ row }) => {
    const code = codes[row];
    return code ? [{ row, code }] : [];
  });
}

/** Keep the digits of newly reserved codes; return the rows they got, for the shelf. */
export async function keepDigits(codes: readonly string[]): Promise<string[]> {
  const fresh: string[] = [];
  await rewrite((now) => {
    const known = new Set(Object.values(now.codes));
    const added = codes.filter((code) => !known.has(code)).map((code) => [dayId(), code] as const);
    fresh.push(...added.map(([row]) => row));
    return added.length > 0 ? { ...now, codes: { ...now.codes, ...Object.fromEntries(added) } } : now;
  });
  return fresh;
}

/** Drop the digits that no row stands for any more: a battery died between the two. */
export async function tidyDigits(): Promise<void> {
  const rows = await look(["codes"], (inside) => asked(inside.codes.getAllKeys()));
  const stand = new Set(rows);
  await rewrite((now) => {
    const kept = Object.entries(now.codes).filter(([row]) => stand.has(row));
    const same = kept.length === Object.keys(now.codes).length;
    return same ? now : { ...now, codes: Object.fromEntries(kept) };
  });
}
