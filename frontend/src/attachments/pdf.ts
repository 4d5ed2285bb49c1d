/** PDF pages drawn on a canvas by pdf.js. A file of its own, loaded when somebody opens a PDF. */
import { GlobalWorkerOptions, getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { Bytes } from "../vault/framing.ts";

/** A document that was opened. */
export interface Pages {
  readonly count: number;
  /** Draw a page (from 1) so wide, in pixels of the page. */
  draw(page: number, canvas: HTMLCanvasElement, width: number): Promise<void>;
  close(): Promise<void>;
}

const SHARPEST = 2;
/** A page that claims to be larger is not drawn: it would take all memory. */
const MOST_PIXELS = 32_000_000;

/** Open a PDF. `worker` and `parts` are addresses of our own files. Throws for what is none. */
export async function openPdf(bytes: Bytes, worker: string, parts: string): Promise<Pages> {
  GlobalWorkerOptions.workerSrc = worker;
  const loading = getDocument({
    data: bytes.slice(),
    wasmUrl: parts,
    enableXfa: false,
    maxImageSize: MOST_PIXELS,
    disableWorkerRendering: true,
    verbosity: 0,
  });
  const pdf = await loading.promise;
  return {
    count: pdf.numPages,
    async draw(number, canvas, width) {
      const page = await pdf.getPage(number);
      const natural = page.getViewport({ scale: 1 });
      const sharp = Math.min(SHARPEST, window.devicePixelRatio || 1);
      const wanted = (width * sharp) / natural.width;
      const most = Math.sqrt(MOST_PIXELS / (natural.width * natural.height));
      const viewport = page.getViewport({ scale: Math.min(wanted, most) });
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      await page.render({ canvas, viewport }).promise;
      page.cleanup();
    },
    close: () => loading.destroy(),
  };
}
