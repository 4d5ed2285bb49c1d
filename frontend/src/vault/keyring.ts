/** A person's private keys: made here, kept by the server only under a key of their phrase. */
import { type Bytes, type Context, newSeed, publicKeyOf, unwrap, verifyKeyOf, wrap } from "./envelope.ts";
import { concatenated } from "./framing.ts";
import { base64, bytesOf, call, parts } from "./wire.ts";

/** Two seeds of 32 bytes: X-Wing opens, Ed25519 signs. */
export interface Keyring {
  readonly account: string;
  readonly seed: Bytes;
  readonly signingSeed: Bytes;
}

function context(account: string, kind: string): Context {
  return { circle: account, epoch: 0, kind, objectId: account };
}

function joined(keyring: Keyring): Bytes {
  return concatenated(keyring.seed, keyring.signingSeed);
}

function parted(account: string, secret: Bytes): Keyring {
  return { account, seed: secret.slice(0, 32), signingSeed: secret.slice(32) };
}

/** Make keys at joining and let the server keep them sealed. Throws as `call`. */
export async function createKeyring(wrapping: Bytes): Promise<void> {
  const { account, hasKeys } = await parts();
  if (hasKeys) return;
  const keyring: Keyring = { account, seed: newSeed(), signingSeed: newSeed() };
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
  return parted(account, await unwrap(wrapping, context(account, "key.staff"), bytesOf(keyring)));
}

/** Seal an open keyring under the key that lives only in the server's memory. */
export async function sealedForSession(keyring: Keyring, sessionKey: Bytes): Promise<string> {
  const bound = context(keyring.account, "key.session");
  return base64(await wrap(sessionKey, bound, joined(keyring)));
}

/** Open what `sealedForSession` made. Throws EnvelopeError for another key or account. */
export async function openedFromSession(
  account: string,
  sealed: string,
  sessionKey: Bytes,
): Promise<Keyring> {
  const bound = context(account, "key.session");
  return parted(account, await unwrap(sessionKey, bound, bytesOf(sealed)));
}
