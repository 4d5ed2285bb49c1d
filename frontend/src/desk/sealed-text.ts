/** Sealed text on a page: shut until a person opens it; it closes with the lock. */
import { NoKey } from "../vault/circles.ts";
import { type Mark, marksOf } from "../vault/marks.ts";
import { type Sealed, type Text, readTexts } from "../vault/sealed.ts";
import { dropSeeds } from "../vault/session.ts";
import { Refused } from "../vault/wire.ts";
import { showMark } from "./signing.ts";
import { withKeyring, wordsFor } from "./unlock.ts";

const NOT_YOURS = 404;
/** Circles of which something was opened on this page. */
const opening = new Set<string>();

interface Place {
  readonly section: HTMLElement;
  readonly sealed: Sealed;
}

/** Where an element says what is sealed: a template's data-attributes. */
export function sealedOf(source: HTMLElement): Sealed {
  const { envelope = "", circle = "", epoch = "0", kind = "", object = "" } = source.dataset;
  const onPhone = "onPhone" in source.dataset;
  return { envelope, circle, epoch: Number(epoch), kind, objectId: object, onPhone };
}

/** Listen once for the whole page; what htmx brings later is heard too. */
export function startSealedText(): void {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const section = target?.closest("[data-sealed-toggle]")?.closest<HTMLElement>("[data-sealed]");
    if (section?.hasAttribute("data-open")) shut(section);
    else if (section) void openSections([section]);
    if (target?.closest("[data-open-all]")) void openSections(shutSections());
  });
  document.addEventListener("ravny:locked", () => {
    for (const section of document.querySelectorAll<HTMLElement>("[data-sealed][data-open]")) {
      shut(section);
    }
  });
}

function shutSections(): HTMLElement[] {
  return [
    ...document.querySelectorAll<HTMLElement>("[data-sealed][data-source]:not([data-open])"),
  ];
}

async function openSections(sections: HTMLElement[]): Promise<void> {
  const places = sections.flatMap((section) => {
    const source = document.getElementById(section.dataset["source"] ?? "");
    return source ? [{ section, sealed: sealedOf(source) }] : [];
  });
  const wanted = places.map((place) => place.sealed);
  if (wanted.length === 0) return;
  try {
    const texts = await withKeyring((keyring) => readTexts(keyring, wanted));
    if (!texts) return;
    for (const { circle } of wanted) opening.add(circle);
    for (const { section, sealed } of places) await fill(section, texts.get(sealed));
    await markAll(places, [...texts.values()].filter((one): one is Text => !(one instanceof Error)));
  } catch (error) {
    // Taken off a circle while the page was open: what it had opened goes.
    const lost = error instanceof Refused && error.status === NOT_YOURS;
    if (lost && wanted.some(({ circle }) => opening.has(circle))) dropSeeds();
    const words = await wordsFor(error);
    for (const { section } of places) complain(section, words, error);
  }
}

/** The texts stand there already; who wrote them is asked for all of them at once. */
async function markAll(places: readonly Place[], texts: readonly Text[]): Promise<void> {
  let failed: Mark | null = null;
  const marks = await marksOf(texts).catch(async (error: unknown) => {
    failed = { state: "unchecked", tone: "warn", words: await wordsFor(error) };
    return new Map<Sealed, Mark>();
  });
  for (const { section, sealed } of places) {
    if (section.hasAttribute("data-open"))
      await showMark(markOf(section), marks.get(sealed) ?? failed);
  }
}

function markOf(section: HTMLElement): HTMLElement | null {
  return section.querySelector("[data-sealed-mark]");
}

async function fill(section: HTMLElement, text: Text | Error | undefined): Promise<void> {
  if (!text || text instanceof Error) {
    complain(section, await wordsFor(text), text);
    return;
  }
  section.querySelector("[data-why-shut]")?.remove();
  show(section, text.text);
}

/** Say why it stays shut. Waiting for a colleague's keys is no fault of anybody's. */
function complain(section: HTMLElement, words: string, error: unknown): void {
  const place = section.querySelector<HTMLElement>("[data-why-shut]") ?? document.createElement("p");
  const waits = error instanceof NoKey || error instanceof Refused;
  place.dataset["whyShut"] = "";
  place.className = waits ? "waits" : "failed";
  place.setAttribute("role", waits ? "status" : "alert");
  place.textContent = words || (section.dataset["textFailed"] ?? "");
  section.append(place);
}

function show(section: HTMLElement, text: string | null): void {
  const said = section.querySelector<HTMLElement>("[data-sealed-text]");
  const lines = section.querySelector<HTMLElement>(".lines");
  const button = section.querySelector<HTMLElement>("[data-sealed-toggle]");
  section.toggleAttribute("data-open", text !== null);
  if (said) {
    said.textContent = text ?? "";
    said.hidden = text === null;
  }
  if (lines) lines.hidden = text !== null;
  const words = text === null ? section.dataset["textOpen"] : section.dataset["textShut"];
  if (button?.firstChild) button.firstChild.textContent = words ?? "";
}

function shut(section: HTMLElement): void {
  show(section, null);
  void showMark(markOf(section), null);
}
