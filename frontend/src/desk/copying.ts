/** Copies words that stand on the page: a readonly box, or sealed words that somebody opened. */

/** Start where the page has `[data-copying]`: one button, and the words it copies. */
export function startCopying(root: HTMLElement): void {
  const button = root.querySelector<HTMLButtonElement>("[data-copy]");
  if (!button || !("clipboard" in navigator)) return;
  button.hidden = false;
  button.addEventListener("click", () => void copy(root));
}

/** The words, null while they are sealed shut. */
function wordsOf(root: HTMLElement): string | null {
  const box = root.querySelector<HTMLTextAreaElement>("textarea");
  if (box) return box.value;
  const opened = root.querySelector<HTMLElement>("[data-sealed][data-open] [data-sealed-text]");
  return opened?.textContent ?? null;
}

async function copy(root: HTMLElement): Promise<void> {
  const { textDone = "", textShut = "", textFailed = "" } = root.dataset;
  const words = wordsOf(root);
  if (words === null) return say(root, textShut);
  try {
    await navigator.clipboard.writeText(words);
    say(root, textDone);
  } catch {
    // Not allowed here: the words stand selected, to be copied by hand.
    root.querySelector<HTMLTextAreaElement>("textarea")?.select();
    say(root, textFailed);
  }
}

function say(root: HTMLElement, words: string): void {
  const place = root.querySelector<HTMLElement>("[data-copy-status]");
  if (place) place.textContent = words;
}
