/** A new phone: a key that never leaves it, and the one-time code from the link's fragment. */
import { isSigned } from "./bundle.ts";
import { base64 } from "./bytes.ts";
import { toDay } from "./ids.ts";
import { part, say, show, when, word } from "./page.ts";
import { addCodes } from "./queue.ts";
import { forgetReadable, keepDigits, rewrite } from "./readable.ts";
import { change, fact } from "./store.ts";
import { flush, takeCircle } from "./sync.ts";
import { type Belief, believed, fromUrl, rootOf } from "./trust.ts";
import type { Registered } from "./types.ts";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const HOURS_16 = 16 * 3_600_000;

/** Take the token, and the root it names, out of the address before anybody sees it there. */
export function tokenOfAddress(): string {
  const token = location.hash.slice(1);
  if (token) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** The same key for the same try: its answer may have been lost on the way. */
async function deviceKey(): Promise<CryptoKeyPair> {
  const held = await fact("device");
  if (held) return held;
  const made = await crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
  await change(["facts"], (inside) => inside.put("device", made));
  return made;
}

/** Why it did not work: words of the server, or the name of words the page carries. */
type Trouble = { readonly said: string } | { readonly name: "offline-words" | "old" | "root" };

async function ask(token: string, root: string): Promise<Registered | Trouble> {
  let device: CryptoKeyPair;
  let response: Response;
  try {
    device = await deviceKey();
  } catch {
    return { name: "old" };
  }
  const spki = await crypto.subtle.exportKey("spki", device.publicKey);
  const key = base64(new Uint8Array(spki));
  const body = JSON.stringify({ token, public_key: key, root: root ? fromUrl(root) : null });
  try {
    const headers = { "Content-Type": "application/json" };
    response = await fetch("/register", { method: "POST", headers, body, cache: "no-store" });
  } catch {
    return { name: "offline-words" };
  }
  type Answer = Registered & { message?: string };
  const answer = (await response.json().catch(() => null)) as Answer | null;
  if (response.ok && answer) return answer;
  return answer?.message ? { said: answer.message } : { name: "offline-words" };
}

/** Keep who this phone is. What a former owner left readable goes; the sealed queue stays. */
async function settleIn(answer: Registered, belief: Belief): Promise<void> {
  await forgetReadable();
  const sites = { until: Date.now() + HOURS_16, list: answer.sites };
  await rewrite((now) => ({ ...now, items: answer.items, sites }));
  const rows = await keepDigits(answer.codes);
  await change(["facts", "codes", "waiting"], async (inside) => {
    inside.drop("shift", "pin", "circle", "wiped", "skew", "tests", "told");
    inside.codes.clear();
    inside.waiting.clear();
    inside.put("identity", {
      phone: answer.phone,
      label: answer.label,
      signingKey: answer.signing_key,
      askGroups: answer.profile.ask_groups,
      ...(belief.root ? { root: belief.root } : {}),
    });
    inside.put("intake", answer.intake);
    takeCircle(inside, belief, {});
    inside.put("tests", answer.tests);
    inside.put("standing", "active");
    inside.put("heard", toDay());
    inside.put("sent", 0);
    await addCodes(inside, rows);
  });
  await navigator.storage?.persist?.();
}

/** Register by the link's fragment; true when done, else the page says why and offers a try. */
export async function register(fragment: string): Promise<boolean> {
  const [token = "", named = ""] = fragment.split(".");
  show("register");
  when("ask-link", false);
  when("again", false);
  when("waiting", true);
  const error = part("register-error");
  say(error, "");
  // What an earlier registration left goes out under its own name.
  await flush(new Set(), false).catch(() => undefined);
  const answer = await ask(token, named);
  const trouble = "phone" in answer ? await begin(answer, named) : answer;
  when("waiting", false);
  if (!trouble) return true;
  say(error, "said" in trouble ? trouble.said : word(error, trouble.name));
  when("again", true);
  return false;
}

async function begin(answer: Registered, named: string): Promise<Trouble | null> {
  // A browser that cannot check the signature cannot take new keys later: better not to begin.
  if (!(await isSigned(answer.intake, answer.signing_key))) return { name: "old" };
  const root = named ? await rootOf(answer.proofs, named) : null;
  if (named && !root) return { name: "root" };
  await settleIn(answer, await believed(answer.team.circle, answer.proofs, root ?? undefined));
  return null;
}
