/** An officer compares a colleague's words, signs, and the keys go out by themselves. */
import { requireOwnCertificate } from "../vault/circles.ts";
import { signingKey } from "../vault/envelope.ts";
import type { Keyring } from "../vault/keyring.ts";
import { doDue } from "../vault/rotation.ts";
import { sign } from "../vault/signature.ts";
import { personStatement, phoneStatement } from "../vault/statements.ts";
import { forgetProofs, personWords } from "../vault/trust.ts";
import { base64, callAt } from "../vault/wire.ts";
import { type Board, type Keys, type Person, type Phone, boardAt, keysIn } from "./board.ts";
import { part } from "./derived.ts";
import { withKeyring, wordsFor } from "./unlock.ts";

const WAITS = ["waiting", "orphan", "swapped"];

/** Start where the page has `[data-officers]`. */
export function startOfficers(root: HTMLElement): void {
  list(root).catch(async (error: unknown) => say(root, await wordsFor(error)));
}

function say(root: HTMLElement, words: string): void {
  part(root, "[data-status]").textContent = words;
}

async function list(root: HTMLElement): Promise<void> {
  const board = await boardAt(root);
  const waiting = [...board.people, ...board.phones].filter((one) => WAITS.includes(one.state));
  part(root, "[data-nobody]").hidden = waiting.length > 0;
  for (const one of waiting) await showOne(root, board, one);
}

async function showOne(root: HTMLElement, board: Board, one: Person | Phone): Promise<void> {
  const template = part<HTMLTemplateElement>(root, "[data-one]");
  const line = document.importNode(template.content, true).firstElementChild as HTMLElement;
  // What is signed is what stands here: the words are made of these very bytes.
  const keys = await keysIn(one);
  const name = nameOf(root, one);
  part(line, "[data-name]").textContent = name;
  part(line, "[data-whose]").textContent = `: ${name}`;
  part(line, "[data-person-words]").textContent = await personWords(keys.hashed, keys.signingPublic);
  for (const place of line.querySelectorAll<HTMLElement>("[data-swapped]"))
    place.hidden = one.state !== "swapped";
  part(line, "[data-signing]").hidden = one.state === "swapped" || !board.is_officer;
  part(line, "[data-sign]").addEventListener("click", () => void press(root, line, board, one, keys));
  part(root, "[data-waiting]").append(line);
}

function nameOf(root: HTMLElement, one: Person | Phone): string {
  if (!("phone" in one)) return one.pseudonym;
  const phone = (root.dataset["textPhone"] ?? "").replace("{label}", one.label);
  return `${one.pseudonym}, ${phone}`;
}

async function press(
  root: HTMLElement,
  line: HTMLElement,
  board: Board,
  one: Person | Phone,
  keys: Keys,
): Promise<void> {
  const [tick, button] = [
    part<HTMLInputElement>(line, "[data-compared]"),
    part<HTMLButtonElement>(line, "[data-sign]"),
  ];
  complain(line, "");
  if (!tick.checked) {
    complain(line, root.dataset["textTick"] ?? "");
    return tick.focus();
  }
  button.disabled = true;
  try {
    const signed = await withKeyring((keyring) => signOne(root, keyring, board, one, keys));
    if (!signed) return;
    part(line, "[data-signing]").replaceChildren(root.dataset["textSigned"] ?? "");
    forgetProofs();
    await share(root);
  } catch (error) {
    complain(line, (await wordsFor(error)) || (root.dataset["textFailed"] ?? ""));
  } finally {
    button.disabled = false;
  }
}

function complain(line: HTMLElement, words: string): void {
  const place = part(line, "[data-one-failed]");
  place.textContent = words;
  place.hidden = words === "";
}

async function signOne(
  root: HTMLElement,
  keyring: Keyring,
  board: Board,
  one: Person | Phone,
  { hashed, signingPublic }: Keys,
): Promise<boolean> {
  await requireOwnCertificate(keyring);
  const { organisation } = board;
  const said =
    "phone" in one
      ? phoneStatement(organisation, one.phone, one.account, hashed)
      : personStatement("member", organisation, one.account, hashed, signingPublic);
  const signature = base64(await sign(await signingKey(keyring.signingSeed), said));
  const kept = { key_hash: base64(hashed), signature };
  const body =
    "phone" in one
      ? { members: [], phones: [{ phone: one.phone, ...kept }] }
      : { members: [{ account: one.account, signing_public: one.signing_public, ...kept }], phones: [] };
  await callAt("POST", root.dataset["urlSign"] ?? "", body);
  return true;
}

/** Whoever was signed just now waits for seeds: what this officer can do goes on at once. */
async function share(root: HTMLElement): Promise<void> {
  const { textSharing = "", textShared = "", textLeft = "" } = root.dataset;
  const leaving = new AbortController();
  addEventListener("pagehide", () => leaving.abort(), { once: true });
  const outcome = await withKeyring((keyring) =>
    doDue(keyring, ({ done, all }) => say(root, `${textSharing}: ${done} / ${all}`), leaving.signal),
  );
  if (outcome) say(root, outcome.end === "done" ? textShared : textLeft);
}
