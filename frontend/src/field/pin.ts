/**
 * The PIN hides what the screen showed from whoever takes the phone. It guards little, since little
 * is there: after ten wrong ones the readable rest goes too, and the sealed queue stays.
 */
import { utf8 } from "./bytes.ts";
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

async function hashed(pin: string, salt: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

export async function setPin(pin: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const hash = await hashed(pin, salt);
  await change(["facts"], (inside) => inside.put("pin", { salt, hash, wrong: 0, until: 0 }));
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
  const offered = await hashed(text, pin.salt);
  const differs = offered.reduce((bits, byte, at) => bits | (byte ^ (pin.hash[at] ?? 0)), 0);
  if (differs === 0) {
    await change(["facts"], (inside) => inside.put("pin", { ...pin, wrong: 0, until: 0 }));
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

/** Wipe what can be read: places, codes, shift, lists. The queue stays and is still sent. */
export async function wipe(): Promise<void> {
  await change(["facts", "codes"], (inside) => {
    inside.drop("sites", "shift", "items", "circle", "pin");
    inside.codes.clear();
    inside.put("wiped", true);
  });
}
