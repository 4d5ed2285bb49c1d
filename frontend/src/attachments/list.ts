/** The list of a place: names that stand under the seal, and what one began and did not finish. */
import { Pen, headOf } from "../vault/authored.ts";
import type { Keyring } from "../vault/keyring.ts";
import { marksOf } from "../vault/marks.ts";
import { type Sealed, type Text, readTexts } from "../vault/sealed.ts";
import { showMark, signerOfForm } from "../desk/signing.ts";
import { withKeyring, wordsFor } from "../desk/unlock.ts";
import { ABOUT, type About, readAbout } from "./header.ts";
import { kindOf } from "./sniff.ts";
import { forget, list } from "./wire.ts";
import { type Panel, need, say, sizeText } from "./words.ts";

const ROW = "li[data-attachment]";

function sealedOf(row: HTMLElement): Sealed {
  const { envelope = "", circle = "", epoch = "0", attachment = "" } = row.dataset;
  return { envelope, circle, epoch: Number(epoch), kind: ABOUT, objectId: attachment };
}

/** A header that was opened, and the text it came out of. */
export interface Opened {
  readonly row: HTMLElement;
  readonly about: About;
  readonly text: Text;
}

/** Open the headers of rows, written into the journal first; those that do not open are left out. */
async function openHeaders(keyring: Keyring, rows: readonly HTMLElement[]): Promise<Opened[]> {
  const places = rows.map((row) => ({ row, sealed: sealedOf(row) }));
  const texts = await readTexts(keyring, places.map(({ sealed }) => sealed));
  return places.flatMap(({ row, sealed }) => {
    const text = texts.get(sealed);
    return text && !(text instanceof Error) ? [{ row, about: readAbout(text.text), text }] : [];
  });
}

/** Open one header. Throws what went wrong. */
export async function openHeader(keyring: Keyring, row: HTMLElement): Promise<Opened> {
  const sealed = sealedOf(row);
  const text = (await readTexts(keyring, [sealed])).get(sealed);
  if (!text || text instanceof Error) throw text;
  return { row, about: readAbout(text.text), text };
}

/** Say under each name who added it and whether that is proved. */
export async function showMarks(found: readonly Opened[]): Promise<void> {
  const marks = await marksOf(found.map(({ text }) => text)).catch(() => null);
  for (const { row, text } of found) {
    const place = row.querySelector<HTMLElement>("[data-attachment-mark]");
    if ("named" in row.dataset) await showMark(place, marks?.get(text.sealed) ?? null);
  }
}

/** One's own document of the same content that stopped half way. */
export async function begunBefore(
  panel: Panel,
  sha256: string,
): Promise<{ id: string; about: About } | null> {
  const rows = [...panel.root.querySelectorAll<HTMLElement>(`${ROW}[data-unfinished]`)];
  if (rows.length === 0) return null;
  const opened = await withKeyring((keyring) => openHeaders(keyring, rows)).catch(() => null);
  for (const { row, about } of opened ?? []) {
    const id = row.dataset["attachment"] ?? "";
    const pieces = Number(row.dataset["pieces"]);
    if (about.sha256 === sha256 && about.chunks === pieces) return { id, about };
    about.key.fill(0);
  }
  return null;
}

/** Show what a document is called, what it is and how large. */
export function showName(panel: Panel, row: HTMLElement, about: About): void {
  const name = need(row, "[data-attachment-name]");
  name.dataset["shut"] ??= name.textContent ?? "";
  name.textContent = about.name;
  need(row, "[data-attachment-told]").textContent = `, ${sizeText(about.length)}`;
  need(row, "[data-attachment-icon]").replaceChildren(panel.icon(kindOf(about.type)));
  row.dataset["named"] = "";
}

function hideNames(panel: Panel): void {
  for (const row of panel.root.querySelectorAll<HTMLElement>(`${ROW}[data-named]`)) {
    const name = need(row, "[data-attachment-name]");
    name.textContent = name.dataset["shut"] ?? "";
    need(row, "[data-attachment-told]").textContent = "";
    need(row, "[data-attachment-icon]").replaceChildren(panel.icon("shut"));
    delete row.dataset["named"];
    void showMark(row.querySelector<HTMLElement>("[data-attachment-mark]"), null);
  }
  showNamesButton(panel);
}

/** The button is there while a name is still shut. */
function showNamesButton(panel: Panel): void {
  const button = need(panel.root, "[data-attachment-names]");
  button.hidden = !panel.root.querySelector(`${ROW}:not([data-named])`);
}

async function openNames(panel: Panel): Promise<void> {
  const failed = panel.root.querySelector<HTMLElement>("[data-attachment-failed]");
  const rows = [...panel.root.querySelectorAll<HTMLElement>(`${ROW}:not([data-named])`)];
  try {
    if (rows.length === 0) return;
    const opened = await withKeyring((keyring) => openHeaders(keyring, rows));
    if (!opened) return;
    for (const { row, about } of opened) {
      showName(panel, row, about);
      about.key.fill(0);
    }
    say(failed, opened.length < rows.length ? panel.text("altered") : "");
    await showMarks(opened);
  } catch (error) {
    say(failed, (await wordsFor(error)) || panel.text("failed"));
  }
  showNamesButton(panel);
}

/** Fetch the list anew: a document came or went. Names that were open open again. */
export async function refresh(panel: Panel): Promise<void> {
  const named = panel.root.querySelector(`${ROW}[data-named]`) !== null;
  const html = await list(panel.home, panel.subject).catch(() => null);
  if (html === null) return;
  const page = new DOMParser().parseFromString(html, "text/html");
  const place = need(panel.root, "[data-attachment-list]");
  place.replaceChildren(...[...page.body.childNodes].map((node) => document.importNode(node, true)));
  showNamesButton(panel);
  if (named) await openNames(panel);
}

/** Delete a document; who has keys signs that it is gone, so that the register has no riddle. */
async function remove(panel: Panel, row: HTMLElement): Promise<void> {
  const failed = panel.root.querySelector<HTMLElement>("[data-attachment-failed]");
  row.querySelector("dialog")?.close();
  try {
    const signer = await signerOfForm();
    if (signer === null) return;
    const { circle = "", attachment = "" } = row.dataset;
    const pen = signer === "unsigned" || "unfinished" in row.dataset ? null : await Pen.of(signer);
    await pen?.takeAway(circle, ABOUT, attachment);
    await forget(attachment, pen);
    if (signer !== "unsigned") await headOf(signer.account).catch(() => null);
    say(failed, "");
  } catch (error) {
    say(failed, (await wordsFor(error)) || panel.text("failed"));
  }
  await refresh(panel);
}

/** Listen to the button of names, to the page's own "open all", and to the lock. */
export function startList(panel: Panel): void {
  showNamesButton(panel);
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const names = target?.closest<HTMLElement>("[data-attachment-names]");
    if (target?.closest("[data-open-all]") || (names && panel.root.contains(names))) {
      void openNames(panel);
    }
  });
  panel.root.addEventListener("submit", (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>(ROW) : null;
    if (!row) return;
    event.preventDefault();
    void remove(panel, row);
  });
  document.addEventListener("ravny:locked", () => hideNames(panel));
}
