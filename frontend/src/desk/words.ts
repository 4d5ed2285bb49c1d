/** A phrase drawn in the browser and typed back: at joining, and when it is changed. */
import { normalisedPhrase } from "../vault/phrase.ts";
import { calm, complain, part } from "./derived.ts";

/** As in ravny/core/vault/words/README.md: six words of a long list, seven of a short one. */
const MINIMUM_BITS = 77;

/** A drawn phrase: `phrase` is what stands on the page, `compare` goes on when it was typed back. */
export interface Drawn {
  phrase(): string;
  compare(): void;
}

/** Draw words and listen to the steps "words" and "repeat"; null when the list did not come. */
export async function drawnPhrase(form: HTMLElement): Promise<Drawn | null> {
  const response = await fetch(form.dataset.words ?? "").catch(() => null);
  if (!response?.ok) {
    complain(form, form.dataset.unreachable ?? "");
    return null;
  }
  const list = (await response.text()).split("\n").filter((word) => word !== "");
  let phrase = draw(form, list);
  const compare = (): void => {
    const typed = part<HTMLInputElement>(step(form, "repeat"), "[data-phrase]").value;
    if (normalisedPhrase(typed) === normalisedPhrase(phrase)) show(form, "code");
    else complain(form, form.dataset.different ?? "");
  };
  const [words, repeat] = [step(form, "words"), step(form, "repeat")];
  part(words, "[data-again]").addEventListener("click", () => (phrase = draw(form, list)));
  part(words, "[data-next]").addEventListener("click", () => show(form, "repeat"));
  part(repeat, "[data-back]").addEventListener("click", () => show(form, "words"));
  part(repeat, "[data-next]").addEventListener("click", compare);
  return { phrase: () => phrase, compare };
}

/** Choose words, all equally likely, and put them on the page. */
function draw(form: HTMLElement, list: readonly string[]): string {
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

/** One step of a form. */
export function step(form: HTMLElement, name: string): HTMLElement {
  return part(form, `[data-step="${name}"]`);
}

/** Show one step alone and put the reader at its heading. */
export function show(form: HTMLElement, name: string): void {
  calm(form);
  for (const one of form.querySelectorAll<HTMLElement>("[data-step]")) {
    one.hidden = one.dataset.step !== name;
  }
  part(step(form, name), "h2, h3").focus();
}
