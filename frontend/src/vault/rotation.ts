/**
 * Everything due in one's circles, done by one press: new keys where somebody left, keys for circles
 * that have none, keys for colleagues who wait, and all of it for recovery. It asks what is due,
 * does a piece, and asks again: so it can be stopped, cut off and taken up at any moment.
 */
import {
  type LeftOut,
  type NewWrap,
  NoKey,
  type Receiver,
  fetchSeeds,
  recoveryWrap,
  requireOwnCertificate,
  seedOf,
  signEpoch,
  wrapsFor,
} from "./circles.ts";
import { newSeed, publicKeyOf } from "./envelope.ts";
import type { Keyring } from "./keyring.ts";
import { Untrusted, forgetProofs } from "./trust.ts";
import { LostConnection, Refused, base64, call } from "./wire.ts";

const FORESTALLED = 412;
/** A circle that closed or is no longer ours, people who left meanwhile: the next answer knows. */
const OVERTAKEN = [404, 422];
const LONGEST_WAIT_MS = 30_000;

interface Place {
  readonly circle: string;
  readonly epoch: number;
}

interface Renewal extends Place {
  readonly receivers: readonly string[];
}

interface Making {
  readonly kind: string;
  readonly subject: string;
  readonly circle: string;
  readonly receivers: readonly string[];
}

interface Missing extends Place {
  readonly account: string;
  readonly public_key: string;
}

interface Due {
  readonly steps: number;
  readonly keys: Readonly<Record<string, string>>;
  readonly renew: readonly Renewal[];
  readonly make: readonly Making[];
  readonly missing: readonly Missing[];
  readonly recovery: readonly Place[];
}

/** How far it is, and whether it waits for a connection. */
export interface Progress {
  readonly done: number;
  readonly all: number;
  readonly waits: boolean;
}

/** How it ended. `forestalled`: what the server said of colleagues who were quicker. */
export interface Outcome {
  readonly end: "done" | "stopped" | "left";
  readonly forestalled: ReadonlySet<string>;
  readonly leftOut: readonly LeftOut[];
}

class Stopped extends Error {}

/** One press: what it has done, whom it tells, and how it is stopped. */
class Work {
  done = 0;
  all = 0;
  readonly forestalled = new Set<string>();
  readonly leftOut = new Map<string, LeftOut>();

  constructor(
    readonly keyring: Keyring,
    private readonly tell: (progress: Progress) => void,
    private readonly signal: AbortSignal,
  ) {}

  step(waits = false): void {
    this.tell({ done: this.done, all: this.all, waits });
  }

  /** Between two steps: stop when asked to, and let the page breathe. */
  async pause(): Promise<void> {
    this.step();
    await new Promise((resolve) => setTimeout(resolve));
    if (this.signal.aborted) throw new Stopped();
  }

  outcome(end: Outcome["end"]): Outcome {
    return { end, forestalled: this.forestalled, leftOut: [...this.leftOut.values()] };
  }

  /** Send until it arrives: after a lost connection again, a little later each time. */
  async send<T>(request: () => Promise<T>): Promise<{ answer: T; repeated: boolean }> {
    for (let tries = 0; ; tries++) {
      if (this.signal.aborted) throw new Stopped();
      try {
        return { answer: await request(), repeated: tries > 0 };
      } catch (error) {
        if (!(error instanceof LostConnection)) {
          if (tries > 0 && error instanceof Refused && error.status === FORESTALLED)
            // The first try may have arrived, only its answer was lost.
            return { answer: {} as T, repeated: true };
          throw error;
        }
        this.step(true);
        await later(Math.min(1000 * 2 ** tries, LONGEST_WAIT_MS), this.signal);
      }
    }
  }
}

/** Wait so long, or until the connection is back, or until somebody stops. */
function later(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, ms);
    function finish(): void {
      clearTimeout(timer);
      removeEventListener("online", finish);
      signal.removeEventListener("abort", finish);
      resolve();
    }
    addEventListener("online", finish);
    signal.addEventListener("abort", finish);
  });
}

/** Do all that is due. Throws as `call`, Untrusted for a root that is not the compared one. */
export async function doDue(
  keyring: Keyring,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const work = new Work(keyring, tell, signal);
  try {
    await work.send(() => requireOwnCertificate(keyring));
    for (;;) {
      const { answer: due } = await work.send(() => call<Due>("GET", "Due"));
      work.all = Math.max(work.all, work.done + due.steps);
      // What colleagues did meanwhile is done as well.
      work.done = work.all - due.steps;
      work.step();
      if (due.steps === 0) return work.outcome("done");
      if (!(await piece(work, due))) return work.outcome("left");
      forgetProofs();
    }
  } catch (error) {
    if (error instanceof Stopped) return work.outcome("stopped");
    throw error;
  }
}

/** Do what one answer named; false when nothing of it could be done. */
async function piece(work: Work, due: Due): Promise<boolean> {
  let moved = false;
  for (const one of due.renew) {
    await work.pause();
    const { circle, epoch, receivers } = one;
    const body = (): Promise<object> => begun(work, due, { circle, epoch }, receivers);
    moved = (await attempt(work, "StartEpoch", body)) || moved;
  }
  for (const { kind, subject, circle, receivers } of due.make) {
    await work.pause();
    const body = async (): Promise<object> => ({
      ...(await begun(work, due, { circle, epoch: 1 }, receivers)),
      kind,
      subject,
    });
    moved = (await attempt(work, "MakeCircle", body)) || moved;
  }
  return (await handOn(work, due)) || moved;
}

/** Post an epoch; a colleague who was quicker, or a circle that changed, is no error. */
async function attempt(work: Work, name: string, body: () => Promise<object>): Promise<boolean> {
  try {
    const made = await body();
    await work.send(() => call("POST", name, made));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === FORESTALLED) work.forestalled.add(error.message);
    else if (OVERTAKEN.includes(error.status)) return false;
    else throw error;
  }
  work.done += 1;
  return true;
}

/** A fresh epoch for the people of one answer; who gets nothing is remembered. */
async function begun(
  work: Work,
  due: Due,
  place: Place,
  accounts: readonly string[],
): Promise<object> {
  const people = accounts.map((account) => ({ account, public_key: due.keys[account] ?? "" }));
  const { answer } = await work.send(() => newEpoch(work.keyring, place, people));
  for (const one of answer.leftOut) work.leftOut.set(one.account, one);
  return answer.body;
}

/** Make an epoch: wrapped to these people, signed, sealed for recovery; its seed stays nowhere. */
async function newEpoch(
  keyring: Keyring,
  place: Place,
  people: readonly Receiver[],
): Promise<{ body: object; leftOut: LeftOut[] }> {
  const { circle, epoch } = place;
  const seed = newSeed();
  try {
    const publicKey = await publicKeyOf(seed);
    const { wraps, leftOut } = await wrapsFor(keyring, place, seed, people);
    const recovery = await recoveryWrap(place, seed);
    const signature = base64(await signEpoch(keyring, circle, epoch, publicKey));
    const body = { circle, epoch, public_key: base64(publicKey), signature, wraps, recovery };
    return { body, leftOut };
  } finally {
    seed.fill(0);
  }
}

/** Make one circle that has no keys yet. Throws as `call`, Untrusted. */
export async function makeCircle(keyring: Keyring, kind: string, subject: string): Promise<void> {
  const query = `?${new URLSearchParams({ kind, subject }).toString()}`;
  const { circle, receivers } = await call<{ circle: string; receivers: Receiver[] }>(
    "GET",
    "Receivers",
    undefined,
    query,
  );
  await requireOwnCertificate(keyring);
  const { body } = await newEpoch(keyring, { circle, epoch: 1 }, receivers);
  await call("POST", "MakeCircle", { ...body, kind, subject });
}

/** Give colleagues who wait, and the recovery key, the epochs one holds. */
async function handOn(work: Work, due: Due): Promise<boolean> {
  const wraps: (Place & NewWrap)[] = [];
  const recovery: (Place & { envelope: string })[] = [];
  const circles = [...due.missing, ...due.recovery].map((one) => one.circle);
  if (circles.length === 0) return false;
  await work.send(() => fetchSeeds(work.keyring, circles));
  for (const one of due.missing) {
    await work.pause();
    const { circle, epoch } = one;
    const given = await withSeed(work, one, (seed) => wrapsFor(work.keyring, one, seed, [one]));
    for (const wrap of given?.wraps ?? []) wraps.push({ circle, epoch, ...wrap });
    for (const out of given?.leftOut ?? []) work.leftOut.set(out.account, out);
  }
  for (const { circle, epoch } of due.recovery) {
    await work.pause();
    const place = { circle, epoch };
    const envelope = await withSeed(work, place, (seed) => recoveryWrap(place, seed));
    if (envelope) recovery.push({ circle, epoch, envelope });
  }
  if (wraps.length + recovery.length === 0) return false;
  return share(work, { wraps, recovery });
}

async function share(work: Work, body: { wraps: unknown[]; recovery: unknown[] }): Promise<boolean> {
  try {
    const { answer, repeated } = await work.send(() =>
      call<{ shared: number; recovery: number }>("POST", "Share", body),
    );
    work.done += body.wraps.length + body.recovery.length;
    return repeated || answer.shared + answer.recovery > 0;
  } catch (error) {
    if (error instanceof Refused && OVERTAKEN.includes(error.status)) return false;
    throw error;
  }
}

/** Use a seed one holds; null for one that is missing or was swapped: it goes to nobody. */
async function withSeed<T>(
  work: Work,
  { circle, epoch }: Place,
  use: (seed: Awaited<ReturnType<typeof seedOf>>) => Promise<T>,
): Promise<T | null> {
  try {
    const { answer: seed } = await work.send(() => seedOf(work.keyring, circle, epoch));
    return (await work.send(() => use(seed))).answer;
  } catch (error) {
    const swapped = error instanceof Untrusted && error.doubt === "swapped";
    if (swapped || error instanceof NoKey) return null;
    throw error;
  }
}
