/** One batch to the server and what it answers; the page and its worker send alike. */
import { concatenated } from "../vault/framing.ts";
import { better } from "./bundle.ts";
import { base64, sha256, utf8 } from "./bytes.ts";
import { dayId, utcClock } from "./ids.ts";
import { addCodes, settle } from "./queue.ts";
import { type Shelves, change, countQueued, everyCode, everyQueued, fact, keep } from "./store.ts";
import type { Identity, IntakeBundle, Queued, SyncAnswer } from "./types.ts";

const MOST = 100;
const HOURS_16 = 16 * 3_600_000;
const PATIENCE_MS = 30_000;

/** What came of it: `retry` milliseconds (0: as you like), `more` is still waiting. */
export type Outcome =
  | { readonly kind: "sent"; readonly more: boolean }
  | { readonly kind: "failed"; readonly retry: number }
  | { readonly kind: "turned-away" }
  | { readonly kind: "idle" };

/** Which records wait a little longer, because somebody may still undo them. */
export type Held = ReadonlySet<string>;

/**
 * Send one batch. The page asks for `lists` even when nothing is queued; the worker never does.
 * One at a time: the lock is shared by the page and the worker.
 */
export function flush(held: Held, lists: boolean): Promise<Outcome> {
  return navigator.locks.request("field-flush", () => flushAlone(held, lists));
}

async function flushAlone(held: Held, lists: boolean): Promise<Outcome> {
  const [identity, device, intake] = await Promise.all([
    fact("identity"),
    fact("device"),
    fact("intake"),
  ]);
  if (!identity || !device || !intake) return { kind: "idle" };
  const ready = (await everyQueued()).filter((record) => !held.has(record.id));
  ready.sort((one, other) => one.saved - other.saved);
  const batch = ready.slice(0, MOST);
  if (batch.length === 0 && !lists) return { kind: "idle" };
  const response = await post(await bodyOf(batch, intake), identity, device);
  if (!response) return { kind: "failed", retry: 0 };
  if (response.status === 404) {
    await keep("standing", "unknown");
    return { kind: "turned-away" };
  }
  if (!response.ok) return { kind: "failed", retry: retryAfter(response) };
  const answer = await response.json().catch(() => null);
  if (!isAnswer(answer)) return { kind: "failed", retry: 0 };
  await take(answer, batch, identity, lists);
  return { kind: "sent", more: ready.length > batch.length };
}

async function bodyOf(batch: Queued[], intake: IntakeBundle): Promise<Uint8Array<ArrayBuffer>> {
  const [queued, codes] = await Promise.all([countQueued(), everyCode()]);
  const records = batch.map(({ id, key, sealed }) => ({ id, key, sealed: base64(sealed) }));
  const body = {
    batch: dayId(),
    records,
    left: queued - batch.length,
    acknowledged: intake.next.number,
    clock: utcClock(),
    codes_held: codes.length,
  };
  return utf8(JSON.stringify(body));
}

async function post(
  body: Uint8Array<ArrayBuffer>,
  identity: Identity,
  device: CryptoKeyPair,
): Promise<Response | null> {
  const statement = concatenated(utf8("ravny sync 1"), await sha256(body));
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = await crypto.subtle.sign(algorithm, device.privateKey, statement);
  try {
    return await fetch("/sync", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-Ravny-Phone": identity.phone,
        "X-Ravny-Signature": base64(new Uint8Array(signature)),
      },
      body,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return null;
  }
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get("Retry-After"));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : 0;
}

function isAnswer(answer: unknown): answer is SyncAnswer {
  const { stored, refused } = (answer ?? {}) as Partial<SyncAnswer>;
  return Array.isArray(stored) && Array.isArray(refused);
}

/** Only what the server names leaves the queue, and only if it was asked about. */
async function take(
  answer: SyncAnswer,
  batch: Queued[],
  identity: Identity,
  lists: boolean,
): Promise<void> {
  const asked = new Set(batch.map((record) => record.id));
  const stored = answer.stored.filter((id) => asked.has(id));
  const refused = answer.refused.filter(({ id }) => asked.has(id));
  const held = await fact("intake");
  const intake = held && (await better(held, answer.intake, identity));
  const revoked = answer.state === "revoked";
  await change(["facts", "queue", "refused", "codes", "waiting"], async (inside) => {
    await settle(inside, stored, refused);
    inside.put("sent", ((await inside.get("sent")) ?? 0) + stored.length);
    if (intake) inside.put("intake", intake);
    inside.put("skew", answer.skew === true);
    inside.put("standing", revoked ? "revoked" : "active");
    if (revoked) {
      // Nothing readable stays on a phone that was switched off.
      inside.drop("sites", "shift", "circle", "items", "tests");
      inside.codes.clear();
      inside.waiting.clear();
      return;
    }
    const wiped = (await inside.get("wiped")) === true;
    if (wiped) return;
    if (answer.team?.circle) inside.put("circle", answer.team.circle);
    const askGroups = answer.profile?.ask_groups ?? identity.askGroups;
    inside.put("identity", { ...identity, askGroups });
    await addCodes(inside, answer.codes ?? []);
    if (lists) await takeLists(inside, answer);
  });
}

/** Places stay readable for 16 hours from the shift's opening, or from now when none is open. */
async function takeLists(inside: Shelves, answer: SyncAnswer): Promise<void> {
  const shift = await inside.get("shift");
  if (answer.items) inside.put("items", answer.items);
  if (answer.tests) inside.put("tests", answer.tests);
  const until = (shift?.openedAt ?? Date.now()) + HOURS_16;
  if (answer.sites && until > Date.now()) inside.put("sites", { until, list: answer.sites });
}
