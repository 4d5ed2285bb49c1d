/** What the field's server and a phone say to each other, and what a phone keeps. */
import type { Bytes } from "../vault/framing.ts";
import type { RawProofs } from "../vault/proofs.ts";

/** A public half of an intake key; `id` and `number` are the envelope's circle and epoch. */
export interface IntakeKey {
  readonly id: string;
  readonly number: number;
  readonly public_key: string;
}

/** The keys a phone seals to, signed by the installation. */
export interface IntakeBundle {
  readonly organisation: string;
  readonly current: IntakeKey;
  readonly next: IntakeKey;
  readonly signature: string;
}

/** The team's circle: notes are sealed to it. */
export interface Circle {
  readonly id: string;
  readonly epoch: number;
  readonly public_key: string;
}

/** Circle id → the newest epoch that was ever believed on this phone. */
export type Seen = Readonly<Record<string, number>>;

export interface Item {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly step: number;
  readonly usual: number;
  readonly in_bag: number | null;
  readonly tests?: boolean;
}

export interface Site {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
}

/** A lot of a test kit in the worker's bag; `expires` is a day or null. */
export interface KitLot {
  readonly lot: string;
  readonly number: string;
  readonly expires: string | null;
}

/** What can be tested for tonight; `letter` stands for it where its name must not be seen. */
export interface Testable {
  readonly infection: string;
  readonly label: string;
  readonly letter: string;
  readonly wait: number;
  readonly kits: readonly {
    readonly item: string;
    readonly label: string;
    readonly lots: readonly KitLot[];
  }[];
}

export interface Registered {
  readonly phone: string;
  readonly label: string;
  readonly language: string;
  readonly team: { readonly circle: Circle | null };
  readonly proofs?: RawProofs;
  readonly intake: IntakeBundle;
  readonly signing_key: string;
  readonly items: readonly Item[];
  readonly sites: readonly Site[];
  readonly tests: readonly Testable[];
  readonly codes: readonly string[];
  readonly profile: { readonly ask_groups: boolean };
}

export interface SyncAnswer {
  readonly stored: readonly string[];
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
  readonly intake?: IntakeBundle;
  readonly team?: { readonly circle: Circle | null };
  readonly proofs?: RawProofs;
  readonly profile?: { readonly ask_groups: boolean };
  readonly skew?: boolean;
  readonly items?: readonly Item[];
  readonly sites?: readonly Site[];
  readonly tests?: readonly Testable[];
  readonly codes?: readonly string[];
  readonly state?: string;
}

/** Who this phone is to the server, and the root (32 bytes) it believes, if its link named one. */
export interface Identity {
  readonly phone: string;
  readonly label: string;
  readonly signingKey: string;
  readonly askGroups: boolean;
  readonly root?: Bytes;
}

/** Labels of places, readable until `until` (milliseconds since 1970). */
export interface Sites {
  readonly until: number;
  readonly list: readonly Site[];
}

/** An open shift; day and minute are the phone's local ones. */
export interface Shift {
  readonly id: string;
  readonly site: string | null;
  readonly channel: string;
  readonly day: string;
  readonly minute: number;
  readonly openedAt: number;
}

/** What tells a right PIN; `wrong` tries so far, `until`: no try before that moment. */
export interface Pin {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly wrong: number;
  readonly until: number;
}

/** Why the server would rather not talk to this phone. */
export type Standing = "active" | "revoked" | "unknown";

/** What a phone keeps by name; `readable.ts` has what must vanish when it is dropped. */
export interface Facts {
  device: CryptoKeyPair;
  identity: Identity;
  intake: IntakeBundle;
  circle: Circle;
  /** The circle's key is not proven: no note is sealed to it. */
  doubt: boolean;
  seen: Seen;
  /** The newest intake key the server was told that we hold. */
  told: number;
  /** The day (its first millisecond, UTC) on which the server answered last. */
  heard: number;
  tests: readonly Testable[];
  shift: Shift;
  pin: Pin;
  sent: number;
  skew: boolean;
  standing: Standing;
  wiped: boolean;
}

/** A sealed record in the queue; `saved` is rounded to the minute. */
export interface Queued {
  readonly id: string;
  readonly key: number;
  readonly sealed: Uint8Array<ArrayBuffer>;
  readonly saved: number;
}

/** A record the server did not take; it stays sealed. */
export interface Refused extends Queued {
  readonly reason: string;
}

/** A reserved new code without its digits; the lowest `order` is given first. */
export interface PoolCode {
  readonly row: string;
  readonly order: number;
}

/** A contact, a result that was waited for, a shift's beginning or end, before it is sealed. */
export interface FieldRecord {
  readonly id: string;
  readonly type: "contact" | "test_result" | "shift_open" | "shift_close";
  readonly day: string;
  readonly minute: number | null;
  readonly shift: string;
  readonly site: string | null;
  readonly [more: string]: unknown;
}
