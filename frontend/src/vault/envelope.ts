/**
 * The sealed envelope: what a database, a backup or a moved row must not reveal.
 * One format, written by the browser and by Python; the normative text is docs/envelope.md.
 *
 * A page that only seals imports only what seals: everything here can be shaken off.
 */
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import {
  type Bytes,
  type Context,
  EnvelopeError,
  HEADER_SIZE,
  NONCE_SIZE,
  type Opened,
  SUITE_AES,
  SUITE_HPKE,
  type Signer,
  type VerifyKey,
  checkSealed,
  checkedSecret,
  concatenated,
  contextBytes,
  headerBytes,
  holdsKey,
  pack,
  unpack,
} from "./framing.ts";

export {
  type Bytes,
  type Code,
  type Context,
  EnvelopeError,
  type Header,
  type Opened,
  type Signer,
  type VerifyKey,
  checkSealed,
  parseHeader,
} from "./framing.ts";
export { signingKey, verifyKeyOf } from "./signature.ts";

const SEED_SIZE = 32;
const PUBLIC_KEY_SIZE = 1216;
const ENC_SIZE = 1120;

const suite = /* @__PURE__ */ new CipherSuite({
  kem: /* @__PURE__ */ new XWing(),
  kdf: /* @__PURE__ */ new HkdfSha256(),
  aead: /* @__PURE__ */ new Aes256Gcm(),
});

/** A fresh X-Wing seed, 32 random bytes. */
export function newSeed(): Bytes {
  return crypto.getRandomValues(new Uint8Array(SEED_SIZE));
}

/** The X-Wing public key (1,216 bytes) of a 32-byte seed. Throws EnvelopeError "key". */
export async function publicKeyOf(seed: Bytes): Promise<Bytes> {
  if (seed.length !== SEED_SIZE) throw new EnvelopeError("key");
  const pair = await new XWing().generateKeyPairDerand(seed.slice());
  return new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey));
}

/**
 * Seal padded content to an X-Wing public key (1,216 bytes).
 * Throws EnvelopeError: "kind" for a `key.` kind, "length" above 16 MiB, "key", "signature".
 */
export async function sealTo(
  publicKey: Bytes,
  context: Context,
  content: Bytes,
  signer?: Signer,
): Promise<Bytes> {
  if (holdsKey(context)) throw new EnvelopeError("kind");
  return sealHpke(publicKey, context, await pack(SUITE_HPKE, context, content, signer));
}

/** Seal a raw secret (32 to 128 bytes, kind `key.…`). Throws EnvelopeError: "kind", "length", "key". */
export async function sealKey(publicKey: Bytes, context: Context, secret: Bytes): Promise<Bytes> {
  return sealHpke(publicKey, context, checkedSecret(context, secret));
}

/**
 * Open content with an X-Wing seed (32 bytes). `verifyKey` is the author's Ed25519 key (32 bytes)
 * or a way to look it up. Throws EnvelopeError: "version", "suite", "length", "context", "kind",
 * "key", "open", "flags", "padding"; "signature" if `verifyKey` was given and does not agree.
 */
export async function openSealed(
  seed: Bytes,
  context: Context,
  envelope: Bytes,
  verifyKey?: VerifyKey,
): Promise<Opened> {
  if (holdsKey(context)) throw new EnvelopeError("kind");
  return unpack(SUITE_HPKE, context, await openHpke(seed, context, envelope), verifyKey);
}

/** Open a raw secret with an X-Wing seed (32 bytes). Throws EnvelopeError as `openSealed`. */
export async function openKey(seed: Bytes, context: Context, envelope: Bytes): Promise<Bytes> {
  if (!holdsKey(context)) throw new EnvelopeError("kind");
  return openHpke(seed, context, envelope);
}

/**
 * Seal under a 32-byte key (suite 2): a raw secret under a `key.` kind, else padded content.
 * Never signed: whoever can open it could have written it. Throws EnvelopeError: "key", "length".
 */
export async function wrap(symmetricKey: Bytes, context: Context, content: Bytes): Promise<Bytes> {
  const payload = holdsKey(context)
    ? checkedSecret(context, content)
    : await pack(SUITE_AES, context, content);
  const key = await aes(symmetricKey, "encrypt");
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_SIZE));
  const bound = contextBytes(SUITE_AES, context);
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: bound },
    key,
    payload,
  );
  return concatenated(headerBytes(SUITE_AES, context), iv, new Uint8Array(sealed));
}

/** Open what `wrap` made: the raw secret or the content. Throws EnvelopeError as `openSealed`. */
export async function unwrap(
  symmetricKey: Bytes,
  context: Context,
  envelope: Bytes,
): Promise<Bytes> {
  if (checkSealed(envelope, context).suite !== SUITE_AES) throw new EnvelopeError("suite");
  const key = await aes(symmetricKey, "decrypt");
  const iv = envelope.slice(HEADER_SIZE, HEADER_SIZE + NONCE_SIZE);
  const additionalData = contextBytes(SUITE_AES, context);
  const sealed = envelope.slice(HEADER_SIZE + NONCE_SIZE);
  const payload = await orElse("open", () =>
    crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, sealed),
  );
  const opened = new Uint8Array(payload);
  return holdsKey(context) ? opened : (await unpack(SUITE_AES, context, opened)).content;
}

async function aes(symmetricKey: Bytes, usage: KeyUsage): Promise<CryptoKey> {
  if (symmetricKey.length !== 32) throw new EnvelopeError("key");
  return crypto.subtle.importKey("raw", symmetricKey, "AES-GCM", false, [usage]);
}

async function sealHpke(publicKey: Bytes, context: Context, payload: Bytes): Promise<Bytes> {
  if (publicKey.length !== PUBLIC_KEY_SIZE) throw new EnvelopeError("key");
  const info = contextBytes(SUITE_HPKE, context).buffer;
  const { enc, ct } = await orElse("key", async () => {
    const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey.slice().buffer);
    return suite.seal({ recipientPublicKey, info }, payload.slice().buffer);
  });
  return concatenated(headerBytes(SUITE_HPKE, context), new Uint8Array(enc), new Uint8Array(ct));
}

async function openHpke(seed: Bytes, context: Context, envelope: Bytes): Promise<Bytes> {
  if (seed.length !== SEED_SIZE) throw new EnvelopeError("key");
  if (checkSealed(envelope, context).suite !== SUITE_HPKE) throw new EnvelopeError("suite");
  const info = contextBytes(SUITE_HPKE, context).buffer;
  const enc = envelope.slice(HEADER_SIZE, HEADER_SIZE + ENC_SIZE).buffer;
  const sealed = envelope.slice(HEADER_SIZE + ENC_SIZE).buffer;
  const payload = await orElse("open", async () => {
    const recipientKey = await suite.kem.deserializePrivateKey(seed.slice().buffer);
    return suite.open({ recipientKey, enc, info }, sealed);
  });
  return new Uint8Array(payload);
}

/** The cause is dropped on purpose: a library's message must not carry what was inside. */
async function orElse<T>(code: "key" | "open", attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch {
    throw new EnvelopeError(code);
  }
}
