/**
 * The PIN hides what the screen showed from whoever takes the phone. It guards little, since little
 * is there: after ten wrong ones the readable rest goes too, and the sealed queue stays. It makes
 * two things that tell nothing of each other: what it is checked against, and the key that tests
 * waiting for their result are sealed under, which lives in memory while the screen is open.
 */
import { utf8 } from "./bytes.ts";
import { forgetReadable } from "./readable.ts";
import { change, fact } from "./store.ts";
import type { Pin } from "./types.ts";

const ITERATIONS = 600_000;
export const SHORTEST = 4;
export const LONGEST = 8;
const MOST_WRONG = 10;
/** Seconds to wait after so many wrong tries. */
const WAITS = [0, 0, 0, 5, 15, 30, 60, 120, 300, 600];

export type Tried =
  | { readonly kind: "right" }
  | { readonly kind: "wrong" }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "wiped" };

let held: CryptoKey | null = null;

/** The key for what waits on this phone; null while the screen is locked. */
export function heldKey(): CryptoKey | null {
  return held;
}

export function forgetKey(): void {
  held = null;
}

interface Derived {
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly key: CryptoKey;
}

async function derived(pin: string, salt: Uint8Array<ArrayBuffer>): Promise<Derived> {
  const typed = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const slow = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  const bits = await crypto.subtle.deriveBits(slow, typed, 256);
  const root = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveBits", "deriveKey"]);
  const one = (purpose: string): HkdfParams => {
    return { name: "HKDF", hash: "SHA-256", salt, info: utf8(`ravny field ${purpose}`) };
  };
  const hash = new Uint8Array(await crypto.subtle.deriveBits(one("pin"), root, 256));
  const kind = { name: "AES-GCM", length: 256 };
  const uses: KeyUsage[] = ["encrypt", "decrypt"];
  return { hash, key: await crypto.subtle.deriveKey(one("waiting"), root, kind, false, uses) };
}

export async function setPin(pin: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const { hash, key } = await derived(pin, salt);
  await change(["facts"], (inside) => inside.put("pin", { salt, hash, wrong: 0, until: 0 }));
  held = key;
}

/** Whole seconds until the next try is allowed. */
export async function secondsToWait(): Promise<number> {
  const pin = await fact("pin");
  return pin ? Math.max(0, Math.ceil((pin.until - Date.now()) / 1000)) : 0;
}

/** Try a PIN. The try is counted before it is checked: killing the page forgives none. */
export async function tryPin(text: string): Promise<Tried> {
  const seconds = await secondsToWait();
  if (seconds > 0) return { kind: "wait", seconds };
  const pin = await counted();
  if (!pin) return { kind: "wiped" };
  const { hash, key } = await derived(text, pin.salt);
  const differs = hash.reduce((bits, byte, at) => bits | (byte ^ (pin.hash[at] ?? 0)), 0);
  if (differs === 0) {
    await change(["facts"], (inside) => inside.put("pin", { ...pin, wrong: 0, until: 0 }));
    held = key;
    return { kind: "right" };
  }
  if (pin.wrong < MOST_WRONG) return { kind: "wrong" };
  await wipe();
  return { kind: "wiped" };
}

async function counted(): Promise<Pin | undefined> {
  return change(["facts"], async (inside) => {
    const pin = await inside.get("pin");
    if (!pin) return undefined;
    const wrong = pin.wrong + 1;
    const until = Date.now() + (WAITS[Math.min(wrong, WAITS.length - 1)] ?? 0) * 1000;
    const next = { ...pin, wrong, until };
    inside.put("pin", next);
    return next;
  });
}

/** Wipe what can be read: places, codes, shift, lists, what waits. The queue stays and is sent. */
export async function wipe(): Promise<void> {
  await forgetReadable();
  await change(["facts", "codes", "waiting"], (inside) => {
    inside.drop("shift", "tests", "circle", "doubt", "pin");
    inside.codes.clear();
    inside.waiting.clear();
    inside.put("wiped", true);
  });
}
