/** The words of the page: a script speaks to people through them alone. */

/** What a panel carries: where it hangs, whom it is sealed to, words and pieces of page. */
export interface Panel {
  readonly root: HTMLElement;
  readonly home: string;
  readonly subject: string;
  text(name: string, values?: Record<string, string | number>): string;
  icon(name: string): Node;
  /** A copy of a template's first element. */
  piece(name: string): HTMLElement;
}

/** Read a panel off the page. */
export function panelOf(root: HTMLElement): Panel {
  const words = root.querySelector<HTMLElement>("[data-attachment-words]")?.dataset ?? {};
  return {
    root,
    home: root.dataset["home"] ?? "",
    subject: root.dataset["subject"] ?? "",
    text: (name, values = {}) =>
      (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? "")),
    icon: (name) => {
      const icons = need<HTMLTemplateElement>(root, "template[data-attachment-icons]").content;
      return need(icons, `[data-icon=${name}] > *`).cloneNode(true);
    },
    piece: (name) => {
      const template = need<HTMLTemplateElement>(root, `template[data-attachment-${name}]`);
      return document.importNode(template.content, true).firstElementChild as HTMLElement;
    },
  };
}

/** The element, which stands there or the page is not ours. */
export function need<T extends HTMLElement>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

/** Say how far it is, to eyes and to a screen reader. */
export function advance(bar: HTMLElement, done: number, all: number, words: string): void {
  const percent = all === 0 ? 0 : Math.round((100 * done) / all);
  bar.setAttribute("aria-valuenow", String(percent));
  bar.setAttribute("aria-valuetext", words);
  const ink = bar.querySelector<HTMLElement>("i");
  if (ink) ink.style.inlineSize = `${percent}%`;
}

/** Show words, or hide their place. */
export function say(place: HTMLElement | null, words: string): void {
  if (!place) return;
  place.textContent = words;
  place.hidden = words === "";
}

/** A size as people say it. */
export function sizeText(bytes: number): string {
  const mega = bytes >= 1_000_000;
  return new Intl.NumberFormat(document.documentElement.lang || "ru", {
    style: "unit",
    unit: mega ? "megabyte" : "kilobyte",
    maximumFractionDigits: mega ? 1 : 0,
  }).format(mega ? bytes / 1_000_000 : Math.max(1, bytes / 1000));
}
