/** One test's result: strips, tries, kit and lot, what was told, and what follows a reactive one. */
import { copyOf, part, say, word } from "./page.ts";
import { drawSteps, type Next, nextIn, stepOf } from "./steps.ts";
import type { Testable } from "./types.ts";

const MOST_TRIES = 3;

/** What a block says once it is right. */
export interface Answer {
  readonly infection: string;
  readonly kit: string | null;
  readonly lot: string | null;
  readonly invalid: number;
  readonly result: string;
  readonly returned: boolean;
  readonly post: boolean;
  readonly next: Next | null;
}

/** What keeps a block from being saved. */
export type Fault = "result" | "warned";

/** How a block is used: the second test of an infection, or a result that was waited for. */
export interface Use {
  readonly second: boolean;
  readonly late: boolean;
  /** Which strip it is, if others were invalid before. */
  readonly attempt?: number;
}

let made = 0;

/** A block for one test, not yet in the page. */
export function newBlock(test: Testable, { second, late, attempt = 0 }: Use): HTMLElement {
  const block = copyOf(part("block-template"));
  const mark = String((made += 1));
  block.dataset["infection"] = test.infection;
  block.dataset["tries"] = String(attempt);
  if (second) block.dataset["second"] = "";
  for (const box of block.querySelectorAll<HTMLInputElement>("[data-name]")) {
    box.name = `${box.dataset["name"]}-${mark}`;
  }
  part("block-name", block).textContent = test.label;
  part("is-second", block).hidden = !second;
  part("wait-label", block).hidden = late;
  part("give-code", block).hidden = late;
  part("wait-minutes", block).textContent = String(test.wait);
  // A second test of the second test leads nowhere.
  if (second) part("second-step", block).remove();
  part("second-late", block).dataset["late"] = String(late);
  drawLots(block, test, mark);
  if (late) {
    // The strip that waits has its kit; another one is chosen only to repeat it.
    block.dataset["late"] = "";
    part("repeat", block).before(part("lots", block));
  }
  return block;
}

function drawLots(block: HTMLElement, test: Testable, mark: string): void {
  const box = part("lots", block);
  const template = part("lot-template", block);
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium" });
  const lots = test.kits.flatMap(({ item, label, lots: held }) =>
    held.length === 0
      ? [{ item, lot: "", text: label }]
      : held.map(({ lot, number, expires }) => {
          const until = expires ? `, ${word(box, "until")} ${day.format(new Date(expires))}` : "";
          return { item, lot, text: `${label}, ${number}${until}` };
        }),
  );
  box.hidden = lots.length < 2;
  for (const [at, { item, lot, text }] of lots.entries()) {
    const row = copyOf(template);
    const radio = row.querySelector("input") as HTMLInputElement;
    radio.name = `lot-${mark}`;
    radio.dataset["name"] = "lot";
    radio.dataset["kit"] = item;
    radio.value = lot;
    // The first to expire is used first.
    radio.defaultChecked = at === 0;
    (row.querySelector("span") as HTMLElement).textContent = text;
    part("lot-choice", box).append(row);
  }
}

function radio(block: HTMLElement, name: string): HTMLInputElement | null {
  return block.querySelector(`[data-name="${name}"]:checked`);
}

export function resultOf(block: HTMLElement): string {
  return radio(block, "result")?.value ?? "";
}

/** Whether the person wants the second rapid test at once. */
export function wantsSecond(block: HTMLElement): boolean {
  return !("second" in block.dataset) && stepOf(part("next", block)) === "second_test";
}

export function triesOf(block: HTMLElement): number {
  return Number(block.dataset["tries"]);
}

/** Show what belongs to the result that stands. */
export function drawBlock(
  block: HTMLElement,
  coded: boolean,
  inBag: ReadonlyMap<string, number | null> = new Map(),
): void {
  const result = resultOf(block);
  const tries = triesOf(block);
  const repeats = result === "invalid" && tries < MOST_TRIES;
  part("repeat-part", block).hidden = !repeats;
  part("tries-part", block).hidden = tries === 0;
  part("tries", block).textContent = String(tries);
  part("told-part", block).hidden = result !== "reactive" && result !== "nonreactive";
  const next = part("next", block);
  next.hidden = result !== "reactive";
  part("no-code", next).hidden = coded;
  drawSteps(next);
  const left = inBag.get(radio(block, "lot")?.dataset["kit"] ?? "") ?? -1;
  // More used than the bag was said to hold: the books are wrong, not the worker.
  part("kit-left-part", block).hidden = left < 0 || ("late" in block.dataset && !repeats);
  part("kit-left", block).textContent = String(left);
  const second = part("second-late", next);
  second.hidden = second.dataset["late"] !== "true" || stepOf(next) !== "second_test";
}

/** An invalid try is counted and the result is open again: another kit is used. */
export function repeat(block: HTMLElement): void {
  block.dataset["tries"] = String(triesOf(block) + 1);
  const stands = radio(block, "result");
  if (stands) stands.checked = false;
  block.querySelector<HTMLInputElement>('[data-name="result"]')?.focus();
}

/** The kit and the lot that are chosen in a block. */
export function kitIn(block: HTMLElement): Pick<Answer, "kit" | "lot"> {
  const lot = radio(block, "lot");
  return { kit: lot?.dataset["kit"] ?? null, lot: lot?.value || null };
}

/** Read a block, or name what is missing in it. */
export function answerIn(block: HTMLElement): Answer | Fault {
  const result = resultOf(block);
  if (!result) return "result";
  const told = result === "reactive" || result === "nonreactive";
  const ticked = (name: string): boolean => told && part<HTMLInputElement>(name, block).checked;
  const next = result === "reactive" ? nextIn(part("next", block)) : null;
  if (next === "warned") return "warned";
  return {
    infection: block.dataset["infection"] ?? "",
    ...kitIn(block),
    invalid: triesOf(block),
    result,
    returned: ticked("returned"),
    post: ticked("post"),
    next,
  };
}

/** Say a fault beside what it is about, and go there. */
export function pointInBlock(block: HTMLElement, fault: Fault, words: string): void {
  say(part(`${fault}-error`, block), words);
  const place = fault === "result" ? '[data-name="result"]' : "[data-warned]";
  block.querySelector<HTMLInputElement>(place)?.focus();
}

/** One tap for both: press the button that ticks the two boxes under it. */
export function tickBoth(button: HTMLElement): void {
  const boxes = button.parentElement?.querySelectorAll<HTMLInputElement>('[type="checkbox"]') ?? [];
  for (const box of boxes) box.checked = true;
}
