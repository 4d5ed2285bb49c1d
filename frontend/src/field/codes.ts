/** The person's code: typed on ten keys, read by the camera, or a new one from the reserve. */
import { digitsOf, grouped, isCode } from "./damm.ts";
import { byId, checked, part, say, when, word } from "./page.ts";
import { canScan, scan } from "./scan.ts";
import { everyCode } from "./readable.ts";

let taken: string | null = null;

/** The code of this contact: a new one, a right typed one, or null. "" when it is wrong. */
export function codeNow(who: string): string | null {
  if (who !== "new" && who !== "code") return null;
  if (taken) return taken;
  if (who === "new") return null;
  const typed = digitsOf(byId<HTMLInputElement>("code").value);
  return isCode(typed) ? typed : "";
}

/** Begin again: the next person has another code. */
export function forgetCode(): void {
  taken = null;
  byId<HTMLInputElement>("code").value = "";
  say(part("code-error"), "");
  say(part("codes-empty"), "");
  drawTaken();
  drawCodes("");
}

/** Show what belongs to "who": nothing, the keys, or only a new code. */
export function drawCodes(who: string): void {
  part("codes").hidden = who !== "new" && who !== "code";
  part("pad-part").hidden = who !== "code" || taken !== null;
}

function drawTaken(): void {
  const box = part("new-code");
  box.hidden = taken === null;
  const shown = box.querySelector("output");
  if (shown) shown.textContent = taken ? grouped(taken) : "";
  when("take-code", taken === null);
  when("give-back", taken !== null);
  tellForm();
}

/** Whoever asks whether there is a code hears of it as of anything typed. */
function tellForm(): void {
  part("codes").dispatchEvent(new Event("input", { bubbles: true }));
}

async function takeCode(): Promise<void> {
  const [next] = await everyCode();
  const empty = part("codes-empty");
  say(empty, next ? "" : word(part("codes"), "empty"));
  if (!next) return;
  taken = next.code;
  drawTaken();
  part("pad-part").hidden = true;
}

function check(): void {
  const box = byId<HTMLInputElement>("code");
  const digits = digitsOf(box.value);
  const wrong = digits.length === 10 && !isCode(digits);
  box.value = grouped(digits);
  box.setAttribute("aria-invalid", String(wrong));
  say(part("code-error"), wrong ? word(part("codes"), "wrong") : "");
  tellForm();
}

function press(key: string): void {
  const box = byId<HTMLInputElement>("code");
  const digits = digitsOf(box.value);
  if (key === "scan") {
    void scan(part("camera"), (found) => {
      box.value = found;
      check();
    });
    return;
  }
  box.value = key === "back" ? digits.slice(0, -1) : digits + key;
  check();
}

/** Give the person a new code after all, whoever they were said to be. */
export async function giveCode(form: HTMLFormElement): Promise<void> {
  const [who] = checked(form, "who");
  if (who !== "new") {
    const known = form.querySelector<HTMLInputElement>('[name="who"][value="code"]');
    if (known) known.checked = true;
  }
  await takeCode();
  drawCodes(who === "new" ? "new" : "code");
}

/** Listen to the keys; `whoNow` tells which choice stands. */
export async function startCodes(whoNow: () => string): Promise<void> {
  part("pad").addEventListener("click", ({ target }) => {
    const key = (target as Element).closest<HTMLElement>("[data-key]")?.dataset["key"];
    if (key) press(key);
  });
  byId("code").addEventListener("input", check);
  part("take-code").addEventListener("click", () => void takeCode());
  part("give-back").addEventListener("click", () => {
    taken = null;
    drawTaken();
    drawCodes(whoNow());
  });
  when("scan", await canScan());
}
