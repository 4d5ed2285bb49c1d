/** Sealed text: sealed where it is written, opened where it is read, journalled before it shows. */
import { openSealed, sealTo } from "./envelope.ts";
import { fetchSeeds, seedOf } from "./circles.ts";
import type { Keyring } from "./keyring.ts";
import { base64, bytesOf, call } from "./wire.ts";

/** Who a text is for: circle, its newest epoch, that epoch's public key as base64. */
export interface Target {
  readonly circle: string;
  readonly epoch: number;
  readonly key: string;
}

/** A sealed text on a page: the envelope as base64 and the place it is bound to. */
export interface Sealed {
  readonly envelope: string;
  readonly circle: string;
  readonly epoch: number;
  readonly kind: string;
  readonly objectId: string;
}

/** Seal text for a row and field. Needs no open keyring. Throws EnvelopeError "length". */
export async function sealText(
  target: Target,
  kind: string,
  objectId: string,
  text: string,
): Promise<string> {
  const { circle, epoch } = target;
  const content = new TextEncoder().encode(text);
  return base64(await sealTo(bytesOf(target.key), { circle, epoch, kind, objectId }, content));
}

/** Write the openings into the journal, then open; a failed entry opens nothing. */
export async function openTexts(
  keyring: Keyring,
  sealed: readonly Sealed[],
): Promise<Map<Sealed, string | Error>> {
  const things = sealed.map(({ circle, kind, objectId }) => ({ circle, kind, object: objectId }));
  await call("POST", "Opened", { things });
  await fetchSeeds(keyring, sealed.map((one) => one.circle));
  const texts = new Map<Sealed, string | Error>();
  for (const one of sealed) {
    texts.set(one, await openOne(keyring, one).catch((error: unknown) => error as Error));
  }
  return texts;
}

async function openOne(keyring: Keyring, sealed: Sealed): Promise<string> {
  const { circle, epoch, kind, objectId } = sealed;
  const seed = await seedOf(keyring, circle, epoch);
  const context = { circle, epoch, kind, objectId };
  const { content } = await openSealed(seed, context, bytesOf(sealed.envelope));
  return new TextDecoder().decode(content);
}
