/** The words of one's own keys, made from the open keyring and not from what a server says. */
import { publicKeyOf, verifyKeyOf } from "../vault/envelope.ts";
import { opened } from "../vault/session.ts";
import { keyHash } from "../vault/statements.ts";
import { personWords } from "../vault/trust.ts";
import { part } from "./derived.ts";

/** Start where the page has `[data-own-words]`. */
export function startOwnWords(root: HTMLElement): void {
  for (const kind of ["ravny:unlocked", "ravny:locked"])
    document.addEventListener(kind, () => void show(root));
  void show(root);
}

async function show(root: HTMLElement): Promise<void> {
  const keyring = opened();
  part(root, "[data-words-shut]").hidden = keyring !== null;
  part(root, "[data-words-open]").hidden = keyring === null;
  if (!keyring) return;
  const hashed = await keyHash(await publicKeyOf(keyring.seed));
  const signingPublic = await verifyKeyOf(keyring.signingSeed);
  for (const language of ["ru", "en"]) {
    const words = await personWords(hashed, signingPublic, language).catch(() => "");
    part(root, `[data-words-${language}]`).textContent = words;
  }
}
