/** WebM holds elements one after the other. What is not needed to hear it becomes a void. */
import type { Bytes } from "../vault/framing.ts";
import { textAt } from "./sniff.ts";
import { Unfit } from "./unfit.ts";

const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const INFO = 0x1549a966;
const TRACKS = 0x1654ae6b;
const TRACK = 0xae;
const HEAD = 0x1a45dfa3;
const VOID = 0xec;
const TRACK_KIND = 0x83;
const AUDIO = 2;
/** Their elements are looked at one by one. */
const ENTERED = [HEAD, SEGMENT, CLUSTER, INFO, TRACKS, TRACK];
/** Title, moment, file and segment names, tags, pictures, chapters, a track's name. */
const SPOKEN = [
  0x7ba9, 0x4461, 0x7384, 0x73a4, 0x3cb923, 0x3c83ab, 0x3eb923, 0x3e83bb, 0x1254c367, 0x1941a469,
  0x1043a770, 0x536e,
];
/** A recording that was written as it came does not know how long its parts would be. */
const UNKNOWN_SIZE = -1;

/** A WebM of sound alone, without what it says of itself. */
export function bareWebm(bytes: Bytes): Bytes {
  const copy = bytes.slice();
  let sound = false;
  if (!textAt(copy, 0, 64).includes("webm")) throw new Unfit("video");
  for (let at = 0; at < copy.length; ) {
    const [id, idLength] = number(copy, at, false);
    const [size, sizeLength] = number(copy, at + idLength, true);
    const body = at + idLength + sizeLength;
    if (ENTERED.includes(id)) {
      at = body;
      continue;
    }
    if (size === UNKNOWN_SIZE || body + size > copy.length) throw new Unfit("broken");
    if (id === TRACK_KIND) {
      if (copy[body] !== AUDIO) throw new Unfit("video");
      sound = true;
    }
    if (SPOKEN.includes(id) || id === VOID) empty(copy, at, body + size);
    at = body + size;
  }
  if (!sound) throw new Unfit("broken");
  return copy;
}

/** An EBML number: its first byte says how long it is; an id keeps that mark, a size does not. */
function number(bytes: Bytes, at: number, marked: boolean): [number, number] {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || length > 8 || at + length > bytes.length) throw new Unfit("broken");
  let value = marked ? first & ((1 << (8 - length)) - 1) : first;
  let ones = marked && value === (1 << (8 - length)) - 1;
  for (let i = 1; i < length; i += 1) {
    const byte = bytes[at + i] ?? 0;
    ones &&= byte === 0xff;
    value = value * 256 + byte;
  }
  return [ones ? UNKNOWN_SIZE : value, length];
}

/** Write one void over a whole element: an id of a byte, a size of eight where there is room. */
function empty(bytes: Bytes, at: number, end: number): void {
  const room = end - at;
  bytes.fill(0, at, end);
  bytes[at] = VOID;
  if (room < 10) {
    bytes[at + 1] = 0x80 | (room - 2);
    return;
  }
  bytes[at + 1] = 0x01;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at + 2, 7);
  view.setUint8(0, 0);
  view.setUint16(1, 0);
  view.setUint32(3, room - 9);
}
