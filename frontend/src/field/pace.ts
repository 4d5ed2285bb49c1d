/** When to send: at the start, with the network, after a save, on leaving; ever slower on failure. */
import { flush, type Held } from "./sync.ts";
import { heldNow, release, UNDO_MS } from "./undo.ts";

const FIRST_MS = 10_000;
const SLOWEST_MS = 15 * 60_000;
const NOW: Held = new Set();

let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let drawn: (reached: boolean) => void = () => undefined;

function later(milliseconds: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void send(false), milliseconds);
}

/** Twice as long each time, and never in step with all the other phones of the house. */
function pause(): number {
  const full = Math.min(SLOWEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return full * (0.5 + Math.random() / 2);
}

/** Send what may be sent; with `lists` also ask for the lists when nothing is queued. */
export async function send(lists: boolean, held: Held = heldNow()): Promise<void> {
  let outcome;
  do {
    outcome = await flush(held, lists).catch(() => ({ kind: "failed", retry: 0 }) as const);
    if (outcome.kind === "sent") failures = 0;
  } while (outcome.kind === "sent" && outcome.more);
  if (outcome.kind === "failed") {
    failures += 1;
    later(Math.max(outcome.retry, pause()));
  }
  drawn(outcome.kind !== "failed");
}

/** Ask the browser to send even if the page is gone by then. */
async function askBackground(): Promise<void> {
  const { sync } = (await navigator.serviceWorker?.ready) as ServiceWorkerRegistration & {
    sync?: { register(tag: string): Promise<void> };
  };
  await sync?.register("sync").catch(() => undefined);
}

/** After a save: when nobody can undo it any more. */
export function sendSoon(): void {
  if (failures === 0) later(UNDO_MS + 500);
  void askBackground();
}

/** Listen; `onOutcome` runs after every attempt and says whether the server was reached. */
export function startPace(onOutcome: (reached: boolean) => void): void {
  drawn = onOutcome;
  addEventListener("online", () => {
    failures = 0;
    void send(true);
  });
  addEventListener("offline", () => drawn(false));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    release();
    void send(false, NOW);
  });
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (data === "sync") void send(false);
    if (data === "sent") drawn(true);
  });
}
