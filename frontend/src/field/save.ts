/** Save at once. Saved is sealed: it can be taken back for a while, never read back. */
import { type Contact, contactIn, type Missing } from "./contact.ts";
import { cleanSheet } from "./form.ts";
import { byId, part, say } from "./page.ts";
import { queue } from "./queue.ts";
import { follow, type Readable, rowOf } from "./readable.ts";
import { asked, fact } from "./store.ts";
import { pointAt } from "./tests.ts";
import type { PoolCode } from "./types.ts";
import { offerUndo, type PutBack } from "./undo.ts";
import { dropRows, keepRows, sealedRow } from "./waiting.ts";

let saving = false;

/** Take what was given out of the bag, or (with -1) put it back. */
export function moved(now: Readable, given: Contact["taken"], sign: 1 | -1): Readable {
  const items = now.items?.map((item) => {
    const quantity = (given[item.id] ?? 0) * sign;
    return item.in_bag === null ? item : { ...item, in_bag: item.in_bag - quantity };
  });
  return { ...now, items };
}

/** A code that was given lies on this phone no longer. */
function without(row: string | null, now: Readable): Readable {
  const left = Object.entries(now.codes).filter(([held]) => held !== row);
  return { ...now, codes: Object.fromEntries(left) };
}

async function store(contact: Contact): Promise<PutBack> {
  const { record, code, taken, waiting } = contact;
  const rows = await Promise.all(waiting.map(sealedRow));
  const row = code ? await rowOf(code) : null;
  const pooled = await queue(record, ["codes", "waiting"], async (inside) => {
    const held = row ? await asked<PoolCode | undefined>(inside.codes.get(row)) : undefined;
    if (row) inside.codes.delete(row);
    keepRows(inside, rows);
    return held;
  });
  follow((now) => moved(without(row, now), taken, 1));
  return {
    inside: (inside) => {
      if (pooled) inside.codes.put(pooled);
      dropRows(inside, rows);
    },
    readable: (now) => {
      const codes = pooled && code ? { ...now.codes, [pooled.row]: code } : now.codes;
      return moved({ ...now, codes }, taken, -1);
    },
  };
}

type Fault = Missing | "full" | "other";

function complain(name: Fault): void {
  const words = byId("contact").getAttribute(`data-error-${name}`) ?? "";
  say(part("save-error"), words);
  if (name === "who") part("who").focus();
  if (name === "code") byId("code").focus();
  pointAt(byId("contact"), name, words);
}

/** Whether memory was full, by what a failed save threw. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** Save what the form says; the name of what is wrong, or null when all is well. */
async function save(form: HTMLFormElement): Promise<Fault | null> {
  const shift = await fact("shift");
  if (!shift) return null;
  const contact = await contactIn(form, shift);
  if (typeof contact === "string") return contact;
  let putBack: PutBack;
  try {
    putBack = await store(contact);
  } catch (error) {
    return isFull(error) ? "full" : "other";
  }
  cleanSheet(form);
  scrollTo({ top: 0 });
  offerUndo(contact.record.id, putBack);
  return null;
}

/**
 * Nothing can be tapped while we save: the sheet is about to be cleaned, and what somebody had
 * already chosen for the next person would go with it. Returns what ends that.
 */
function still(form: HTMLFormElement): () => void {
  const held = document.activeElement;
  form.inert = true;
  return () => {
    form.inert = false;
    if (held instanceof HTMLElement && form.contains(held)) held.focus({ preventScroll: true });
  };
}

/** Listen to the form's button. */
export function startSaving(form: HTMLFormElement): void {
  form.addEventListener("input", () => say(part("save-error"), ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (saving) return;
    saving = true;
    say(part("save-error"), "");
    const allow = still(form);
    void save(form)
      .catch((): Fault => "other")
      .then((fault) => {
        saving = false;
        allow();
        if (fault) complain(fault);
      });
  });
}
