/** What follows a reactive test. Nothing is chosen beforehand; who may report needs a warning. */
import { dayId, localDay } from "./ids.ts";
import { part } from "./page.ts";

const DAY_MS = 86_400_000;
const WITH_REMINDER = new Set(["anonymous", "lawyer", "centre", "later"]);
const MAY_GO_ALONG = new Set(["lawyer", "centre"]);

/** The step as it travels. */
export interface Next {
  readonly step: string;
  readonly referral: string;
  readonly due: string | null;
  readonly escort: boolean;
  readonly warned: boolean;
}

function ticked(box: HTMLElement, name: string): boolean {
  return part<HTMLInputElement>(name, box).checked;
}

function chosen(box: HTMLElement, name: string): string {
  return box.querySelector<HTMLInputElement>(`[data-name="${name}"]:checked`)?.value ?? "";
}

export function stepOf(box: HTMLElement): string {
  return box.hidden ? "" : chosen(box, "step");
}

/** Show what belongs to the chosen step; a reminder is proposed for tomorrow. */
export function drawSteps(box: HTMLElement): void {
  const step = stepOf(box);
  const reminds = WITH_REMINDER.has(step);
  part("centre-part", box).hidden = step !== "centre";
  part("escort-part", box).hidden = !MAY_GO_ALONG.has(step);
  part("due-part", box).hidden = !reminds;
  if (reminds && !chosen(box, "due")) {
    const first = box.querySelector<HTMLInputElement>('[data-name="due"]');
    if (first) first.checked = true;
  }
}

function dueOf(box: HTMLElement, step: string): string | null {
  const days = Number(chosen(box, "due"));
  if (!WITH_REMINDER.has(step) || !days) return null;
  return localDay(new Date(Date.now() + days * DAY_MS));
}

/** The chosen step, null for none, "warned" when somebody must first be told who learns of it. */
export function nextIn(box: HTMLElement): Next | null | "warned" {
  const step = stepOf(box);
  if (!step) return null;
  const warned = step === "centre" && ticked(box, "warned");
  if (step === "centre" && !warned) return "warned";
  const escort = step === "anonymous" || (MAY_GO_ALONG.has(step) && ticked(box, "escort"));
  return { step, referral: dayId(), due: dueOf(box, step), escort, warned };
}
