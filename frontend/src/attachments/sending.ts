/** Sealed pieces on their way: one after the other, again when the line was cut, until they are there. */
import type { Bytes } from "../vault/framing.ts";
import { mayPass, put } from "./wire.ts";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** How it stands. */
export type State = "sending" | "waiting" | "paused";

/** Somebody gave it up. */
export class GivenUp extends Error {}

/** One document being sent. `tell` gets the state and how many pieces are there. */
export class Sending {
  readonly #tell: (state: State, done: number) => void;
  readonly #stop = new AbortController();
  #paused = false;
  #wake: () => void = () => undefined;
  #done = 0;

  constructor(tell: (state: State, done: number) => void) {
    this.#tell = tell;
  }

  /** Ends a request that is under way when somebody gives up. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Wait, or go on at once. */
  pause(paused: boolean): void {
    this.#paused = paused;
    this.#wake();
    if (paused) this.#tell("paused", this.#done);
  }

  /** Stop for good. */
  giveUp(): void {
    this.#stop.abort();
    this.#wake();
  }

  /** Send the pieces that are missing. Throws GivenUp, SignedOut, Refused. */
  async send(id: string, sealed: ReadonlyMap<number, Bytes>, pieces: number): Promise<void> {
    this.#done = pieces - sealed.size;
    for (const [index, piece] of sealed) {
      await this.patiently(() => put(id, index, piece, this.#stop.signal));
      this.#done += 1;
    }
    this.#tell("sending", this.#done);
  }

  /** Try until it comes through; wait longer each time, less when the line is back. */
  async patiently<T>(attempt: () => Promise<T>): Promise<T> {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
      await this.#turn();
      try {
        return await attempt();
      } catch (error) {
        if (this.#stop.signal.aborted) throw new GivenUp();
        if (!mayPass(error)) throw error;
      }
      if (!this.#paused) this.#tell("waiting", this.#done);
      await this.#sleep(wait);
    }
  }

  async #turn(): Promise<void> {
    while (this.#paused && !this.#stop.signal.aborted) await this.#sleep(null);
    if (this.#stop.signal.aborted) throw new GivenUp();
    this.#tell("sending", this.#done);
  }

  /** Until somebody wakes it; with a time, also until then or until the line is back. */
  #sleep(wait: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = wait === null ? undefined : setTimeout(() => this.#wake(), wait);
      this.#wake = () => {
        clearTimeout(timer);
        removeEventListener("online", this.#wake);
        resolve();
      };
      if (wait !== null) addEventListener("online", this.#wake);
    });
  }
}
