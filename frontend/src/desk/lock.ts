/** The state of the seal at the top of every page: shut, or open for so many more minutes. */
import { lock, opened, restore, watch } from "../vault/session.ts";
import { parts } from "../vault/wire.ts";
import { unlocked } from "./unlock.ts";

/** Start where the page has `[data-lockstate]`. */
export function startLock(place: HTMLElement): void {
  watch((seconds) => show(place, seconds));
  void begin(place);
}

/** A button on one's own page: what is open in other browsers locks too. */
export function startLockingEverywhere(button: HTMLElement): void {
  button.hidden = false;
  button.addEventListener("click", () => {
    void lock(true).then(() => {
      button.replaceWith(button.dataset["textDone"] ?? "");
    });
  });
}

async function begin(place: HTMLElement): Promise<void> {
  const known = await parts().catch(() => null);
  if (!known) return;
  const template = known.root.querySelector<HTMLTemplateElement>("[data-lock-buttons]");
  if (template) place.after(document.importNode(template.content, true));
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-unlock]")) void unlocked();
    else if (target?.closest("[data-lock-now]")) void lock();
  });
  await restore().catch(() => false);
  showButtons();
}

function show(place: HTMLElement, seconds: number | null): void {
  const words = place.querySelector<HTMLElement>("[data-lockstate-words]");
  const { textLocked = "", textOpen = "" } = place.dataset;
  place.toggleAttribute("data-open", seconds !== null);
  const minutes = String(Math.ceil((seconds ?? 0) / 60));
  const text = seconds === null ? textLocked : textOpen.replace("{minutes}", minutes);
  // The same words again would be read aloud again.
  if (words && words.textContent !== text) words.textContent = text;
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
