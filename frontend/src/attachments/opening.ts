/** Opening a document: the journal first, then its pieces, put together and looked at again. */
import { EnvelopeError } from "../vault/framing.ts";
import { withKeyring, wordsFor } from "../desk/unlock.ts";
import type { About } from "./header.ts";
import { openHeader, showMarks, showName } from "./list.ts";
import { Joining } from "./pieces.ts";
import { HEAD, sniff } from "./sniff.ts";
import { noteOpening, piece, wordsOf } from "./wire.ts";
import { type Panel, advance, need } from "./words.ts";
import { showDocument } from "./window.ts";

/** Listen to the buttons of the list. */
export function startOpening(panel: Panel): void {
  panel.root.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest<HTMLButtonElement>("[data-attachment-open]");
    const row = button?.closest<HTMLElement>("li[data-attachment]");
    if (!button || !row) return;
    button.disabled = true;
    void open(panel, row).finally(() => {
      button.disabled = false;
    });
  });
}

async function open(panel: Panel, row: HTMLElement): Promise<void> {
  const state = need(row, "[data-attachment-state]");
  const stop = new AbortController();
  const end = (): void => stop.abort();
  document.addEventListener("ravny:locked", end);
  try {
    const header = await withKeyring((keyring) => openHeader(keyring, row));
    if (!header) return;
    const { about } = header;
    showName(panel, row, about);
    void showMarks([header]);
    const bar = panel.piece("bar");
    state.replaceChildren(bar);
    state.hidden = false;
    const id = row.dataset["attachment"] ?? "";
    const bytes = await fetched(panel, id, about, bar, stop.signal);
    state.hidden = true;
    await showDocument(panel, id, about, bytes);
  } catch (error) {
    state.hidden = stop.signal.aborted;
    await complain(panel, state, error);
  } finally {
    document.removeEventListener("ravny:locked", end);
  }
}

async function fetched(
  panel: Panel,
  id: string,
  about: About,
  bar: HTMLElement,
  stop: AbortSignal,
): Promise<Awaited<ReturnType<Joining["finish"]>>> {
  const joining = new Joining(about.key, id, about.chunks, about.length);
  try {
    const ticket = await noteOpening(id);
    for (let index = 0; index < about.chunks; index += 1) {
      const words = panel.text("fetching", { done: index, all: about.chunks });
      advance(bar, index, about.chunks, words);
      await joining.add(index, await piece(id, index, ticket, stop));
      if (stop.aborted) throw new EnvelopeError("key");
    }
    const bytes = await joining.finish(about.sha256);
    if (sniff(bytes.subarray(0, HEAD)) === about.type) return bytes;
    bytes.fill(0);
    throw new EnvelopeError("open");
  } finally {
    about.key.fill(0);
    joining.wipe();
  }
}

async function complain(panel: Panel, state: HTMLElement, error: unknown): Promise<void> {
  const words = document.createElement("p");
  words.className = "failed";
  words.setAttribute("role", "alert");
  const altered = error instanceof EnvelopeError ? panel.text("altered") : "";
  words.textContent =
    altered || wordsOf(error) || (await wordsFor(error)) || panel.text("failed");
  state.replaceChildren(words);
}
