/** Which circle key a phone believes: one that stands under the root its link named. */
import { type RawProofs, prove, requireSigned, same, succeeds } from "../vault/proofs.ts";
import type { Bytes } from "../vault/framing.ts";
import { base64, bytesOf, sha256 } from "./bytes.ts";
import type { Circle, Seen } from "./types.ts";

/** `doubt`: there is a key, and nobody the root knows has signed it; it is not sealed to. */
export interface Belief {
  readonly circle: Circle | null;
  readonly doubt: boolean;
  readonly root: Bytes | undefined;
}

/** The root an answer brings, if it is the one whose SHA-256 (base64url) the link named. */
export async function rootOf(raw: RawProofs | undefined, named: string): Promise<Bytes | null> {
  if (!raw?.root) return null;
  const root = bytesOf(raw.root.root_public);
  return fromUrl(named) === base64(await sha256(root)) ? root : null;
}

export function fromUrl(text: string): string {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return plain.padEnd(Math.ceil(plain.length / 4) * 4, "=");
}

/**
 * A circle's key as far as it is proven. A phone registered before a ceremony believes all.
 * `seen`: the newest epoch of each circle that was ever believed here; whoever left a circle could
 * open an older one, however well it is signed.
 */
export async function believed(
  offered: Circle | null,
  raw: RawProofs | undefined,
  root: Bytes | undefined,
  seen: Seen = {},
): Promise<Belief> {
  if (!root || !offered) return { circle: offered, doubt: false, root };
  if (offered.epoch < (seen[offered.id] ?? 0)) return { circle: null, doubt: true, root };
  try {
    const proven = await prove(raw ?? { root: null, epochs: [], certificates: [] });
    const next = proven.root?.rootPublic;
    if (!proven.root || !next) return { circle: null, doubt: true, root };
    // A new root takes the old one's place only if the old one signed it.
    if (!same(next, root) && !(await succeeds(proven.root, root)))
      return { circle: null, doubt: true, root };
    requireSigned(proven, `${offered.id}/${offered.epoch}`, bytesOf(offered.public_key));
    return { circle: offered, doubt: false, root: next };
  } catch {
    return { circle: null, doubt: true, root };
  }
}
