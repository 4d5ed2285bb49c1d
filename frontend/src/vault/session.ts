/**
 * An open keyring across page loads. sessionStorage holds it sealed; the key to that lives only in
 * the memory of the web process, so a restart locks everyone and a copied disk opens nothing.
 */
import { type Bytes, EnvelopeError } from "./framing.ts";
import { type Keyring, openKeyring, openedFromSession, sealedForSession } from "./keyring.ts";
import { type Passkey, canUsePasskeys, ownPasskeys, secretOf } from "./passkey.ts";
import { Refused, SignedOut, base64, bytesOf, call, parts } from "./wire.ts";

const STORED = "ravny.keyring";
// How to lock on the server what is locked here, until the server has said that it is.
const LOCKING = "ravny.locking";
const NEIGHBOUR_MS = 150;
const TOUCH_MS = 60_000;
const SHORTLY_MS = 500;
const LOCKED = 409;

/** How to open now; `passkey` is the one that was chosen for today, where the browser can use it. */
export type Way =
  | { readonly how: "open" }
  | { readonly how: "phrase" }
  | { readonly how: "again"; readonly pin: boolean; readonly passkey: Passkey | null };

type News =
  | { ask: true }
  | { sealed: string }
  | { active: true }
  | { locked: true }
  | { gone: true };

let open: Keyring | null = null;
let lastActive = Date.now();
let lastTouch = Date.now();
let locking: Promise<unknown> | null = null;
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
  sessionStorage.removeItem(LOCKING);
  const { key } = await call<{ key: string }>("POST", "SessionKey", { make: true });
  await hold(keyring, key);
  return begin(keyring);
}

async function hold(keyring: Keyring, key: string): Promise<void> {
  const sealed = await sealedForSession(keyring, bytesOf(key));
  sessionStorage.setItem(STORED, sealed);
  // What a tab beside holds is sealed under a key that is no more.
  channel.postMessage({ sealed } satisfies News);
}

/** The same at sign-in and joining, where the phrase was typed a moment ago. */
export async function holdWrappingKey(wrapping: Bytes): Promise<boolean> {
  for (const pause of [SHORTLY_MS, null]) {
    try {
      return await openWith(wrapping);
    } catch (error) {
      // Signing in goes on when only the unlocking failed: the page then says it is locked.
      if (error instanceof EnvelopeError || pause === null) return false;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return false;
}

/** Open again with today's PIN. Throws Refused for a wrong one. */
export async function wakeWithPin(pin: string): Promise<boolean> {
  const { key } = await call<{ key: string }>("POST", "SessionKey", { pin });
  return adopt(key);
}

/** Open again with today's passkey. Throws PasskeyError, and Refused when it yields another thing. */
export async function wakeWithPasskey(passkey: Passkey): Promise<boolean> {
  const { id, secret } = await secretOf([passkey]);
  const body = { passkey: id, secret: base64(secret) };
  secret.fill(0);
  const { key } = await call<{ key: string }>("POST", "SessionKey", body);
  return adopt(key);
}

/** Hold the root that was compared a moment ago beside the open keys, across page loads. */
export async function keepPinned(root: Bytes): Promise<void> {
  if (!open) return;
  open = Object.assign({}, open, { root });
  const { key } = await call<{ key: string }>("POST", "SessionKey", {});
  await hold(open, key);
}

/** Let a PIN open again until tonight. */
export async function setPin(pin: string): Promise<void> {
  await call("POST", "Pin", { pin });
}

/** On a new page: is it still open? Asks the server only when this tab or its neighbour was. */
export async function restore(): Promise<boolean> {
  if (open) return true;
  if (!sessionStorage.getItem(STORED) && !(await askNeighbours())) return false;
  return (await stillOpen()) === true;
}

/** How to open now. Throws LostConnection, SignedOut. */
export async function wayIn(): Promise<Way> {
  if (open) return { how: "open" };
  if (!sessionStorage.getItem(STORED)) return { how: "phrase" };
  const still = await stillOpen();
  if (still === true) return { how: "open" };
  const passkey = await armedPasskey();
  if (still === "pin" || passkey) return { how: "again", pin: still === "pin", passkey };
  sessionStorage.removeItem(STORED);
  return { how: "phrase" };
}

/** Ask the server for the key of this sign-in: true when it gave it, "pin" when a PIN would do. */
async function stillOpen(): Promise<boolean | "pin"> {
  try {
    // Whoever locks and at once goes on may not find it open because the answer is on its way.
    await lockThere();
    const { key } = await call<{ key: string }>("POST", "SessionKey", {});
    return await adopt(key);
  } catch (error) {
    if (error instanceof SignedOut) forgetAll();
    // Any other refusal is trouble of the server's and no word about what is open.
    if (error instanceof Refused && error.status === LOCKED) return error.pin && "pin";
    throw error;
  }
}

async function armedPasskey(): Promise<Passkey | null> {
  if (!(await canUsePasskeys())) return null;
  const { passkeys, armed } = await ownPasskeys();
  return passkeys.find((one) => one.id === armed) ?? null;
}

async function adopt(key: string, again = false): Promise<boolean> {
  const sealed = sessionStorage.getItem(STORED);
  if (!sealed) return false;
  const { account } = await parts();
  try {
    return begin(await openedFromSession(account, sealed, bytesOf(key)));
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    // Sealed under a key of before: a tab beside may have the newer one.
    sessionStorage.removeItem(STORED);
    return !again && (await askNeighbours()) && adopt(key, true);
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

/**
 * Lock here, in the tabs beside, and on the server; `everywhere` also on other machines. False when
 * the server could not be told: it is told again before anything opens, and idle it locks by itself.
 */
export async function lock(everywhere = false): Promise<boolean> {
  channel.postMessage({ locked: true } satisfies News);
  forget();
  sessionStorage.setItem(LOCKING, everywhere ? "?everywhere=1" : "?");
  return lockThere().then(
    () => true,
    () => false,
  );
}

/** Tell the server what it has not confirmed yet; once, whoever waits for it. */
function lockThere(): Promise<unknown> {
  const query = sessionStorage.getItem(LOCKING);
  if (query === null) return Promise.resolve();
  locking ??= call("DELETE", "SessionKey", undefined, query)
    .then(() => sessionStorage.removeItem(LOCKING))
    .finally(() => (locking = null));
  return locking;
}

function forget(): void {
  if (!open) return;
  open.seed.fill(0);
  open.signingSeed.fill(0);
  open = null;
  document.dispatchEvent(new CustomEvent("ravny:locked"));
}

/** The server knows this sign-in no more: what this tab holds is wiped, sealed or not. */
export function forgetAll(): void {
  channel.postMessage({ gone: true } satisfies News);
  wipe();
}

function wipe(): void {
  sessionStorage.removeItem(STORED);
  sessionStorage.removeItem(LOCKING);
  forget();
}

/** The server says it is locked, though it is open here: it was locked elsewhere, or restarted. */
export function lockedElsewhere(): void {
  channel.postMessage({ locked: true } satisfies News);
  forget();
}

/** Whoever was taken off a circle keeps none of its seeds; what else is open is opened anew. */
export function dropSeeds(): void {
  if (!open) return;
  document.dispatchEvent(new CustomEvent("ravny:locked"));
  document.dispatchEvent(new CustomEvent("ravny:unlocked"));
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
    if (error instanceof SignedOut) forgetAll();
    else if (error instanceof Refused) lockedElsewhere();
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
    else if ("gone" in event.data) wipe();
    else if ("sealed" in event.data) sessionStorage.setItem(STORED, event.data.sealed);
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
