/** Joining: words by chance, typed back, a code from the phone, then the keys are made. */
import { createKeyring } from "../vault/keyring.ts";
import { normalisedPhrase, phraseSecrets } from "../vault/phrase.ts";
import { holdWrappingKey } from "../vault/session.ts";
import { base64url, calm, complain, part, renewToken, send, startMasks } from "./derived.ts";
import { busy } from "./signin.ts";

/** As in ravny/core/vault/words/README.md: six words of a long list, seven of a short one. */
const MINIMUM_BITS = 77;

/** Start the joining page. */
export function startJoining(root: HTMLElement): void {
  const form = root as HTMLFormElement;
  startMasks(form);
  void begin(form);
}

async function begin(form: HTMLFormElement): Promise<void> {
  const response = await fetch(form.dataset.words ?? "");
  if (!response.ok) {
    complain(form, form.dataset.unreachable ?? "");
    return;
  }
  const list = (await response.text()).split("\n").filter((word) => word !== "");
  let phrase = draw(form, list);
  const words = step(form, "words");
  part(words, "[data-again]").addEventListener("click", () => (phrase = draw(form, list)));
  part(words, "[data-next]").addEventListener("click", () => show(form, "repeat"));
  const repeat = step(form, "repeat");
  part(repeat, "[data-back]").addEventListener("click", () => show(form, "words"));
  part(repeat, "[data-next]").addEventListener("click", () => compare(form, phrase));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Enter in the phrase's box means "go on", not "join".
    if (step(form, "code").hidden) compare(form, phrase);
    else void join(form, phrase);
  });
  show(form, "words");
}

/** Choose words, all equally likely, and put them on the page. */
function draw(form: HTMLFormElement, list: readonly string[]): string {
  const length = Math.ceil(MINIMUM_BITS / Math.log2(list.length));
  const words = Array.from({ length }, () => list[below(list.length)] ?? "");
  const items = words.map((word) => {
    const item = document.createElement("li");
    item.textContent = word;
    return item;
  });
  part(form, "[data-list]").replaceChildren(...items);
  return words.join(" ");
}

/** A number from 0 to limit - 1 without bias: what would favour the first words is drawn again. */
function below(limit: number): number {
  const fair = Math.floor(2 ** 32 / limit) * limit;
  const box = new Uint32Array(1);
  do crypto.getRandomValues(box);
  while ((box[0] ?? 0) >= fair);
  return (box[0] ?? 0) % limit;
}

function step(form: HTMLFormElement, name: string): HTMLElement {
  return part(form, `[data-step="${name}"]`);
}

/** Show one step alone and put the reader at its heading. */
function show(form: HTMLFormElement, name: string): void {
  calm(form);
  for (const one of form.querySelectorAll<HTMLElement>("[data-step]")) {
    one.hidden = one.dataset.step !== name;
  }
  part(step(form, name), "h2").focus();
}

function compare(form: HTMLFormElement, phrase: string): void {
  const typed = part<HTMLInputElement>(form, "[data-phrase]").value;
  if (normalisedPhrase(typed) === normalisedPhrase(phrase)) show(form, "code");
  else complain(form, form.dataset.different ?? "");
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
