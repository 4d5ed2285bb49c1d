/** Sealed text on a page: shut until a person opens it; it closes with the lock. */
import { type Sealed, openTexts } from "../vault/sealed.ts";
import { unlocked, wordsFor } from "./unlock.ts";

/** Where an element says what is sealed: a template's data-attributes. */
export function sealedOf(source: HTMLElement): Sealed {
  const { envelope = "", circle = "", epoch = "0", kind = "", object = "" } = source.dataset;
  return { envelope, circle, epoch: Number(epoch), kind, objectId: object };
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
  try {
    const keyring = await unlocked();
    if (!keyring || places.length === 0) return;
    const texts = await openTexts(keyring, places.map((place) => place.sealed));
    for (const { section, sealed } of places) await fill(section, texts.get(sealed));
  } catch (error) {
    const words = await wordsFor(error);
    for (const { section } of places) complain(section, words);
  }
}

async function fill(section: HTMLElement, text: string | Error | undefined): Promise<void> {
  if (typeof text !== "string") {
    complain(section, await wordsFor(text));
    return;
  }
  section.querySelector(".failed")?.remove();
  show(section, text);
}

function complain(section: HTMLElement, words: string): void {
  const place = section.querySelector<HTMLElement>(".failed") ?? document.createElement("p");
  place.className = "failed";
  place.setAttribute("role", "alert");
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
}
