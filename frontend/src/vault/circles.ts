/** Circles: their seeds opened from one's wraps, made anew, shared with colleagues who wait. */
import {
  type Bytes,
  type Context,
  newSeed,
  openKey,
  publicKeyOf,
  sealKey,
  signingKey,
} from "./envelope.ts";
import { concatenated, uuidBytes } from "./framing.ts";
import type { Keyring } from "./keyring.ts";
import { sign } from "./signature.ts";
import { base64, bytesOf, call } from "./wire.ts";

/** One does not hold the key of this circle. */
export class NoKey extends Error {}

interface Wrap {
  readonly circle: string;
  readonly epoch: number;
  readonly envelope: string;
}

interface Missing {
  readonly circle: string;
  readonly epoch: number;
  readonly account: string;
  readonly public_key: string;
}

const seeds = new Map<string, Bytes>();
document.addEventListener("ravny:locked", () => {
  for (const seed of seeds.values()) seed.fill(0);
  seeds.clear();
});

function context(circle: string, epoch: number, account: string): Context {
  return { circle, epoch, kind: "key.circle", objectId: account };
}

/** Fetch one's wraps of these circles in one request and open them. */
export async function fetchSeeds(keyring: Keyring, circles: Iterable<string>): Promise<void> {
  const wanted = [...new Set(circles)].filter((circle) => !known(circle));
  if (wanted.length === 0) return;
  const query = `?${wanted.map((circle) => `circle=${circle}`).join("&")}`;
  const { wraps } = await call<{ wraps: Wrap[] }>("GET", "Wraps", undefined, query);
  for (const { circle, epoch, envelope } of wraps) {
    const bound = context(circle, epoch, keyring.account);
    seeds.set(`${circle}/${epoch}`, await openKey(keyring.seed, bound, bytesOf(envelope)));
  }
}

function known(circle: string): boolean {
  return [...seeds.keys()].some((place) => place.startsWith(`${circle}/`));
}

/** The seed of an epoch (32 bytes). Throws NoKey. */
export async function seedOf(keyring: Keyring, circle: string, epoch: number): Promise<Bytes> {
  await fetchSeeds(keyring, [circle]);
  const seed = seeds.get(`${circle}/${epoch}`);
  if (!seed) throw new NoKey();
  return seed;
}

/** Make a circle for everybody who belongs and has keys; the maker signs its first epoch. */
export async function makeCircle(keyring: Keyring, kind: string, subject: string): Promise<void> {
  const query = `?kind=${encodeURIComponent(kind)}&subject=${subject}`;
  const answer = await call<{ circle: string; receivers: Missing[] }>(
    "GET",
    "Receivers",
    undefined,
    query,
  );
  const { circle } = answer;
  const seed = newSeed();
  const publicKey = await publicKeyOf(seed);
  const wraps = [];
  for (const { account, public_key } of answer.receivers) {
    const envelope = await sealKey(bytesOf(public_key), context(circle, 1, account), seed);
    wraps.push({ account, envelope: base64(envelope) });
  }
  await call("POST", "MakeCircle", {
    kind,
    subject,
    circle,
    epoch: 1,
    public_key: base64(publicKey),
    signature: base64(await signEpoch(keyring, circle, 1, publicKey)),
    wraps,
  });
}

async function signEpoch(
  keyring: Keyring,
  circle: string,
  epoch: number,
  publicKey: Bytes,
): Promise<Bytes> {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, epoch);
  const label = new TextEncoder().encode("ravny epoch 1");
  const fields = [label, uuidBytes(circle), number, publicKey];
  const prefixed = fields.flatMap((part) => [
    Uint8Array.of(part.length >> 8, part.length & 255),
    part,
  ]);
  return sign(await signingKey(keyring.signingSeed), concatenated(...prefixed));
}

/** Give every colleague who waits what one holds; `progress` gets done and all. */
export async function shareKeys(
  keyring: Keyring,
  progress: (done: number, all: number) => void,
): Promise<void> {
  for (;;) {
    const { missing } = await call<{ missing: Missing[] }>("GET", "Share");
    if (missing.length === 0) return;
    await fetchSeeds(keyring, missing.map((one) => one.circle));
    const wraps = [];
    for (const { circle, epoch, account, public_key } of missing) {
      const seed = await seedOf(keyring, circle, epoch);
      const sealed = await sealKey(bytesOf(public_key), context(circle, epoch, account), seed);
      wraps.push({ circle, epoch, account, envelope: base64(sealed) });
      progress(wraps.length, missing.length);
    }
    const { shared } = await call<{ shared: number }>("POST", "Share", { wraps });
    if (shared === 0) return;
  }
}
