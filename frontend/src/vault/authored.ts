/**
 * Signing what one writes: each text gets the author's next number, each number an entry in the
 * author's register. This browser remembers where its own register ended.
 */
import { sealTo } from "./envelope.ts";
import type { Bytes } from "./framing.ts";
import type { Keyring } from "./keyring.ts";
import { sign, signingKey } from "./signature.ts";
import { NO_STATEMENT, authoredStatement, sha256 } from "./statements.ts";
import { base64, bytesOf, call } from "./wire.ts";

/** An entry as it is sent. */
export interface RawEntry {
  readonly author: string;
  readonly counter: number;
  readonly circle: string;
  readonly kind: string;
  readonly object: string;
  readonly digest: string;
  readonly previous: string;
  readonly signature: string;
}

/** Words about a register whose end is missing. */
export type HeadWords = Readonly<Record<string, string>>;

interface RawHead {
  readonly counter: number;
  readonly previous: string;
  readonly known: string | null;
  readonly words: HeadWords;
}

/** Where one's own register ends; `missing`: it no longer holds what this browser remembers. */
export interface Head {
  readonly counter: number;
  readonly previous: Bytes;
  readonly missing: HeadWords | null;
}

interface Remembered {
  readonly counter: number;
  readonly hash: string;
}

function remembered(account: string): Remembered | null {
  const stored = localStorage.getItem(`ravny.register.${account}`);
  return stored ? (JSON.parse(stored) as Remembered) : null;
}

function remember(account: string, counter: number, hash: string): void {
  const known: Remembered = { counter, hash };
  localStorage.setItem(`ravny.register.${account}`, JSON.stringify(known));
}

/** Hold what the server has now as the end of the register, although more was remembered. */
export async function acceptHead(account: string): Promise<void> {
  const { counter, previous } = await call<RawHead>("GET", "AuthoredHead");
  remember(account, counter, previous);
}

/** Ask where one's own register ends and compare with what this browser remembers. */
export async function headOf(account: string): Promise<Head> {
  const before = remembered(account);
  const query = before ? `?known=${before.counter}` : "";
  const head = await call<RawHead>("GET", "AuthoredHead", undefined, query);
  const isMissing = before !== null && before.counter > 0 && head.known !== before.hash;
  if (!isMissing) remember(account, head.counter, head.previous);
  const missing = isMissing ? head.words : null;
  if (missing) document.dispatchEvent(new CustomEvent("ravny:missing", { detail: missing }));
  return { counter: head.counter, previous: bytesOf(head.previous), missing };
}

/** The statement of an entry as it was sent. */
export function statementOf(entry: RawEntry): Bytes {
  return authoredStatement({
    author: entry.author,
    counter: BigInt(entry.counter),
    circle: entry.circle,
    kind: entry.kind,
    objectId: entry.object,
    digest: bytesOf(entry.digest),
    previous: bytesOf(entry.previous),
  });
}

/** SHA-256 of nothing: what is signed when a text is taken away. */
export const nothing = (): Promise<Bytes> => sha256(new Uint8Array());

/** An author at work: numbers, seals and signs, and notes the entries that go with the form. */
export class Pen {
  readonly entries: RawEntry[] = [];
  readonly #author: string;
  readonly #key: CryptoKey;
  #counter: number;
  #previous: Bytes;

  private constructor(author: string, key: CryptoKey, head: Head) {
    this.#author = author;
    this.#key = key;
    this.#counter = head.counter;
    this.#previous = head.counter > 0 ? head.previous : NO_STATEMENT;
  }

  /** A pen that goes on where the register ends. Throws as `call`. */
  static async of(keyring: Keyring): Promise<Pen> {
    const head = await headOf(keyring.account);
    return new Pen(keyring.account, await signingKey(keyring.signingSeed), head);
  }

  /** Seal signed content for a place and note its entry; returns the envelope. */
  async seal(
    publicKey: Bytes,
    place: { circle: string; epoch: number; kind: string; objectId: string },
    content: Bytes,
  ): Promise<Bytes> {
    const signer = { author: this.#author, counter: BigInt(this.#counter + 1), key: this.#key };
    const envelope = await sealTo(publicKey, place, content, signer);
    await this.#note(place.circle, place.kind, place.objectId, await sha256(envelope));
    return envelope;
  }

  /** Note that the text of a place is taken away. */
  async takeAway(circle: string, kind: string, objectId: string): Promise<void> {
    await this.#note(circle, kind, objectId, await nothing());
  }

  async #note(circle: string, kind: string, object: string, digest: Bytes): Promise<void> {
    const unsigned = {
      author: this.#author,
      counter: this.#counter + 1,
      circle,
      kind,
      object,
      digest: base64(digest),
      previous: base64(this.#previous),
    };
    const statement = statementOf({ ...unsigned, signature: "" });
    const signature = base64(await sign(this.#key, statement));
    this.entries.push({ ...unsigned, signature });
    this.#counter += 1;
    this.#previous = await sha256(statement);
  }
}
