/** The form's moving parts: handouts from the list, the usual kit, a clean sheet after saving. */
import { drawCodes, forgetCode } from "./codes.ts";
import { checked, copyOf, part, tell, when, word } from "./page.ts";
import { clearTests } from "./tests.ts";
import type { Item } from "./types.ts";

let drawn = "";

/** Draw the handouts. A list that did not change is left alone: somebody is tapping on it. */
export function drawItems(every: readonly Item[]): void {
  // A kit is used up by a test, not handed out.
  const items = every.filter(({ tests }) => tests !== true);
  const shape = JSON.stringify(items.map(({ id, label, step, usual }) => [id, label, step, usual]));
  if (shape !== drawn) {
    drawn = shape;
    part("items").replaceChildren(...items.map(rowOf));
    const usual = items.filter((item) => item.usual > 0);
    when("kit", usual.length > 0);
    tell("kit-numbers", usual.map((item) => item.usual).join(", "));
    when("no-items", items.length === 0);
  }
  for (const { id, in_bag } of items) {
    const shown = document.querySelector<HTMLElement>(`[data-bag-of="${id}"]`);
    if (!shown?.parentElement) continue;
    shown.textContent = String(in_bag ?? "");
    // More given than the bag was said to hold: the books are wrong, not the worker.
    shown.parentElement.hidden = in_bag === null || in_bag < 0;
  }
}

function rowOf(item: Item): HTMLElement {
  const template = part("item-template");
  const row = copyOf(template);
  const name = `item-${item.id}`;
  const box = row.querySelector("input");
  const [less, more] = row.querySelectorAll("button");
  row.querySelector("label")?.setAttribute("for", name);
  (row.querySelector("strong") as HTMLElement).textContent = item.label;
  part("in-bag", row).dataset["bagOf"] = item.id;
  if (!box || !less || !more) return row;
  box.id = name;
  box.dataset["item"] = item.id;
  box.dataset["usual"] = String(item.usual);
  more.dataset["by"] = String(item.step);
  more.textContent = `+${item.step}`;
  less.setAttribute("aria-label", `${item.label}: ${word(template, "less")}`);
  more.setAttribute("aria-label", `${item.label}: ${word(template, "more")} ${item.step}`);
  return row;
}

function giveUsual(): void {
  for (const box of part("items").querySelectorAll<HTMLInputElement>("[data-usual]")) {
    if (Number(box.dataset["usual"]) > 0) box.value = box.dataset["usual"] ?? "0";
  }
}

export function whoNow(form: HTMLFormElement): string {
  return checked(form, "who")[0] ?? "";
}

/** Empty for the next person; what is chosen for one must not be saved for another. */
export function cleanSheet(form: HTMLFormElement): void {
  form.reset();
  forgetCode();
  clearTests();
  for (const more of form.querySelectorAll("details")) more.open = false;
}

export function startForm(form: HTMLFormElement): void {
  part("kit").addEventListener("click", giveUsual);
  form.addEventListener("change", ({ target }) => {
    if ((target as HTMLInputElement).name === "who") drawCodes(whoNow(form));
  });
  // The box of a stepper is tapped to be typed over, not to be added to.
  form.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLInputElement && target.type === "number") target.select();
  });
}

