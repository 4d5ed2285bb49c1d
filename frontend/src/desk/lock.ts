/** The state of the seal at the top of every page: shut, or open for so many more minutes. */
import { lock, opened, restore, watch } from "../vault/session.ts";
import { LostConnection, SignedOut, parts } from "../vault/wire.ts";
import { unlocked, wordsFor } from "./unlock.ts";

const AGAIN_MS = [500, 2000, 8000];
const LATER_MS = 30_000;

/** Start where the page has `[data-lockstate]`. */
export function startLock(place: HTMLElement): void {
  watch((seconds) => show(place, seconds));
  void begin(place);
}

/** A button on one's own page: what is open in other browsers locks too. */
export function startLockingEverywhere(button: HTMLElement): void {
  const said = document.createElement("span");
  button.after(" ", said);
  button.hidden = false;
  button.addEventListener("click", () => {
    void lock(true).then(async (told) => {
      if (told) button.remove();
      said.textContent = told
        ? (button.dataset["textDone"] ?? "")
        : await wordsFor(new LostConnection());
    });
  });
}

async function begin(place: HTMLElement): Promise<void> {
  const known = await patiently(parts);
  if (!known) return;
  const template = known.root.querySelector<HTMLTemplateElement>("[data-lock-buttons]");
  if (template) place.after(document.importNode(template.content, true));
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-unlock]")) void ask(place);
    else if (target?.closest("[data-lock-now]")) void lock();
  });
  await patiently(restore);
  showButtons();
}

/** Show the window; when the server cannot be asked what opens, the seal says so. */
async function ask(place: HTMLElement): Promise<void> {
  try {
    await unlocked();
  } catch (error) {
    const words = place.querySelector<HTMLElement>("[data-lockstate-words]");
    const said = await wordsFor(error);
    place.toggleAttribute("data-failed", true);
    if (words) words.textContent = said;
  }
}

/** Ask again while the line or the server is away; null when nobody is signed in any more. */
async function patiently<T>(question: () => Promise<T>): Promise<T | null> {
  for (let tries = 0; ; tries++) {
    try {
      return await question();
    } catch (error) {
      if (error instanceof SignedOut) return null;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS[tries] ?? LATER_MS));
    }
  }
}

function show(place: HTMLElement, seconds: number | null): void {
  const words = place.querySelector<HTMLElement>("[data-lockstate-words]");
  const short = place.querySelector<HTMLElement>("[data-lockstate-short]");
  const { textLocked = "", textOpen = "", textShort = "", textShortLocked = "" } = place.dataset;
  place.toggleAttribute("data-open", seconds !== null);
  place.toggleAttribute("data-failed", false);
  const minutes = String(Math.ceil((seconds ?? 0) / 60));
  const counted = (words: string): string => words.replace("{minutes}", minutes);
  const text = seconds === null ? textLocked : counted(textOpen);
  const brief = seconds === null ? textShortLocked : counted(textShort);
  // The same words again would be read aloud again.
  if (words && words.textContent !== text) words.textContent = text;
  if (short) short.textContent = brief;
  toggle(place.querySelector("[data-lockstate-shut]"), seconds === null);
  toggle(place.querySelector("[data-lockstate-unlocked]"), seconds !== null);
  showButtons();
}

function showButtons(): void {
  toggle(document.querySelector("[data-unlock]"), !opened());
  toggle(document.querySelector("[data-when-open]"), Boolean(opened()));
  const sealed = document.querySelectorAll("[data-sealed][data-source]");
  toggle(document.querySelector("[data-open-all]"), sealed.length > 1);
}

function toggle(element: Element | null, visible: boolean): void {
  if (element instanceof HTMLElement) element.hidden = !visible;
}
