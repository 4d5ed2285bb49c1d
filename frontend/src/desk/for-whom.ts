/** For whom a text is: a circle that has no keys yet gets them here, without leaving what was typed. */
import { makeCircle } from "../vault/rotation.ts";
import { withKeyring, wordsFor } from "./unlock.ts";

interface Target {
  readonly circle: string;
  readonly epoch: number;
  readonly key: string;
}

/** Start where the page has `[data-for-whom]`. */
export function startForWhom(root: HTMLElement): void {
  root.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest<HTMLButtonElement>("[data-make-circle]");
    if (button) void make(root, button);
  });
}

async function make(root: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const { kind = "", subject = "" } = button.dataset;
  button.disabled = true;
  try {
    const made = await withKeyring(async (keyring) => {
      await makeCircle(keyring, kind, subject);
      return true;
    });
    if (!made) return;
    offer(root, subject, await targetOf(root, kind, subject));
    root.querySelector(`[data-keyless="${CSS.escape(subject)}"]`)?.remove();
    say(root, root.dataset["textMade"] ?? "");
  } catch (error) {
    say(root, `${root.dataset["textFailed"] ?? ""} ${await wordsFor(error)}`);
  } finally {
    button.disabled = false;
  }
}

async function targetOf(root: HTMLElement, kind: string, subject: string): Promise<Target> {
  const query = new URLSearchParams({ kind, subject });
  const response = await fetch(`${root.dataset["url"] ?? ""}?${query.toString()}`, { cache: "no-store" });
  if (!response.ok) throw new TypeError("target");
  return (await response.json()) as Target;
}

/** Let the boxes be sealed to the new circle, and choose it. */
function offer(root: HTMLElement, subject: string, { circle, epoch, key }: Target): void {
  for (const field of root.querySelectorAll<HTMLElement>("[data-sealed-field]")) {
    const choice = document.createElement("template");
    Object.assign(choice.dataset, { circleChoice: subject, circle, epoch: String(epoch), key });
    field.prepend(choice);
    const area = field.querySelector("textarea");
    if (area) area.disabled = false;
  }
  const radio = root.querySelector<HTMLInputElement>(`input[value="${CSS.escape(subject)}"]`);
  if (!radio) return;
  radio.checked = true;
  radio.closest("label")?.querySelector("small")?.remove();
}

function say(root: HTMLElement, words: string): void {
  const place = root.querySelector<HTMLElement>("[data-for-whom-status]");
  if (!place) return;
  place.textContent = words;
  place.hidden = words === "";
}
