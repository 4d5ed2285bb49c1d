/**
 * Pictures are drawn anew: what comes out holds pixels and nothing of the place, the moment or the
 * camera they came with.
 */
import { type Bytes, concatenated } from "../vault/framing.ts";
import { Unfit } from "./unfit.ts";

const LONGEST = 2560;
const QUALITY = 0.85;
const END_OF_SEGMENTS = 0xda;

/** Return the picture as a JPEG of at most 2,560 pixels a side, the first frame of a moving one. */
export async function redrawn(file: Blob): Promise<Bytes> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Unfit("broken");
  });
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const { canvas, pen } = sheet(width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const drawn = await new Promise<Blob | null>((done) =>
    canvas.toBlob(done, "image/jpeg", QUALITY),
  );
  canvas.width = canvas.height = 0;
  if (!drawn) throw new Unfit("broken");
  return bare(new Uint8Array(await drawn.arrayBuffer()));
}

/** A white sheet: what was see-through becomes paper. */
function sheet(
  width: number,
  height: number,
): { canvas: HTMLCanvasElement; pen: CanvasRenderingContext2D } {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  // Drawn by the processor, the same file gives the same bytes: that is how an upload goes on.
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Unfit("canvas");
  // Some browsers answer a page with noise instead of what it has drawn.
  pen.fillStyle = "rgb(12, 34, 56)";
  pen.fillRect(0, 0, 2, 2);
  if ([...pen.getImageData(0, 0, 1, 1).data].join() !== "12,34,56,255") throw new Unfit("canvas");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, width, height);
  return { canvas, pen };
}

/** Keep what a JPEG needs to be drawn: some browsers write a little Exif of their own. */
export function bare(jpeg: Bytes): Bytes {
  const kept = [jpeg.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker === END_OF_SEGMENTS) return concatenated(...kept, jpeg.subarray(at));
    const end = at + 2 + ((jpeg[at + 2] ?? 0) << 8) + (jpeg[at + 3] ?? 0);
    const spoken = (marker >= 0xe1 && marker <= 0xef) || marker === 0xfe;
    if (!spoken) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  throw new Unfit("broken");
}
