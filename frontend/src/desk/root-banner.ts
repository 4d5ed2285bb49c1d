/** Above every page: compare the root's words once; a warning when the root is another one. */
import { opened } from "../vault/session.ts";
import { Untrusted } from "../vault/proofs.ts";
import { type Proofs, pinRoot, proofsOf, rootWords, settlePin } from "../vault/trust.ts";
import { parts } from "../vault/wire.ts";
import { part } from "./derived.ts";
import { wordsFor } from "./unlock.ts";

/** Listen once for the whole page. */
export function startRootBanner(): void {
  document.addEventListener("ravny:unlocked", () => void look());
  if (opened()) void look();
}

async function look(): Promise<void> {
  const keyring = opened();
  if (!keyring) return;
  try {
    const known = await settlePin(keyring);
    if (known.pin === "differs") await warn(known);
    else if (!keyring.root && known.root) await show("ask", known);
    else remove();
  } catch (error) {
    // Without a connection the next page asks; a root that does not hold is said at once.
    if (error instanceof Untrusted) await warn(null);
  }
}

function remove(): void {
  document.querySelector("[data-root-banner]")?.remove();
}

async function warn(known: Proofs | null): Promise<void> {
  await show("changed", known);
}

async function show(kind: "ask" | "changed", known: Proofs | null): Promise<void> {
  const { root } = await parts();
  const template = root.querySelector<HTMLTemplateElement>(`[data-root-${kind}]`);
  const main = document.querySelector("main");
  if (!template || !main) return;
  const banner = document.importNode(template.content, true).firstElementChild as HTMLElement;
  const proven = known?.root;
  if (proven) {
    part(banner, "[data-root-words]").textContent = await rootWords(proven.rootPublic);
    part(banner, "[data-agree]").addEventListener("click", () => void agree(banner));
    part(banner, "[data-differ]").addEventListener("click", () => answer(banner, null));
  } else {
    part(banner, "[data-comparing]").hidden = true;
  }
  remove();
  main.prepend(banner);
}

function answer(banner: HTMLElement, words: string | null): void {
  const place = part(banner, "[data-answer]");
  place.textContent = words ?? banner.dataset["textDiffer"] ?? "";
  place.hidden = false;
  banner.classList.toggle("danger", words === null);
}

async function agree(banner: HTMLElement): Promise<void> {
  const keyring = opened();
  try {
    const { root } = await proofsOf({});
    if (!keyring || !root) return;
    await pinRoot(keyring, root.rootPublic);
    banner.replaceChildren(banner.dataset["textAgree"] ?? "");
    banner.className = "note noprint";
    banner.setAttribute("role", "status");
  } catch (error) {
    answer(banner, await wordsFor(error));
  }
}
