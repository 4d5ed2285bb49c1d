/**
 * Who wrote a text that was opened, and whether that is true: the signature inside it, its entry
 * in the author's register, and the newest entry of its place are compared.
 */
import { type RawEntry, nothing, statementOf } from "./authored.ts";
import type { Bytes } from "./framing.ts";
import { same } from "./proofs.ts";
import type { Sealed, Text } from "./sealed.ts";
import { verified } from "./signature.ts";
import { sha256 } from "./statements.ts";
import { type Proofs, proofsOf, signerOf } from "./trust.ts";
import { base64, bytesOf, call } from "./wire.ts";

export type State =
  | "signed"
  | "unsigned"
  | "phone"
  | "wrong"
  | "older"
  | "removed"
  | "stripped"
  | "elsewhere"
  | "missing"
  | "unknown"
  | "unchecked";

/** What stands under a text. */
export interface Mark {
  readonly state: State;
  readonly tone: "ok" | "soft" | "warn" | "danger";
  readonly words: string;
}

/** An entry with its day in the reader's words. */
export interface DatedEntry extends RawEntry {
  readonly day: string;
}

/** Somebody who signs, with the keys the server says are and were theirs; no key: they left. */
export interface RawAuthor {
  readonly account: string;
  readonly name: string;
  readonly key: string | null;
  readonly earlier: readonly string[];
}

/** Keys of an author: those to believe, and those nobody confirms. */
export interface Keys {
  readonly known: readonly Bytes[];
  readonly doubtful: readonly Bytes[];
}

export const NO_KEYS: Keys = { known: [], doubtful: [] };

interface Thing {
  readonly newest: DatedEntry | null;
  readonly own: DatedEntry | null;
}

interface Answer {
  readonly things: readonly Thing[];
  readonly authors: readonly RawAuthor[];
  readonly words: Readonly<Record<string, string>>;
}

const AT_ONCE = 200;
const TONES: Readonly<Record<State, Mark["tone"]>> = {
  signed: "ok",
  unsigned: "soft",
  phone: "soft",
  unchecked: "warn",
  unknown: "warn",
  wrong: "danger",
  older: "danger",
  removed: "danger",
  stripped: "danger",
  elsewhere: "danger",
  missing: "danger",
};

/** Judge texts that were opened; two requests for up to two hundred. Throws as `call`. */
export async function marksOf(texts: readonly Text[]): Promise<Map<Sealed, Mark>> {
  const marks = new Map<Sealed, Mark>();
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    await judgePiece(texts.slice(at, at + AT_ONCE), marks);
  }
  return marks;
}

async function judgePiece(texts: readonly Text[], marks: Map<Sealed, Mark>): Promise<void> {
  const things = texts.map(({ sealed, author, counter }) => ({
    kind: sealed.kind,
    object: sealed.objectId,
    author,
    counter: counter !== null && counter < 2n ** 31n ? Number(counter) : 0,
  }));
  const answer = await call<Answer>("POST", "AuthoredOf", { things });
  const keys = await keysOf(answer.authors);
  for (const [at, text] of texts.entries()) {
    const thing = answer.things[at] ?? { newest: null, own: null };
    const theirs = keys.get(text.author ?? "") ?? NO_KEYS;
    const state = await judge(text, thing, theirs);
    marks.set(text.sealed, worded(state, thing, text, answer));
  }
}

/**
 * The keys to believe: what an officer signed. Before a ceremony the key of today, and of somebody
 * who left those they had: a row more in a table must not make anybody an author.
 */
export async function keysOf(authors: readonly RawAuthor[]): Promise<Map<string, Keys>> {
  const accounts = authors.map((one) => one.account);
  const proofs = await proofsOf({ accounts });
  const keys = new Map<string, Keys>();
  for (const { account, key, earlier } of authors) {
    const said = [...(key === null ? [] : [key]), ...earlier].map(bytesOf);
    const today = key === null ? said : said.slice(0, 1);
    const known = proofs.root ? await certified(proofs, account) : today;
    keys.set(account, { known, doubtful: said });
  }
  return keys;
}

/** Keys of before count too: what they signed then was signed by their owner. */
async function certified(proofs: Proofs, account: string): Promise<readonly Bytes[]> {
  await signerOf(proofs, account); // throws where the root is not the one that was compared
  return (proofs.people.get(account) ?? []).map((one) => one.signingPublic);
}

/** Who made the signature: the author, a key that nobody confirms, or nobody of these. */
export async function madeBy(
  keys: Keys,
  signature: Bytes,
  message: Bytes,
): Promise<"author" | "unknown" | "nobody"> {
  for (const key of keys.known) if (await verified(key, signature, message)) return "author";
  for (const key of keys.doubtful) if (await verified(key, signature, message)) return "unknown";
  return keys.known.length + keys.doubtful.length > 0 ? "nobody" : "unknown";
}

async function judge(text: Text, thing: Thing, keys: Keys): Promise<State> {
  const { newest, own } = thing;
  if (!text.signed) {
    if (newest) return (await isRemoval(newest)) ? "removed" : "stripped";
    return text.sealed.onPhone ? "phone" : "unsigned";
  }
  const signer = await madeBy(keys, text.signed.signature, text.signed.message);
  if (signer !== "author") return signer === "unknown" ? "unknown" : "wrong";
  if (!own) return "missing";
  const { kind, objectId, envelope } = text.sealed;
  const digest = await sha256(bytesOf(envelope));
  const isHere = own.kind === kind && own.object === objectId.toLowerCase();
  if (!isHere || own.digest !== base64(digest)) return "elsewhere";
  if ((await madeBy(keys, bytesOf(own.signature), statementOf(own))) !== "author") return "wrong";
  if (newest && newest.signature !== own.signature)
    return (await isRemoval(newest)) ? "removed" : "older";
  return "signed";
}

async function isRemoval(entry: RawEntry): Promise<boolean> {
  return same(bytesOf(entry.digest), await nothing());
}

function worded(state: State, thing: Thing, text: Text, answer: Answer): Mark {
  const about = state === "signed" || state === "missing" ? thing.own : thing.newest;
  const who = about?.author ?? text.author;
  const name = answer.authors.find((one) => one.account === who)?.name;
  const words = (answer.words[state] ?? "")
    .replace("%(name)s", name ?? answer.words["somebody"] ?? "")
    .replace("%(day)s", about?.day ?? "");
  return { state, tone: TONES[state], words };
}
