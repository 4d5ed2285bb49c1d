/** Everybody's public keys as the officers' pages read them. */
import { bytesOf, callAt } from "../vault/wire.ts";
import type { Bytes } from "../vault/framing.ts";
import type { RawRoot } from "../vault/proofs.ts";
import { keyHash } from "../vault/statements.ts";
import { personWords } from "../vault/trust.ts";

/** Somebody's keys; `state`: officer, member, orphan (their signer left), waiting, swapped. */
export interface Person {
  readonly account: string;
  readonly pseudonym: string;
  readonly public_key: string;
  readonly signing_public: string;
  readonly may_be_officer: boolean;
  readonly state: string;
}

/** A phone in use and whose it is. */
export interface Phone {
  readonly phone: string;
  readonly account: string;
  readonly pseudonym: string;
  readonly label: string;
  readonly public_key: string;
  readonly state: string;
}

export interface Board {
  readonly organisation: string;
  readonly root: RawRoot | null;
  readonly is_officer: boolean;
  readonly people: readonly Person[];
  readonly phones: readonly Phone[];
}

export function boardAt(root: HTMLElement): Promise<Board> {
  return callAt<Board>("GET", root.dataset["urlPeople"] ?? "");
}

/** What is signed about a key: its hash, and the Ed25519 key of a person (none of a phone). */
export interface Keys {
  readonly hashed: Bytes;
  readonly signingPublic: Bytes;
}

export async function keysIn(one: { public_key: string; signing_public?: string }): Promise<Keys> {
  const hashed = await keyHash(bytesOf(one.public_key));
  return { hashed, signingPublic: bytesOf(one.signing_public ?? "") };
}

/** The six words that a person reads out of “My keys”, or a phone's owner off its screen. */
export async function wordsIn(one: { public_key: string; signing_public?: string }): Promise<string> {
  const { hashed, signingPublic } = await keysIn(one);
  return personWords(hashed, signingPublic);
}
