/** A new phrase: the old words, new ones drawn and typed back, a code; then both sides change. */
import { EnvelopeError } from "../vault/framing.ts";
import { type Change, type Old, prepare, send, tryOld } from "../vault/rewrap.ts";
import { LostConnection, parts } from "../vault/wire.ts";
import { calm, complain, part, startMasks } from "./derived.ts";
import { wordsFor } from "./unlock.ts";
import { type Drawn, drawnPhrase, show, step } from "./words.ts";

interface Course {
  old: Old | null;
  drawn: Drawn | null;
  /** Made once per phrase, so that sending it again is the same change. */
  made: { phrase: string; change: Change } | null;
}

/** Start where the page has `[data-change-phrase]`. */
export function startPhraseChange(root: HTMLElement): void {
  const form = root as HTMLFormElement;
  const course: Course = { old: null, drawn: null, made: null };
  const start = form.parentElement?.querySelector<HTMLElement>("[data-change-start]");
  startMasks(form);
  if (start) start.hidden = false;
  start?.querySelector("[data-start]")?.addEventListener("click", () => {
    start.hidden = true;
    form.hidden = false;
    show(form, "now");
    part<HTMLInputElement>(step(form, "now"), "[data-phrase]").focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!step(form, "now").hidden) void attempt(form, () => checkOld(form, course));
    else if (!step(form, "repeat").hidden) course.drawn?.compare();
    else if (!step(form, "code").hidden) void attempt(form, () => change(form, course));
  });
}

/** Work with the buttons shut; a fault is said above the form and nothing typed is lost. */
async function attempt(form: HTMLFormElement, work: () => Promise<void>): Promise<void> {
  const buttons = form.querySelectorAll<HTMLButtonElement>("button");
  const status = part(form, "[data-status]");
  calm(form);
  for (const button of buttons) button.disabled = true;
  status.textContent = form.dataset.working ?? "";
  try {
    await work();
  } catch (error) {
    complain(form, await wordsFor(error));
  } finally {
    for (const button of buttons) button.disabled = false;
    status.textContent = "";
  }
}

async function checkOld(form: HTMLFormElement, course: Course): Promise<void> {
  const box = part<HTMLInputElement>(step(form, "now"), "[data-phrase]");
  try {
    course.old = await tryOld(box.value);
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    complain(form, (await parts()).text("Wrong"));
    return;
  }
  if (!course.old) {
    complain(form, (await parts()).text("NoKeys"));
    return;
  }
  course.drawn ??= await drawnPhrase(form);
  if (!course.drawn) return;
  box.value = "";
  show(form, "words");
}

async function change(form: HTMLFormElement, course: Course): Promise<void> {
  const { old, drawn } = course;
  const code = part<HTMLInputElement>(form, "[data-code]").value.trim();
  if (!code || !old || !drawn) {
    complain(form, form.dataset.incomplete ?? "");
    return;
  }
  const phrase = drawn.phrase();
  if (course.made?.phrase !== phrase) {
    course.made = { phrase, change: await prepare(old, phrase) };
  }
  try {
    await send(course.made.change, code);
  } catch (error) {
    if (!(error instanceof LostConnection)) throw error;
    complain(form, form.dataset.lost ?? "");
    return;
  }
  old.secrets.login.fill(0);
  old.secrets.wrapping.fill(0);
  course.made = null;
  part<HTMLInputElement>(step(form, "repeat"), "[data-phrase]").value = "";
  part(form, "[data-list]").replaceChildren();
  show(form, "done");
}
