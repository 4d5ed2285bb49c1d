/** The frozen vectors as JSON, and how the browser code makes and opens them; see docs/envelope.md. */
import {
  type Bytes,
  type Context,
  type Signer,
  newSeed,
  openKey,
  openSealed,
  publicKeyOf,
  sealKey,
  sealTo,
  signingKey,
  unwrap,
  verifyKeyOf,
  wrap,
} from "./envelope.ts";

export interface Vector {
  name: string;
  suite: 1 | 2;
  circle: string;
  epoch: number;
  kind: string;
  object_id: string;
  /** X-Wing seed of suite 1, key of suite 2. */
  key: string;
  /** Suite 1 only. */
  public_key: string | null;
  content: string;
  author: string | null;
  counter: string | null;
  signer_seed: string | null;
  verify_key: string | null;
  envelope: string;
}

interface Wanted {
  name: string;
  suite: 1 | 2;
  kind: string;
  content: Bytes;
  signed?: true;
}

export function hex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function unhex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

const text = (words: string): Bytes => new TextEncoder().encode(words) as Bytes;

const WANTED: readonly Wanted[] = [
  { name: "empty", suite: 1, kind: "client.note", content: text("") },
  { name: "text", suite: 1, kind: "client.called", content: text("Зовите Сашей, Օք ✓") },
  { name: "signed", suite: 1, kind: "intake.record", content: text('{"a":1}'), signed: true },
  { name: "fills 1 KiB", suite: 1, kind: "tray.note", content: new Uint8Array(1019).fill(7) },
  { name: "needs 4 KiB", suite: 1, kind: "tray.note", content: new Uint8Array(1020).fill(7) },
  { name: "epoch seed", suite: 1, kind: "key.circle", content: newSeed() },
  { name: "keyring", suite: 2, kind: "key.staff", content: new Uint8Array(64).fill(9) },
  { name: "wrapped text", suite: 2, kind: "site.safety", content: text("exit by the yard") },
  { name: "compared root", suite: 2, kind: "key.root", content: newSeed() },
  { name: "session keyring", suite: 2, kind: "key.session", content: new Uint8Array(96).fill(9) },
  { name: "signed note", suite: 1, kind: "client.note", content: text("после шести"), signed: true },
  { name: "document", suite: 1, kind: "attachment.about", content: text('{"v":1,"name":"letter"}') },
  { name: "piece", suite: 2, kind: "attachment.chunk", content: new Uint8Array(5000).fill(7) },
];

export async function made(wanted: Wanted): Promise<Vector> {
  const key = newSeed();
  const context: Context = {
    circle: crypto.randomUUID(),
    epoch: 0xfffffffe,
    kind: wanted.kind,
    objectId: crypto.randomUUID(),
  };
  const vector: Vector = {
    name: wanted.name,
    suite: wanted.suite,
    circle: context.circle,
    epoch: context.epoch,
    kind: context.kind,
    object_id: context.objectId,
    key: hex(key),
    public_key: null,
    content: hex(wanted.content),
    author: null,
    counter: null,
    signer_seed: null,
    verify_key: null,
    envelope: "",
  };
  let signer: Signer | undefined;
  if (wanted.signed) {
    const seed = newSeed();
    signer = { author: crypto.randomUUID(), counter: 2n ** 63n + 1n, key: await signingKey(seed) };
    vector.author = signer.author;
    vector.counter = signer.counter.toString();
    vector.signer_seed = hex(seed);
    vector.verify_key = hex(await verifyKeyOf(seed));
  }
  if (wanted.suite === 2) {
    vector.envelope = hex(await wrap(key, context, wanted.content));
    return vector;
  }
  const publicKey = await publicKeyOf(key);
  vector.public_key = hex(publicKey);
  const sealed = wanted.kind.startsWith("key.")
    ? await sealKey(publicKey, context, wanted.content)
    : await sealTo(publicKey, context, wanted.content, signer);
  vector.envelope = hex(sealed);
  return vector;
}

export function allMade(): Promise<Vector[]> {
  return Promise.all(WANTED.map(made));
}

/** Open a vector and return what came out as hexadecimal digits; a signature is verified. */
export async function opened(vector: Vector): Promise<string> {
  const context: Context = {
    circle: vector.circle,
    epoch: vector.epoch,
    kind: vector.kind,
    objectId: vector.object_id,
  };
  const key = unhex(vector.key);
  const envelope = unhex(vector.envelope);
  if (vector.suite === 2) return hex(await unwrap(key, context, envelope));
  if (vector.kind.startsWith("key.")) return hex(await openKey(key, context, envelope));
  const verifyKey = vector.verify_key === null ? undefined : unhex(vector.verify_key);
  const result = await openSealed(key, context, envelope, verifyKey);
  if (result.author !== vector.author || (result.counter?.toString() ?? null) !== vector.counter)
    throw new Error("another author or counter");
  if (result.signedOk !== (verifyKey !== undefined)) throw new Error("signature not seen");
  return hex(result.content);
}
