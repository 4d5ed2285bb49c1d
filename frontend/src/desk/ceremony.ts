/**
 * The ceremony of keys: a seed made in this browser, three sheets printed and typed back, officers
 * signed. The seed leaves this page on paper only; whoever leaves it midway loses the ceremony.
 */
import { type Bytes, newSeed, publicKeyOf, signingKey, verifyKeyOf } from "../vault/envelope.ts";
import { same } from "../vault/proofs.ts";
import { type RootKeys, combine, keysOf, split, written } from "../vault/shares.ts";
import { opened } from "../vault/session.ts";
import { sign } from "../vault/signature.ts";
import { personStatement, rootStatement } from "../vault/statements.ts";
import { forgetProofs, pinRoot, rootWords } from "../vault/trust.ts";
import { base64, bytesOf, callAt } from "../vault/wire.ts";
import { type Board, type Person, boardAt, keysIn, wordsIn } from "./board.ts";
import { calm, complain, part } from "./derived.ts";
import { clearTyped, complainSheet, startTyped, typedSeed, typedShare } from "./typed-sheet.ts";
import { wordsFor } from "./unlock.ts";
import { show } from "./words.ts";

type Way = "first" | "add" | "renew" | "lost";

/** What a ceremony holds in memory; all of it is wiped at the end and when the page is left. */
interface Held {
  way: Way;
  chosen: Person[];
  seed: Bytes | null;
  oldSeed: Bytes | null;
  rootPublic: Bytes;
  shares: Bytes[];
  typed: Bytes[];
}

/** Start where the page has `[data-ceremony]`. */
export function startCeremony(root: HTMLElement): void {
  attempt(root, async () => {
    const board = await boardAt(root);
    const held = nothing();
    addEventListener("pagehide", () => wipe(root, held));
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    for (const sheet of root.querySelectorAll<HTMLElement>("[data-typed-sheet]"))
      startTyped(root, sheet);
    await showCandidates(root, board);
    listen(root, board, held);
    part(root, "[data-step=choose]").hidden = false;
  });
}

function nothing(): Held {
  const none = new Uint8Array();
  return { way: "first", chosen: [], seed: null, oldSeed: null, rootPublic: none, shares: [], typed: [] };
}

function wipe(root: HTMLElement, held: Held): void {
  for (const secret of [held.seed, held.oldSeed, ...held.shares, ...held.typed]) secret?.fill(0);
  Object.assign(held, nothing());
  part(root, "[data-papers]").replaceChildren();
  for (const sheet of root.querySelectorAll<HTMLElement>("[data-typed-sheet]")) clearTyped(sheet);
}

function attempt(root: HTMLElement, work: () => Promise<void>): void {
  calm(root);
  const buttons = root.querySelectorAll<HTMLButtonElement>("button");
  for (const button of buttons) button.disabled = true;
  void work()
    .catch(async (error: unknown) => complain(root, await wordsFor(error)))
    .finally(() => {
      for (const button of buttons) button.disabled = false;
    });
}

async function showCandidates(root: HTMLElement, board: Board): Promise<void> {
  const list = part(root, "[data-candidates]");
  const template = part<HTMLTemplateElement>(root, "[data-candidate]");
  const fitting = board.people.filter((one) => one.may_be_officer);
  part(root, "[data-nobody-fits]").hidden = fitting.length > 0;
  part<HTMLButtonElement>(root, "[data-begin]").hidden = fitting.length === 0;
  for (const one of fitting) {
    const line = document.importNode(template.content, true);
    part<HTMLInputElement>(line, "input").value = one.account;
    part(line, "[data-name]").textContent = one.pseudonym;
    part(line, "[data-already]").hidden = one.state !== "officer";
    part(line, "[data-person-words]").textContent = await wordsIn(one);
    list.append(line);
  }
}

function listen(root: HTMLElement, board: Board, held: Held): void {
  const on = (selector: string, kind: string, work: () => Promise<void>): void =>
    part(root, selector).addEventListener(kind, (event) => {
      event.preventDefault();
      attempt(root, work);
    });
  on("[data-begin]", "click", () => begin(root, board, held));
  on("[data-old-form]", "submit", () => takeOld(root, board, held));
  on("[data-printed]", "click", async () => askBack(root, held));
  on("[data-repeat-form]", "submit", () => takeBack(root, board, held));
  part(root, "[data-print]").addEventListener("click", () => print());
  for (const button of root.querySelectorAll<HTMLElement>("[data-back]")) {
    button.addEventListener("click", () => {
      const place = button.dataset["back"] ?? "";
      if (place === "print") attempt(root, () => showPapers(root, held));
      else show(root, place);
    });
  }
}

async function begin(root: HTMLElement, board: Board, held: Held): Promise<void> {
  wipe(root, held);
  const ticked = root.querySelectorAll<HTMLInputElement>("[data-candidates] input:checked");
  const accounts = new Set([...ticked].map((box) => box.value));
  held.chosen = board.people.filter((one) => accounts.has(one.account));
  held.way = (root.querySelector<HTMLInputElement>("[name=ceremony-way]:checked")?.value ?? "first") as Way;
  if (held.chosen.length === 0) complain(root, root.dataset["textNobody"] ?? "");
  else if (held.way === "add" || held.way === "renew") show(root, "old");
  else await makeSeed(root, held);
}

/** Two sheets of the present root: they sign further officers, or the root that comes after it. */
async function takeOld(root: HTMLElement, board: Board, held: Held): Promise<void> {
  const sheets = [...part(root, "[data-old-form]").querySelectorAll<HTMLElement>("[data-typed-sheet]")];
  const present = bytesOf(board.root?.root_public ?? "");
  held.oldSeed = await typedSeed(root, sheets, present);
  if (!held.oldSeed) return;
  if (held.way === "renew") return makeSeed(root, held);
  const keys = await keysOf(held.oldSeed);
  await callAt("POST", root.dataset["urlAdd"] ?? "", { officers: await signed(keys, board, held) });
  part(root, "[data-for-root]").hidden = true;
  part(root, "[data-for-added]").hidden = false;
  finish(root, held, keys);
  show(root, "done");
}

async function makeSeed(root: HTMLElement, held: Held): Promise<void> {
  held.seed = newSeed();
  const keys = await keysOf(held.seed);
  held.rootPublic = await verifyKeyOf(keys.signingSeed);
  wipeKeys(keys);
  held.shares = await split(held.seed);
  await showPapers(root, held);
}

function wipeKeys(keys: RootKeys): void {
  keys.signingSeed.fill(0);
  keys.recoverySeed.fill(0);
}

async function showPapers(root: HTMLElement, held: Held): Promise<void> {
  const template = part<HTMLTemplateElement>(root, "[data-paper]");
  const papers = part(root, "[data-papers]");
  const [ru, en] = await Promise.all(["ru", "en"].map((code) => rootWords(held.rootPublic, code)));
  const sheets = [];
  for (const [place, share] of held.shares.entries()) {
    const paper = document.importNode(template.content, true);
    const title = (root.dataset["textSheet"] ?? "").replace("{number}", String(place + 1));
    part(paper, "[data-title]").textContent = title;
    part(paper, "[data-words-ru]").textContent = ru ?? "";
    part(paper, "[data-words-en]").textContent = en ?? "";
    part(paper, "[data-rows]").append(...(await written(share, held.rootPublic)).map(rowOf));
    sheets.push(paper);
  }
  papers.replaceChildren(...sheets);
  show(root, "print");
}

/** Groups of four are found again with a finger. */
function rowOf(row: string): HTMLElement {
  const item = document.createElement("li");
  item.textContent = (row.match(/.{1,4}/g) ?? []).join(" ");
  return item;
}

function backSheets(root: HTMLElement): HTMLElement[] {
  return [...part(root, "[data-repeat-form]").querySelectorAll<HTMLElement>("[data-typed-sheet]")];
}

/** The sheets go off the screen before they are typed: nobody copies from it. */
function askBack(root: HTMLElement, held: Held): void {
  part(root, "[data-papers]").replaceChildren();
  showBack(root, held);
  show(root, "repeat");
}

function showBack(root: HTMLElement, held: Held): void {
  for (const [place, sheet] of backSheets(root).entries()) sheet.hidden = place !== held.typed.length;
}

async function takeBack(root: HTMLElement, board: Board, held: Held): Promise<void> {
  const place = held.typed.length;
  const [sheet, printed] = [backSheets(root)[place], held.shares[place]];
  if (sheet && printed) {
    const share = await typedShare(root, sheet, held.rootPublic);
    if (!share) return;
    if (!same(share, printed)) {
      share.fill(0);
      return complainSheet(sheet, root.dataset["textOtherSheet"] ?? "");
    }
    held.typed.push(share);
    clearTyped(sheet);
    if (held.typed.length < held.shares.length) {
      showBack(root, held);
      return backSheets(root)[place + 1]?.querySelector<HTMLElement>("input")?.focus();
    }
    sheet.hidden = true;
  }
  await send(root, board, held);
}

/** Any two of the three typed sheets must give the seed before anything is sent. */
async function isWhole(held: Held): Promise<boolean> {
  for (const left of held.typed) {
    const pair = held.typed.filter((share) => share !== left);
    const seed = await combine(pair);
    const agrees = held.seed !== null && same(seed, held.seed);
    seed.fill(0);
    if (!agrees) return false;
  }
  return true;
}

async function send(root: HTMLElement, board: Board, held: Held): Promise<void> {
  if (!held.seed || !(await isWhole(held))) {
    complain(root, root.dataset["textWrongWhole"] ?? "");
    return;
  }
  part(root, "[data-status]").textContent = root.dataset["textWorking"] ?? "";
  const keys = await keysOf(held.seed);
  const { rootPublic } = held;
  const recoveryPublic = await publicKeyOf(keys.recoverySeed);
  const statement = rootStatement(board.organisation, rootPublic, recoveryPublic);
  await callAt("POST", root.dataset["urlRoot"] ?? "", {
    root_public: base64(rootPublic),
    recovery_public: base64(recoveryPublic),
    signature: base64(await sign(await signingKey(keys.signingSeed), statement)),
    succession: await succession(held, statement),
    lost: held.way === "lost",
    officers: await signed(keys, board, held),
  });
  part(root, "[data-root-words]").textContent = await rootWords(rootPublic);
  finish(root, held, keys);
  const keyring = opened();
  forgetProofs();
  // Whoever made it on this screen has it before their eyes; the others compare.
  if (keyring) await pinRoot(keyring, rootPublic).catch(() => undefined);
  show(root, "done");
}

async function succession(held: Held, statement: Bytes): Promise<string | null> {
  if (held.way !== "renew" || !held.oldSeed) return null;
  const keys = await keysOf(held.oldSeed);
  const signature = await sign(await signingKey(keys.signingSeed), statement);
  wipeKeys(keys);
  return base64(signature);
}

async function signed(keys: RootKeys, board: Board, held: Held): Promise<object[]> {
  const key = await signingKey(keys.signingSeed);
  return Promise.all(
    held.chosen.map(async (one) => {
      const { hashed, signingPublic } = await keysIn(one);
      const { account } = one;
      const said = personStatement("officer", board.organisation, account, hashed, signingPublic);
      const signature = base64(await sign(key, said));
      return { account, key_hash: base64(hashed), signing_public: one.signing_public, signature };
    }),
  );
}

function finish(root: HTMLElement, held: Held, keys: RootKeys): void {
  wipeKeys(keys);
  wipe(root, held);
  part(root, "[data-status]").textContent = "";
}
