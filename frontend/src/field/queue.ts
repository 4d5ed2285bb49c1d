/** The queue: a record is sealed first, then kept; nothing readable is written. */
import { sealTo } from "../vault/envelope.ts";
import { bytesOf, utf8 } from "./bytes.ts";
import { toMinute } from "./ids.ts";
import { asked, type Shelves } from "./store.ts";
import type { FieldRecord, IntakeBundle, PoolCode, Queued } from "./types.ts";

/** Seal a record to the current intake key. */
export async function sealed(record: FieldRecord, intake: IntakeBundle): Promise<Queued> {
  const { id: circle, number: epoch, public_key } = intake.current;
  const context = { circle, epoch, kind: "intake.record", objectId: record.id };
  const content = utf8(JSON.stringify({ v: 1, ...record }));
  const envelope = await sealTo(bytesOf(public_key), context, content);
  return { id: record.id, key: epoch, sealed: envelope, saved: toMinute() };
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

/** Add newly reserved codes behind those there are. */
export async function addCodes(inside: Shelves, codes: readonly string[]): Promise<void> {
  const held = await asked<PoolCode[]>(inside.codes.getAll());
  const known = new Set(held.map((one) => one.code));
  let order = Math.max(0, ...held.map((one) => one.order)) + 1;
  for (const code of codes) if (!known.has(code)) inside.codes.put({ code, order: order++ });
}
