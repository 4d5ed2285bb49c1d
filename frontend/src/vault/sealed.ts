/** Sealed text: sealed where it is written, opened where it is read, journalled before it shows. */
import type { Pen } from "./authored.ts";
import { fetchSeeds, seedOf } from "./circles.ts";
import { openSealed, sealTo } from "./envelope.ts";
import type { Signed } from "./framing.ts";
import type { Keyring } from "./keyring.ts";
import { checkedTarget } from "./trust.ts";
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
  /** A phone sealed it. */
  readonly onPhone?: boolean;
}

/** A text that was opened, and what its payload claims of its author. */
export interface Text {
  readonly sealed: Sealed;
  readonly text: string;
  readonly author: string | null;
  readonly counter: bigint | null;
  readonly signed: Signed | null;
}

/**
 * Seal text for a row and field, signed when there is a pen; without one no open keyring is needed.
 * Throws EnvelopeError "length", and Untrusted for a circle's key that nobody vouches for.
 */
export async function sealText(
  target: Target,
  kind: string,
  objectId: string,
  text: string,
  pen: Pen | null = null,
): Promise<string> {
  await checkedTarget(target);
  const place = { circle: target.circle, epoch: target.epoch, kind, objectId };
  const [key, content] = [bytesOf(target.key), new TextEncoder().encode(text)];
  return base64(await (pen ? pen.seal(key, place, content) : sealTo(key, place, content)));
}

/** Texts alone, where nobody asks who wrote them. */
export async function openTexts(
  keyring: Keyring,
  sealed: readonly Sealed[],
): Promise<Map<Sealed, string | Error>> {
  const texts = [...(await readTexts(keyring, sealed))];
  return new Map(texts.map(([one, text]) => [one, text instanceof Error ? text : text.text]));
}

/** Write the openings into the journal, then open; a failed entry opens nothing. */
export async function readTexts(
  keyring: Keyring,
  sealed: readonly Sealed[],
): Promise<Map<Sealed, Text | Error>> {
  const things = sealed.map(({ circle, kind, objectId }) => ({ circle, kind, object: objectId }));
  await call("POST", "Opened", { things });
  await fetchSeeds(keyring, sealed.map((one) => one.circle));
  const texts = new Map<Sealed, Text | Error>();
  for (const one of sealed) {
    texts.set(one, await openOne(keyring, one).catch((error: unknown) => error as Error));
  }
  return texts;
}

async function openOne(keyring: Keyring, sealed: Sealed): Promise<Text> {
  const { circle, epoch, kind, objectId } = sealed;
  const seed = await seedOf(keyring, circle, epoch);
  const context = { circle, epoch, kind, objectId };
  const opened = await openSealed(seed, context, bytesOf(sealed.envelope));
  const { content, author, counter, signed } = opened;
  return { sealed, text: new TextDecoder().decode(content), author, counter, signed };
}
