/**
 * What a server says of keys, proven or refused: the root signs officers, officers sign colleagues,
 * colleagues sign epochs. Pure arithmetic: nothing here asks a server or remembers.
 */
import { type Bytes } from "./framing.ts";
import { verified } from "./signature.ts";
import { epochStatement, keyHash, personStatement, rootStatement } from "./statements.ts";

export interface RawRoot {
  readonly id: string;
  readonly organisation: string;
  readonly root_public: string;
  readonly recovery_public: string;
  readonly signature: string;
  /** The root before it over the same statement. */
  readonly succession?: string | null;
}

export interface RawEpoch {
  readonly circle: string;
  readonly epoch: number;
  readonly public_key: string;
  readonly signed_by: string;
  readonly signature: string;
}

export interface RawCertificate {
  readonly kind: string;
  readonly subject: string;
  readonly key_hash: string;
  readonly signing_public: string;
  readonly signed_by: string | null;
  readonly signature: string;
  /** It still proves what was signed before; nothing new is given to its keys. */
  readonly withdrawn?: boolean;
}

export interface RawProofs {
  readonly root: RawRoot | null;
  readonly epochs: readonly RawEpoch[];
  readonly certificates: readonly RawCertificate[];
}

/** "root": not the root this person compared. "swapped": a key that its signature does not fit. */
export type Doubt = "root" | "swapped" | "unsigned";

/** A key that is not what somebody vouched for. "unsigned": nobody has vouched for it yet. */
export class Untrusted extends Error {
  readonly doubt: Doubt;

  constructor(doubt: Doubt) {
    super(doubt);
    this.name = "Untrusted";
    this.doubt = doubt;
  }
}

export interface ProvenRoot {
  readonly id: string;
  readonly organisation: string;
  readonly rootPublic: Bytes;
  readonly recoveryPublic: Bytes;
  readonly signature: Bytes;
  readonly succession: Bytes | null;
}

/** "unfit": its signer has certified keys, which did not sign it; they may have had others then. */
export interface ProvenEpoch {
  readonly publicKey: Bytes;
  readonly state: "signed" | "unsigned" | "unfit" | "forged";
}

export interface ProvenPerson {
  readonly keyHash: Bytes;
  readonly signingPublic: Bytes;
  readonly withdrawn: boolean;
}

/** What was proven so far; `forged` are people with a certificate that does not hold. */
export interface Proven {
  readonly root: ProvenRoot | null;
  readonly people: ReadonlyMap<string, readonly ProvenPerson[]>;
  readonly forged: ReadonlySet<string>;
  readonly epochs: ReadonlyMap<string, ProvenEpoch>;
}

export function same(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function octets(text: string): Bytes {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Check a root's signature over itself. Throws Untrusted "root". */
export async function provenRoot(raw: RawRoot): Promise<ProvenRoot> {
  const root = {
    id: raw.id,
    organisation: raw.organisation,
    rootPublic: octets(raw.root_public),
    recoveryPublic: octets(raw.recovery_public),
    signature: octets(raw.signature),
    succession: raw.succession ? octets(raw.succession) : null,
  };
  const statement = rootStatement(root.organisation, root.rootPublic, root.recoveryPublic);
  if (!(await verified(root.rootPublic, root.signature, statement))) throw new Untrusted("root");
  return root;
}

/** Whether an older root, pinned once, signed this one. */
export async function succeeds(root: ProvenRoot, pinned: Bytes): Promise<boolean> {
  if (!root.succession) return false;
  const statement = rootStatement(root.organisation, root.rootPublic, root.recoveryPublic);
  return verified(pinned, root.succession, statement);
}

/** Verify everything that stands under a root. Throws Untrusted "root" for one that is none. */
export async function prove(raw: RawProofs): Promise<Proven> {
  const root = raw.root && (await provenRoot(raw.root));
  const people = new Map<string, ProvenPerson[]>();
  const forged = new Set<string>();
  if (!root) return { root, people, forged, epochs: new Map() };
  const officers = new Map<string, ProvenPerson[]>();
  for (const kind of ["officer", "member"] as const) {
    for (const line of raw.certificates.filter((one) => one.kind === kind)) {
      const signers =
        kind === "officer" ? [root.rootPublic] : signingKeys(officers, line.signed_by ?? "");
      const person = await provenPerson(root.organisation, kind, line, signers);
      if (!person) forged.add(line.subject);
      else for (const known of kind === "officer" ? [officers, people] : [people])
        known.set(line.subject, [...(known.get(line.subject) ?? []), person]);
    }
  }
  const epochs = new Map<string, ProvenEpoch>();
  for (const line of raw.epochs) {
    const signers = signingKeys(people, line.signed_by);
    const isForged = forged.has(line.signed_by);
    epochs.set(`${line.circle}/${line.epoch}`, await provenEpoch(line, signers, isForged));
  }
  return { root, people, forged, epochs };
}

function signingKeys(people: ReadonlyMap<string, readonly ProvenPerson[]>, who: string): Bytes[] {
  return (people.get(who) ?? []).map((one) => one.signingPublic);
}

async function provenPerson(
  organisation: string,
  kind: "officer" | "member",
  line: RawCertificate,
  signers: readonly Bytes[],
): Promise<ProvenPerson | null> {
  const [hashed, signingPublic] = [octets(line.key_hash), octets(line.signing_public)];
  const statement = personStatement(kind, organisation, line.subject, hashed, signingPublic);
  for (const signer of signers) {
    if (await verified(signer, octets(line.signature), statement))
      return { keyHash: hashed, signingPublic, withdrawn: line.withdrawn === true };
  }
  return null;
}

async function provenEpoch(
  line: RawEpoch,
  signers: readonly Bytes[],
  isForged: boolean,
): Promise<ProvenEpoch> {
  const publicKey = octets(line.public_key);
  const statement = epochStatement(line.circle, line.epoch, publicKey);
  for (const signer of signers) {
    if (await verified(signer, octets(line.signature), statement))
      return { publicKey, state: "signed" };
  }
  if (isForged) return { publicKey, state: "forged" };
  return { publicKey, state: signers.length > 0 ? "unfit" : "unsigned" };
}

/** Throws Untrusted unless somebody certified signed this epoch, and with this public key. */
export function requireSigned(proven: Proven, place: string, publicKey?: Bytes): void {
  const line = proven.epochs.get(place);
  if (!line) throw new Untrusted("unsigned");
  if (publicKey && !same(line.publicKey, publicKey)) throw new Untrusted("swapped");
  if (line.state !== "signed") throw new Untrusted(line.state === "unsigned" ? line.state : "swapped");
}

/**
 * Throws Untrusted unless a seed's public key is what the epoch says. Softer than `requireSigned`:
 * an epoch made before the ceremony by somebody who left is read on, only never sealed to again;
 * who reads under a key tells nobody anything.
 */
export function requireFitting(proven: Proven, place: string, publicKey: Bytes): void {
  const line = proven.epochs.get(place);
  if (!line || line.state === "forged" || !same(line.publicKey, publicKey))
    throw new Untrusted("swapped");
}

/** Throws Untrusted unless this very X-Wing key of an account stands in a certificate in force. */
export async function requireCertified(
  proven: Proven,
  account: string,
  publicKey: Bytes,
): Promise<void> {
  const hashed = await keyHash(publicKey);
  const inForce = (proven.people.get(account) ?? []).filter((one) => !one.withdrawn);
  if (inForce.some((one) => same(one.keyHash, hashed))) return;
  const known = inForce.length > 0 || proven.forged.has(account);
  throw new Untrusted(known ? "swapped" : "unsigned");
}
