/**
 * Forms with sealed fields: sealed at submit, sent by fetch so that a refused form or a lost
 * connection keeps what was typed. A box without a name is never sent and never remembered.
 */
import { EnvelopeError } from "../vault/framing.ts";
import { type Target, openTexts, sealText } from "../vault/sealed.ts";
import { parseHeader } from "../vault/envelope.ts";
import { bytesOf, parts } from "../vault/wire.ts";
import { unlocked, wordsFor } from "./unlock.ts";

const FIELD = "[data-sealed-field]";

/** Listen once for the whole page, and make the boxes of the page usable. */
export function startSealedForms(): void {
  enable(document);
  document.addEventListener("htmx:afterSwap", (event) => enable(event.target as ParentNode));
  document.addEventListener("input", (event) => {
    const field = event.target instanceof Element ? event.target.closest<HTMLElement>(FIELD) : null;
    if (field && event.target instanceof HTMLTextAreaElement) field.dataset["changed"] = "";
  });
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const field = target?.closest("[data-sealed-edit]")?.closest<HTMLElement>(FIELD);
    if (field) void openForChange(field);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !form.querySelector(FIELD)) return;
    event.preventDefault();
    void submit(form, event.submitter);
  });
  document.addEventListener("ravny:locked", closeUnchanged);
}

function box(field: HTMLElement): HTMLTextAreaElement | null {
  return field.querySelector("textarea");
}

function envelopeOf(field: HTMLElement): HTMLInputElement | null {
  return field.querySelector("[data-sealed-envelope]");
}

/** A box whose text is still sealed is shut until somebody opens it to change it. */
function enable(root: ParentNode): void {
  for (const field of root.querySelectorAll<HTMLElement>(FIELD)) {
    const area = box(field);
    if (area) area.disabled = !field.querySelector("[data-circle-choice]") || isKept(field);
  }
}

function isKept(field: HTMLElement): boolean {
  return field.querySelector("[data-sealed-keep]:not([hidden])") !== null;
}

async function openForChange(field: HTMLElement): Promise<void> {
  const area = box(field);
  const envelope = envelopeOf(field)?.value ?? "";
  const { kind = "", object = "" } = field.dataset;
  try {
    const keyring = await unlocked();
    if (!keyring || !area) return;
    const { circle, epoch } = parseHeader(bytesOf(envelope));
    const sealed = { envelope, circle, epoch, kind, objectId: object };
    const text = (await openTexts(keyring, [sealed])).get(sealed);
    if (typeof text !== "string") throw text;
    area.value = text;
    keep(field, false);
    area.disabled = false;
    area.focus();
  } catch (error) {
    complain(field, await wordsFor(error));
  }
}

function keep(field: HTMLElement, kept: boolean): void {
  const hint = field.querySelector<HTMLElement>("[data-sealed-keep]");
  if (hint) hint.hidden = !kept;
}

/** Locking takes away what was opened to be read; what was typed since stays. */
function closeUnchanged(): void {
  for (const field of document.querySelectorAll<HTMLElement>(`${FIELD}:not([data-changed])`)) {
    const area = box(field);
    if (!area || !field.querySelector("[data-sealed-keep][hidden]")) continue;
    area.value = "";
    area.disabled = true;
    keep(field, true);
  }
}

function targetOf(form: HTMLFormElement, field: HTMLElement): Target | null {
  const by = field.dataset["chosenBy"];
  const chosen = by ? String(new FormData(form).get(by) ?? "") : "";
  for (const choice of field.querySelectorAll<HTMLElement>("[data-circle-choice]")) {
    const { circleChoice = "", circle = "", epoch = "0", key = "" } = choice.dataset;
    if (!by || circleChoice === chosen) return { circle, epoch: Number(epoch), key };
  }
  return null;
}

/** Seal what was typed into the hidden inputs; false when a field cannot be sealed. */
async function sealAll(form: HTMLFormElement): Promise<boolean> {
  for (const field of form.querySelectorAll<HTMLElement>(FIELD)) {
    const [area, envelope] = [box(field), envelopeOf(field)];
    if (!area || !envelope || !("changed" in field.dataset)) continue;
    complain(field, "");
    const text = area.value.trim();
    const target = targetOf(form, field);
    const { kind = "", object = "", textTooLong = "", textNoCircle = "" } = field.dataset;
    if (text !== "" && !target) {
      complain(field, textNoCircle);
      return false;
    }
    try {
      envelope.value = text && target ? await sealText(target, kind, object, text) : "";
    } catch (error) {
      complain(field, error instanceof EnvelopeError ? textTooLong : await wordsFor(error));
      return false;
    }
  }
  return true;
}

function complain(field: HTMLElement, words: string): void {
  const place = field.querySelector<HTMLElement>("[data-sealed-failed]");
  if (!place) return;
  place.textContent = words;
  place.hidden = words === "";
}

async function submit(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  if (form.dataset["sending"] !== undefined || !(await sealAll(form))) return;
  form.dataset["sending"] = "";
  try {
    const body = new FormData(form, submitter);
    const headers = { "X-Ravny-Fetch": "1" };
    const response = await fetch(form.action, { method: "POST", body, headers, cache: "no-store" });
    await follow(form, response);
  } catch (error) {
    await tell(form, await wordsFor(error));
  } finally {
    delete form.dataset["sending"];
  }
}

async function follow(form: HTMLFormElement, response: Response): Promise<void> {
  const signedOut = response.redirected && new URL(response.url).searchParams.has("next");
  if (signedOut) await tell(form, (await parts()).text("SignedOut"));
  else if (response.redirected && response.ok) location.assign(response.url);
  else if (response.status === 422 || response.ok) swap(form, await response.text());
  else await tell(form, (await parts()).text("Refused"));
}

/** Put the server's form in place of ours; the sealed boxes keep what was typed. */
function swap(form: HTMLFormElement, html: string): void {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = [...page.forms].find((one) => one.querySelector(FIELD) && same(one, form));
  if (!fresh) return;
  const next = document.importNode(fresh, true);
  for (const field of next.querySelectorAll<HTMLElement>(FIELD)) carry(form, field);
  form.replaceWith(next);
  enable(next);
  for (const field of next.querySelectorAll<HTMLElement>(`${FIELD}[data-changed]`)) {
    const area = box(field);
    if (area) area.disabled = false;
  }
  document.dispatchEvent(new CustomEvent("ravny:swapped", { detail: next }));
  const summary = next.querySelector<HTMLElement>("[data-focus], [aria-invalid=true]");
  summary?.focus();
}

function same(one: HTMLFormElement, other: HTMLFormElement): boolean {
  return one.getAttribute("action") === other.getAttribute("action") && one.id === other.id;
}

function carry(from: HTMLFormElement, field: HTMLElement): void {
  const name = envelopeOf(field)?.name ?? "";
  const before = from.querySelector(`input[name="${CSS.escape(name)}"]`)?.closest<HTMLElement>(FIELD);
  const [area, old] = [box(field), before && box(before)];
  if (!before || !area || !old || !("changed" in before.dataset)) return;
  area.value = old.value;
  field.dataset["changed"] = "";
  keep(field, false);
}

/** Say above the form what happened; the text stays in its boxes. */
async function tell(form: HTMLFormElement, words: string): Promise<void> {
  const place = form.querySelector<HTMLElement>("[data-sending-failed]") ?? document.createElement("p");
  place.dataset["sendingFailed"] = "";
  place.className = "error";
  place.setAttribute("role", "alert");
  place.textContent = words;
  form.append(place);
  place.scrollIntoView({ block: "nearest" });
}
