/** A new phrase for the same keys: opened under the old wrapping key, sealed under the new one. */
import { type Context, unwrap, wrap } from "./envelope.ts";
import type { Bytes } from "./framing.ts";
import { type PhraseSecrets, phraseSecrets } from "./phrase.ts";
import { base64, bytesOf, call, parts } from "./wire.ts";

/** The keyring as the server kept it when the old phrase was typed, and what that phrase derives. */
export interface Old {
  readonly secrets: PhraseSecrets;
  readonly envelope: Bytes;
}

/** All of a change but the code: made once, so that sending it twice is one change. */
export interface Change {
  readonly old_secret: string;
  readonly new_secret: string;
  readonly before: string;
  readonly keyring: string;
}

async function context(): Promise<Context> {
  const { account } = await parts();
  return { circle: account, epoch: 0, kind: "key.staff", objectId: account };
}

/** Try the old phrase on one's keyring. Throws EnvelopeError for other words; null without keys. */
export async function tryOld(phrase: string): Promise<Old | null> {
  const { instance, accountName } = await parts();
  const secrets = await phraseSecrets(phrase, instance, accountName);
  const { keyring } = await call<{ keyring: string | null }>("GET", "Keyring");
  if (keyring === null) return null;
  const envelope = bytesOf(keyring);
  (await unwrap(secrets.wrapping, await context(), envelope)).fill(0);
  return { secrets, envelope };
}

/** Seal the same keys under a new phrase. */
export async function prepare(old: Old, phrase: string): Promise<Change> {
  const { instance, accountName } = await parts();
  const place = await context();
  const fresh = await phraseSecrets(phrase, instance, accountName);
  const keys = await unwrap(old.secrets.wrapping, place, old.envelope);
  const keyring = await wrap(fresh.wrapping, place, keys);
  keys.fill(0);
  fresh.wrapping.fill(0);
  const before = new Uint8Array(await crypto.subtle.digest("SHA-256", old.envelope));
  return {
    old_secret: base64(old.secrets.login),
    new_secret: base64(fresh.login),
    before: base64(before),
    keyring: base64(keyring),
  };
}

/** Let the server put the new in the place of the old. Throws as `call`. */
export async function send(change: Change, code: string): Promise<void> {
  await call("POST", "Phrase", { ...change, code });
}
