/**
 * The page of registers: every entry's number, signature and place is checked here, in pieces,
 * so that a long register can be stopped and a server that was altered cannot say it is whole.
 */
import { type RawEntry, headOf, statementOf } from "../vault/authored.ts";
import type { Bytes } from "../vault/framing.ts";
import { type DatedEntry, type Keys, NO_KEYS, type RawAuthor, keysOf, madeBy } from "../vault/marks.ts";
import { NO_STATEMENT, sha256 } from "../vault/statements.ts";
import { base64, bytesOf, parts } from "../vault/wire.ts";
import { wordsFor } from "./unlock.ts";

const NOBODY = "00000000-0000-0000-0000-000000000000";

interface Placed extends DatedEntry {
  readonly place: "same" | "older" | "other" | "empty" | "erased";
  readonly erased: string;
  readonly label: string;
  readonly url: string;
}

interface Piece {
  readonly author: RawAuthor;
  readonly entries: readonly Placed[];
}

/** Day → how many texts the server says were erased lawfully on it. */
type Erased = Map<string, number>;

interface Fault {
  readonly first: number;
  readonly last: number;
  readonly words: string;
  readonly label: string;
  readonly url: string;
}

/** Start where the page has `[data-authors]`. */
export function startAuthors(root: HTMLElement): void {
  const [check, stop] = [button(root, "[data-check]"), button(root, "[data-stop]")];
  let asked: AbortController | null = null;
  stop.addEventListener("click", () => asked?.abort());
  check.addEventListener("click", () => {
    asked = new AbortController();
    check.disabled = true;
    stop.hidden = false;
    void checkAll(root, asked.signal)
      .catch(async (error: unknown) => fail(root, await wordsFor(error)))
      .finally(() => {
        check.disabled = false;
        stop.hidden = true;
      });
  });
}

function button(root: HTMLElement, selector: string): HTMLButtonElement {
  const found = root.querySelector<HTMLButtonElement>(selector);
  if (!found) throw new Error(selector);
  return found;
}

function text(root: HTMLElement, name: string): string {
  return root.dataset[`text${name}`] ?? "";
}

function fail(root: HTMLElement, words: string): void {
  const place = root.querySelector<HTMLElement>("[data-failed]");
  if (!place) return;
  place.textContent = words;
  place.hidden = words === "";
}

async function checkAll(root: HTMLElement, stopped: AbortSignal): Promise<void> {
  fail(root, "");
  root.querySelector("[data-fault-list]")?.replaceChildren();
  for (const part of root.querySelectorAll("[data-faults], [data-erased]"))
    part.setAttribute("hidden", "");
  const rows = [...root.querySelectorAll<HTMLElement>("[data-author]")];
  const total = rows.reduce((sum, row) => sum + Number(row.dataset["entries"]), 0);
  let done = 0;
  const progress = (more: number): void => {
    done += more;
    const place = root.querySelector("[data-progress]");
    if (place) place.textContent = `${text(root, "Checking")}: ${done} / ${Math.max(done, total)}`;
  };
  for (const row of rows) {
    if (stopped.aborted) show(root, row, null, "stopped");
    else await checkOne(root, row, stopped, progress);
  }
  if (!stopped.aborted) await showUnsigned(root);
}

async function checkOne(
  root: HTMLElement,
  row: HTMLElement,
  stopped: AbortSignal,
  progress: (more: number) => void,
): Promise<void> {
  const { author = "" } = row.dataset;
  const walk = new Walk(root, "whole" in row.dataset);
  for (;;) {
    const piece = await fetchPiece(root, author, walk.last);
    const keys = (await keysOf([piece.author])).get(author) ?? NO_KEYS;
    for (const entry of piece.entries) {
      if (stopped.aborted) return show(root, row, walk, "stopped");
      await walk.take(entry, keys);
    }
    progress(piece.entries.length);
    if (piece.entries.length === 0) break;
  }
  if ("mine" in row.dataset && (await headOf((await parts()).account)).missing)
    walk.fault(0, 0, text(root, "Tail"));
  const whole = "whole" in row.dataset ? "whole" : "part";
  show(root, row, walk, walk.last === 0 ? "none" : whole);
}

async function fetchPiece(root: HTMLElement, author: string, after: number): Promise<Piece> {
  const address = (root.dataset["urlEntries"] ?? "").replace(NOBODY, author);
  const response = await fetch(`${address}?after=${after}`, { cache: "no-store" });
  if (!response.ok) throw new TypeError("register");
  return (await response.json()) as Piece;
}

/** One register from its first entry to its last. */
class Walk {
  readonly faults: Fault[] = [];
  last = 0;
  readonly erased: Erased = new Map();
  #before: Bytes = NO_STATEMENT;
  readonly #root: HTMLElement;
  readonly #isWhole: boolean;

  constructor(root: HTMLElement, isWhole: boolean) {
    this.#root = root;
    this.#isWhole = isWhole;
  }

  /** Note a fault; the same one of the entry before grows: old keys have signed many in a row. */
  fault(first: number, last: number, words: string, label = "", url = ""): void {
    const before = this.faults.at(-1);
    const goesOn = before && !label && before.words === words && before.last + 1 === first;
    if (goesOn) this.faults.pop();
    this.faults.push({ first: goesOn ? before.first : first, last, words, label, url });
  }

  async take(entry: Placed, keys: Keys): Promise<void> {
    const number = entry.counter;
    const statement = statementOf(entry);
    if (this.#isWhole) this.#follows(entry);
    const signer = await madeBy(keys, bytesOf(entry.signature), statement);
    if (signer !== "author")
      this.fault(number, number, text(this.#root, signer === "unknown" ? "Unknown" : "Signature"));
    if (entry.place === "erased")
      this.erased.set(entry.erased, (this.erased.get(entry.erased) ?? 0) + 1);
    if (entry.place === "empty" || entry.place === "other") {
      const words = text(this.#root, entry.place === "empty" ? "Empty" : "Other");
      this.fault(number, number, words, `${entry.label}, ${entry.day}`, entry.url);
    }
    this.last = entry.counter;
    this.#before = await sha256(statement);
  }

  #follows(entry: RawEntry): void {
    const { counter, previous } = entry;
    if (counter > this.last + 1) this.fault(this.last + 1, counter - 1, text(this.#root, "Gap"));
    else if (previous !== base64(this.#before))
      this.fault(counter, counter, text(this.#root, "Order"));
  }
}

type Outcome = "whole" | "part" | "none" | "stopped";

function show(
  root: HTMLElement,
  row: HTMLElement,
  walk: Walk | null,
  outcome: Outcome,
): void {
  const faults = walk?.faults ?? [];
  const badge = document.createElement("span");
  const isFine = outcome === "whole" || outcome === "part";
  badge.className = faults.length > 0 ? "badge danger" : isFine ? "badge ok" : "badge";
  const words = { whole: "Whole", part: "Part", none: "None", stopped: "Stopped" }[outcome];
  badge.textContent =
    faults.length > 0 ? `${text(root, "Faults")}: ${faults.length}` : text(root, words);
  row.querySelector("[data-result]")?.replaceChildren(badge, ...erasedWords(root, walk?.erased));
  const list = root.querySelector("[data-fault-list]");
  const name = row.querySelector("th")?.firstChild?.textContent?.trim() ?? "";
  for (const fault of faults) list?.append(line(root, name, fault));
  if (faults.length > 0) root.querySelector<HTMLElement>("[data-faults]")?.removeAttribute("hidden");
}

/** How many texts were erased lawfully on which day: apart from faults, and on trust. */
function erasedWords(root: HTMLElement, erased: Erased = new Map()): HTMLElement[] {
  if (erased.size > 0) root.querySelector("[data-erased]")?.removeAttribute("hidden");
  return [...erased].map(([day, count]) => {
    const words = document.createElement("small");
    words.className = "soft";
    words.textContent = `${text(root, "Erased")} ${day}: ${count}`;
    return words;
  });
}

function line(root: HTMLElement, name: string, fault: Fault): HTMLElement {
  const [item, who] = [document.createElement("li"), document.createElement("strong")];
  const { first, last } = fault;
  const number = first === last ? String(first) : `${first}–${last}`;
  who.textContent = first > 0 ? `${name}, ${text(root, "Number")} ${number}` : name;
  item.append(who, `: ${fault.words}`);
  if (fault.label) {
    const place = document.createElement(fault.url ? "a" : "span");
    if (place instanceof HTMLAnchorElement) place.href = fault.url;
    place.textContent = fault.label;
    item.append(" (", place, ")");
  }
  return item;
}

interface UnsignedKind {
  readonly label: string;
  readonly count: number;
  readonly phones: number;
}

/** Texts no register knows; only who may see all registers is told. */
async function showUnsigned(root: HTMLElement): Promise<void> {
  const address = root.dataset["urlUnsigned"];
  const section = root.querySelector<HTMLElement>("[data-unsigned]");
  const list = section?.querySelector("[data-unsigned-list]");
  if (!address || !section || !list) return;
  const response = await fetch(address, { cache: "no-store" });
  if (!response.ok) throw new TypeError("unsigned");
  const { kinds } = (await response.json()) as { kinds: readonly UnsignedKind[] };
  const words = kinds.map(({ label, count, phones }) => {
    const onPhones = phones > 0 ? ` (${text(root, "Phones")}: ${phones})` : "";
    return `${label}: ${count}${onPhones}`;
  });
  list.replaceChildren(
    ...(words.length > 0 ? words : [text(root, "AllSigned")]).map((told) => {
      const item = document.createElement("li");
      item.textContent = told;
      return item;
    }),
  );
  section.hidden = false;
}
