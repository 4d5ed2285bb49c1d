/** Signing in: the phrase is turned into keys here; the server gets one, the page keeps one. */
import { createKeyring } from "../vault/keyring.ts";
import { phraseSecrets } from "../vault/phrase.ts";
import { holdWrappingKey } from "../vault/session.ts";
import { base64url, calm, complain, part, renewToken, send, startMasks } from "./derived.ts";

/** Start the sign-in form. */
export function startSignIn(root: HTMLElement): void {
  const form = root as HTMLFormElement;
  startMasks(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void signIn(form);
  });
}

async function signIn(form: HTMLFormElement): Promise<void> {
  const login = part<HTMLInputElement>(form, "[name=login]");
  const code = part<HTMLInputElement>(form, "[name=code]");
  const phrase = part<HTMLInputElement>(form, "[data-phrase]");
  calm(form);
  if (!login.value.trim() || !code.value.trim() || !phrase.value.trim()) {
    complain(form, form.dataset.incomplete ?? "");
    return;
  }
  const release = busy(form);
  const account = login.value.trim();
  const secrets = await phraseSecrets(phrase.value, form.dataset.instance ?? "", account);
  part<HTMLInputElement>(form, "[name=login_secret]").value = base64url(secrets.login);
  const answer = await send(form);
  part<HTMLInputElement>(form, "[name=login_secret]").value = "";
  if (answer?.next === undefined) {
    release();
    complain(form, answer?.message ?? form.dataset.unreachable ?? "");
    return;
  }
  phrase.value = "";
  renewToken(answer.token);
  // Joining may have broken off before the keys were made; with keys this does nothing.
  await createKeyring(secrets.wrapping).catch(() => undefined);
  await holdWrappingKey(secrets.wrapping);
  location.replace(answer.next);
}

/** Say that work is going on and keep the button from a second press; answers how to undo that. */
export function busy(form: HTMLFormElement): () => void {
  const button = part<HTMLButtonElement>(form, "button[type=submit]");
  const status = part(form, "[data-status]");
  button.disabled = true;
  status.textContent = form.dataset.working ?? "";
  return () => {
    button.disabled = false;
    status.textContent = "";
  };
}
