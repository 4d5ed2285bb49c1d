/** Ed25519 by WebCrypto: who wrote a sealed payload. */
import type { Bytes } from "./framing.ts";

/** RFC 8410: what stands before the 32-byte seed in an Ed25519 private key. */
const PKCS8_PREFIX = [0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 34, 4, 32];

/** A non-extractable signing key of a 32-byte seed. */
export async function signingKey(seed: Bytes): Promise<CryptoKey> {
  return imported(seed, false);
}

/** The public key (32 bytes) of a 32-byte seed. */
export async function verifyKeyOf(seed: Bytes): Promise<Bytes> {
  const { x = "" } = await crypto.subtle.exportKey("jwk", await imported(seed, true));
  const base64 = x.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

export async function sign(key: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("Ed25519", key, message));
}

/** False for a missing or unusable key: what cannot be checked is not signed. */
export async function verified(
  key: Bytes | null,
  signature: Bytes,
  message: Bytes,
): Promise<boolean> {
  try {
    const loaded = await crypto.subtle.importKey("raw", key ?? new Uint8Array(), "Ed25519", false, [
      "verify",
    ]);
    return await crypto.subtle.verify("Ed25519", loaded, signature, message);
  } catch {
    return false;
  }
}

async function imported(seed: Bytes, extractable: boolean): Promise<CryptoKey> {
  const encoded = Uint8Array.from([...PKCS8_PREFIX, ...seed]);
  return crypto.subtle.importKey("pkcs8", encoded, "Ed25519", extractable, ["sign"]);
}
