/** The sealed header of a document: what it is called, what it is, and the key of its pieces. */
import { EnvelopeError } from "../vault/envelope.ts";
import type { Bytes } from "../vault/framing.ts";
import { base64, bytesOf } from "../vault/wire.ts";
import { piecesFor } from "./pieces.ts";
import { ENDINGS, type Kept, isKept } from "./sniff.ts";

export const ABOUT = "attachment.about";

/** Room for a signature beside it: every header is one kibibyte whatever the name. */
const MOST = 900;
const MOST_LETTERS = 120;

/** What a header tells. */
export interface About {
  readonly name: string;
  readonly type: Kept;
  readonly length: number;
  readonly chunks: number;
  readonly sha256: string;
  readonly key: Bytes;
}

/** A file's name without its ending. */
export function plainName(name: string): string {
  return tidy(name.replace(/\.[\p{L}\p{N}]{1,5}$/u, ""));
}

/** A name without what could turn a line round or name a folder. */
function tidy(name: string): string {
  const bare = name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return [...bare].slice(0, MOST_LETTERS).join("");
}

/** The header as text, its name shortened until it fits. */
export function aboutText(about: About): string {
  const letters = [...about.name];
  for (;;) {
    const told = { ...about, name: letters.join(""), key: base64(about.key) };
    const text = JSON.stringify(told);
    if (new TextEncoder().encode(text).length <= MOST) return text;
    letters.pop();
  }
}

/** Read a header strictly. Throws EnvelopeError "open" for one that no page of ours writes. */
export function readAbout(text: string): About {
  const told = parsed(text);
  const { name, type, length, chunks, sha256, key } = told;
  const whole = typeof length === "number" && Number.isSafeInteger(length) && length > 0;
  if (
    typeof name !== "string" ||
    typeof type !== "string" ||
    typeof sha256 !== "string" ||
    typeof key !== "string" ||
    typeof chunks !== "number" ||
    !whole ||
    !isKept(type) ||
    !/^[0-9a-f]{64}$/.test(sha256) ||
    !/^[A-Za-z0-9+/]{43}=$/.test(key) ||
    piecesFor(length) !== chunks
  ) {
    throw new EnvelopeError("open");
  }
  return { name: tidy(name), type, length, chunks, sha256, key: bytesOf(key) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const told: unknown = JSON.parse(text);
    if (told !== null && typeof told === "object") return told as Record<string, unknown>;
  } catch {
    // refused below, without the parser's words: they would quote what was inside
  }
  throw new EnvelopeError("open");
}

/** What a saved copy is called. */
export function fileName(about: About): string {
  return `${about.name}.${ENDINGS[about.type]}`;
}
