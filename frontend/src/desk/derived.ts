/** What the sign-in and the joining page share: a phrase becomes two keys and never leaves. */
import type { Bytes } from "../vault/framing.ts";

/** What the server answers to a form sent by fetch; every text is its own. */
export interface Answer {
  readonly next?: string;
  readonly token?: string;
  readonly message?: string;
}

/** Bytes as base64url without padding. */
export function base64url(bytes: Bytes): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The one element of a kind inside a root; a page without it is a fault of ours. */
export function part<T extends HTMLElement>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

/** Say what went wrong above the form, and put the reader there. */
export function complain(form: HTMLElement, text: string): void {
  const place = part(form, "[data-message]");
  part(place, "span").textContent = text;
  place.hidden = false;
  place.focus();
}

/** Take the complaint away. */
export function calm(form: HTMLElement): void {
  part(form, "[data-message]").hidden = true;
}

/** Send a form by fetch. Answers null when the server did not. */
export async function send(form: HTMLFormElement): Promise<Answer | null> {
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, String(v)])),
      headers: { "X-Ravny-Fetch": "1" },
      cache: "no-store",
      redirect: "error",
    });
    return (await response.json()) as Answer;
  } catch {
    return null;
  }
}

/** A new session has a new form token: what this page posts from now on needs it. */
export function renewToken(token: string | undefined): void {
  if (!token) return;
  const boxes = document.querySelectorAll<HTMLInputElement>("[name=csrfmiddlewaretoken]");
  for (const box of boxes) box.value = token;
}

/** Boxes whose words may be shown: masked by style, since a password box would be remembered. */
export function startMasks(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLInputElement>("[data-shows]")) {
    const target = part(root, `#${box.dataset.shows}`);
    box.checked = false;
    box.addEventListener("change", () => target.classList.toggle("masked", !box.checked));
  }
}
