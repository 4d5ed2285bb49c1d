/** Ids and moments that tell the day and no more; the layout is that of the server's kit.ids. */

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A UUIDv7 whose time is cut to the UTC day; the rest is random. */
export function dayId(now = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(now - (now % DAY_MS)) << 16n);
  crypto.getRandomValues(bytes.subarray(6));
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The local day as "2026-11-21". */
export function localDay(now = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The local minute of the day, 0 to 1439. */
export function localMinute(now = new Date()): number {
  return now.getHours() * 60 + now.getMinutes();
}

/** Milliseconds, cut to the minute. */
export function toMinute(now = Date.now()): number {
  return now - (now % MINUTE_MS);
}

/** Milliseconds, cut to the UTC day. */
export function toDay(now = Date.now()): number {
  return now - (now % DAY_MS);
}

/** The UTC clock as a batch tells it: "2026-11-21T23:41Z". */
export function utcClock(now = new Date()): string {
  return `${now.toISOString().slice(0, 16)}Z`;
}

/** 1300 → "21:40". */
export function clockText(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
