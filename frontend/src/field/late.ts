/** A result that was waited for: the row on top, the PIN, the strip, what next. */
import {
  type Answer,
  answerIn,
  drawBlock,
  kitIn,
  newBlock,
  pointInBlock,
  triesOf,
} from "./block.ts";
import { dayId, localDay, localMinute } from "./ids.ts";
import { byId, copyOf, part, say, show, shows, word } from "./page.ts";
import { queue } from "./queue.ts";
import { follow } from "./readable.ts";
import { isFull, moved } from "./save.ts";
import { fact } from "./store.ts";
import { kitsLeft, listenToBlocks, testables } from "./tests.ts";
import type { FieldRecord } from "./types.ts";
import { offerUndo } from "./undo.ts";
import { dropRows, keepRows, sealedRow, type Waiting, waitingNow } from "./waiting.ts";

const MINUTE_MS = 60_000;
/** Longer than this after it was ready a strip may show what it would not have shown in time. */
const STALE_MINUTES = 15;

let chosen: string | null = null;
let leave: () => void = () => undefined;

/** "A", "A2": what stands for a test where others may look. */
function nameOf({ letter, number }: Waiting): string {
  return number > 1 ? `${letter}${number}` : letter;
}

function stateOf({ ready }: Waiting, box: HTMLElement, now: number): string {
  const left = Math.ceil((ready - now) / MINUTE_MS);
  if (left > 0) return `${left} ${word(box, "minutes")}`;
  if (-left < STALE_MINUTES) return word(box, "ready");
  return `${word(box, "overdue")} ${-left} ${word(box, "minutes")}`;
}

/** Draw one row for each test that waits, the soonest first. */
export function drawWaiting(now = Date.now()): void {
  const box = part("waiting-tests");
  const rows = waitingNow().map((one) => {
    const row = copyOf(part("waiting-template"));
    row.dataset["row"] = one.row;
    row.classList.toggle("ready", one.ready <= now);
    const text = `${nameOf(one)} · ${stateOf(one, box, now)}`;
    part("waiting-text", row).textContent = text;
    const button = row.querySelector("button") as HTMLButtonElement;
    button.setAttribute("aria-label", `${word(box, "open")} ${text}`);
    return row;
  });
  const shape = rows.map((row) => row.outerHTML).join("");
  box.hidden = rows.length === 0;
  // A row that says the same is left alone: a thumb may be on its way to it.
  if (box.dataset["shape"] === shape) return;
  box.dataset["shape"] = shape;
  part("waiting-rows", box).replaceChildren(...rows);
}

function found(): Waiting | undefined {
  return waitingNow().find(({ row }) => row === chosen);
}

function block(): HTMLElement | null {
  return part("late-block").querySelector("[data-block]");
}

function redraw(): void {
  const one = block();
  if (one) drawBlock(one, found()?.coded ?? true, kitsLeft());
}

/** After the PIN: the chosen row's page, if one was chosen. */
export function showChosen(): boolean {
  const waiting = found();
  const test = testables().find(({ infection }) => infection === waiting?.infection);
  if (!waiting || !test) {
    forgetChosen();
    return false;
  }
  if (block()?.dataset["row"] !== waiting.row) {
    const fresh = newBlock(test, { second: false, late: true, attempt: waiting.attempt ?? 0 });
    fresh.dataset["row"] = waiting.row;
    part("late-block").replaceChildren(fresh);
    say(part("late-error"), "");
    redraw();
  }
  part("late-name").textContent = nameOf(waiting);
  if (!shows("late")) show("late");
  part("late-title").focus();
  return true;
}

/** Nothing of it may stand on a page that somebody else opens. */
export function forgetChosen(): void {
  chosen = null;
  part("late-block").replaceChildren();
}

type Told = Pick<Answer, "result" | "returned" | "post" | "next">;

async function recordOf(waiting: Waiting, told: Told): Promise<FieldRecord> {
  const shift = await fact("shift");
  if (!shift) throw new Error("shift");
  return {
    id: dayId(),
    type: "test_result",
    day: localDay(),
    minute: localMinute(),
    shift: shift.id,
    site: shift.site,
    test: waiting.test,
    infection: waiting.infection,
    try: waiting.attempt ?? 0,
    kit: waiting.kit ?? null,
    lot: waiting.lot ?? null,
    ...told,
  };
}

async function save(): Promise<void> {
  const [waiting, one] = [found(), block()];
  if (!waiting || !one) return goBack();
  const answer = answerIn(one);
  if (typeof answer === "string") {
    const words = byId("contact").getAttribute(`data-error-${answer}`) ?? "";
    say(part("late-error"), words);
    return pointInBlock(one, answer, words);
  }
  const { result, returned, post, next } = answer;
  await put(await recordOf(waiting, { result, returned, post, next }), waiting, null);
}

/** Queue a result; the row goes, or waits again. */
async function put(record: FieldRecord, waiting: Waiting, again: Waiting | null): Promise<void> {
  const before = await sealedRow(waiting);
  const after = again ? [await sealedRow(again)] : [];
  const taken = waiting.kit && waiting.repeated ? { [waiting.kit]: 1 } : {};
  await queue(record, ["waiting"], (inside) => {
    dropRows(inside, [waiting]);
    keepRows(inside, after);
  });
  follow((now) => moved(now, taken, 1));
  goBack();
  offerUndo(record.id, {
    inside: (inside) => keepRows(inside, [before]),
    readable: (now) => moved(now, taken, -1),
  });
}

/** The strip was invalid: that is told at once, and the row waits for another kit's result. */
async function repeatNow(one: HTMLElement): Promise<void> {
  const waiting = found();
  const test = testables().find(({ infection }) => infection === waiting?.infection);
  if (!waiting || !test) return goBack();
  const invalid = { result: "invalid", returned: false, post: false, next: null };
  const strip = { ...kitIn(one), attempt: (waiting.attempt ?? 0) + 1, repeated: true };
  const again = { ...waiting, ...strip, ready: Date.now() + test.wait * MINUTE_MS };
  await put(await recordOf(waiting, invalid), waiting, again);
}

function goBack(): void {
  forgetChosen();
  leave();
}

function attempt(work: () => Promise<void>): void {
  void work().catch((error: unknown) => {
    const name = isFull(error) ? "full" : "other";
    say(part("late-error"), byId("contact").getAttribute(`data-error-${name}`) ?? "");
  });
}

/** Listen; `ask` asks for the PIN, `back` shows the home screen again. */
export function startLate(ask: () => void, back: () => void): void {
  leave = back;
  const form = byId<HTMLFormElement>("late");
  part("waiting-rows").addEventListener("click", ({ target }) => {
    const button = (target as Element).closest("button");
    const row = button?.closest<HTMLElement>("[data-row]")?.dataset["row"];
    if (!row) return;
    forgetChosen();
    chosen = row;
    ask();
  });
  listenToBlocks(form, () => {
    const one = block();
    say(part("late-error"), "");
    const stood = found()?.attempt ?? 0;
    if (one && triesOf(one) > stood) {
      one.dataset["tries"] = String(stood);
      attempt(() => repeatNow(one));
    }
    redraw();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(save);
  });
  part("late-back").addEventListener("click", goBack);
}
