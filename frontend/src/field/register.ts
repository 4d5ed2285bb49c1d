/** A new phone: a key that never leaves it, and the one-time code from the link's fragment. */
import { isSigned } from "./bundle.ts";
import { base64 } from "./bytes.ts";
import { part, say, show, when, word } from "./page.ts";
import { addCodes } from "./queue.ts";
import { change, fact } from "./store.ts";
import { flush } from "./sync.ts";
import type { Registered } from "./types.ts";

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const HOURS_16 = 16 * 3_600_000;

/** Take the token out of the address before anybody sees it there. */
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
type Trouble = { readonly said: string } | { readonly name: "offline-words" | "old" };

async function ask(token: string): Promise<Registered | Trouble> {
  let device: CryptoKeyPair;
  let response: Response;
  try {
    device = await deviceKey();
  } catch {
    return { name: "old" };
  }
  const spki = await crypto.subtle.exportKey("spki", device.publicKey);
  const body = JSON.stringify({ token, public_key: base64(new Uint8Array(spki)) });
  try {
    const headers = { "Content-Type": "application/json" };
    response = await fetch("/register", { method: "POST", headers, body, cache: "no-store" });
  } catch {
    return { name: "offline-words" };
  }
  const answer = (await response.json().catch(() => ({}))) as Registered & { message?: string };
  if (!response.ok) return answer.message ? { said: answer.message } : { name: "offline-words" };
  return answer;
}

/** Keep who this phone is. What a former owner left readable goes; the sealed queue stays. */
async function settleIn(answer: Registered): Promise<void> {
  await change(["facts", "codes", "waiting"], async (inside) => {
    inside.drop("shift", "pin", "circle", "wiped", "skew", "sites", "items", "tests");
    inside.codes.clear();
    inside.waiting.clear();
    inside.put("identity", {
      phone: answer.phone,
      label: answer.label,
      worker: answer.worker,
      signingKey: answer.signing_key,
      askGroups: answer.profile.ask_groups,
    });
    inside.put("intake", answer.intake);
    if (answer.team.circle) inside.put("circle", answer.team.circle);
    inside.put("items", answer.items);
    inside.put("tests", answer.tests);
    inside.put("sites", { until: Date.now() + HOURS_16, list: answer.sites });
    inside.put("standing", "active");
    inside.put("sent", 0);
    await addCodes(inside, answer.codes);
  });
  await navigator.storage?.persist?.();
}

/** Register with the token; true when done, else the page says why and offers another try. */
export async function register(token: string): Promise<boolean> {
  show("register");
  when("ask-link", false);
  when("again", false);
  when("waiting", true);
  const error = part("register-error");
  say(error, "");
  // What an earlier registration left goes out under its own name.
  await flush(new Set(), false).catch(() => undefined);
  const answer = await ask(token);
  when("waiting", false);
  if ("phone" in answer && (await trusted(answer))) {
    await settleIn(answer);
    return true;
  }
  if ("said" in answer) say(error, answer.said);
  else say(error, word(error, "name" in answer ? answer.name : "old"));
  when("again", true);
  return false;
}

/** A browser that cannot check the signature cannot take new keys later: better not to begin. */
function trusted(answer: Registered): Promise<boolean> {
  return isSigned(answer.intake, answer.signing_key);
}
