/**
 * What an envelope is made of: header, bound context, padded and signed payload.
 * The normative text is docs/envelope.md.
 */
import { sign, verified } from "./signature.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

export type Code =
  | "version"
  | "suite"
  | "kind"
  | "length"
  | "context"
  | "key"
  | "open"
  | "flags"
  | "padding"
  | "signature";

/** The only refusal of this module. `code` says what was wrong, never what was inside. */
export class EnvelopeError extends Error {
  readonly code: Code;

  constructor(code: Code) {
    super(code);
    this.name = "EnvelopeError";
    this.code = code;
  }
}

/** Where an envelope belongs; ids are UUIDs as text. `circle` may be the id of the key that opens. */
export interface Context {
  readonly circle: string;
  readonly epoch: number;
  readonly kind: string;
  readonly objectId: string;
}

/** The 22 bytes in clear. */
export interface Header {
  readonly version: number;
  readonly suite: number;
  readonly circle: string;
  readonly epoch: number;
}

/** Who signs: an account or device id, its running counter (u64), its Ed25519 key. */
export interface Signer {
  readonly author: string;
  readonly counter: bigint;
  readonly key: CryptoKey;
}

/** A signature and what it is over, for who learns the key only afterwards. */
export interface Signed {
  readonly signature: Bytes;
  readonly message: Bytes;
}

/** What was inside. `signedOk` is true only if a verification key was given and agreed. */
export interface Opened {
  readonly content: Bytes;
  readonly author: string | null;
  readonly counter: bigint | null;
  readonly signedOk: boolean;
  readonly signed: Signed | null;
}

export type VerifyKey = Bytes | ((author: string) => Bytes | null | Promise<Bytes | null>);

export const VERSION = 1;
export const SUITE_HPKE = 1;
export const SUITE_AES = 2;
export const HEADER_SIZE = 22;
export const NONCE_SIZE = 12;

const FLAG_SIGNED = 1;
const SIGNED_SIZE = 16 + 8 + 64;
const KIND = /^[a-z0-9._-]{1,64}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BUCKETS = [1, 4, 16, 64, 256, 1024, 4096, 16384].map((kibibytes) => kibibytes * 1024);

export function holdsKey(context: Context): boolean {
  return context.kind.startsWith("key.");
}

export function concatenated(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Read the header and refuse an impossible length. Throws "length", "version", "suite". */
export function parseHeader(envelope: Bytes): Header {
  if (envelope.length < HEADER_SIZE) throw new EnvelopeError("length");
  const [version, suite] = envelope;
  if (version !== VERSION) throw new EnvelopeError("version");
  if (suite !== SUITE_HPKE && suite !== SUITE_AES) throw new EnvelopeError("suite");
  const size = payloadSize(suite, envelope);
  if (!isSecretSize(size) && !BUCKETS.includes(size)) throw new EnvelopeError("length");
  const epoch = view(envelope).getUint32(18);
  return { version, suite, circle: uuidText(envelope.subarray(2, 18)), epoch };
}

/** Check place and size without opening. Throws as `parseHeader`, "context", "kind". */
export function checkSealed(envelope: Bytes, context: Context): Header {
  checkContext(context);
  const header = parseHeader(envelope);
  if (header.circle !== context.circle.toLowerCase() || header.epoch !== context.epoch)
    throw new EnvelopeError("context");
  if (isSecretSize(payloadSize(header.suite, envelope)) !== holdsKey(context))
    throw new EnvelopeError("length");
  return header;
}

export function headerBytes(suite: number, context: Context): Bytes {
  checkContext(context);
  return concatenated(Uint8Array.of(VERSION, suite), uuidBytes(context.circle), u32(context.epoch));
}

/** The canonical context: each field with its u16 length; bound, never transmitted. */
export function contextBytes(suite: number, context: Context): Bytes {
  checkContext(context);
  return prefixed(
    ascii("ravny envelope"),
    Uint8Array.of(VERSION),
    Uint8Array.of(suite),
    uuidBytes(context.circle),
    u32(context.epoch),
    ascii(context.kind),
    uuidBytes(context.objectId),
  );
}

export function checkedSecret(context: Context, secret: Bytes): Bytes {
  if (!holdsKey(context)) throw new EnvelopeError("kind");
  if (!isSecretSize(secret.length)) throw new EnvelopeError("length");
  return secret;
}

/** The padded payload, a bucket long. Throws "length", "signature". */
export async function pack(
  suite: number,
  context: Context,
  content: Bytes,
  signer?: Signer,
): Promise<Bytes> {
  const head = signer ? 1 + SIGNED_SIZE : 1;
  const end = head + 4 + content.length;
  const payload = new Uint8Array(bucketOf(end));
  if (signer) {
    if (signer.counter < 0n || signer.counter >= 1n << 64n) throw new EnvelopeError("signature");
    const author = uuidBytes(signer.author);
    const message = signedBytes(suite, context, author, signer.counter, content);
    payload[0] = FLAG_SIGNED;
    payload.set(author, 1);
    payload.set(u64(signer.counter), 17);
    payload.set(await sign(signer.key, message), 25);
  }
  payload.set(u32(content.length), head);
  payload.set(content, head + 4);
  return payload;
}

/** Read a padded payload. Throws "flags", "length", "padding", "signature". */
export async function unpack(
  suite: number,
  context: Context,
  payload: Bytes,
  verifyKey?: VerifyKey,
): Promise<Opened> {
  const flags = payload[0] ?? 0xff;
  if (flags & ~(suite === SUITE_HPKE ? FLAG_SIGNED : 0)) throw new EnvelopeError("flags");
  const start = 1 + (flags ? SIGNED_SIZE : 0) + 4;
  const end = start + view(payload).getUint32(start - 4);
  // The smallest bucket only: otherwise the writer could signal through the size.
  if (end > payload.length || bucketOf(end) !== payload.length) throw new EnvelopeError("length");
  if (payload.subarray(end).some((byte) => byte !== 0)) throw new EnvelopeError("padding");
  const content = payload.slice(start, end);
  if (!flags) {
    if (verifyKey) throw new EnvelopeError("signature");
    return { content, author: null, counter: null, signedOk: false, signed: null };
  }
  const author = uuidText(payload.subarray(1, 17));
  const counter = view(payload).getBigUint64(17);
  const message = signedBytes(suite, context, payload.slice(1, 17), counter, content);
  const signed = { signature: payload.slice(25, 89), message };
  if (verifyKey) {
    const key = typeof verifyKey === "function" ? await verifyKey(author) : verifyKey;
    if (!(await verified(key, signed.signature, message))) throw new EnvelopeError("signature");
  }
  return { content, author, counter, signedOk: verifyKey !== undefined, signed };
}

function checkContext(context: Context): void {
  if (!KIND.test(context.kind)) throw new EnvelopeError("kind");
  const { epoch } = context;
  if (!Number.isInteger(epoch) || epoch < 0 || epoch >= 2 ** 32) throw new EnvelopeError("context");
}

function signedBytes(
  suite: number,
  context: Context,
  author: Bytes,
  counter: bigint,
  content: Bytes,
): Bytes {
  const bound = contextBytes(suite, context);
  const fields = prefixed(ascii("ravny signature"), bound, author, u64(counter));
  return concatenated(fields, u32(content.length), content);
}

function payloadSize(suite: number, envelope: Bytes): number {
  return envelope.length - HEADER_SIZE - (suite === SUITE_HPKE ? 1120 + 16 : NONCE_SIZE + 16);
}

function isSecretSize(size: number): boolean {
  return size >= 32 && size <= 128;
}

function bucketOf(size: number): number {
  const fitting = BUCKETS.find((bucket) => size <= bucket);
  if (fitting === undefined) throw new EnvelopeError("length");
  return fitting;
}

/** The fields, each with its u16 length in front. */
export function prefixed(...fields: readonly Bytes[]): Bytes {
  return concatenated(
    ...fields.flatMap((field) => [Uint8Array.of(field.length >> 8, field.length & 255), field]),
  );
}

export function ascii(text: string): Bytes {
  return new TextEncoder().encode(text) as Bytes;
}

function view(bytes: Bytes): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  view(bytes).setUint32(0, value);
  return bytes;
}

export function u64(value: bigint): Bytes {
  const bytes = new Uint8Array(8);
  view(bytes).setBigUint64(0, value);
  return bytes;
}

export function uuidBytes(text: string): Bytes {
  if (!UUID.test(text)) throw new EnvelopeError("context");
  return Uint8Array.from(text.replaceAll("-", "").match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function uuidText(bytes: Bytes): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
