/** The code for a new phone is shown only if the root in it is the one this browser compared. */
import { keyHash } from "../vault/statements.ts";
import { proofsOf, Untrusted } from "../vault/trust.ts";
import { base64 } from "../vault/wire.ts";

type Found = "agrees" | "unpinned" | "differs" | "failed";

/** The picture names a root by its SHA-256, base64url; "" for none. */
async function compared(named: string): Promise<Found> {
  try {
    const { root, pin } = await proofsOf({});
    if (pin === "differs") return "differs";
    const hash = root ? base64(await keyHash(root.rootPublic)) : "";
    const told = hash.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    if (told !== named) return "differs";
    return root && pin === "none" ? "unpinned" : "agrees";
  } catch (error) {
    return error instanceof Untrusted ? "differs" : "failed";
  }
}

/** Start where the page has `[data-phone-code]`. */
export function startPhoneCode(root: HTMLElement): void {
  void compared(root.dataset["root"] ?? "").then((found) => {
    const refused = found === "differs" || found === "failed";
    const picture = root.querySelector<HTMLElement>("[data-phone-picture]");
    if (picture) picture.hidden = refused;
    if (refused) picture?.replaceChildren();
    const place = root.querySelector<HTMLElement>(refused ? "[data-phone-refused]" : "[data-phone-unpinned]");
    const words = root.getAttribute(`data-text-${found}`);
    if (!place || !words) return;
    place.textContent = words;
    place.hidden = false;
  });
}
