/** Joining: words by chance, typed back, a code from the phone, then the keys are made. */
import { createKeyring } from "../vault/keyring.ts";
import { phraseSecrets } from "../vault/phrase.ts";
import { holdWrappingKey } from "../vault/session.ts";
import { base64url, calm, complain, part, renewToken, send, startMasks } from "./derived.ts";
import { busy } from "./signin.ts";
import { drawnPhrase, show, step } from "./words.ts";

/** Start the joining page. */
export function startJoining(root: HTMLElement): void {
  const form = root as HTMLFormElement;
  startMasks(form);
  void begin(form);
}

async function begin(form: HTMLFormElement): Promise<void> {
  const drawn = await drawnPhrase(form);
  if (!drawn) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Enter in the phrase's box means "go on", not "join".
    if (step(form, "code").hidden) drawn.compare();
    else void join(form, drawn.phrase());
  });
  show(form, "words");
}

async function join(form: HTMLFormElement, phrase: string): Promise<void> {
  calm(form);
  if (!part<HTMLInputElement>(form, "[name=code]").value.trim()) {
    complain(form, form.dataset.incomplete ?? "");
    return;
  }
  const release = busy(form);
  const { instance = "", account = "" } = form.dataset;
  const secrets = await phraseSecrets(phrase, instance, account);
  part<HTMLInputElement>(form, "[name=login_secret]").value = base64url(secrets.login);
  const answer = await send(form);
  if (answer?.next === undefined) {
    release();
    complain(form, answer?.message ?? form.dataset.unreachable ?? "");
    return;
  }
  renewToken(answer.token);
  // If this fails, the next sign-in makes them.
  await createKeyring(secrets.wrapping).catch(() => undefined);
  await holdWrappingKey(secrets.wrapping);
  location.replace(answer.next);
}
