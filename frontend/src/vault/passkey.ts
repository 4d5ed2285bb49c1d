/**
 * A passkey that opens again within the day, by WebAuthn's PRF. What it yields is given to the
 * server, which keeps a mark of it in memory; nothing that opens stands on any disk.
 */
import { type Bytes, concatenated, uuidBytes } from "./framing.ts";
import { base64, bytesOf, call, parts } from "./wire.ts";

const LABEL = "ravny passkey 1";
const MINUTE = 60_000;
/** ES256, EdDSA, RS256: what authenticators make. No signature of theirs is ever looked at. */
const ALGORITHMS = [-7, -8, -257];

/** A passkey as the server lists it. */
export interface Passkey {
  readonly id: string;
  readonly credential: string;
  readonly salt: string;
}

/** One's passkeys, and the id of the one that opens again today. */
export interface Passkeys {
  readonly passkeys: readonly Passkey[];
  readonly armed: string | null;
}

/** Why a passkey did not do it: not here or declined; here already; without PRF. */
export class PasskeyError extends Error {
  readonly why: "declined" | "present" | "no-prf";

  constructor(why: "declined" | "present" | "no-prf") {
    super(why);
    this.why = why;
  }
}

interface PrfResults {
  readonly enabled?: boolean;
  readonly results?: { readonly first?: BufferSource };
}

/** Can this browser do it, as far as it says? Where it does not say, enrolling tells. */
export async function canUsePasskeys(): Promise<boolean> {
  if (typeof PublicKeyCredential === "undefined" || !("credentials" in navigator)) return false;
  const asked = PublicKeyCredential as unknown as {
    getClientCapabilities?: () => Promise<Record<string, boolean>>;
  };
  const known = await asked.getClientCapabilities?.().catch(() => undefined);
  return known?.["extension:prf"] !== false;
}

/** One's own passkeys. Throws as `call`. */
export function ownPasskeys(): Promise<Passkeys> {
  return call<Passkeys>("GET", "Passkeys");
}

/** What one of these passkeys yields (32 bytes), and which it was. Throws PasskeyError. */
export async function secretOf(passkeys: readonly Passkey[]): Promise<{ id: string; secret: Bytes }> {
  const salts = passkeys.map(({ credential, salt }) => [credential, { first: bytesOf(salt) }]);
  const found = await attempt(
    navigator.credentials.get({
      publicKey: {
        challenge: random(32),
        allowCredentials: passkeys.map((one) => descriptor(one.credential)),
        userVerification: "required",
        timeout: MINUTE,
        extensions: { prf: { evalByCredential: Object.fromEntries(salts) } },
      },
    }),
  );
  const used = passkeys.find((one) => one.credential === found.id);
  const first = prfOf(found).results?.first;
  if (!used || !first) throw new PasskeyError("no-prf");
  return { id: used.id, secret: await derived(first) };
}

/** Make a passkey on this computer, let the server list it, and return what it yields. */
export async function makePasskey(
  present: readonly Passkey[],
): Promise<{ id: string; secret: Bytes }> {
  const salt = random(32);
  const made = await attempt(
    navigator.credentials.create({
      publicKey: {
        challenge: random(32),
        // Whoever looks into the system's list of passkeys learns a word that tells nothing.
        rp: { name: "Desk" },
        user: { id: random(32), name: "Desk", displayName: "Desk" },
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key" as const, alg })),
        excludeCredentials: present.map((one) => descriptor(one.credential)),
        authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
        attestation: "none",
        timeout: MINUTE,
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  );
  const prf = prfOf(made);
  if (!prf.enabled) throw new PasskeyError("no-prf");
  const credential = base64(new Uint8Array(made.rawId));
  const { id } = await call<{ id: string }>("POST", "Passkeys", { credential, salt: base64(salt) });
  const first = prf.results?.first;
  if (first) return { id, secret: await derived(first) };
  // Most authenticators yield something only when they are asked, not when they are made.
  return secretOf([{ id, credential: made.id, salt: base64(salt) }]);
}

/** Let what a passkey yields open again until tonight; the bytes are wiped. */
export async function armPasskey(id: string, secret: Bytes): Promise<void> {
  const text = base64(secret);
  secret.fill(0);
  await call("POST", "PasskeyToday", { passkey: id, secret: text });
}

async function attempt(asked: Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const found = await asked;
    if (found) return found as PublicKeyCredential;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "InvalidStateError") throw new PasskeyError("present");
    if (name === "NotSupportedError") throw new PasskeyError("no-prf");
  }
  throw new PasskeyError("declined");
}

function prfOf(credential: PublicKeyCredential): PrfResults {
  const results = credential.getClientExtensionResults() as { prf?: PrfResults };
  return results.prf ?? {};
}

function descriptor(credential: string): PublicKeyCredentialDescriptor {
  const text = credential.replaceAll("-", "+").replaceAll("_", "/");
  return { type: "public-key", id: bytesOf(text) };
}

function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** HKDF, so that what the server is told is of this account and purpose only. */
async function derived(yielded: BufferSource): Promise<Bytes> {
  const { account } = await parts();
  const info = concatenated(new TextEncoder().encode(LABEL), uuidBytes(account));
  const key = await crypto.subtle.importKey("raw", yielded, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const bits = await crypto.subtle.deriveBits(how, key, 256);
  wipe(yielded);
  return new Uint8Array(bits);
}

function wipe(yielded: BufferSource): void {
  const bytes = ArrayBuffer.isView(yielded)
    ? new Uint8Array(yielded.buffer, yielded.byteOffset, yielded.byteLength)
    : new Uint8Array(yielded);
  bytes.fill(0);
}
