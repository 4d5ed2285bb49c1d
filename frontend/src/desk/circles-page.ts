/** The page of circles: one press does what is due, says how far it is, and can be stopped. */
import { type Outcome, type Progress, doDue } from "../vault/rotation.ts";
import { withKeyring, wordsFor } from "./unlock.ts";

/** Start where the page has `[data-circles]`. */
export function startCircles(root: HTMLElement): void {
  const button = need<HTMLButtonElement>(root, "[data-do-due]");
  button.addEventListener("click", () => void press(root, button));
}

function need<T extends HTMLElement>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

async function press(root: HTMLElement, button: HTMLButtonElement): Promise<void> {
  if (button.disabled) return;
  const stopper = new AbortController();
  const stop = need<HTMLButtonElement>(root, "[data-stop]");
  const halt = (): void => stopper.abort();
  stop.addEventListener("click", halt);
  // Locking wipes the keys that it works with.
  document.addEventListener("ravny:locked", halt);
  button.disabled = true;
  try {
    const outcome = await withKeyring((keyring) => {
      working(root, true);
      return doDue(keyring, (progress) => show(root, progress), stopper.signal);
    });
    if (outcome) await end(root, outcome);
  } catch (error) {
    say(root, `${root.dataset["textFailed"] ?? ""} ${await wordsFor(error)}`);
  } finally {
    stop.removeEventListener("click", halt);
    document.removeEventListener("ravny:locked", halt);
    working(root, false);
    button.disabled = false;
  }
}

function working(root: HTMLElement, on: boolean): void {
  need(root, "[data-stop]").hidden = !on;
  if (on) need(root, "[data-bar]").hidden = false;
}

function show(root: HTMLElement, { done, all, waits }: Progress): void {
  const bar = need<HTMLProgressElement>(root, "progress");
  bar.max = Math.max(all, 1);
  bar.value = done;
  const words = (root.dataset["textProgress"] ?? "")
    .replace("{done}", String(done))
    .replace("{all}", String(all));
  say(root, waits ? `${words}. ${root.dataset["textLost"] ?? ""}` : words);
}

function say(root: HTMLElement, words: string): void {
  const place = need(root, "[data-circles-status]");
  if (place.textContent !== words) place.textContent = words;
}

async function end(root: HTMLElement, outcome: Outcome): Promise<void> {
  const { textDone = "", textStopped = "", textLeft = "", textSwapped = "" } = root.dataset;
  const words = { done: textDone, stopped: textStopped, left: textLeft }[outcome.end];
  const swapped = outcome.leftOut.some((one) => one.doubt === "swapped");
  say(root, [words, ...outcome.forestalled, swapped ? textSwapped : ""].filter(Boolean).join(" "));
  if (outcome.end === "done") {
    need(root, "[data-do-due]").hidden = true;
    root.querySelector("[data-due-list]")?.remove();
  }
  // The list and the menu's number are out of date; without a connection they stay as they are.
  await refresh(["#sheet-circles", "#menu"]).catch(() => undefined);
}

async function refresh(places: readonly string[]): Promise<void> {
  const response = await fetch(location.href, { cache: "no-store", redirect: "manual" });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const place of places) {
    const fresh = page.querySelector(place);
    if (fresh) document.querySelector(place)?.replaceWith(document.importNode(fresh, true));
  }
}
