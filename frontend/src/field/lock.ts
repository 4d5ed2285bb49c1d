/** Hide at once, come back by PIN; choosing the PIN when the phone is new. */
import { drawWaiting } from "./late.ts";
import { part, say, show, shows, tell, when, word } from "./page.ts";
import { forgetKey, LONGEST, secondsToWait, setPin, SHORTEST, tryPin } from "./pin.ts";
import { fact } from "./store.ts";
import { shutWaiting } from "./waiting.ts";

const ABSENT_MS = 10 * 60_000;

type Mode = "unlock" | "choose" | "repeat";

let mode: Mode = "unlock";
let digits = "";
let first = "";
let busy = false;
let opened: () => void = () => undefined;
let wiped: () => void = () => undefined;

function draw(error: string): void {
  const title = part("pin-title");
  title.textContent = word(title, mode);
  when("pin-hint", mode !== "unlock");
  when("pin-label", mode !== "unlock");
  const dots = part("dots");
  dots.textContent = "●".repeat(digits.length);
  say(part("pin-error"), error);
}

function begin(next: Mode, error = ""): void {
  mode = next;
  digits = "";
  draw(error);
  if (!shows("pin")) {
    show("pin");
    part("pin-title").focus();
  }
}

async function choose(): Promise<void> {
  const words = part("pin-error");
  if (digits.length < SHORTEST) return begin(mode, word(words, "short"));
  if (mode === "choose") {
    first = digits;
    return begin("repeat");
  }
  if (digits !== first) return begin("choose", word(words, "differ"));
  await setPin(digits);
  leave();
}

async function unlock(): Promise<void> {
  const words = part("pin-error");
  const tried = await tryPin(digits);
  if (tried.kind === "right") return leave();
  if (tried.kind === "wiped") {
    digits = "";
    return wiped();
  }
  const seconds = await secondsToWait();
  const wait = seconds > 0 ? `${word(words, "wait")} ${seconds}` : "";
  begin("unlock", tried.kind === "wrong" && !wait ? word(words, "wrong") : wait);
}

function leave(): void {
  digits = first = "";
  draw("");
  opened();
}

async function press(key: string): Promise<void> {
  if (busy) return;
  if (key === "ok") {
    busy = true;
    try {
      await (mode === "unlock" ? unlock() : choose());
    } finally {
      busy = false;
    }
    return;
  }
  if (key === "back") digits = digits.slice(0, -1);
  else if (digits.length < LONGEST) digits += key;
  draw("");
}

/** Ask for the PIN, or for a new one where there is none. */
export async function askPin(): Promise<void> {
  shut();
  begin((await fact("pin")) ? "unlock" : "choose");
}

/** Blank the screen at once. What was typed stays in memory, and nowhere else. */
export function hide(): void {
  show("blank");
  shut();
}

function shut(): void {
  forgetKey();
  shutWaiting();
  drawWaiting();
}

/** Listen; `onOpen` runs when the PIN was right, `onWiped` after the tenth wrong one. */
export function startLock(onOpen: () => void, onWiped: () => void): void {
  opened = onOpen;
  wiped = onWiped;
  part("pin-pad").addEventListener("click", ({ target }) => {
    const key = (target as Element).closest<HTMLElement>("[data-key]")?.dataset["key"];
    if (key) void press(key);
  });
  document.addEventListener("keydown", ({ key }) => {
    if (!shows("pin")) return;
    if (/^[0-9]$/.test(key)) void press(key);
    if (key === "Backspace") void press("back");
  });
  for (const name of ["hide", "late-hide"]) part(name).addEventListener("click", hide);
  document.querySelector('[data-view="blank"]')?.addEventListener("click", () => void askPin());
  lockWhenAway();
  tell("dots", "");
}

function lockWhenAway(): void {
  let left = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) left = Date.now();
    else if (left && Date.now() - left > ABSENT_MS && (shows("home") || shows("late"))) {
      void askPin();
    };
  });
}
