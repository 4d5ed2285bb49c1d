/** From the form to a record; the note is sealed to the team before it goes into the record. */
import { sealTo } from "../vault/envelope.ts";
import { base64, bytesOf, utf8 } from "./bytes.ts";
import { codeNow } from "./codes.ts";
import { dayId, localDay, localMinute } from "./ids.ts";
import { byId, checked } from "./page.ts";
import { fact } from "./store.ts";
import { kitsTaken, testsIn, type TestFault, waitingOf } from "./tests.ts";
import type { FieldRecord, Shift } from "./types.ts";
import type { Waiting } from "./waiting.ts";

const MOST_OF_ONE = 1000;
const LONGEST_TRAINING = 480;

/** What keeps a contact from being saved; the page carries the words as `data-error-…`. */
export type Missing = "who" | "code" | "given" | "training" | "note" | "doubt" | TestFault;

export interface Contact {
  readonly record: FieldRecord;
  readonly code: string | null;
  /** What left the bag: handouts and kits. */
  readonly taken: Readonly<Record<string, number>>;
  readonly waiting: readonly Waiting[];
}

function numberIn(box: HTMLInputElement): number {
  return box.value.trim() === "" ? 0 : box.valueAsNumber;
}

function inside(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}

function givenIn(form: HTMLFormElement): Record<string, number> | null {
  const given: Record<string, number> = {};
  for (const box of form.querySelectorAll<HTMLInputElement>("[data-item]")) {
    const quantity = numberIn(box);
    if (!inside(quantity, MOST_OF_ONE)) return null;
    if (quantity > 0) given[box.dataset["item"] ?? ""] = quantity;
  }
  return given;
}

interface SealedNote {
  readonly note: string | null;
  readonly note_circle?: string;
  readonly note_epoch?: number;
}

async function sealedNote(id: string): Promise<SealedNote | "note" | "doubt"> {
  const text = byId<HTMLTextAreaElement>("note").value.trim();
  if (!text) return { note: null };
  if (await fact("doubt")) return "doubt";
  const circle = await fact("circle");
  if (!circle) return "note";
  const context = {
    circle: circle.id,
    epoch: circle.epoch,
    kind: "encounter.note",
    objectId: id,
  };
  const envelope = await sealTo(bytesOf(circle.public_key), context, utf8(text));
  return { note: base64(envelope), note_circle: circle.id, note_epoch: circle.epoch };
}

/** Read the form; a name of what is missing when it cannot be saved yet. */
export async function contactIn(form: HTMLFormElement, shift: Shift): Promise<Contact | Missing> {
  const [who] = checked(form, "who");
  if (!who) return "who";
  const code = codeNow(who);
  if (code === "") return "code";
  const given = givenIn(form);
  if (!given) return "given";
  const training = numberIn(byId("training"));
  if (!inside(training, LONGEST_TRAINING)) return "training";
  const tests = testsIn(form);
  if (typeof tests === "string") return tests;
  const id = dayId();
  const note = await sealedNote(id);
  if (typeof note === "string") return note;
  const record: FieldRecord = {
    id,
    type: "contact",
    day: localDay(),
    minute: localMinute(),
    shift: shift.id,
    site: shift.site,
    channel: shift.channel,
    who,
    code,
    age: checked(form, "age")[0] ?? "",
    groups: checked(form, "groups"),
    given,
    topics: checked(form, "topics"),
    materials: [],
    training,
    language: byId<HTMLSelectElement>("language").value,
    ...(tests.length > 0 ? { tests } : {}),
    ...note,
  };
  const taken = { ...given, ...kitsTaken(tests) };
  return { record, code, taken, waiting: waitingOf(tests, code !== null) };
}
