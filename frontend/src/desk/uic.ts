/**
 * A hint for a lost code, worked out from four answers that never leave the page: the boxes have
 * no name, and only 32 bytes that cost a second and 64 MiB each go to the server, which keeps
 * them under its own key. Few answers exist, so the cost is what keeps a list of suspects slow.
 */
import { argon2id } from "hash-wasm";
import { type Bytes, concatenated, uuidBytes } from "../vault/framing.ts";

const MEMORY_KIB = 64 * 1024;
const PASSES = 3;
const UNKNOWN = "-";

// Latin spellings of the Cyrillic letters of the region, so that Сафар and Safar are one answer.
const LATIN: Readonly<Record<string, string>> = {
  а: "a", б: "b", в: "v", г: "g", ґ: "g", ғ: "g", д: "d", е: "e", є: "e", ж: "j", җ: "j", ҷ: "j",
  з: "z", и: "i", і: "i", ї: "i", ӣ: "i", й: "i", к: "k", қ: "k", л: "l", м: "m", н: "n", ң: "n",
  о: "o", ө: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ү: "u", ұ: "u", ў: "u", ӯ: "u", ф: "f",
  х: "h", ҳ: "h", һ: "h", ц: "c", ч: "c", ш: "s", щ: "s", ъ: "", ы: "i", ь: "", э: "e", ю: "u",
  я: "a", ә: "a",
};

/** A name's beginning as it is hashed: lower case, ё as е, Latin, no marks; "-" where unknown. */
export function normalisedAnswer(answer: string): string {
  const plain = answer.trim().toLowerCase();
  if (/^[-–—?]*$/.test(plain)) return plain ? UNKNOWN : "";
  const latin = [...plain.normalize("NFC").replaceAll("ё", "е")].map((one) => LATIN[one] ?? one);
  const letters = latin.join("").normalize("NFKD").replace(/[^a-z0-9]/g, "");
  return letters.replaceAll("x", "h").replaceAll("y", "i").replaceAll("q", "k").slice(0, 4);
}

/** What is hashed of all answers; "" while one is missing or the year is no year. */
export function joinedAnswers(answers: readonly string[]): string {
  const settled = answers.map(normalisedAnswer);
  return settled.length > 0 && settled.every((answer) => answer) ? settled.join("\u001f") : "";
}

/** 16 bytes that differ between installations, so that nobody prepares a table for all. */
export async function hintSalt(instance: string): Promise<Bytes> {
  const whole = concatenated(new TextEncoder().encode("ravny hint 1"), uuidBytes(instance));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole)).slice(0, 16);
}

/** The hint as 64 hexadecimal digits: about a second of work. */
export async function hintOf(answers: string, instance: string): Promise<string> {
  return argon2id({
    password: new TextEncoder().encode(answers),
    salt: await hintSalt(instance),
    memorySize: MEMORY_KIB,
    iterations: PASSES,
    parallelism: 1,
    hashLength: 32,
    outputType: "hex",
  });
}

/** Show the questions of a hint and answer them into the hidden box they name. */
export function startHint(group: HTMLElement): void {
  const target = document.getElementById(group.dataset["fills"] ?? "");
  const status = group.querySelector("[data-hint-status]");
  if (!(target instanceof HTMLInputElement) || !status) return;
  const boxes = [
    ...group.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-hint-answer]"),
  ];
  const buttons = target.form?.querySelectorAll<HTMLButtonElement>("button[type=submit]") ?? [];
  let asked = 0;

  const show = (text: string | undefined, isBusy: boolean): void => {
    status.textContent = text ?? "";
    for (const button of buttons) button.disabled = isBusy;
  };
  const workOut = async (): Promise<void> => {
    const mine = ++asked;
    const answers = joinedAnswers(boxes.map((box) => box.value));
    target.value = "";
    show(answers ? group.dataset["textWorking"] : "", answers !== "");
    if (!answers) return;
    try {
      const hint = await hintOf(answers, group.dataset["instance"] ?? "");
      if (mine !== asked) return;
      target.value = hint;
      show(group.dataset["textReady"], false);
    } catch {
      if (mine === asked) show(group.dataset["textFailed"], false);
    }
  };
  for (const box of boxes) box.addEventListener("change", () => void workOut());
  group.hidden = false;
}
