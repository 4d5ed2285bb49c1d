/** Four boxes into which a sheet of paper is typed; what is wrong stands beside its row. */
import type { Bytes } from "../vault/framing.ts";
import { same } from "../vault/proofs.ts";
import { ROWS, type ShareCode, ShareError, combine, keysOf, read, readRow } from "../vault/shares.ts";
import { verifyKeyOf } from "../vault/signature.ts";
import { part } from "./derived.ts";

const LONGEST = 17;

/** What a page says to each refusal; "not_these": two sheets that give another root. */
function shareWords(root: HTMLElement, code: ShareCode | "not_these"): string {
  const name = code.replace(/(?:^|_)./g, (start) => start.slice(-1).toUpperCase());
  return part(root, "[data-sheet-words]").dataset[`text${name}`] ?? "";
}

function boxes(sheet: HTMLElement): HTMLInputElement[] {
  return [...sheet.querySelectorAll<HTMLInputElement>("[data-row]")];
}

/** Listen to one sheet: a full row is checked at once, and four pasted lines fill four rows. */
export function startTyped(root: HTMLElement, sheet: HTMLElement): void {
  for (const [number, box] of boxes(sheet).entries()) {
    box.addEventListener("paste", (event) => spread(root, sheet, number, event));
    box.addEventListener("input", () => {
      if (box.value.replace(/[\s-]/g, "").length >= LONGEST) void checkRow(root, sheet, number);
      else complainRow(sheet, number, "");
    });
    box.addEventListener("change", () => void (box.value.trim() && checkRow(root, sheet, number)));
  }
}

function spread(root: HTMLElement, sheet: HTMLElement, first: number, event: ClipboardEvent): void {
  const lines = (event.clipboardData?.getData("text") ?? "").split("\n").filter((line) => line.trim());
  if (lines.length < 2) return;
  event.preventDefault();
  for (const [place, line] of lines.slice(0, ROWS - first).entries()) {
    const box = boxes(sheet)[first + place];
    if (!box) continue;
    box.value = line.trim();
    void checkRow(root, sheet, first + place);
  }
}

async function checkRow(root: HTMLElement, sheet: HTMLElement, number: number): Promise<boolean> {
  const box = boxes(sheet)[number];
  try {
    await readRow(number, box?.value ?? "");
    complainRow(sheet, number, "");
    return true;
  } catch (error) {
    if (!(error instanceof ShareError)) throw error;
    complainRow(sheet, number, shareWords(root, error.code));
    return false;
  }
}

function complainRow(sheet: HTMLElement, number: number, words: string): void {
  const box = boxes(sheet)[number];
  const place = sheet.querySelector<HTMLElement>(`[data-row-failed="${number}"]`);
  if (!box || !place) return;
  place.textContent = words;
  place.hidden = words === "";
  if (words) box.setAttribute("aria-invalid", "true");
  else box.removeAttribute("aria-invalid");
}

/** The share that was typed; null, with every wrong row marked and the first one in focus. */
export async function typedShare(
  root: HTMLElement,
  sheet: HTMLElement,
  rootPublic?: Bytes,
): Promise<Bytes | null> {
  complainSheet(sheet, "");
  const good = [];
  for (let number = 0; number < ROWS; number++) good.push(await checkRow(root, sheet, number));
  const wrong = good.indexOf(false);
  if (wrong >= 0) {
    boxes(sheet)[wrong]?.focus();
    return null;
  }
  try {
    return await read(boxes(sheet).map((box) => box.value), rootPublic);
  } catch (error) {
    if (!(error instanceof ShareError)) throw error;
    complainSheet(sheet, shareWords(root, error.code));
    boxes(sheet)[0]?.focus();
    return null;
  }
}

/** Say under the rows what is wrong with a sheet as a whole. */
export function complainSheet(sheet: HTMLElement, words: string): void {
  const place = part(sheet, "[data-sheet-failed]");
  place.textContent = words;
  place.hidden = words === "";
}

/** Take away what was typed. */
export function clearTyped(sheet: HTMLElement): void {
  complainSheet(sheet, "");
  for (const [number, box] of boxes(sheet).entries()) {
    box.value = "";
    complainRow(sheet, number, "");
  }
}

/**
 * The seed of two typed sheets of this root (32 bytes); null, with words beside what is wrong.
 * The shares are wiped.
 */
export async function typedSeed(
  root: HTMLElement,
  sheets: readonly HTMLElement[],
  rootPublic: Bytes,
): Promise<Bytes | null> {
  const shares: Bytes[] = [];
  const last = sheets.at(-1)!;
  try {
    for (const sheet of sheets) {
      const share = await typedShare(root, sheet, rootPublic);
      if (!share) return null;
      shares.push(share);
    }
    const seed = await combine(shares);
    if (await isSeedOf(seed, rootPublic)) return seed;
    seed.fill(0);
    complainSheet(last, shareWords(root, "not_these"));
  } catch (error) {
    if (!(error instanceof ShareError)) throw error;
    complainSheet(last, shareWords(root, error.code));
  } finally {
    for (const share of shares) share.fill(0);
  }
  return null;
}

async function isSeedOf(seed: Bytes, rootPublic: Bytes): Promise<boolean> {
  const keys = await keysOf(seed);
  const found = same(await verifyKeyOf(keys.signingSeed), rootPublic);
  keys.signingSeed.fill(0);
  keys.recoverySeed.fill(0);
  return found;
}
