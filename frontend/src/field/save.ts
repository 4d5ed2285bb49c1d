/** Save at once, undo for thirty seconds. Saved is sealed: it can be taken back, never read back. */
import { type Contact, contactIn, type Missing } from "./contact.ts";
import { cleanSheet } from "./form.ts";
import { byId, part, say, when } from "./page.ts";
import { sealed, takenBack } from "./queue.ts";
import { asked, change, fact, type Shelves } from "./store.ts";
import type { PoolCode } from "./types.ts";

export const UNDO_MS = 30_000;

/** What undoing puts back besides: a code of the reserve, goods into the bag. */
interface Last {
  readonly id: string;
  readonly code: PoolCode | undefined;
  readonly given: Readonly<Record<string, number>>;
}

const held = new Map<string, number>();
let last: Last | null = null;
let saving = false;
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

/** Take what was given out of the bag, or (with -1) put it back. */
async function moveBag(inside: Shelves, given: Contact["given"], sign: 1 | -1): Promise<void> {
  const items = (await inside.get("items")) ?? [];
  const moved = items.map((item) => {
    const quantity = (given[item.id] ?? 0) * sign;
    return item.in_bag === null ? item : { ...item, in_bag: item.in_bag - quantity };
  });
  inside.put("items", moved);
}

async function store(contact: Contact): Promise<Last> {
  const intake = await fact("intake");
  if (!intake) throw new Error("intake");
  const { record, code, given } = contact;
  const queued = await sealed(record, intake);
  return change(["facts", "queue", "codes"], async (inside) => {
    const pooled = code ? await asked<PoolCode | undefined>(inside.codes.get(code)) : undefined;
    inside.queue.put(queued);
    if (code) inside.codes.delete(code);
    await moveBag(inside, given, 1);
    return { id: record.id, code: pooled, given };
  });
}

function complain(name: Missing | "full" | "other"): void {
  const words = byId("contact").getAttribute(`data-error-${name}`) ?? "";
  say(part("save-error"), words);
  if (name === "who") part("who").focus();
  if (name === "code") byId("code").focus();
}

async function save(form: HTMLFormElement): Promise<void> {
  const shift = await fact("shift");
  if (!shift) return;
  const contact = await contactIn(form, shift);
  if (typeof contact === "string") return complain(contact);
  try {
    last = await store(contact);
  } catch (error) {
    const full = error instanceof DOMException && error.name === "QuotaExceededError";
    return complain(full ? "full" : "other");
  }
  const { id } = last;
  held.set(id, Date.now());
  cleanSheet(form);
  when("toast", true);
  scrollTo({ top: 0 });
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
  await change(["facts", "queue", "codes"], async (inside) => {
    if (!(await takenBack(inside, undone.id))) return;
    if (undone.code) inside.codes.put(undone.code);
    await moveBag(inside, undone.given, -1);
  });
  held.delete(undone.id);
  changed();
}

/** Listen; `onChange` runs after saving, undoing, and when the time to undo is over. */
export function startSaving(form: HTMLFormElement, onChange: () => void): void {
  changed = onChange;
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
  part("undo").addEventListener("click", () => void undo());
}
