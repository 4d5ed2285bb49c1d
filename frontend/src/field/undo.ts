/** Thirty seconds in which what was saved can be taken back; it is not sent before. */
import { part, when } from "./page.ts";
import { takenBack } from "./queue.ts";
import { type Readable, rewrite } from "./readable.ts";
import { change, type Shelves } from "./store.ts";

export const UNDO_MS = 30_000;

/** Puts back what saving moved besides: a code, a waiting row; digits and goods. */
export interface PutBack {
  readonly inside: (inside: Shelves) => void;
  readonly readable: (now: Readable) => Readable;
}

interface Last {
  readonly id: string;
  readonly putBack: PutBack;
}

const held = new Map<string, number>();
let last: Last | null = null;
let changed: () => void = () => undefined;

/** Records that may still be undone; they are not sent yet. */
export function heldNow(now = Date.now()): Set<string> {
  for (const [id, since] of held) if (now - since >= UNDO_MS) held.delete(id);
  return new Set(held.keys());
}

/** Nobody looks any more: nothing is held back. */
export function release(): void {
  held.clear();
  forgetLast();
}

function forgetLast(): void {
  last = null;
  when("toast", false);
}

/** Offer to take a saved record back. */
export function offerUndo(id: string, putBack: PutBack): void {
  last = { id, putBack };
  held.set(id, Date.now());
  when("toast", true);
  setTimeout(() => {
    held.delete(id);
    if (last?.id === id) forgetLast();
    changed();
  }, UNDO_MS);
  changed();
}

async function undo(): Promise<void> {
  const undone = last;
  forgetLast();
  if (!undone) return;
  const isUndone = await change(["facts", "queue", "codes", "waiting"], async (inside) => {
    if (!(await takenBack(inside, undone.id))) return false;
    undone.putBack.inside(inside);
    return true;
  });
  if (isUndone) await rewrite(undone.putBack.readable);
  held.delete(undone.id);
  changed();
}

/** Listen; `onChange` runs after saving, undoing, and when the time to undo is over. */
export function startUndo(onChange: () => void): void {
  changed = onChange;
  part("undo").addEventListener("click", () => void undo());
}
