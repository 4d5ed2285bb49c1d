/** The page of one's own keys: today's PIN and passkey, chosen while the notes are open. */
import { canUsePasskeys } from "../vault/passkey.ts";
import { setPin } from "../vault/session.ts";
import { part } from "./derived.ts";
import { armHere } from "./passkey-today.ts";
import { withKeyring, wordsFor } from "./unlock.ts";

/** Start where the page has `[data-today]`. */
export function startToday(root: HTMLElement): void {
  const form = root as HTMLFormElement;
  const box = part<HTMLInputElement>(form, "[data-pin]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!box.value) box.focus();
    else void attempt(form, form.dataset.textPinSet ?? "", () => setPin(box.value));
  });
  const [use, make] = [part(form, "[data-arm-passkey]"), part(form, "[data-make-passkey]")];
  const words = form.dataset.textPasskeySet ?? "";
  use.addEventListener("click", () => void attempt(form, words, () => armHere(false)));
  make.addEventListener("click", () => void attempt(form, words, () => armHere(true)));
  const known = document.querySelector("form[action*='/vault/passkeys/']") !== null;
  void canUsePasskeys().then((can) => {
    use.hidden = !can || !known;
    make.hidden = !can;
  });
}

async function attempt(form: HTMLFormElement, done: string, work: () => Promise<void>): Promise<void> {
  const status = part(form, "[data-status]");
  status.textContent = "";
  try {
    const worked = await withKeyring(async () => {
      await work();
      return true;
    });
    if (!worked) return;
    part<HTMLInputElement>(form, "[data-pin]").value = "";
    status.textContent = done;
  } catch (error) {
    status.textContent = await wordsFor(error);
  }
}
