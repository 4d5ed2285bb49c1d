/** A shift: contacts are saved within one. It opens and closes without network. */
import { dayId, localDay, localMinute, toMinute } from "./ids.ts";
import { sealed } from "./queue.ts";
import { change, fact } from "./store.ts";
import type { FieldRecord, Shift } from "./types.ts";

export const LONGEST_MS = 16 * 3_600_000;

async function sealedFact(record: FieldRecord): ReturnType<typeof sealed> {
  const intake = await fact("intake");
  if (!intake) throw new Error("intake");
  return sealed(record, intake);
}

/** Open a shift at a place, or at none with the kind of place. Throws when memory is full. */
export async function openShift(site: string | null, channel: string): Promise<void> {
  const day = localDay();
  const minute = localMinute();
  const shift: Shift = { id: dayId(), site, channel, day, minute, openedAt: toMinute() };
  const record = { id: dayId(), type: "shift_open", day, minute, shift: shift.id, site } as const;
  const queued = await sealedFact(record);
  await change(["facts", "queue"], async (inside) => {
    inside.queue.put(queued);
    inside.put("shift", shift);
    inside.put("sent", 0);
    const sites = await inside.get("sites");
    // From here its labels live 16 hours, whatever the lists said before.
    if (sites) inside.put("sites", { ...sites, until: shift.openedAt + LONGEST_MS });
  });
}

/** Close the shift; one forgotten open ends without its minute. What waits goes with it. */
export async function closeShift(forgotten = false): Promise<void> {
  const shift = await fact("shift");
  if (!shift) return;
  const record: FieldRecord = {
    id: dayId(),
    type: "shift_close",
    day: forgotten ? shift.day : localDay(),
    minute: forgotten ? null : localMinute(),
    shift: shift.id,
    site: shift.site,
  };
  const queued = await sealedFact(record);
  await change(["facts", "queue", "waiting"], (inside) => {
    inside.queue.put(queued);
    inside.drop("shift");
    inside.waiting.clear();
  });
}

/** Wipe what outlived its 16 hours: the labels of places, a shift nobody closed. */
export async function wipeStale(now = Date.now()): Promise<void> {
  const [shift, sites] = [await fact("shift"), await fact("sites")];
  if (sites && now >= sites.until) await change(["facts"], (inside) => inside.drop("sites"));
  if (shift && now >= shift.openedAt + LONGEST_MS) await closeShift(true);
}
