/** A document from a person's hand to the server: made ready, sealed, wiped here, then sent. */
import { Pen, headOf } from "../vault/authored.ts";
import type { Bytes } from "../vault/framing.ts";
import { type Target, sealText } from "../vault/sealed.ts";
import { opened } from "../vault/session.ts";
import { Refused } from "../vault/wire.ts";
import { signerOfForm } from "../desk/signing.ts";
import { wordsFor } from "../desk/unlock.ts";
import { dayId } from "../field/ids.ts";
import { type Clean, cleaned } from "./clean.ts";
import { ABOUT, type About, aboutText, plainName } from "./header.ts";
import { begunBefore } from "./list.ts";
import { digest, piecesFor, sealPiece } from "./pieces.ts";
import { GivenUp, Sending, type State } from "./sending.ts";
import { kindOf } from "./sniff.ts";
import { Unfit } from "./unfit.ts";
import { begin, finish, forget, present, wordsOf } from "./wire.ts";
import { type Panel, advance, need, say } from "./words.ts";

const REFUSED = 422;

/** A document whose pieces wait to be sealed and sent. */
interface Begun {
  readonly id: string;
  readonly about: About;
  readonly missing: readonly number[];
}

/** Sends one file after the other; `grown` is called when the list has one more. */
export class Adding {
  readonly #panel: Panel;
  readonly #target: Target;
  readonly #grown: () => Promise<void>;
  #queue: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(panel: Panel, target: Target, grown: () => Promise<void>) {
    this.#panel = panel;
    this.#target = target;
    this.#grown = grown;
    addEventListener("beforeunload", (event) => {
      if (this.#waiting > 0) event.preventDefault();
    });
  }

  /** Take files in; `name` where they have none of their own. */
  add(files: Iterable<Blob>, name = ""): void {
    for (const file of files) {
      const own = file instanceof File && !name ? file.name : name;
      this.#waiting += 1;
      this.#queue = this.#queue
        .then(() => this.#one(file, own))
        .finally(() => {
          this.#waiting -= 1;
        });
    }
  }

  async #one(file: Blob, name: string): Promise<void> {
    const row = this.#panel.piece("row");
    need(this.#panel.root, "[data-attachment-sendings]").append(row);
    const words = need(row, "[data-words]");
    need(row, "[data-name]").textContent = plainName(name);
    words.textContent = this.#panel.text("preparing");
    try {
      // Asked before it is sent: afterwards nobody may be there to answer.
      if ((await signerOfForm()) === null) throw new GivenUp();
      const clean = await cleaned(file);
      const shown = plainName(name) || this.#defaultName(clean);
      need(row, "[data-name]").textContent = shown;
      await this.#send(clean, shown, row);
      row.remove();
      this.#status(this.#panel.text("done", { name: shown }));
      await this.#grown();
    } catch (error) {
      await this.#failed(row, error);
    }
  }

  #defaultName(clean: Clean): string {
    const words = { image: "photo", pdf: "document", audio: "voice" }[kindOf(clean.type)];
    return this.#panel.text(words);
  }

  async #send(clean: Clean, name: string, row: HTMLElement): Promise<void> {
    const sending = new Sending((state, done) => this.#show(row, state, done));
    const { bytes, type } = clean;
    row.dataset["pieces"] = String(piecesFor(bytes.length));
    this.#buttons(row, sending);
    let begun: Begun | null = null;
    try {
      begun = await this.#begin(sending, { name, type, bytes });
      const { id, about } = begun;
      row.dataset["id"] = id;
      say(need(row, "[data-words]"), this.#panel.text("sealing"));
      const sealed = new Map<number, Bytes>();
      for (const index of begun.missing) {
        sealed.set(index, await sealPiece(about.key, id, bytes, about.chunks, index));
      }
      // From here on only sealed pieces are left of it, however long the line is cut.
      bytes.fill(0);
      await sending.send(id, sealed, about.chunks);
      await this.#finish(sending, id, about);
    } catch (error) {
      if (error instanceof GivenUp && begun) await forget(begun.id).catch(() => undefined);
      throw error;
    } finally {
      bytes.fill(0);
      begun?.about.key.fill(0);
    }
  }

  /** Go on with one's own that stopped half way when it is the same file, else begin anew. */
  async #begin(
    sending: Sending,
    file: { name: string; type: About["type"]; bytes: Bytes },
  ): Promise<Begun> {
    const sha256 = await digest(file.bytes);
    const before = await begunBefore(this.#panel, sha256);
    if (before) {
      const there = await sending.patiently(() => present(before.id));
      return { ...before, missing: indices(before.about.chunks, there) };
    }
    const id = dayId();
    const { name, type, bytes } = file;
    const key = crypto.getRandomValues(new Uint8Array(32));
    const chunks = piecesFor(bytes.length);
    const about = { name, type, length: bytes.length, chunks, sha256, key };
    const header = await sending.patiently(() =>
      sealText(this.#target, ABOUT, id, aboutText(about)),
    );
    const { home, subject } = this.#panel;
    const beginning = { id, home, subject, about: header, chunks };
    const there = await sending.patiently(() => begin(beginning, sending.stopped));
    return { id, about, missing: indices(chunks, there) };
  }

  /**
   * Show it to others, signed if the notes are still open; one that took long enough for them to
   * lock is better unsigned than lost.
   */
  async #finish(sending: Sending, id: string, about: About): Promise<void> {
    const sign = async (): Promise<{ about: string; pen: Pen } | null> => {
      const keyring = opened();
      if (!keyring) return null;
      const pen = await Pen.of(keyring);
      return { about: await sealText(this.#target, ABOUT, id, aboutText(about), pen), pen };
    };
    const end = async (): Promise<void> => finish(id, await sign(), sending.stopped);
    await sending.patiently(() =>
      end().catch((error: unknown) => {
        // Something else was written in another window meanwhile: once more with the next number.
        if (error instanceof Refused && error.status === REFUSED) return end();
        throw error;
      }),
    );
    const author = opened()?.account;
    if (author) await headOf(author).catch(() => null);
  }

  #buttons(row: HTMLElement, sending: Sending): void {
    const pause = need<HTMLButtonElement>(row, "[data-pause]");
    pause.addEventListener("click", () => {
      const paused = pause.toggleAttribute("data-paused");
      pause.textContent = this.#panel.text(paused ? "goOn" : "pause");
      sending.pause(paused);
    });
    need(row, "[data-give-up]").addEventListener("click", () => sending.giveUp());
  }

  #show(row: HTMLElement, state: State, done: number): void {
    const all = Number(row.dataset["pieces"] ?? 0);
    const words = this.#panel.text(state, { done, all });
    say(need(row, "[data-words]"), words);
    advance(need(row, "[data-bar]"), done, all, words);
  }

  async #failed(row: HTMLElement, error: unknown): Promise<void> {
    if (error instanceof GivenUp) {
      row.remove();
      this.#status(this.#panel.text("givenUp"));
      await this.#grown();
      return;
    }
    const why = error instanceof Unfit ? this.#panel.text(unfit(error)) : wordsOf(error);
    need(row, ".what").replaceChildren(this.#panel.icon("alert"));
    const words = need(row, "[data-words]");
    words.className = "failed";
    words.setAttribute("role", "alert");
    say(words, why || (await wordsFor(error)) || this.#panel.text("failed"));
    need(row, "[data-bar]").hidden = true;
    need(row, "[data-pause]").hidden = true;
    need(row, "[data-give-up]").replaceWith(this.#closing(row));
    await this.#grown();
  }

  #closing(row: HTMLElement): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn plain";
    button.textContent = this.#panel.text("close");
    button.addEventListener("click", () => row.remove());
    return button;
  }

  #status(words: string): void {
    say(this.#panel.root.querySelector("[data-attachment-status]"), words);
  }
}

function unfit(error: Unfit): string {
  return `unfit${error.why.slice(0, 1).toUpperCase()}${error.why.slice(1)}`;
}

function indices(all: number, there: readonly number[]): number[] {
  const known = new Set(there);
  return Array.from({ length: all }, (_, index) => index).filter((index) => !known.has(index));
}
