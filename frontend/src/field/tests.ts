/** Rapid tests on the form: which, with whose consent, what they showed; one block for each. */
import {
  type Answer,
  answerIn,
  drawBlock,
  type Fault,
  newBlock,
  pointInBlock,
  repeat,
  tickBoth,
  wantsSecond,
} from "./block.ts";
import { codeNow, giveCode } from "./codes.ts";
import { dayId } from "./ids.ts";
import { checked, copyOf, part, say, when } from "./page.ts";
import type { Item, Testable } from "./types.ts";
import { newWaiting, type Waiting, waitingNow } from "./waiting.ts";

/** A test as it travels with its contact. */
export interface Test extends Answer {
  readonly id: string;
  readonly counselled: boolean;
  readonly consent: boolean;
  readonly safety: string;
}

let testable: readonly Testable[] = [];
let drawn = "";
let inBag: ReadonlyMap<string, number | null> = new Map();
let whoStands: () => string = () => "";

/** What can be tested for, as the last answer of the desk said. */
export function testables(): readonly Testable[] {
  return testable;
}

/** What the bag holds of each kit, without those whose strips wait and are not told yet. */
export function kitsLeft(): ReadonlyMap<string, number | null> {
  const left = new Map(inBag);
  for (const { kit, repeated } of waitingNow()) {
    const held = kit && repeated ? left.get(kit) : null;
    if (kit && typeof held === "number") left.set(kit, held - 1);
  }
  return left;
}

/** Draw the infections. A list that did not change is left alone: somebody is tapping on it. */
export function drawTestables(list: readonly Testable[], items: readonly Item[]): void {
  testable = list;
  inBag = new Map(items.map(({ id, in_bag }) => [id, in_bag]));
  const shape = JSON.stringify(list.map(({ infection, label }) => [infection, label]));
  if (shape === drawn) return;
  drawn = shape;
  const rows = list.map(({ infection, label }) => {
    const row = copyOf(part("infection-template"));
    (row.querySelector("input") as HTMLInputElement).value = infection;
    (row.querySelector("span") as HTMLElement).textContent = label;
    return row;
  });
  part("infections").replaceChildren(...rows);
  when("tests", list.length > 0);
  clearTests();
}

function blocks(): HTMLElement[] {
  return [...part("blocks").querySelectorAll<HTMLElement>("[data-block]")];
}

/** Nothing of one person's tests may stand when the next one comes. */
export function clearTests(): void {
  part("blocks").replaceChildren();
  when("tested", false);
  for (const name of ["consent-error", "safety-error"]) say(part(name), "");
}

function blockOf(infection: string, second: boolean): HTMLElement | undefined {
  return blocks().find(
    (one) => one.dataset["infection"] === infection && "second" in one.dataset === second,
  );
}

/** Bring the blocks in line with what is ticked, in the order of the list. */
function draw(form: HTMLFormElement): void {
  const ticked = new Set(checked(part("infections"), "test"));
  const coded = Boolean(codeNow(whoStands()));
  const wanted: HTMLElement[] = [];
  const left = kitsLeft();
  for (const test of testable.filter(({ infection }) => ticked.has(infection))) {
    const first = blockOf(test.infection, false) ?? newBlock(test, { second: false, late: false });
    wanted.push(first);
    drawBlock(first, coded, left);
    if (!wantsSecond(first)) continue;
    const again = blockOf(test.infection, true) ?? newBlock(test, { second: true, late: false });
    wanted.push(again);
    drawBlock(again, coded, left);
  }
  const there = blocks();
  // Moving what stands would take the focus away.
  for (const block of there) if (!wanted.includes(block)) block.remove();
  for (const [at, block] of wanted.entries()) {
    const box = part("blocks");
    if (box.children[at] !== block) box.insertBefore(block, box.children[at] ?? null);
  }
  when("tested", wanted.length > 0);
  // Asked alone: nothing else of the test is on the screen before the answer, or "not now".
  when("after-safety", safetyIn(form) !== undefined);
}

function safetyIn(root: HTMLElement): string | undefined {
  return checked(root, "safety")[0];
}

/** What the form's tests keep it from being saved for. */
export type TestFault = Fault | "consent" | "safety";

/** Read the tests, or name what is missing. */
export function testsIn(form: HTMLFormElement): Test[] | TestFault {
  const there = blocks();
  if (there.length === 0) return [];
  const safety = safetyIn(form);
  if (!safety) return "safety";
  if (!part<HTMLInputElement>("consented", form).checked) return "consent";
  const common = {
    counselled: part<HTMLInputElement>("counselled", form).checked,
    consent: true,
    safety,
  };
  const tests: Test[] = [];
  for (const block of there) {
    const answer = answerIn(block);
    if (typeof answer === "string") return answer;
    tests.push({ id: dayId(), ...common, ...answer });
  }
  return tests;
}

/** How many kits of which item the tests took: every try is one. */
export function kitsTaken(tests: readonly Test[]): Record<string, number> {
  const taken: Record<string, number> = {};
  for (const { kit, invalid } of tests) if (kit) taken[kit] = (taken[kit] ?? 0) + 1 + invalid;
  return taken;
}

/** The rows of those tests that wait. */
export function waitingOf(tests: readonly Test[], coded: boolean): Waiting[] {
  const beside = [...waitingNow()];
  const now = Date.now();
  for (const { id, infection, result, invalid: attempt, kit, lot } of tests) {
    const kind = testable.find((one) => one.infection === infection);
    if (result !== "wait" || !kind) continue;
    const ready = now + kind.wait * 60_000;
    const strip = { attempt, kit, lot, repeated: false };
    const facts = { test: id, infection, letter: kind.letter, ready, coded, ...strip };
    beside.push(newWaiting(facts, beside));
  }
  return beside.slice(waitingNow().length);
}

/** Say what is missing beside it, and go there. */
export function pointAt(form: HTMLElement, name: string, words: string): void {
  if (name === "safety") {
    say(part("safety-error"), words);
    form.querySelector<HTMLInputElement>('[name="safety"]')?.focus({ preventScroll: true });
    // Every answer in sight, above the bar.
    part("safety-error").parentElement?.scrollIntoView({ block: "center" });
  }
  if (name === "consent") {
    say(part("consent-error"), words);
    part("consented", form).focus();
  }
  if (name !== "result" && name !== "warned") return;
  const block = blocks().find((one) => answerIn(one) === name);
  if (block) pointInBlock(block, name, words);
}

/** Clear the words beside what was just changed, press the buttons of blocks. */
export function listenToBlocks(root: HTMLElement, redraw: () => void): void {
  root.addEventListener("change", ({ target }) => {
    const block = (target as Element).closest<HTMLElement>("[data-block]");
    if (block) for (const name of ["result-error", "warned-error"]) say(part(name, block), "");
    redraw();
  });
  root.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-repeat], [data-both]");
    if (!button) return;
    const block = button.closest<HTMLElement>("[data-block]");
    if ("both" in button.dataset) tickBoth(button);
    else if (block) repeat(block);
    redraw();
  });
}

export function startTests(form: HTMLFormElement, who: () => string): void {
  whoStands = who;
  listenToBlocks(form, () => {
    if (part<HTMLInputElement>("consented", form).checked) say(part("consent-error"), "");
    if (safetyIn(form)) say(part("safety-error"), "");
    draw(form);
  });
  form.addEventListener("click", ({ target }) => {
    if ((target as Element).closest("[data-give-code]")) void giveCode(form);
  });
  form.addEventListener("input", () => draw(form));
}
