/** Intake keys come signed: a phone seals to no key that its own installation did not sign. */
import { type Bytes, concatenated, uuidBytes } from "../vault/framing.ts";
import { verified } from "../vault/signature.ts";
import { bytesOf, utf8 } from "./bytes.ts";
import type { Identity, IntakeBundle, IntakeKey } from "./types.ts";

/** What the installation signs: each field with its u16 length (`bundle_statement`). */
function statement(bundle: IntakeBundle): Bytes {
  const fields = [utf8("ravny intake 1"), uuidBytes(bundle.organisation)];
  for (const key of [bundle.current, bundle.next]) fields.push(...fieldsOf(key));
  return concatenated(
    ...fields.flatMap((field) => [Uint8Array.of(field.length >> 8, field.length & 255), field]),
  );
}

function fieldsOf(key: IntakeKey): Bytes[] {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, key.number);
  return [uuidBytes(key.id), number, bytesOf(key.public_key)];
}

/** Whether the bundle is signed by the key the phone pinned when it was registered. */
export async function isSigned(bundle: IntakeBundle, signingKey: string): Promise<boolean> {
  try {
    return await verified(bytesOf(signingKey), bytesOf(bundle.signature), statement(bundle));
  } catch {
    return false;
  }
}

/** The bundle to go on with: the new one if it is ours, signed and not older. */
export async function better(
  held: IntakeBundle,
  offered: IntakeBundle | undefined,
  identity: Identity,
): Promise<IntakeBundle> {
  if (!offered || offered.organisation !== held.organisation) return held;
  if (offered.current.number < held.current.number) return held;
  if (offered.signature === held.signature) return held;
  return (await isSigned(offered, identity.signingKey)) ? offered : held;
}
