/** What a file is by its first bytes; what it calls itself is not asked. */
import type { Bytes } from "../vault/framing.ts";

/** What is kept. A picture becomes a JPEG before it is sealed. */
export type Kept =
  | "image/jpeg"
  | "application/pdf"
  | "audio/ogg"
  | "audio/webm"
  | "audio/mpeg"
  | "audio/mp4";

export type Sniffed = Kept | "image/png" | "image/webp" | "image/gif" | "image/heic";

/** So many bytes are enough to tell. */
export const HEAD = 64;

const HEIF = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"];
const MP4 = ["M4A ", "M4B ", "mp41", "mp42", "isom", "iso2", "iso4", "iso5", "iso6", "dash", "MSNV"];

/** The ASCII text at a place. */
export function textAt(bytes: Bytes, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** Return the type, null for anything that is not known. */
export function sniff(bytes: Bytes): Sniffed | null {
  const [first = 0, second = 0, third = 0] = bytes;
  if (first === 0xff && second === 0xd8 && third === 0xff) return "image/jpeg";
  if (textAt(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return "image/png";
  if (textAt(bytes, 0, 4) === "RIFF" && textAt(bytes, 8, 4) === "WEBP") return "image/webp";
  if (["GIF87a", "GIF89a"].includes(textAt(bytes, 0, 6))) return "image/gif";
  if (textAt(bytes, 0, 5) === "%PDF-") return "application/pdf";
  if (textAt(bytes, 0, 4) === "OggS") return "audio/ogg";
  if (textAt(bytes, 0, 4) === "\x1a\x45\xdf\xa3") return "audio/webm";
  if (textAt(bytes, 4, 4) === "ftyp") return fileType(textAt(bytes, 8, 4));
  if (textAt(bytes, 0, 3) === "ID3" || isMpegLayer3(first, second)) return "audio/mpeg";
  return null;
}

/** Whether a type is shown as a picture, on pages, or by ear. */
export function kindOf(type: Kept): "image" | "pdf" | "audio" {
  if (type === "image/jpeg") return "image";
  return type === "application/pdf" ? "pdf" : "audio";
}

/** What a saved copy's name ends with. */
export const ENDINGS: Record<Kept, string> = {
  "image/jpeg": "jpg",
  "application/pdf": "pdf",
  "audio/ogg": "ogg",
  "audio/webm": "webm",
  "audio/mpeg": "mp3",
  "audio/mp4": "m4a",
};

/** Narrow a text to a type that is kept. */
export function isKept(type: string): type is Kept {
  return type in ENDINGS;
}

/** Frame sync and layer III; layer 0 would be another coding. */
export function isMpegLayer3(first: number, second: number): boolean {
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) === 0x02;
}

function fileType(brand: string): Sniffed | null {
  if (HEIF.includes(brand)) return "image/heic";
  return MP4.includes(brand) ? "audio/mp4" : null;
}
