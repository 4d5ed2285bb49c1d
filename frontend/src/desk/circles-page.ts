/** The page of circles: make one that is due, share keys with colleagues who wait. */
import { makeCircle, shareKeys } from "../vault/circles.ts";
import { unlocked, wordsFor } from "./unlock.ts";

/** Start where the page has `[data-circles]`. */
export function startCircles(root: HTMLElement): void {
  root.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const maker = target?.closest<HTMLButtonElement>("[data-make-circle]");
    const sharer = target?.closest<HTMLButtonElement>("[data-share-keys]");
    if (maker) void attempt(root, maker, () => make(maker));
    if (sharer) void attempt(root, sharer, () => share(root));
  });
}

function say(root: HTMLElement, words: string): void {
  const place = root.querySelector<HTMLElement>("[data-circles-status]");
  if (place) place.textContent = words;
}

async function attempt(
  root: HTMLElement,
  button: HTMLButtonElement,
  work: () => Promise<boolean>,
): Promise<void> {
  button.disabled = true;
  try {
    if (await work()) location.reload();
  } catch (error) {
    say(root, `${root.dataset["textFailed"] ?? ""} ${await wordsFor(error)}`);
  } finally {
    button.disabled = false;
  }
}

async function make(button: HTMLButtonElement): Promise<boolean> {
  const keyring = await unlocked();
  const { kind = "", subject = "" } = button.dataset;
  if (keyring) await makeCircle(keyring, kind, subject);
  return keyring !== null;
}

async function share(root: HTMLElement): Promise<boolean> {
  const keyring = await unlocked();
  if (!keyring) return false;
  const words = root.dataset["textProgress"] ?? "";
  await shareKeys(keyring, (done, all) => say(root, `${words}: ${done} / ${all}`));
  say(root, root.dataset["textDone"] ?? "");
  return true;
}
