/** An M4A holds boxes in boxes. What is not needed to hear it is overwritten where it stands. */
import type { Bytes } from "../vault/framing.ts";
import { textAt } from "./sniff.ts";
import { Unfit } from "./unfit.ts";

/** Which boxes stay, by the box they stand in; "" is the file itself. */
const STAY: Record<string, readonly string[]> = {
  "": ["ftyp", "moov", "mdat", "moof", "sidx", "styp", "free", "skip"],
  moov: ["mvhd", "trak", "mvex", "iods", "free", "skip"],
  trak: ["tkhd", "edts", "mdia", "free", "skip"],
  mdia: ["mdhd", "hdlr", "minf", "free", "skip"],
};
/** They begin with version, flags, and the moments they were made and changed. */
const DATED = ["mvhd", "tkhd", "mdhd"];
const EMPTIED = ["free", "skip"];

/** An M4A without tags, covers and moments; offsets stay right since nothing moves. */
export function bareMp4(bytes: Bytes): Bytes {
  const copy = bytes.slice();
  const handlers: string[] = [];
  clean(copy, "", 0, copy.length, handlers);
  if (handlers.includes("vide")) throw new Unfit("video");
  if (!handlers.includes("soun")) throw new Unfit("broken");
  return copy;
}

function clean(
  bytes: Bytes,
  parent: string,
  start: number,
  end: number,
  handlers: string[],
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = start; at < end; ) {
    if (at + 8 > end) throw new Unfit("broken");
    const [size, head] = sizeOf(view, at, end);
    if (size < head || at + size > end) throw new Unfit("broken");
    const type = textAt(bytes, at + 4, 4);
    const body = at + head;
    if (!STAY[parent]?.includes(type) || EMPTIED.includes(type)) {
      bytes.set(new TextEncoder().encode("free"), at + 4);
      bytes.fill(0, body, at + size);
    } else if (type in STAY) clean(bytes, type, body, at + size, handlers);
    else if (DATED.includes(type)) bytes.fill(0, body + 4, body + (bytes[body] === 1 ? 20 : 12));
    else if (type === "hdlr") {
      handlers.push(textAt(bytes, body + 8, 4));
      bytes.fill(0, body + 24, at + size); // a name in words, often the telephone's
    }
    at += size;
  }
}

/** Size and length of the header; 0 means "to the end", 1 a long size behind the type. */
function sizeOf(view: DataView, at: number, end: number): [number, number] {
  const size = view.getUint32(at);
  if (size === 0) return [end - at, 8];
  if (size !== 1) return [size, 8];
  if (at + 16 > end) throw new Unfit("broken");
  return [Number(view.getBigUint64(at + 8)), 16];
}
