/** Sound is kept as it was coded; what it says of itself is taken out or the file is refused. */
import type { Bytes } from "../vault/framing.ts";
import { isMpegLayer3, textAt } from "./sniff.ts";
import { Unfit } from "./unfit.ts";

/** An MP3 without its tags (ID3v2 in front; ID3v1 and APE behind). */
export function bareMp3(bytes: Bytes): Bytes {
  let start = 0;
  while (textAt(bytes, start, 3) === "ID3") {
    const footer = (bytes[start + 5] ?? 0) & 0x10 ? 10 : 0;
    start += 10 + footer + sevenBits(bytes, start + 6);
  }
  while (start < bytes.length && bytes[start] === 0) start += 1; // padding behind a tag
  let end = bytes.length;
  if (textAt(bytes, end - 128, 3) === "TAG") end -= 128;
  if (textAt(bytes, end - 227, 4) === "TAG+") end -= 227;
  if (textAt(bytes, end - 32, 8) === "APETAGEX") end -= apeSize(bytes, end);
  if (end <= start || !isMpegLayer3(bytes[start] ?? 0, bytes[start + 1] ?? 0)) {
    throw new Unfit("broken");
  }
  const bare = bytes.slice(start, end);
  const latin = new TextDecoder("latin1").decode(bare);
  // A tag at another place would be one that no program of ours knows to cut.
  if (latin.includes("APETAGEX") || latin.includes("LYRICSBEGIN")) throw new Unfit("comments");
  return bare;
}

function sevenBits(bytes: Bytes, at: number): number {
  return [0, 1, 2, 3].reduce((size, i) => (size << 7) | ((bytes[at + i] ?? 0) & 0x7f), 0);
}

function apeSize(bytes: Bytes, end: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(end - 20, true);
  const header = view.getUint32(end - 12, true) & 0x80000000 ? 32 : 0;
  return size + header;
}

/** Ogg with Opus or Vorbis whose comments name nothing but the encoder. */
export function checkedOgg(bytes: Bytes): Bytes {
  const [head = new Uint8Array(), comments = new Uint8Array()] = packets(bytes, 2);
  const opus = textAt(head, 0, 8) === "OpusHead";
  const vorbis = textAt(head, 0, 7) === "\x01vorbis";
  if (!opus && !vorbis) throw new Unfit("video");
  const mark = opus ? "OpusTags" : "\x03vorbis";
  if (textAt(comments, 0, mark.length) !== mark) throw new Unfit("broken");
  for (const comment of commentsOf(comments, mark.length)) {
    if (!/^encoder=/i.test(comment)) throw new Unfit("comments");
  }
  return bytes;
}

/** The first packets of the first stream; a second stream means video or a chain. */
function packets(bytes: Bytes, wanted: number): Bytes[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Bytes[] = [];
  let packet: number[] = [];
  let stream: number | null = null;
  for (let at = 0; at + 27 <= bytes.length; ) {
    if (textAt(bytes, at, 4) !== "OggS") throw new Unfit("broken");
    const serial = view.getUint32(at + 14, true);
    stream ??= serial;
    if (serial !== stream) throw new Unfit("video");
    const segments = bytes.subarray(at + 27, at + 27 + (bytes[at + 26] ?? 0));
    let body = at + 27 + segments.length;
    for (const size of segments) {
      if (found.length < wanted) packet.push(...bytes.subarray(body, body + size));
      body += size;
      if (size < 255 && found.length < wanted) {
        found.push(Uint8Array.from(packet));
        packet = [];
      }
    }
    at = body;
  }
  return found;
}

function commentsOf(packet: Bytes, at: number): string[] {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const read = (place: number): [string, number] => {
    const size = view.getUint32(place, true);
    const end = place + 4 + size;
    if (end > packet.length) throw new Unfit("broken");
    return [new TextDecoder().decode(packet.subarray(place + 4, end)), end];
  };
  try {
    let [, place] = read(at);
    const count = view.getUint32(place, true);
    place += 4;
    const comments: string[] = [];
    for (let i = 0; i < count && comments.length < 1000; i += 1) {
      const [comment, next] = read(place);
      comments.push(comment);
      place = next;
    }
    return comments;
  } catch {
    throw new Unfit("broken");
  }
}
