/** The six numbers of one's own self-checks, drawn here while they stand open: nothing is sent. */

const SIX = /^\s*([0-4])[\s,;.]*([0-4])[\s,;.]*([0-4])[\s,;.]*([0-4])[\s,;.]*([0-4])[\s,;.]*([0-4])(?!\d)/;

/** What the six numbers of the first line come to; null where there are not six from 0 to 4. */
export function sumOf(text: string): number | null {
  const found = SIX.exec(text.split("\n", 1)[0] ?? "");
  return found ? found.slice(1).reduce((sum, digit) => sum + Number(digit), 0) : null;
}

/** Start where the page has `[data-trend]`; the checks stand on the page with the newest first. */
export function startTrend(section: HTMLElement): void {
  const table = section.querySelector("table");
  const body = section.querySelector("tbody");
  const row = section.querySelector<HTMLTemplateElement>("[data-trend-row]");
  if (!table || !body || !row) return;
  const checks = [...document.querySelectorAll<HTMLElement>("[data-check]")].reverse();

  const draw = (): void => {
    const lines = checks.flatMap((check) => {
      const text = check.querySelector("[data-sealed][data-open] [data-sealed-text]");
      const sum = text ? sumOf(text.textContent ?? "") : null;
      return sum === null ? [] : [lineOf(row, check.dataset["check"] ?? "", sum)];
    });
    body.replaceChildren(...lines);
    table.hidden = lines.length === 0;
  };
  const watcher = new MutationObserver(draw);
  for (const check of checks) {
    watcher.observe(check, { subtree: true, attributes: true, attributeFilter: ["data-open"] });
  }
  draw();
}

function lineOf(row: HTMLTemplateElement, day: string, sum: number): Node {
  const line = row.content.cloneNode(true) as DocumentFragment;
  for (const place of line.querySelectorAll("[data-day]")) place.textContent = day;
  for (const place of line.querySelectorAll("[data-sum]")) place.textContent = String(sum);
  for (const bar of line.querySelectorAll("progress")) bar.value = sum;
  return line;
}
