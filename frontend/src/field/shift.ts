/** A shift: contacts are saved within one. It opens and closes without network. */
import { dayId, localDay, localMinute, toMinute } from "./ids.ts";
import { queue } from "./queue.ts";
import { follow, rewrite } from "./readable.ts";
import { fact } from "./store.ts";
import type { FieldRecord, Shift } from "./types.ts";

export const LONGEST_MS = 16 * 3_600_000;

/** Open a shift at a place, or at none with the kind of place. Throws when memory is full. */
export async function openShift(site: string | null, channel: string): Promise<void> {
  const day = localDay();
  const minute = localMinute();
  const shift: Shift = { id: dayId(), site, channel, day, minute, openedAt: toMinute() };
  const record = { id: dayId(), type: "shift_open", day, minute, shift: shift.id, site } as const;
  await queue(record, [], (inside) => {
    inside.put("shift", shift);
    inside.put("sent", 0);
  });
  // From here its labels live 16 hours, whatever the lists said before.
  const until = shift.openedAt + LONGEST_MS;
  follow((now) => (now.sites ? { ...now, sites: { ...now.sites, until } } : now));
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
  await queue(record, ["waiting"], (inside) => {
    inside.drop("shift");
    inside.waiting.clear();
  });
}

/** Wipe what outlived its 16 hours: the labels of places, a shift nobody closed. */
export async function wipeStale(now = Date.now()): Promise<void> {
  const shift = await fact("shift");
  await rewrite((held) =>
    held.sites && now >= held.sites.until ? { ...held, sites: undefined } : held,
  );
  if (shift && now >= shift.openedAt + LONGEST_MS) await closeShift(true);
}
