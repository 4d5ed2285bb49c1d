/** Save at once. Saved is sealed: it can be taken back for a while, never read back. */
import { type Contact, contactIn, type Missing } from "./contact.ts";
import { cleanSheet } from "./form.ts";
import { byId, part, say } from "./page.ts";
import { sealed } from "./queue.ts";
import { asked, change, fact, type Shelves } from "./store.ts";
import { pointAt } from "./tests.ts";
import type { PoolCode } from "./types.ts";
import { offerUndo, type PutBack } from "./undo.ts";
import { dropRows, keepRows, sealedRow } from "./waiting.ts";

let saving = false;

/** Take what was given out of the bag, or (with -1) put it back. */
export async function moveBag(
  inside: Shelves,
  given: Contact["taken"],
  sign: 1 | -1,
): Promise<void> {
  const items = (await inside.get("items")) ?? [];
  const moved = items.map((item) => {
    const quantity = (given[item.id] ?? 0) * sign;
    return item.in_bag === null ? item : { ...item, in_bag: item.in_bag - quantity };
  });
  inside.put("items", moved);
}

async function store(contact: Contact): Promise<PutBack> {
  const intake = await fact("intake");
  if (!intake) throw new Error("intake");
  const { record, code, taken, waiting } = contact;
  const queued = await sealed(record, intake);
  const rows = await Promise.all(waiting.map(sealedRow));
  const pooled = await change(["facts", "queue", "codes", "waiting"], async (inside) => {
    const held = code ? await asked<PoolCode | undefined>(inside.codes.get(code)) : undefined;
    inside.queue.put(queued);
    if (code) inside.codes.delete(code);
    keepRows(inside, rows);
    await moveBag(inside, taken, 1);
    return held;
  });
  return async (inside) => {
    if (pooled) inside.codes.put(pooled);
    dropRows(inside, rows);
    await moveBag(inside, taken, -1);
  };
}

function complain(name: Missing | "full" | "other"): void {
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

async function save(form: HTMLFormElement): Promise<void> {
  const shift = await fact("shift");
  if (!shift) return;
  const contact = await contactIn(form, shift);
  if (typeof contact === "string") return complain(contact);
  let putBack: PutBack;
  try {
    putBack = await store(contact);
  } catch (error) {
    return complain(isFull(error) ? "full" : "other");
  }
  cleanSheet(form);
  scrollTo({ top: 0 });
  offerUndo(contact.record.id, putBack);
}

/** Listen to the form's button. */
export function startSaving(form: HTMLFormElement): void {
  form.addEventListener("input", () => say(part("save-error"), ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (saving) return;
    saving = true;
    say(part("save-error"), "");
    void save(form)
      .catch(() => complain("other"))
      .finally(() => (saving = false));
  });
}
