/** Circles: their seeds opened from one's wraps, and sealed to those whom an officer signed. */
import {
  type Bytes,
  type Context,
  openKey,
  publicKeyOf,
  sealKey,
  signingKey,
} from "./envelope.ts";
import type { Keyring } from "./keyring.ts";
import { sign } from "./signature.ts";
import { epochStatement } from "./statements.ts";
import { type Doubt, type Proofs, Untrusted, certifiedKey, checkSeed, proofsOf } from "./trust.ts";
import { base64, bytesOf, call } from "./wire.ts";

/** One does not hold the key of this circle. */
export class NoKey extends Error {}

/** Somebody a circle's seed is for, and the X-Wing key the server says is theirs. */
export interface Receiver {
  readonly account: string;
  readonly public_key: string;
}

/** A colleague who was given nothing: nobody signed their keys yet, or the keys are not theirs. */
export interface LeftOut {
  readonly account: string;
  readonly doubt: Doubt;
}

/** A seed sealed to one person. */
export interface NewWrap {
  readonly account: string;
  readonly envelope: string;
}

interface Wrap {
  readonly circle: string;
  readonly epoch: number;
  readonly envelope: string;
}

interface Place {
  readonly circle: string;
  readonly epoch: number;
}

/** As many as fit into an address. */
const AT_ONCE = 50;
const seeds = new Map<string, Bytes | Untrusted>();
document.addEventListener("ravny:locked", () => {
  for (const seed of seeds.values()) if (seed instanceof Uint8Array) seed.fill(0);
  seeds.clear();
});

/** Where a seed belongs; `receiver` is an account, or the root's id for the recovery key. */
export function wrapContext(circle: string, epoch: number, receiver: string): Context {
  return { circle, epoch, kind: "key.circle", objectId: receiver };
}

/** Fetch one's wraps of these circles in one request, open them, and compare their public keys. */
export async function fetchSeeds(keyring: Keyring, circles: Iterable<string>): Promise<void> {
  const wanted = [...new Set(circles)].filter((circle) => !known(circle));
  if (wanted.length === 0) return;
  const proofs = await proofsOf({ circles: wanted });
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const query = `?${wanted.slice(at, at + AT_ONCE).map((circle) => `circle=${circle}`).join("&")}`;
    const { wraps } = await call<{ wraps: Wrap[] }>("GET", "Wraps", undefined, query);
    for (const wrap of wraps) await keepSeed(keyring, proofs, wrap);
  }
}

async function keepSeed(keyring: Keyring, proofs: Proofs, wrap: Wrap): Promise<void> {
  const { circle, epoch, envelope } = wrap;
  const bound = wrapContext(circle, epoch, keyring.account);
  const seed = await openKey(keyring.seed, bound, bytesOf(envelope));
  try {
    await checkSeed(proofs, circle, epoch, () => publicKeyOf(seed));
    seeds.set(`${circle}/${epoch}`, seed);
  } catch (error) {
    if (!(error instanceof Untrusted)) throw error;
    seed.fill(0);
    seeds.set(`${circle}/${epoch}`, error);
  }
}

function known(circle: string): boolean {
  return [...seeds.keys()].some((place) => place.startsWith(`${circle}/`));
}

/** The seed of an epoch (32 bytes). Throws NoKey, and Untrusted for a key that was swapped. */
export async function seedOf(keyring: Keyring, circle: string, epoch: number): Promise<Bytes> {
  await fetchSeeds(keyring, [circle]);
  const seed = seeds.get(`${circle}/${epoch}`);
  if (seed instanceof Untrusted) throw seed;
  if (!seed) throw new NoKey();
  return seed;
}

/** Who is not signed for yet makes nothing that others would have to refuse. Throws Untrusted. */
export async function requireOwnCertificate(keyring: Keyring): Promise<void> {
  const proofs = await proofsOf({ accounts: [keyring.account] });
  await certifiedKey(proofs, keyring.account, await publicKeyOf(keyring.seed));
}

/** What the maker of an epoch signs. */
export async function signEpoch(
  keyring: Keyring,
  circle: string,
  epoch: number,
  publicKey: Bytes,
): Promise<Bytes> {
  return sign(await signingKey(keyring.signingSeed), epochStatement(circle, epoch, publicKey));
}

/** Seal an epoch's seed to those whose keys an officer signed; say who was left out. */
export async function wrapsFor(
  keyring: Keyring,
  { circle, epoch }: Place,
  seed: Bytes,
  receivers: readonly Receiver[],
): Promise<{ wraps: NewWrap[]; leftOut: LeftOut[] }> {
  const proofs = await proofsOf({ accounts: receivers.map((one) => one.account) });
  const wraps: NewWrap[] = [];
  const leftOut: LeftOut[] = [];
  for (const receiver of receivers) {
    const key = await keyFor(keyring, proofs, receiver);
    if (key instanceof Untrusted) leftOut.push({ account: receiver.account, doubt: key.doubt });
    else {
      const sealed = await sealKey(key, wrapContext(circle, epoch, receiver.account), seed);
      wraps.push({ account: receiver.account, envelope: base64(sealed) });
    }
  }
  return { wraps, leftOut };
}

/** A receiver's key, checked; one's own is made here, whatever the server says of it. */
async function keyFor(
  keyring: Keyring,
  proofs: Proofs,
  { account, public_key }: Receiver,
): Promise<Bytes | Untrusted> {
  if (account === keyring.account) return publicKeyOf(keyring.seed);
  try {
    return await certifiedKey(proofs, account, bytesOf(public_key));
  } catch (error) {
    if (error instanceof Untrusted && error.doubt !== "root") return error;
    throw error;
  }
}

/** An epoch's seed sealed to the recovery key, as base64; null before any ceremony. */
export async function recoveryWrap({ circle, epoch }: Place, seed: Bytes): Promise<string | null> {
  const { root, pin } = await proofsOf({});
  if (pin === "differs") throw new Untrusted("root");
  if (!root) return null;
  return base64(await sealKey(root.recoveryPublic, wrapContext(circle, epoch, root.id), seed));
}
