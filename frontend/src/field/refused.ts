/** Records the desk could not take: how many, of which day, why; what no key opens may be let go. */
import { localDay } from "./ids.ts";
import { part, tell, word } from "./page.ts";
import { change, everyRefused } from "./store.ts";
import type { Refused } from "./types.ts";

const GONE = "key_gone";

/** "3 · 2 September": what a worker needs to find them in memory, and no more is known here. */
function lineOf(day: string, count: number, reason: string): HTMLElement {
  const line = document.createElement("li");
  const language = document.documentElement.lang;
  // The record's own day, not a moment: no zone may move it.
  const shown = new Date(`${day}T12:00`).toLocaleDateString(language, { day: "numeric", month: "long" });
  line.textContent = `${shown} · ${count} · ${reason}`;
  return line;
}

export function drawRefused(refused: readonly Refused[]): void {
  const box = part("refused");
  const list = box.querySelector("ul") as HTMLElement;
  box.hidden = refused.length === 0;
  tell("refused-count", refused.length);
  const counts = new Map<string, number>();
  for (const { saved, reason } of refused) {
    const key = `${localDay(new Date(saved))} ${reason}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const lines = [...counts].sort().map(([key, count]) => {
    const [day = "", reason = ""] = key.split(" ");
    return lineOf(day, count, word(list, `reason-${reason}`) || word(list, "reason-other"));
  });
  list.replaceChildren(...lines);
  part("refused-gone", box).hidden = !refused.some(({ reason }) => reason === GONE);
}

/** Let go what nobody can ever open; what may open one day stays. */
async function letGo(): Promise<void> {
  const gone = (await everyRefused()).filter(({ reason }) => reason === GONE);
  await change(["refused"], (inside) => {
    for (const { id } of gone) inside.refused.delete(id);
  });
}

/** Listen to the button of those who have written them down again. */
export function startRefused(onChange: () => void): void {
  part("refused-noted").addEventListener("click", () => void letGo().then(onChange));
}
