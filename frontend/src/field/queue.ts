/** The queue: a record is sealed first, then kept; nothing readable is written. */
import { sealTo } from "../vault/envelope.ts";
import { bytesOf, utf8 } from "./bytes.ts";
import { toMinute } from "./ids.ts";
import { asked, change, fact, type Shelf, type Shelves } from "./store.ts";
import type { FieldRecord, IntakeBundle, PoolCode, Queued } from "./types.ts";

/** Seal a record to the current intake key. */
async function sealed(record: FieldRecord, intake: IntakeBundle): Promise<Queued> {
  const { id: circle, number: epoch, public_key } = intake.current;
  const context = { circle, epoch, kind: "intake.record", objectId: record.id };
  const content = utf8(JSON.stringify({ v: 1, ...record }));
  const envelope = await sealTo(bytesOf(public_key), context, content);
  return { id: record.id, key: epoch, sealed: envelope, saved: toMinute() };
}

/**
 * Seal a record and queue it together with what `work` changes; all or nothing.
 * A new intake key may come while we seal: whoever told the server that they hold it must queue
 * nothing more under the old one, whose other half is destroyed then. So we seal again.
 */
export async function queue<T>(
  record: FieldRecord,
  shelves: readonly Shelf[],
  work: (inside: Shelves) => Promise<T> | T,
): Promise<T> {
  for (;;) {
    const intake = await fact("intake");
    if (!intake) throw new Error("intake");
    const queued = await sealed(record, intake);
    const done = await change(["facts", "queue", ...shelves], async (inside) => {
      if ((await inside.get("intake"))?.current.number !== queued.key) return null;
      inside.queue.put(queued);
      return { result: await work(inside) };
    });
    if (done) return done.result;
  }
}

/** Take a record back; false when it was sent already. */
export async function takenBack(inside: Shelves, id: string): Promise<boolean> {
  const there = (await asked(inside.queue.count(id))) > 0;
  if (there) inside.queue.delete(id);
  return there;
}

/** Bring the records a server answered for out of the queue; `stored` are gone, `refused` kept. */
export async function settle(
  inside: Shelves,
  stored: readonly string[],
  refused: readonly { readonly id: string; readonly reason: string }[],
): Promise<void> {
  for (const { id, reason } of refused) {
    const record = await asked<Queued | undefined>(inside.queue.get(id));
    if (!record) continue;
    inside.refused.put({ ...record, reason });
    inside.queue.delete(id);
  }
  for (const id of stored) inside.queue.delete(id);
}

/** Put the rows of newly reserved codes behind those there are. */
export async function addCodes(inside: Shelves, rows: readonly string[]): Promise<void> {
  const held = await asked<PoolCode[]>(inside.codes.getAll());
  let order = Math.max(0, ...held.map((one) => one.order)) + 1;
  for (const row of rows) inside.codes.put({ row, order: order++ });
}
