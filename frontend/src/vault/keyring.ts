/** A person's private keys: made here, kept by the server only under a key of their phrase. */
import { type Bytes, type Context, newSeed, publicKeyOf, unwrap, verifyKeyOf, wrap } from "./envelope.ts";
import { concatenated } from "./framing.ts";
import { derived } from "./statements.ts";
import { base64, bytesOf, call, parts } from "./wire.ts";

/**
 * Two seeds of 32 bytes: X-Wing opens, Ed25519 signs. `root`: the public key of the root that this
 * person compared, null before they did.
 */
export interface Keyring {
  readonly account: string;
  readonly seed: Bytes;
  readonly signingSeed: Bytes;
  readonly root: Bytes | null;
}

function context(account: string, kind: string): Context {
  return { circle: account, epoch: 0, kind, objectId: account };
}

function joined(keyring: Keyring): Bytes {
  return concatenated(keyring.seed, keyring.signingSeed);
}

function parted(account: string, secret: Bytes, root: Bytes | null): Keyring {
  return { account, seed: secret.slice(0, 32), signingSeed: secret.slice(32, 64), root };
}

/** Make keys at joining and let the server keep them sealed. Throws as `call`. */
export async function createKeyring(wrapping: Bytes): Promise<void> {
  const { account, hasKeys } = await parts();
  if (hasKeys) return;
  const keyring = { account, seed: newSeed(), signingSeed: newSeed(), root: null };
  await call("POST", "Keyring", {
    public_key: base64(await publicKeyOf(keyring.seed)),
    signing_public: base64(await verifyKeyOf(keyring.signingSeed)),
    keyring: base64(await wrap(wrapping, context(account, "key.staff"), joined(keyring))),
  });
}

/** Fetch one's keyring and open it. Null when joining was not finished; throws for a wrong phrase. */
export async function openKeyring(wrapping: Bytes): Promise<Keyring | null> {
  const { account } = await parts();
  const { keyring } = await call<{ keyring: string | null }>("GET", "Keyring");
  if (keyring === null) return null;
  const secret = await unwrap(wrapping, context(account, "key.staff"), bytesOf(keyring));
  return withPin(parted(account, secret, null));
}

async function withPin(keyring: Keyring): Promise<Keyring> {
  const { pinned } = await call<{ pinned: string | null }>("GET", "PinRoot");
  if (!pinned) return keyring;
  const bound = context(keyring.account, "key.root");
  return { ...keyring, root: await unwrap(await pinKey(keyring), bound, bytesOf(pinned)) };
}

/** The public key of a root, sealed under a key that only this person can make. */
export async function sealedPin(keyring: Keyring, root: Bytes): Promise<string> {
  return base64(await wrap(await pinKey(keyring), context(keyring.account, "key.root"), root));
}

function pinKey(keyring: Keyring): Promise<Bytes> {
  return derived(keyring.seed, "ravny pin 1");
}

/** Seal an open keyring under the key that lives only in the server's memory. */
export async function sealedForSession(keyring: Keyring, sessionKey: Bytes): Promise<string> {
  const bound = context(keyring.account, "key.session");
  const root = keyring.root ?? new Uint8Array();
  return base64(await wrap(sessionKey, bound, concatenated(joined(keyring), root)));
}

/** Open what `sealedForSession` made. Throws EnvelopeError for another key or account. */
export async function openedFromSession(
  account: string,
  sealed: string,
  sessionKey: Bytes,
): Promise<Keyring> {
  const bound = context(account, "key.session");
  const secret = await unwrap(sessionKey, bound, bytesOf(sealed));
  return parted(account, secret, secret.length === 96 ? secret.slice(64) : null);
}
