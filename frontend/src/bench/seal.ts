/**
 * Opening notes by our module and by the bare calls of the libraries below it, turn by turn.
 * bench/seal.py bundles it and runs it in a page; no door ships it.
 */
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { type Bytes, type Context, openSealed } from "../vault/envelope.ts";
import { HEADER_SIZE, SUITE_HPKE, contextBytes } from "../vault/framing.ts";
import { bytesOf } from "../vault/wire.ts";

const ENC_END = HEADER_SIZE + 1120;
const CHUNK = 50;

interface Note {
  readonly context: Context;
  readonly envelope: string;
  /** What is signed, "" where nothing is. */
  readonly message: string;
}
type Turn = (at: number) => Promise<unknown>;
type Pair = [number, number];

const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** Milliseconds of fifty notes, [ours, bare], again and again through the pile. */
async function pairs(turns: readonly [Turn, Turn], notes: number, rounds: number): Promise<Pair[]> {
  for (const turn of turns) await spent(turn, 0, notes);
  const found: Pair[] = [];
  for (let at = 0; at < notes * rounds; at += CHUNK) {
    // Whoever is second finds a warmer processor: they change places.
    const first = ((at / CHUNK) % 2) as 0 | 1;
    const pair: Pair = [0, 0];
    for (const which of [first, (1 - first) as 0 | 1])
      pair[which] = await spent(turns[which], at % notes, notes);
    found.push(pair);
  }
  return found;
}

async function spent(turn: Turn, from: number, notes: number): Promise<number> {
  const begun = performance.now();
  for (let at = from; at < Math.min(from + CHUNK, notes); at += 1) await turn(at);
  return performance.now() - begun;
}

async function measured(
  seed: string,
  verifyKey: string,
  notes: readonly Note[],
  rounds: number,
): Promise<Pair[]> {
  const [key, author] = [bytesOf(seed), verifyKey === "" ? undefined : bytesOf(verifyKey)];
  const sealed = notes.map((note) => bytesOf(note.envelope));
  const parts = notes.map(({ context }, at) => ({
    info: contextBytes(SUITE_HPKE, context).buffer,
    enc: sealed[at]?.slice(HEADER_SIZE, ENC_END).buffer as ArrayBuffer,
    ciphertext: sealed[at]?.slice(ENC_END).buffer as ArrayBuffer,
  }));
  const messages = notes.map((note) => bytesOf(note.message));
  const recipientKey = await suite.kem.deserializePrivateKey(key.slice().buffer);
  const ed25519 =
    author && (await crypto.subtle.importKey("raw", author, "Ed25519", false, ["verify"]));

  const ours: Turn = (at) => openSealed(key, notes[at]!.context, sealed[at]!, author);
  const bare: Turn = async (at) => {
    const { info, enc, ciphertext } = parts[at]!;
    const payload: Bytes = new Uint8Array(await suite.open({ recipientKey, enc, info }, ciphertext));
    if (!ed25519) return;
    const signature = payload.subarray(25, 89);
    if (!(await crypto.subtle.verify("Ed25519", ed25519, signature, messages[at]!)))
      throw new Error("the bare call does not verify");
  };
  return pairs([ours, bare], notes.length, rounds);
}

Object.assign(globalThis, { measured });
