/**
 * Forms with sealed fields: sealed at submit, sent by fetch so that a refused form or a lost
 * connection keeps what was typed. A box without a name is never sent and never remembered.
 */
import { Pen, headOf } from "../vault/authored.ts";
import { parseHeader } from "../vault/envelope.ts";
import { EnvelopeError } from "../vault/framing.ts";
import type { Keyring } from "../vault/keyring.ts";
import { marksOf } from "../vault/marks.ts";
import { type Target, readTexts, sealText } from "../vault/sealed.ts";
import { SignedOut, bytesOf, parts } from "../vault/wire.ts";
import { showMark, signerOfForm } from "./signing.ts";
import { withKeyring, wordsFor } from "./unlock.ts";

const FIELD = "[data-sealed-field]";
const CONFLICT = 409;

/** A box in which something was typed, and where it goes. */
interface Typed {
  readonly field: HTMLElement;
  readonly envelope: HTMLInputElement;
  readonly text: string;
  readonly target: Target | null;
  readonly kind: string;
  readonly object: string;
}

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
    field.dataset["stood"] ??= circleOf(envelopeOf(field)?.value ?? "");
  }
}

/** The circle of what stood here before: to take it away is written into the register too. */
function circleOf(envelope: string): string {
  return envelope ? parseHeader(bytesOf(envelope)).circle : "";
}

function isKept(field: HTMLElement): boolean {
  return field.querySelector("[data-sealed-keep]:not([hidden])") !== null;
}

async function openForChange(field: HTMLElement): Promise<void> {
  const area = box(field);
  const envelope = envelopeOf(field)?.value ?? "";
  const { kind = "", object = "" } = field.dataset;
  try {
    if (!area) return;
    const { circle, epoch } = parseHeader(bytesOf(envelope));
    const sealed = { envelope, circle, epoch, kind, objectId: object };
    const texts = await withKeyring((keyring) => readTexts(keyring, [sealed]));
    if (!texts) return;
    const text = texts.get(sealed);
    if (!text || text instanceof Error) throw text;
    area.value = text.text;
    keep(field, false);
    area.disabled = false;
    area.focus();
    await showMark(markOf(field), (await marksOf([text])).get(sealed) ?? null);
  } catch (error) {
    complain(field, await wordsFor(error));
  }
}

function markOf(field: HTMLElement): HTMLElement | null {
  return field.querySelector("[data-sealed-mark]");
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
    void showMark(markOf(field), null);
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

function typedIn(form: HTMLFormElement): Typed[] {
  return [...form.querySelectorAll<HTMLElement>(FIELD)].flatMap((field) => {
    const [area, envelope] = [box(field), envelopeOf(field)];
    if (!area || !envelope || !("changed" in field.dataset)) return [];
    const { kind = "", object = "" } = field.dataset;
    const [text, target] = [area.value.trim(), targetOf(form, field)];
    return [{ field, envelope, text, target, kind, object }];
  });
}

/** Seal what was typed into the hidden inputs; false when a field cannot be sealed. */
async function sealAll(typed: readonly Typed[], penOf: (one: Typed) => Pen | null): Promise<boolean> {
  for (const one of typed) {
    const { field, envelope, text, target, kind, object } = one;
    const { textTooLong = "", textNoCircle = "", stood = "" } = field.dataset;
    complain(field, "");
    if (text !== "" && !target) {
      complain(field, textNoCircle);
      return false;
    }
    const pen = penOf(one);
    try {
      envelope.value = text && target ? await sealText(target, kind, object, text, pen) : "";
      if (!text && stood) await pen?.takeAway(stood, kind, object);
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
  if (form.dataset["sending"] !== undefined) return;
  form.dataset["sending"] = "";
  try {
    const typed = typedIn(form);
    // A button that only asks for more boxes stores nothing yet.
    const isDraft = submitter?.hasAttribute("data-draft") ?? false;
    const signer = typed.length === 0 || isDraft ? "unsigned" : await signerOfForm();
    if (signer !== null) await send(form, submitter, typed, signer);
  } catch (error) {
    await tell(form, await wordsFor(error));
  } finally {
    delete form.dataset["sending"];
  }
}

/** Seal, sign and send; what the server had no place for is left unsigned, and all sent again. */
async function send(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  typed: readonly Typed[],
  signer: Keyring | "unsigned",
  leftOut: readonly Typed[] = [],
): Promise<void> {
  const pen = signer === "unsigned" ? null : await Pen.of(signer);
  if (!(await sealAll(typed, (one) => (leftOut.includes(one) ? null : pen)))) return;
  const body = new FormData(form, submitter);
  if (pen && pen.entries.length > 0) body.set("authored", JSON.stringify(pen.entries));
  const headers = { "X-Ravny-Fetch": "1" };
  const response = await fetch(form.action, { method: "POST", body, headers, cache: "no-store" });
  if (pen && response.status === CONFLICT && leftOut.length === 0) {
    const { unused } = (await response.json()) as { unused: readonly string[] };
    const entries = pen.entries.filter((entry) => unused.includes(entry.digest));
    const without = typed.filter((one) => entries.some((entry) => entry.object === one.object));
    if (without.length > 0) return send(form, submitter, typed, signer, without);
  }
  // What was kept is remembered at once: an end that is cut off later shows.
  if (pen && signer !== "unsigned" && response.redirected)
    await headOf(signer.account).catch(() => null);
  await follow(form, response);
}

async function follow(form: HTMLFormElement, response: Response): Promise<void> {
  const signedOut = response.redirected && new URL(response.url).searchParams.has("next");
  if (signedOut) await tell(form, await wordsFor(new SignedOut()));
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
  if (before) field.dataset["stood"] = before.dataset["stood"] ?? "";
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
