/** Who signs a form that is being saved, what stands under a text, and a register that was cut. */
import { acceptHead, type HeadWords, headOf } from "../vault/authored.ts";
import type { Keyring } from "../vault/keyring.ts";
import type { Mark } from "../vault/marks.ts";
import { opened } from "../vault/session.ts";
import { parts } from "../vault/wire.ts";
import { unlocked } from "./unlock.ts";

const ICONS: Readonly<Record<Mark["tone"], string>> = {
  ok: "check",
  soft: "pen",
  warn: "alert",
  danger: "alert",
};
const CHECKED = "ravny.register.checked";
const CHECK_MS = 10 * 60_000;

/**
 * Return the keyring that signs, asking once where it is locked; "unsigned" for who has no keys or
 * chose so; null when the person put it off.
 */
export async function signerOfForm(): Promise<Keyring | "unsigned" | null> {
  if (!(await parts()).hasKeys) return "unsigned";
  let without = false;
  const choose = (event: Event): void => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest("[data-save-unsigned]");
    if (!button) return;
    without = true;
    button.closest("dialog")?.close();
  };
  document.addEventListener("click", choose);
  try {
    const keyring = await unlocked(true);
    return keyring ?? (without ? "unsigned" : null);
  } finally {
    document.removeEventListener("click", choose);
  }
}

/** Put a mark under a text, with its drawing; null takes it away. */
export async function showMark(place: HTMLElement | null, mark: Mark | null): Promise<void> {
  if (!place) return;
  place.replaceChildren();
  place.className = mark ? `byline ${mark.tone}` : "byline";
  place.hidden = mark === null;
  if (!mark) return;
  const name = mark.state === "phone" ? "phone" : ICONS[mark.tone];
  const icons = (await parts()).root.querySelector<HTMLTemplateElement>("[data-mark-icons]");
  const icon = icons?.content.querySelector(`[data-icon="${name}"]`)?.firstElementChild;
  if (icon) place.append(document.importNode(icon, true));
  const words = document.createElement("span");
  words.textContent = mark.words;
  place.append(words);
}

/** Compare one's own register with what this browser remembers, when it opens and then at times. */
export function startWatchingRegister(): void {
  document.addEventListener("ravny:unlocked", () => void compare());
  document.addEventListener("ravny:locked", () => sessionStorage.removeItem(CHECKED));
  document.addEventListener("ravny:missing", (event) => {
    if (event instanceof CustomEvent) void warn(event.detail as HeadWords);
  });
}

async function compare(): Promise<void> {
  const account = opened()?.account;
  const last = Number(sessionStorage.getItem(CHECKED) ?? 0);
  if (!account || Date.now() - last < CHECK_MS) return;
  // Without a connection the next page asks again.
  const head = await headOf(account).catch(() => null);
  if (head && !head.missing) sessionStorage.setItem(CHECKED, String(Date.now()));
}

async function warn(words: HeadWords): Promise<void> {
  const main = document.querySelector("main");
  if (!main || document.querySelector("[data-register-missing]")) return;
  const note = document.createElement("section");
  note.className = "note danger ask";
  note.dataset["registerMissing"] = "";
  note.setAttribute("role", "alert");
  const told = document.createElement("div");
  const [title, text] = [document.createElement("h2"), document.createElement("p")];
  title.textContent = words["missing"] ?? "";
  text.textContent = words["missing_text"] ?? "";
  told.append(title, text);
  const ways = document.createElement("p");
  ways.className = "actions";
  const [look, known] = [document.createElement("a"), document.createElement("button")];
  look.className = known.className = "btn";
  look.href = (await parts()).url("Authors");
  look.textContent = words["look"] ?? "";
  known.type = "button";
  known.textContent = words["known"] ?? "";
  known.addEventListener("click", () => {
    const account = opened()?.account;
    if (account) void acceptHead(account).then(() => note.remove());
  });
  ways.append(look, known);
  note.append(told, ways);
  main.prepend(note);
}
