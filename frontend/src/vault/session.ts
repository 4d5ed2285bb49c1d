/**
 * An open keyring across page loads. sessionStorage holds it sealed; the key to that lives only in
 * the memory of the web process, so a restart locks everyone and a copied disk opens nothing.
 */
import type { Bytes } from "./framing.ts";
import { type Keyring, openKeyring, openedFromSession, sealedForSession } from "./keyring.ts";
import { Refused, bytesOf, call, parts } from "./wire.ts";

const STORED = "ravny.keyring";
const NEIGHBOUR_MS = 150;
const TOUCH_MS = 60_000;

type News = { ask: true } | { sealed: string } | { active: true } | { locked: true };

let open: Keyring | null = null;
let lastActive = Date.now();
let lastTouch = Date.now();
const channel = new BroadcastChannel("ravny.lock");

/** The keyring while it is open. */
export function opened(): Keyring | null {
  return open;
}

/** Seconds until it locks by itself if nobody does anything. */
export async function secondsLeft(): Promise<number> {
  const { idleSeconds } = await parts();
  return Math.max(0, idleSeconds - Math.floor((Date.now() - lastActive) / 1000));
}

/** Open with the phrase's wrapping key. False: no keys yet. Throws EnvelopeError for other words. */
export async function openWith(wrapping: Bytes): Promise<boolean> {
  const keyring = await openKeyring(wrapping);
  if (!keyring) return false;
  const { key } = await call<{ key: string }>("POST", "SessionKey", { make: true });
  sessionStorage.setItem(STORED, await sealedForSession(keyring, bytesOf(key)));
  return begin(keyring);
}

/** The same at sign-in and joining, where the phrase was typed a moment ago. */
export async function holdWrappingKey(wrapping: Bytes): Promise<boolean> {
  try {
    return await openWith(wrapping);
  } catch {
    // Signing in goes on when only the unlocking failed: the page then says it is locked.
    return false;
  }
}

/** Open again with today's PIN. Throws Refused for a wrong one. */
export async function wakeWithPin(pin: string): Promise<boolean> {
  const { key } = await call<{ key: string }>("POST", "SessionKey", { pin });
  return adopt(key);
}

/** Let a PIN open again until tonight. */
export async function setPin(pin: string): Promise<void> {
  await call("POST", "Pin", { pin });
}

/** On a new page: is it still open? Asks the server only when this tab or its neighbour was. */
export async function restore(): Promise<boolean> {
  if (open) return true;
  if (!sessionStorage.getItem(STORED) && !(await askNeighbours())) return false;
  return (await wayIn()) === "open";
}

/** How to open now: it is open already, by PIN, or by phrase only. Throws LostConnection. */
export async function wayIn(): Promise<"open" | "pin" | "phrase"> {
  if (open) return "open";
  if (!sessionStorage.getItem(STORED)) return "phrase";
  try {
    const { key } = await call<{ key: string }>("POST", "SessionKey", {});
    return (await adopt(key)) ? "open" : "phrase";
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.pin) return "pin";
    sessionStorage.removeItem(STORED);
    return "phrase";
  }
}

async function adopt(key: string): Promise<boolean> {
  const sealed = sessionStorage.getItem(STORED);
  if (!sealed) return false;
  const { account } = await parts();
  try {
    return begin(await openedFromSession(account, sealed, bytesOf(key)));
  } catch {
    sessionStorage.removeItem(STORED);
    return false;
  }
}

function begin(keyring: Keyring): boolean {
  open = keyring;
  lastActive = lastTouch = Date.now();
  document.dispatchEvent(new CustomEvent("ravny:unlocked"));
  return true;
}

/** A tab beside this one may be open: it hands over what is sealed anyway. */
function askNeighbours(): Promise<boolean> {
  return new Promise((resolve) => {
    const give = (event: MessageEvent<News>): void => {
      if (!("sealed" in event.data)) return;
      sessionStorage.setItem(STORED, event.data.sealed);
      finish(true);
    };
    const finish = (found: boolean): void => {
      channel.removeEventListener("message", give);
      clearTimeout(timer);
      resolve(found);
    };
    const timer = setTimeout(() => finish(false), NEIGHBOUR_MS);
    channel.addEventListener("message", give);
    channel.postMessage({ ask: true } satisfies News);
  });
}

/** Lock here, in the tabs beside, and on the server; `everywhere` also on other machines. */
export async function lock(everywhere = false): Promise<void> {
  channel.postMessage({ locked: true } satisfies News);
  forget();
  const query = everywhere ? "?everywhere=1" : "";
  // Without a connection the server locks by itself after the same idle time.
  await call("DELETE", "SessionKey", undefined, query).catch(() => undefined);
}

function forget(): void {
  if (!open) return;
  open.seed.fill(0);
  open.signingSeed.fill(0);
  open = null;
  document.dispatchEvent(new CustomEvent("ravny:locked"));
}

/** Somebody works here: the idle time starts anew, here, beside and on the server. */
function active(): void {
  const moment = Date.now();
  if (!open || moment - lastActive < 5000) return;
  lastActive = moment;
  channel.postMessage({ active: true } satisfies News);
  if (moment - lastTouch > TOUCH_MS) void touch(moment);
}

async function touch(moment: number): Promise<void> {
  lastTouch = moment;
  try {
    await call("POST", "SessionKey", {});
  } catch (error) {
    if (error instanceof Refused) forget(); // locked elsewhere, or the server was restarted
  }
}

/** Watch for work and for idleness; once per page. `show` gets the seconds left, null when locked. */
export function watch(show: (seconds: number | null) => void): void {
  for (const kind of ["pointerdown", "keydown", "scroll", "input"]) {
    document.addEventListener(kind, active, { passive: true, capture: true });
  }
  channel.addEventListener("message", (event: MessageEvent<News>) => {
    if ("active" in event.data) lastActive = Date.now();
    else if ("locked" in event.data) forget();
    else if ("ask" in event.data && open) {
      const sealed = sessionStorage.getItem(STORED);
      if (sealed) channel.postMessage({ sealed } satisfies News);
    }
  });
  const tick = async (): Promise<void> => {
    if (open && (await secondsLeft()) === 0) await lock();
    show(open ? await secondsLeft() : null);
  };
  for (const kind of ["ravny:unlocked", "ravny:locked"]) {
    document.addEventListener(kind, () => void tick());
  }
  document.addEventListener("visibilitychange", () => void tick());
  setInterval(() => void (open && tick()), 5000);
}
