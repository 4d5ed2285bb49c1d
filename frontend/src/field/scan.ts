/** Read a card's QR with the camera where the browser can; nothing is stored or sent. */
import { isCode, digitsOf } from "./damm.ts";

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface Detectors {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const EVERY_MS = 200;
const AT_MOST_MS = 60_000;

function detectors(): Detectors | undefined {
  return (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector;
}

export async function canScan(): Promise<boolean> {
  if (!("mediaDevices" in navigator)) return false;
  try {
    return ((await detectors()?.getSupportedFormats()) ?? []).includes("qr_code");
  } catch {
    return false;
  }
}

/** Show the camera in `box` until a right code is seen, it is closed, or a minute is over. */
export async function scan(box: HTMLElement, found: (code: string) => void): Promise<void> {
  const Known = detectors();
  const video = box.querySelector("video");
  if (!Known || !video) return;
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return;
  }
  const detector = new Known({ formats: ["qr_code"] });
  const end = Date.now() + AT_MOST_MS;
  box.hidden = false;
  box.querySelector("button")?.addEventListener("click", () => (box.hidden = true), { once: true });
  video.srcObject = stream;
  await video.play().catch(() => undefined);
  while (!box.hidden && !document.hidden && Date.now() < end) {
    const code = await seen(detector, video);
    if (code) {
      found(code);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  for (const track of stream.getTracks()) track.stop();
  video.srcObject = null;
  box.hidden = true;
}

async function seen(detector: Detector, video: HTMLVideoElement): Promise<string | null> {
  try {
    for (const { rawValue } of await detector.detect(video)) {
      const digits = digitsOf(rawValue);
      if (isCode(digits)) return digits;
    }
  } catch {
    // The camera has no picture yet.
  }
  return null;
}
