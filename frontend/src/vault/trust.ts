/**
 * Which keys this browser believes, and why: the root this person once compared, and what stands
 * under it. Asked once per page; every later question is answered from what was proven.
 */
import { type Bytes, ascii, concatenated } from "./framing.ts";
import { type Keyring, sealedPin } from "./keyring.ts";
import {
  type Proven,
  type ProvenEpoch,
  type ProvenPerson,
  type ProvenRoot,
  type RawProofs,
  Untrusted,
  prove,
  requireCertified,
  requireFitting,
  requireSigned,
  same,
  succeeds,
} from "./proofs.ts";
import { keepPinned, opened } from "./session.ts";
import { sha256 } from "./statements.ts";
import { base64, bytesOf, call, parts } from "./wire.ts";

export { type Doubt, Untrusted } from "./proofs.ts";

const STORED = "ravny.root";
const AT_ONCE = 50;

/** What this page knows of keys; it grows while the page asks. */
export interface Proofs extends Proven {
  root: ProvenRoot | null;
  /** "none": no root was compared here yet. "differs": the server shows another than that one. */
  pin: "none" | "agrees" | "differs";
  readonly people: Map<string, readonly ProvenPerson[]>;
  readonly forged: Set<string>;
  readonly epochs: Map<string, ProvenEpoch>;
}

let proofs: Proofs | null = null;
const asked = new Map<string, Promise<void>>();

/** Forget what this page knows: an epoch was made, somebody was signed. */
export function forgetProofs(): void {
  proofs = null;
  asked.clear();
}

/** Ask for what is not known yet, verify it, and compare the root. Throws as `call`, Untrusted. */
export async function proofsOf(wanted: {
  circles?: Iterable<string>;
  accounts?: Iterable<string>;
}): Promise<Proofs> {
  const names = [
    ...[...(wanted.circles ?? [])].map((circle) => `circle=${circle}`),
    ...[...(wanted.accounts ?? [])].map((account) => `account=${account}`),
  ];
  if (names.length === 0) names.push("");
  const unknown = [...new Set(names)].filter((name) => !asked.has(name));
  for (let at = 0; at < unknown.length; at += AT_ONCE) {
    const piece = unknown.slice(at, at + AT_ONCE);
    const answer = ask(piece);
    for (const name of piece) asked.set(name, answer);
    // What could not be asked is asked again next time.
    answer.catch(() => piece.forEach((name) => asked.delete(name)));
  }
  await Promise.all(names.map((name) => asked.get(name)));
  const known = (proofs ??= empty());
  known.pin = await pinState(known.root);
  return known;
}

function empty(): Proofs {
  return { root: null, pin: "none", people: new Map(), forged: new Set(), epochs: new Map() };
}

async function ask(names: readonly string[]): Promise<void> {
  const query = names.some(Boolean) ? `?${names.join("&")}` : "";
  const proven = await prove(await call<RawProofs>("GET", "Proofs", undefined, query));
  const before = proofs?.root;
  // Two roots on one page: a ceremony was held in between, or somebody plays.
  if (before && (!proven.root || !same(before.rootPublic, proven.root.rootPublic)))
    throw new Untrusted("root");
  proofs ??= empty();
  proofs.root = proven.root;
  for (const [account, people] of proven.people)
    proofs.people.set(account, merged(proofs, account, people));
  for (const account of proven.forged) proofs.forged.add(account);
  for (const [place, epoch] of proven.epochs) proofs.epochs.set(place, epoch);
}

/** Each answer brings only the certificates that it needs itself. */
function merged(
  known: Proofs,
  account: string,
  people: readonly ProvenPerson[],
): readonly ProvenPerson[] {
  const before = known.people.get(account) ?? [];
  return [...before, ...people.filter((one) => !before.some((old) => isSame(old, one)))];
}

function isSame(one: ProvenPerson, other: ProvenPerson): boolean {
  return (
    one.withdrawn === other.withdrawn &&
    same(one.keyHash, other.keyHash) &&
    same(one.signingPublic, other.signingPublic)
  );
}

async function pinState(root: ProvenRoot | null): Promise<Proofs["pin"]> {
  const pinned = pinnedRoot();
  if (!pinned) return "none";
  if (!root) return "differs";
  return same(pinned, root.rootPublic) || (await succeeds(root, pinned)) ? "agrees" : "differs";
}

function isRooted(known: Proofs): boolean {
  if (known.pin === "differs") throw new Untrusted("root");
  return known.root !== null;
}

/** Whether an epoch may be sealed to. Throws Untrusted for a swapped or unsigned key. */
export function checkEpoch(
  known: Proofs,
  circle: string,
  epoch: number,
  publicKey?: Bytes,
): "signed" | "no-root" {
  if (!isRooted(known)) return "no-root";
  requireSigned(known, `${circle}/${epoch}`, publicKey);
  return "signed";
}

/** Whether a seed's public key is its epoch's, for reading and sharing. Throws Untrusted. */
export async function checkSeed(
  known: Proofs,
  circle: string,
  epoch: number,
  publicKey: () => Promise<Bytes>,
): Promise<void> {
  if (isRooted(known)) requireFitting(known, `${circle}/${epoch}`, await publicKey());
}

/** The certified Ed25519 key of a colleague; null where nobody signed it. Throws Untrusted. */
export async function signerOf(known: Proofs, account: string): Promise<Bytes | null> {
  if (!isRooted(known)) return null;
  const people = known.people.get(account) ?? [];
  return (people.find((one) => !one.withdrawn) ?? people[0])?.signingPublic ?? null;
}

/** Throws Untrusted unless an officer signed this X-Wing key of a colleague; no root: all pass. */
export async function certifiedKey(
  known: Proofs,
  account: string,
  publicKey: Bytes,
): Promise<Bytes> {
  if (isRooted(known)) await requireCertified(known, account, publicKey);
  return publicKey;
}

/** Check a circle's key before something is sealed to it; works while locked. Throws Untrusted. */
export async function checkedTarget(target: {
  readonly circle: string;
  readonly epoch: number;
  readonly key: string;
}): Promise<void> {
  const known = await proofsOf({ circles: [target.circle] });
  checkEpoch(known, target.circle, target.epoch, bytesOf(target.key));
}

/** The root compared once: out of the open keyring, else what this browser keeps for sealing. */
export function pinnedRoot(): Bytes | null {
  const held = opened()?.root;
  if (held) return held;
  const stored = localStorage.getItem(STORED);
  return stored ? bytesOf(stored) : null;
}

/** Hold this root as the one compared: in the keyring, and its 32 public bytes in this browser. */
export async function pinRoot(keyring: Keyring, rootPublic: Bytes): Promise<void> {
  await call("POST", "PinRoot", { envelope: await sealedPin(keyring, rootPublic) });
  localStorage.setItem(STORED, base64(rootPublic));
  await keepPinned(rootPublic);
}

/** Take over what the open keyring holds: a root of another day, or a successor the old one signed. */
export async function settlePin(keyring: Keyring): Promise<Proofs> {
  const known = await proofsOf({});
  if (!keyring.root) return known;
  if (known.pin === "agrees" && known.root && !same(known.root.rootPublic, keyring.root))
    await pinRoot(keyring, known.root.rootPublic);
  else if (localStorage.getItem(STORED) !== base64(keyring.root))
    localStorage.setItem(STORED, base64(keyring.root));
  return known;
}

/** Words to compare with paper or aloud; the same on every screen of that language. */
async function wordsOf(bytes: Bytes, count: number, language: string): Promise<string> {
  const digest = await sha256(concatenated(ascii("ravny words 1"), bytes));
  const list = await wordList(language);
  let rest = digest.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  const words = [];
  for (let place = 0; place < count; place++) {
    words.push(list[Number(rest % BigInt(list.length))]);
    rest /= BigInt(list.length);
  }
  return words.join(" ");
}

const lists = new Map<string, Promise<string[]>>();

function wordList(language: string): Promise<string[]> {
  const present = lists.get(language);
  if (present) return present;
  const list = fetchWords(language);
  lists.set(language, list);
  list.catch(() => lists.delete(language));
  return list;
}

async function fetchWords(language: string): Promise<string[]> {
  const address = (await parts()).url(language === "ru" ? "WordsRu" : "WordsEn");
  const response = await fetch(address);
  if (!response.ok) throw new TypeError("words");
  return (await response.text()).split("\n").filter((word) => word !== "");
}

const pageLanguage = (): string => (document.documentElement.lang.startsWith("ru") ? "ru" : "en");

/** The eight words of a root. */
export function rootWords(rootPublic: Bytes, language = pageLanguage()): Promise<string> {
  return wordsOf(rootPublic, 8, language);
}

/** The six words of a person's keys: SHA-256 of the X-Wing key, then the Ed25519 key. */
export function personWords(
  hashed: Bytes,
  signingPublic: Bytes,
  language = pageLanguage(),
): Promise<string> {
  return wordsOf(concatenated(hashed, signingPublic), 6, language);
}
