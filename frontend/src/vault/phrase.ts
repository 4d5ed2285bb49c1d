/**
 * From a phrase of plain words to two secrets: one signs in, the other unwraps keys.
 * The costs are constants here: a server must not be able to ask for a cheap guess.
 */
import { argon2id } from "hash-wasm";
import { type Bytes, concatenated, uuidBytes } from "./framing.ts";

const MEMORY_KIB = 64 * 1024;
const PASSES = 3;
const LANES = 1;

/** `login` goes to the server (which keeps a fast hash of it), `wrapping` never leaves the page. */
export interface PhraseSecrets {
  readonly login: Bytes;
  readonly wrapping: Bytes;
}

/** The phrase as it is hashed: NFKD, lower case, ё as е, single spaces, trimmed. */
export function normalisedPhrase(phrase: string): string {
  return phrase
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll("е\u0308", "е")
    .replace(/[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/g, " ")
    .replace(/^ | $/g, "");
}

/** The account name as it is hashed: NFC, lower case. */
export function normalisedAccount(account: string): string {
  return account.normalize("NFC").toLowerCase();
}

/** 16 bytes known before sign-in without asking the server. `instance` is a UUID as text. */
export async function phraseSalt(instance: string, account: string): Promise<Bytes> {
  const text = new TextEncoder();
  const label = text.encode("ravny phrase 1");
  const name = text.encode(normalisedAccount(account));
  const whole = concatenated(label, uuidBytes(instance), name);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole)).slice(0, 16);
}

/** Derive both secrets (32 bytes each): about a second of a phone's work, 64 MiB. */
export async function phraseSecrets(
  phrase: string,
  instance: string,
  account: string,
): Promise<PhraseSecrets> {
  const hashed = await argon2id({
    password: new TextEncoder().encode(normalisedPhrase(phrase)),
    salt: await phraseSalt(instance, account),
    memorySize: MEMORY_KIB,
    iterations: PASSES,
    parallelism: LANES,
    hashLength: 64,
    outputType: "binary",
  });
  return {
    login: await labelled(hashed.slice(0, 32), "ravny login 1"),
    wrapping: await labelled(hashed.slice(32), "ravny wrap 1"),
  };
}

async function labelled(secret: Bytes, label: string): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode(label);
  const salt = new Uint8Array();
  const bits = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt, info },
    key,
    256,
  );
  return new Uint8Array(bits);
}
