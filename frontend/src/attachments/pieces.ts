/**
 * A document in sealed pieces (docs/envelope.md): their number is a power of two and, where there
 * are several, all are full, so that the server learns a size only roughly.
 */
import { type Bytes, type Context, EnvelopeError, unwrap, wrap } from "../vault/envelope.ts";

const PIECE = 256 * 1024;
const FRAME = 5;
const CONTENT = PIECE - FRAME;
const MOST_PIECES = 64;

/** The largest document, 320 bytes below 16 MiB. */
export const MOST_BYTES = MOST_PIECES * CONTENT;

/** How many pieces so many bytes take. Throws EnvelopeError "length". */
export function piecesFor(length: number): number {
  let pieces = 1;
  while (pieces * CONTENT < length) pieces *= 2;
  if (pieces > MOST_PIECES) throw new EnvelopeError("length");
  return pieces;
}

function context(id: string, index: number): Context {
  return { circle: id, epoch: index, kind: "attachment.chunk", objectId: id };
}

/** Seal one piece of a document under its own key. */
export async function sealPiece(
  key: Bytes,
  id: string,
  bytes: Bytes,
  pieces: number,
  index: number,
): Promise<Bytes> {
  const part = bytes.slice(index * CONTENT, (index + 1) * CONTENT);
  let content = part;
  if (pieces > 1) {
    content = new Uint8Array(CONTENT);
    content.set(part);
  }
  const sealed = await wrap(key, context(id, index), content);
  part.fill(0);
  content.fill(0);
  return sealed;
}

/** A document that is being put together out of its pieces. */
export class Joining {
  readonly #key: Bytes;
  readonly #id: string;
  readonly #pieces: number;
  readonly #length: number;
  readonly #whole: Bytes;

  constructor(key: Bytes, id: string, pieces: number, length: number) {
    if (piecesFor(length) !== pieces) throw new EnvelopeError("length");
    this.#key = key;
    this.#id = id;
    this.#pieces = pieces;
    this.#length = length;
    this.#whole = new Uint8Array(pieces === 1 ? length : pieces * CONTENT);
  }

  /** Open one piece into its place. Throws EnvelopeError for one that belongs elsewhere. */
  async add(index: number, sealed: Bytes): Promise<void> {
    const content = await unwrap(this.#key, context(this.#id, index), sealed);
    const wanted = this.#pieces === 1 ? this.#length : CONTENT;
    if (content.length !== wanted) throw new EnvelopeError("length");
    this.#whole.set(content, index * CONTENT);
    content.fill(0);
  }

  /** The document, when its digest is the one that the header tells. Throws EnvelopeError. */
  async finish(sha256: string): Promise<Bytes> {
    if (this.#whole.subarray(this.#length).some((byte) => byte !== 0)) {
      throw new EnvelopeError("padding");
    }
    const bytes = this.#whole.slice(0, this.#length);
    this.wipe();
    if ((await digest(bytes)) === sha256) return bytes;
    bytes.fill(0);
    throw new EnvelopeError("open");
  }

  /** Forget what was put together so far. */
  wipe(): void {
    this.#whole.fill(0);
  }
}

/** SHA-256 as hexadecimal. */
export async function digest(bytes: Bytes): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
