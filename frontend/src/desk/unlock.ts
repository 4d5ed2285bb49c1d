/** The window in which the phrase is typed, or today's PIN or passkey used. One prompt a page. */
import { EnvelopeError } from "../vault/framing.ts";
import type { Keyring } from "../vault/keyring.ts";
import { PasskeyError, canUsePasskeys } from "../vault/passkey.ts";
import { phraseSecrets } from "../vault/phrase.ts";
import { type Doubt, Untrusted } from "../vault/proofs.ts";
import {
  type Way,
  forgetAll,
  lockedElsewhere,
  opened,
  openWith,
  setPin,
  wakeWithPasskey,
  wakeWithPin,
  wayIn,
} from "../vault/session.ts";
import { LostConnection, type Parts, Refused, SignedOut, parts } from "../vault/wire.ts";
import { armHere, wordsOfPasskey } from "./passkey-today.ts";

const LOCKED = 409;
const DOUBTS: Record<Doubt, string> = {
  root: "OtherRoot",
  swapped: "Untrusted",
  unsigned: "Unsigned",
};
const FORMS = ["[data-passkey-form]", "[data-pin-form]", "[data-phrase-form]", "[data-arm-form]"];

let pending: ((keyring: Keyring | null) => void)[] = [];
let way: Way = { how: "phrase" };

/**
 * Return the open keyring, asking for the phrase when it is locked; null when put off.
 * `toSign`: something typed waits to be signed, and may be saved without (see signing.ts).
 */
export async function unlocked(toSign = false): Promise<Keyring | null> {
  const present = opened();
  if (present) return present;
  way = await wayIn();
  if (way.how === "open") return opened();
  const dialog = await dialogOf(await parts());
  await choose(dialog, way);
  for (const part of dialog.querySelectorAll<HTMLElement>("[data-to-sign]")) part.hidden = !toSign;
  return new Promise((resolve) => {
    pending.push(resolve);
    if (!dialog.open) dialog.showModal();
  });
}

/**
 * Do something with the open keyring; null when the person put it off. Locked elsewhere, or the
 * server restarted: it locks here too, asks once more and is done again.
 */
export async function withKeyring<T>(work: (keyring: Keyring) => Promise<T>): Promise<T | null> {
  const keyring = await unlocked();
  if (!keyring) return null;
  try {
    return await work(keyring);
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== LOCKED) throw error;
    lockedElsewhere();
    const again = await unlocked();
    return again && work(again);
  }
}

/** Words for a person about what went wrong; they came with the page's first request. */
export async function wordsFor(error: unknown): Promise<string> {
  if (error instanceof SignedOut) forgetAll();
  const known = await parts().catch(() => null);
  if (!known) return "";
  if (error instanceof LostConnection || error instanceof TypeError) return known.text("Lost");
  if (error instanceof SignedOut) return known.text("SignedOut");
  if (error instanceof EnvelopeError) return known.text("Broken");
  if (error instanceof Untrusted) return known.text(DOUBTS[error.doubt]);
  if (error instanceof PasskeyError) return wordsOfPasskey(known, error);
  if (error instanceof Refused && error.message) return error.message;
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
    if (target.closest("[data-use-phrase]")) void choose(dialog, { how: "phrase" });
  });
  dialog.querySelector("[data-phrase]")?.addEventListener("keydown", (event) => {
    if ((event as KeyboardEvent).key !== "Enter") return;
    event.preventDefault();
    need<HTMLFormElement>(dialog, "[data-phrase-form]").requestSubmit();
  });
  listen(dialog, "[data-phrase-form]", () => byPhrase(dialog, known));
  listen(dialog, "[data-pin-form]", () => byPin(dialog, known));
  listen(dialog, "[data-passkey-form]", () => byPasskey(dialog, known));
  listen(dialog, "[data-arm-form]", () => arm(known, true));
  return dialog;
}

function need<T extends HTMLElement>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

/** Show what opens now: today's passkey and PIN, or the phrase. */
async function choose(dialog: HTMLDialogElement, chosen: Way): Promise<void> {
  if (!dialog.querySelector("form")) return; // no keys yet: the window says so
  const again = chosen.how === "again";
  const passkey = again && chosen.passkey !== null;
  const offer = dialog.querySelector<HTMLElement>("[data-passkey-offer]");
  if (offer) offer.hidden = !(await canUsePasskeys());
  // One first thing to press: the passkey where there is one.
  need(dialog, "[data-pin-form] [type=submit]").classList.toggle("primary", !passkey);
  need(dialog, "[data-passkey-form] [data-use-phrase]").hidden = again && chosen.pin;
  const shown = again ? [passkey ? FORMS[0] : "", chosen.pin ? FORMS[1] : ""] : [FORMS[2]];
  showForms(dialog, shown);
}

function showForms(dialog: HTMLDialogElement, shown: readonly (string | undefined)[]): void {
  for (const selector of FORMS) need(dialog, selector).hidden = !shown.includes(selector);
  const first = shown.find((selector) => selector) ?? "form";
  const place = `${first} :is([data-pin], [data-phrase], [type=submit])`;
  queueMicrotask(() => dialog.querySelector<HTMLElement>(place)?.focus());
}

/** Submit by script alone: `attempt` answers what went wrong, "" when all is done. */
function listen(dialog: HTMLDialogElement, selector: string, attempt: () => Promise<string>): void {
  const form = dialog.querySelector<HTMLFormElement>(selector);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void (async () => {
      const known = await parts();
      const button = need<HTMLButtonElement>(form, "[type=submit]");
      say(form, known.text("Working"));
      button.disabled = true;
      const wrong = await attempt().catch(wordsFor);
      button.disabled = false;
      say(form, wrong);
      if (opened() && wrong === "") dialog.close();
    })();
  });
}

function say(form: HTMLElement, words: string): void {
  const place = need(form, "[data-failed]");
  place.textContent = words;
  place.hidden = words === "";
}

async function byPhrase(dialog: HTMLDialogElement, known: Parts): Promise<string> {
  const box = need<HTMLTextAreaElement>(dialog, "[data-phrase]");
  const pin = need<HTMLInputElement>(dialog, "[data-new-pin]").value;
  const secrets = await phraseSecrets(box.value, known.instance, known.accountName);
  try {
    if (!(await openWith(secrets.wrapping))) return known.text("NoKeys");
  } catch (error) {
    if (error instanceof EnvelopeError) return known.text("Wrong");
    throw error;
  } finally {
    secrets.login.fill(0);
    secrets.wrapping.fill(0);
  }
  box.value = "";
  if (pin) await setPin(pin);
  const tick = need<HTMLInputElement>(dialog, "[data-passkey-offer] input");
  const wrong = tick.checked ? await arm(known, false) : "";
  if (wrong === "") return "";
  // It is open; only the passkey did not do it.
  const form = need(dialog, "[data-arm-form]");
  showForms(dialog, ["[data-arm-form]"]);
  say(form, wrong);
  return wrong;
}

/** Choose a passkey for today; "" when it is done. */
async function arm(known: Parts, make: boolean): Promise<string> {
  try {
    await armHere(make);
    return "";
  } catch (error) {
    if (error instanceof PasskeyError) return wordsOfPasskey(known, error);
    throw error;
  }
}

async function byPin(dialog: HTMLDialogElement, known: Parts): Promise<string> {
  const box = need<HTMLInputElement>(dialog, "[data-pin]");
  const pin = box.value;
  box.value = "";
  return refused(dialog, known.text("WrongPin"), () => wakeWithPin(pin));
}

async function byPasskey(dialog: HTMLDialogElement, known: Parts): Promise<string> {
  const passkey = way.how === "again" ? way.passkey : null;
  if (!passkey) return known.text("WrongPasskey");
  return refused(dialog, known.text("WrongPasskey"), () => wakeWithPasskey(passkey));
}

/** Try to open again; after the last wrong try only the phrase is left. */
async function refused(
  dialog: HTMLDialogElement,
  words: string,
  attempt: () => Promise<boolean>,
): Promise<string> {
  try {
    return (await attempt()) ? "" : words;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const left = await wayIn();
    if (left.how === "phrase") await choose(dialog, left);
    return words;
  }
}
