/** What the home screen shows besides the form: shift, queue, notices, the places to choose. */
import { drawItems } from "./form.ts";
import { clockText } from "./ids.ts";
import { byId, copyOf, part, say, tell, when, word } from "./page.ts";
import { drawWaiting } from "./late.ts";
import { drawRefused } from "./refused.ts";
import { closeShift, openShift } from "./shift.ts";
import { readable } from "./readable.ts";
import { countQueued, everyRefused, fact } from "./store.ts";
import { drawTestables } from "./tests.ts";
import type { Shift, Site } from "./types.ts";
import { countWaiting, openWaiting } from "./waiting.ts";

/** After ninety days an intake key is gone; a worker hears of it while there is time. */
const SILENT_MS = 60 * 86_400_000;

let sites: readonly Site[] = [];
let drawnSites: string | null = null;

function drawShift(shift: Shift | undefined): void {
  when("shift", shift !== undefined);
  when("no-shift", shift === undefined);
  when("opening", shift === undefined);
  when("savebar", shift !== undefined);
  when("close-shift", shift !== undefined);
  byId("contact").hidden = shift === undefined;
  if (!shift) return;
  const place = sites.find((site) => site.id === shift.site)?.label;
  tell("shift-time", clockText(shift.minute));
  tell("shift-place", place ? `, ${place}` : "");
}

function drawSites(): void {
  const shape = JSON.stringify(sites);
  if (shape === drawnSites) return;
  drawnSites = shape;
  const chosen = part("sites").querySelector<HTMLInputElement>("input:checked")?.value;
  const rows = sites.map((site) => {
    const row = copyOf(part("site-template"));
    (row.querySelector("input") as HTMLInputElement).value = site.id;
    (row.querySelector("span") as HTMLElement).textContent = site.label;
    return row;
  });
  part("sites").replaceChildren(...rows, copyOf(part("nowhere-template")));
  when("no-sites", sites.length === 0);
  // A list that comes in while somebody chooses takes nothing from under their thumb.
  for (const box of part("sites").querySelectorAll("input")) box.checked = box.value === chosen;
  when("channels", chosen === "");
}

/** The key is not proven: nothing is written to it. What was typed already can be taken away. */
function drawNote(doubt: boolean): void {
  const box = byId<HTMLTextAreaElement>("note");
  when("doubt", doubt);
  box.disabled = doubt && box.value === "";
}

/** Draw everything that is not typed: all is read first, so that one look shows one moment. */
export async function drawHome(): Promise<void> {
  await openWaiting();
  const [identity, shift, tests, sent, standing, skew, heard, doubt] = await Promise.all([
    fact("identity"),
    fact("shift"),
    fact("tests"),
    fact("sent"),
    fact("standing"),
    fact("skew"),
    fact("heard"),
    fact("doubt"),
  ]);
  const [held, queued, refused] = await Promise.all([readable(), countQueued(), everyRefused()]);
  const { items } = held;
  sites = held.sites && held.sites.until > Date.now() ? held.sites.list : [];
  tell("queued", queued);
  tell("sent", sent ?? 0);
  tell("label", identity?.label ?? "");
  when("groups", identity?.askGroups === true);
  when("revoked", standing === "revoked");
  when("unknown", standing === "unknown");
  when("skew", skew === true);
  when("silent", Date.now() - (heard ?? Date.now()) > SILENT_MS);
  drawNote(doubt === true);
  drawRefused(refused);
  drawSites();
  drawShift(shift);
  drawTestables(tests ?? [], items ?? []);
  drawItems(items ?? []);
  drawWaiting();
}

async function open(form: HTMLFormElement): Promise<void> {
  const answers = new FormData(form);
  const chosen = answers.get("site");
  const site = sites.find((one) => one.id === chosen);
  const channel = site?.kind ?? answers.get("channel");
  const error = part("opening-error");
  if (chosen === null || typeof channel !== "string") {
    return say(error, word(error, "opening-error"));
  }
  try {
    await openShift(site?.id ?? null, channel);
  } catch {
    return say(error, word(error, "full"));
  }
  say(error, "");
  form.reset();
  when("channels", false);
}

/** Listen to opening and closing; `onChange` runs when a shift began or ended. */
export function startHome(onChange: () => void): void {
  const form = byId<HTMLFormElement>("opening");
  form.addEventListener("change", () => {
    when("channels", new FormData(form).get("site") === "");
    say(part("opening-error"), "");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void open(form).then(onChange);
  });
  const close = (): void => {
    part("close-question").hidden = true;
    void closeShift().then(onChange, onChange);
  };
  part("close-shift").addEventListener("click", () => {
    void countWaiting().then((count) => {
      if (count === 0) return close();
      tell("close-count", count);
      part("close-question").hidden = false;
      part("keep-open").focus();
    });
  });
  part("close-all-the-same").addEventListener("click", close);
  part("keep-open").addEventListener("click", () => (part("close-question").hidden = true));
}
