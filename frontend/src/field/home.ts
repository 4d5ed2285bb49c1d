/** What the home screen shows besides the form: shift, queue, notices, the places to choose. */
import { drawItems } from "./form.ts";
import { clockText } from "./ids.ts";
import { byId, copyOf, part, say, tell, when, word } from "./page.ts";
import { drawWaiting } from "./late.ts";
import { closeShift, openShift } from "./shift.ts";
import { countQueued, everyRefused, fact } from "./store.ts";
import { drawTestables } from "./tests.ts";
import type { Refused, Shift, Site } from "./types.ts";
import { countWaiting, openWaiting } from "./waiting.ts";

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
  const rows = sites.map((site) => {
    const row = copyOf(part("site-template"));
    (row.querySelector("input") as HTMLInputElement).value = site.id;
    (row.querySelector("span") as HTMLElement).textContent = site.label;
    return row;
  });
  part("sites").replaceChildren(...rows, copyOf(part("nowhere-template")));
  when("no-sites", sites.length === 0);
  when("channels", false);
}

function drawRefused(refused: readonly Refused[]): void {
  const box = part("refused");
  const list = box.querySelector("ul") as HTMLElement;
  box.hidden = refused.length === 0;
  tell("refused-count", refused.length);
  const reasons = new Set(refused.map((record) => record.reason));
  const lines = Array.from(reasons, (reason) => {
    const line = document.createElement("li");
    line.textContent = word(list, `reason-${reason}`) || word(list, "reason-other");
    return line;
  });
  list.replaceChildren(...lines);
}

/** Draw everything that is not typed. */
export async function drawHome(): Promise<void> {
  await openWaiting();
  const [identity, shift, held, items, tests] = await Promise.all([
    fact("identity"),
    fact("shift"),
    fact("sites"),
    fact("items"),
    fact("tests"),
  ]);
  sites = held && held.until > Date.now() ? held.list : [];
  tell("queued", await countQueued());
  tell("sent", (await fact("sent")) ?? 0);
  tell("label", identity?.label ?? "");
  tell("worker", identity?.worker ?? "");
  when("groups", identity?.askGroups === true);
  const standing = await fact("standing");
  when("revoked", standing === "revoked");
  when("unknown", standing === "unknown");
  when("skew", (await fact("skew")) === true);
  drawRefused(await everyRefused());
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
