/** One batch to the server and what it answers; the page and its worker send alike. */
import { concatenated } from "../vault/framing.ts";
import { better } from "./bundle.ts";
import { base64, sha256, utf8 } from "./bytes.ts";
import { dayId, toDay, utcClock } from "./ids.ts";
import { addCodes, settle } from "./queue.ts";
import { everyCode, forgetReadable, keepDigits, rewrite, tidyDigits } from "./readable.ts";
import { type Shelves, change, countQueued, everyQueued, fact, keep } from "./store.ts";
import { type Belief, believed } from "./trust.ts";
import type { Identity, IntakeBundle, Queued, Seen, SyncAnswer } from "./types.ts";

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
  // The server keeps an old half for us until we say that we hold newer ones.
  const news = (await fact("told")) !== intake.next.number;
  const ready = (await everyQueued()).filter((record) => !held.has(record.id));
  ready.sort((one, other) => one.saved - other.saved);
  const batch = ready.slice(0, MOST);
  if (batch.length === 0 && !lists && !news) return { kind: "idle" };
  const response = await post(await bodyOf(batch, intake), identity, device);
  if (!response) return { kind: "failed", retry: 0 };
  if (response.status === 404) {
    await keep("standing", "unknown");
    return { kind: "turned-away" };
  }
  if (!response.ok) return { kind: "failed", retry: retryAfter(response) };
  const answer = await response.json().catch(() => null);
  if (!isAnswer(answer)) return { kind: "failed", retry: 0 };
  const newer = await take(answer, batch, identity, lists, intake);
  return { kind: "sent", more: ready.length > batch.length || newer };
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

/**
 * Only what the server names leaves the queue, and only if it was asked about. True when newer
 * intake keys came: the server is to be told that we hold them.
 */
async function take(
  answer: SyncAnswer,
  batch: Queued[],
  identity: Identity,
  lists: boolean,
  sent: IntakeBundle,
): Promise<boolean> {
  const asked = new Set(batch.map((record) => record.id));
  const stored = answer.stored.filter((id) => asked.has(id));
  const refused = answer.refused.filter(({ id }) => asked.has(id));
  const held = (await fact("intake")) ?? sent;
  const intake = await better(held, answer.intake, identity);
  const revoked = answer.state === "revoked";
  const { team, proofs } = answer;
  const seen = (await fact("seen")) ?? {};
  const offered = team && (await believed(team.circle, proofs, identity.root, seen));
  const readsOn = !revoked && (await fact("wiped")) !== true;
  if (revoked) await forgetReadable();
  const rows = readsOn ? await keepDigits(answer.codes ?? []) : [];
  await change(["facts", "queue", "refused", "codes", "waiting"], async (inside) => {
    await settle(inside, stored, refused);
    inside.put("sent", ((await inside.get("sent")) ?? 0) + stored.length);
    inside.put("intake", intake);
    inside.put("told", sent.next.number);
    inside.put("heard", toDay());
    inside.put("skew", answer.skew === true);
    inside.put("standing", revoked ? "revoked" : "active");
    if (revoked) {
      // Nothing readable stays on a phone that was switched off.
      inside.drop("shift", "circle", "doubt", "tests");
      inside.codes.clear();
      inside.waiting.clear();
      return;
    }
    const wiped = (await inside.get("wiped")) === true;
    if (wiped) return;
    if (offered) takeCircle(inside, offered, seen);
    const askGroups = answer.profile?.ask_groups ?? identity.askGroups;
    const root = offered?.root ?? identity.root;
    inside.put("identity", { ...identity, askGroups, ...(root ? { root } : {}) });
    await addCodes(inside, rows);
    if (lists && answer.tests) inside.put("tests", answer.tests);
  });
  if (lists && readsOn) await takeLists(answer);
  await tidyDigits();
  return intake.next.number > sent.next.number;
}

/** A key that is not proven closes the note; facts are recorded all the same. */
export function takeCircle(inside: Shelves, { circle, doubt }: Belief, seen: Seen): void {
  inside.put("doubt", doubt);
  if (doubt) inside.drop("circle");
  if (!circle) return;
  inside.put("circle", circle);
  inside.put("seen", { ...seen, [circle.id]: circle.epoch });
}

/** Places stay readable for 16 hours from the shift's opening, or from now when none is open. */
async function takeLists({ items, sites: list }: SyncAnswer): Promise<void> {
  const shift = await fact("shift");
  const until = (shift?.openedAt ?? Date.now()) + HOURS_16;
  await rewrite((now) => ({
    ...now,
    items: items ?? now.items,
    sites: list && until > Date.now() ? { until, list } : now.sites,
  }));
}
