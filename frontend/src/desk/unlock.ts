/** The window in which the phrase, or today's PIN, is typed. One prompt opens a whole page. */
import { EnvelopeError } from "../vault/framing.ts";
import type { Keyring } from "../vault/keyring.ts";
import { phraseSecrets } from "../vault/phrase.ts";
import { opened, openWith, setPin, wakeWithPin, wayIn } from "../vault/session.ts";
import { LostConnection, type Parts, Refused, SignedOut, parts } from "../vault/wire.ts";

let pending: ((keyring: Keyring | null) => void)[] = [];

/** Return the open keyring, asking for the phrase when it is locked; null when put off. */
export async function unlocked(): Promise<Keyring | null> {
  const present = opened();
  if (present) return present;
  const way = await wayIn();
  if (way === "open") return opened();
  const dialog = await dialogOf(await parts());
  choose(dialog, way === "pin");
  return new Promise((resolve) => {
    pending.push(resolve);
    if (!dialog.open) dialog.showModal();
  });
}

/** Words for a person about what went wrong; they came with the page's first request. */
export async function wordsFor(error: unknown): Promise<string> {
  const known = await parts().catch(() => null);
  if (!known) return "";
  if (error instanceof LostConnection || error instanceof TypeError) return known.text("Lost");
  if (error instanceof SignedOut) return known.text("SignedOut");
  if (error instanceof EnvelopeError) return known.text("Broken");
  return known.text("NoKeys");
}

function settle(): void {
  const keyring = opened();
  for (const resolve of pending) resolve(keyring);
  pending = [];
}

async function dialogOf(known: Parts): Promise<HTMLDialogElement> {
  const present = document.querySelector<HTMLDialogElement>("#unlock");
  if (present) return present;
  const dialog = document.importNode(need<HTMLDialogElement>(known.root, "dialog"), true);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    for (const box of dialog.querySelectorAll<HTMLInputElement>("input, textarea")) box.value = "";
    settle();
  });
  dialog.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-closes]")) dialog.close();
    if (target.closest("[data-use-phrase]")) choose(dialog, false);
  });
  dialog.querySelector("[data-phrase]")?.addEventListener("keydown", (event) => {
    if ((event as KeyboardEvent).key !== "Enter") return;
    event.preventDefault();
    need<HTMLFormElement>(dialog, "[data-phrase-form]").requestSubmit();
  });
  listen(dialog, "[data-phrase-form]", "[data-phrase-failed]", () => byPhrase(dialog, known));
  listen(dialog, "[data-pin-form]", "[data-pin-failed]", () => byPin(dialog, known));
  return dialog;
}

function need<T extends HTMLElement>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

/** Show the PIN's form or the phrase's. */
function choose(dialog: HTMLDialogElement, pin: boolean): void {
  const forms = dialog.querySelectorAll<HTMLFormElement>("form");
  for (const form of forms) form.hidden = "pinForm" in form.dataset !== pin;
  const place = pin ? "[data-pin]" : "[data-phrase]";
  queueMicrotask(() => dialog.querySelector<HTMLElement>(place)?.focus());
}

/** Submit by script alone: `attempt` answers what went wrong, "" when it opened. */
function listen(
  dialog: HTMLDialogElement,
  selector: string,
  failed: string,
  attempt: () => Promise<string>,
): void {
  const form = dialog.querySelector<HTMLFormElement>(selector);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void (async () => {
      const known = await parts();
      const button = need<HTMLButtonElement>(form, "[type=submit]");
      const complaint = need(form, failed);
      complaint.hidden = false;
      complaint.textContent = known.text("Working");
      button.disabled = true;
      const wrong = await attempt().catch(wordsFor);
      button.disabled = false;
      complaint.textContent = wrong;
      complaint.hidden = wrong === "";
      if (opened()) dialog.close();
    })();
  });
}

async function byPhrase(dialog: HTMLDialogElement, known: Parts): Promise<string> {
  const phrase = need<HTMLTextAreaElement>(dialog, "[data-phrase]").value;
  const pin = need<HTMLInputElement>(dialog, "[data-new-pin]").value;
  const secrets = await phraseSecrets(phrase, known.instance, known.accountName);
  try {
    if (!(await openWith(secrets.wrapping))) return known.text("NoKeys");
  } catch (error) {
    if (error instanceof EnvelopeError) return known.text("Wrong");
    throw error;
  }
  if (pin) await setPin(pin);
  return "";
}

async function byPin(dialog: HTMLDialogElement, known: Parts): Promise<string> {
  const box = need<HTMLInputElement>(dialog, "[data-pin]");
  const pin = box.value;
  box.value = "";
  try {
    return (await wakeWithPin(pin)) ? "" : known.text("WrongPin");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (!error.pin) choose(dialog, false);
    return known.text("WrongPin");
  }
}
