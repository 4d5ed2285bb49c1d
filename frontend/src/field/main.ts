/** A worker's phone on a shift: record without network, keep it sealed, send it when one can. */
import { listenToSteppers } from "../kit/stepper.ts";
import { startCodes } from "./codes.ts";
import { cleanSheet, startForm, whoNow } from "./form.ts";
import { drawHome, startHome } from "./home.ts";
import { forgetChosen, showChosen, startLate } from "./late.ts";
import { askPin, startLock } from "./lock.ts";
import { send, sendSoon, startPace } from "./pace.ts";
import { byId, part, show, tell, when } from "./page.ts";
import { tidyDigits } from "./readable.ts";
import { startRefused } from "./refused.ts";
import { register, tokenOfAddress } from "./register.ts";
import { startSaving } from "./save.ts";
import { wipeStale } from "./shift.ts";
import { countQueued, fact } from "./store.ts";
import { startTests } from "./tests.ts";
import { startUndo } from "./undo.ts";
import { startUpdates } from "./update.ts";

const LOOK_MS = 60_000;

let token = tokenOfAddress();
const form = byId<HTMLFormElement>("contact");

function draw(): void {
  void drawHome();
}

async function opened(): Promise<void> {
  await wipeStale();
  await drawHome();
  if (!showChosen()) show("home");
  void send(true);
}

/** Nothing to open: without identity, or after ten wrong PINs. */
async function closed(): Promise<void> {
  const wiped = (await fact("wiped")) === true;
  const queued = await countQueued();
  cleanSheet(form);
  forgetChosen();
  show("register");
  when("ask-link", true);
  when("wiped", wiped);
  when("left", queued > 0);
  tell("queued", queued);
}

async function enter(): Promise<void> {
  if (token) {
    if (!(await register(token))) return;
    token = "";
  }
  const [identity, wiped] = [await fact("identity"), await fact("wiped")];
  if (!identity || wiped) {
    await closed();
    void send(false);
    return;
  }
  await tidyDigits();
  await wipeStale();
  await drawHome();
  await askPin();
  void send(false);
}

function start(): void {
  listenToSteppers();
  startForm(form);
  startHome(() => {
    draw();
    sendSoon();
  });
  startRefused(draw);
  startTests(form, () => whoNow(form));
  startSaving(form);
  startUndo(() => {
    draw();
    sendSoon();
  });
  startLate(() => void askPin(), () => void drawHome().then(() => show("home")));
  startLock(() => void opened(), () => void closed());
  startPace((reached) => {
    when("offline", !reached || !navigator.onLine);
    draw();
  });
  part("again").addEventListener("click", () => void enter());
  addEventListener("hashchange", () => {
    token = tokenOfAddress();
    if (token) void enter();
  });
  setInterval(() => void wipeStale().then(draw), LOOK_MS);
  when("offline", !navigator.onLine);
  void startCodes(() => whoNow(form));
  void startUpdates().catch(() => undefined);
  void enter();
}

start();
