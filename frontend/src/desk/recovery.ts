/**
 * Two sheets bring a colleague's keys back: each epoch is opened with the recovery key and sealed
 * to the keys that an officer signed for them. In pieces, so that it may stop and go on.
 */
import { wrapContext } from "../vault/circles.ts";
import { type Bytes, EnvelopeError, openKey, publicKeyOf, sealKey } from "../vault/envelope.ts";
import { same } from "../vault/proofs.ts";
import { keysOf } from "../vault/shares.ts";
import { type Proofs, Untrusted, certifiedKey, checkSeed, proofsOf } from "../vault/trust.ts";
import { base64, bytesOf, callAt } from "../vault/wire.ts";
import { calm, complain, part } from "./derived.ts";
import { clearTyped, startTyped, typedSeed } from "./typed-sheet.ts";
import { wordsFor } from "./unlock.ts";

const NOBODY = "00000000-0000-0000-0000-000000000000";

interface Line {
  readonly circle: string;
  readonly epoch: number;
  readonly public_key: string;
  readonly recovery_envelope: string;
}

interface Piece {
  readonly error: string;
  readonly problem: string | null;
  readonly public_key: string;
  readonly epochs: readonly Line[];
  readonly left: number;
}

interface Held {
  /** The recovery key's seed while it is needed. */
  seed: Bytes | null;
  stopped: boolean;
}

/** Start where the page has `[data-recovery]`. */
export function startRecovery(root: HTMLElement): void {
  const held: Held = { seed: null, stopped: false };
  for (const sheet of sheets(root)) startTyped(root, sheet);
  part(root, "[data-recovery-form]").addEventListener("submit", (event) => {
    event.preventDefault();
    void press(root, held);
  });
  part(root, "[data-stop]").addEventListener("click", () => (held.stopped = true));
  addEventListener("pagehide", () => wipe(root, held));
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

function sheets(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("[data-typed-sheet]")];
}

function wipe(root: HTMLElement, held: Held): void {
  held.seed?.fill(0);
  held.seed = null;
  for (const sheet of sheets(root)) clearTyped(sheet);
  part(root, "[data-sheets]").hidden = false;
}

function say(root: HTMLElement, name: string): void {
  part(root, "[data-status]").textContent = root.dataset[name] ?? "";
}

async function press(root: HTMLElement, held: Held): Promise<void> {
  const button = part<HTMLButtonElement>(root, "[type=submit]");
  const stop = part<HTMLButtonElement>(root, "[data-stop]");
  calm(root);
  say(root, "");
  const account = root.querySelector<HTMLInputElement>("[name=recovery-person]:checked")?.value;
  if (!account) return complain(root, root.dataset["textNobody"] ?? "");
  button.disabled = true;
  try {
    const known = await proofsOf({ accounts: [account] });
    if (!(await takeSeed(root, held, known)) || !held.seed) return;
    stop.hidden = false;
    held.stopped = false;
    await giveBack(root, held, known, account);
  } catch (error) {
    complain(root, (await wordsFor(error)) || (root.dataset["textFailed"] ?? ""));
  } finally {
    button.disabled = false;
    stop.hidden = true;
  }
}

/** The sheets, unless they were put together on this page a moment ago. */
async function takeSeed(root: HTMLElement, held: Held, known: Proofs): Promise<boolean> {
  if (!known.root || known.pin === "differs") throw new Untrusted("root");
  if (held.seed) return true;
  const seed = await typedSeed(root, sheets(root), known.root.rootPublic);
  if (!seed) return false;
  const keys = await keysOf(seed);
  seed.fill(0);
  keys.signingSeed.fill(0);
  if (!same(await publicKeyOf(keys.recoverySeed), known.root.recoveryPublic)) {
    keys.recoverySeed.fill(0);
    throw new Untrusted("root");
  }
  for (const sheet of sheets(root)) clearTyped(sheet);
  part(root, "[data-sheets]").hidden = true;
  held.seed = keys.recoverySeed;
  return true;
}

async function giveBack(
  root: HTMLElement,
  held: Held,
  known: Proofs,
  account: string,
): Promise<void> {
  const address = (root.dataset["urlEpochs"] ?? "").replace(NOBODY, account);
  let [done, bad] = [0, 0];
  for (;;) {
    const piece = await callAt<Piece>("GET", `${address}?skip=${bad}`);
    if (piece.problem) return complain(root, piece.error);
    const receiver = await certifiedKey(known, account, bytesOf(piece.public_key));
    if (piece.epochs.length === 0) return finish(root, held, done, bad);
    progress(root, done, done + piece.left);
    const wraps = await rewrapped(held, known, account, receiver, piece.epochs);
    bad += piece.epochs.length - wraps.length;
    if (wraps.length > 0) await callAt("POST", address, { wraps });
    done += wraps.length;
    progress(root, done, done + piece.left - wraps.length);
    if (held.stopped) return say(root, "textStopped");
  }
}

function progress(root: HTMLElement, done: number, all: number): void {
  const bar = part<HTMLProgressElement>(root, "[data-progress]");
  bar.hidden = false;
  bar.max = Math.max(all, 1);
  bar.value = done;
  const words = root.dataset["textProgress"] ?? "";
  const text = words.replace("{done}", String(done)).replace("{all}", String(all));
  part(root, "[data-status]").textContent = text;
}

function finish(root: HTMLElement, held: Held, done: number, bad: number): void {
  wipe(root, held);
  say(root, done > 0 ? "textDone" : "textNothing");
  if (bad > 0) complain(root, root.dataset["textBad"] ?? "");
}

async function rewrapped(
  held: Held,
  known: Proofs,
  account: string,
  receiver: Bytes,
  lines: readonly Line[],
): Promise<object[]> {
  await proofsOf({ circles: lines.map((line) => line.circle) });
  const wraps = [];
  for (const line of lines) {
    const { circle, epoch } = line;
    const seed = await openedBy(held, known, line);
    if (!seed) continue;
    const envelope = await sealKey(receiver, wrapContext(circle, epoch, account), seed);
    seed.fill(0);
    wraps.push({ circle, epoch, envelope: base64(envelope) });
  }
  return wraps;
}

/** An epoch's seed; null for one that does not open or is not the epoch's: it goes to nobody. */
async function openedBy(held: Held, known: Proofs, line: Line): Promise<Bytes | null> {
  const { circle, epoch } = line;
  const place = wrapContext(circle, epoch, known.root?.id ?? "");
  try {
    const seed = await openKey(held.seed!, place, bytesOf(line.recovery_envelope));
    const publicKey = await publicKeyOf(seed);
    await checkSeed(known, circle, epoch, () => Promise.resolve(publicKey));
    return seed;
  } catch (error) {
    if (error instanceof EnvelopeError) return null;
    if (error instanceof Untrusted && error.doubt === "swapped") return null;
    throw error;
  }
}
