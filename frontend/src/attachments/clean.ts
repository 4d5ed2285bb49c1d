/** What is sealed of a file that somebody chose: known types only, without what they tell aside. */
import type { Bytes } from "../vault/framing.ts";
import { bareMp4 } from "./mp4.ts";
import { redrawn } from "./picture.ts";
import { MOST_BYTES } from "./pieces.ts";
import { HEAD, type Kept, sniff } from "./sniff.ts";
import { bareMp3, checkedOgg } from "./sound.ts";
import { Unfit } from "./unfit.ts";
import { bareWebm } from "./webm.ts";

/** A photograph may be this large before it is drawn anew. */
const MOST_OF_A_PICTURE = 64 * 1024 * 1024;

/** What will be sealed. */
export interface Clean {
  readonly type: Kept;
  readonly bytes: Bytes;
}

const SOUNDS: Partial<Record<Kept, (bytes: Bytes) => Bytes>> = {
  "audio/mpeg": bareMp3,
  "audio/ogg": checkedOgg,
  "audio/mp4": bareMp4,
  "audio/webm": bareWebm,
};

/** Throws Unfit. */
export async function cleaned(file: Blob): Promise<Clean> {
  if (file.size === 0) throw new Unfit("empty");
  const type = sniff(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  if (type === null) throw new Unfit("unknown");
  if (type === "image/heic") throw new Unfit("heic");
  const clean = type.startsWith("image/") ? await picture(file) : await other(file, type as Kept);
  if (clean.bytes.length > MOST_BYTES) throw new Unfit("large");
  return clean;
}

async function picture(file: Blob): Promise<Clean> {
  if (file.size > MOST_OF_A_PICTURE) throw new Unfit("large");
  return { type: "image/jpeg", bytes: await redrawn(file) };
}

async function other(file: Blob, type: Kept): Promise<Clean> {
  if (file.size > MOST_BYTES) throw new Unfit("large");
  const raw: Bytes = new Uint8Array(await file.arrayBuffer());
  const bare = SOUNDS[type];
  return { type, bytes: bare ? bare(raw) : raw };
}
