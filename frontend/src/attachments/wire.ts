/** What this room asks of the server. A request that does not come through can be repeated. */
import type { Pen } from "../vault/authored.ts";
import type { Bytes } from "../vault/framing.ts";
import { LostConnection, Refused, SignedOut, parts } from "../vault/wire.ts";

const ROOT = "/attachments/";
const TICKET = "X-Ravny-Opening";
/** A piece on the slowest line somebody would still wait at. */
const PATIENCE_MS = 180_000;

/** What a browser begins an upload with. */
export interface Beginning {
  readonly id: string;
  readonly home: string;
  readonly subject: string;
  readonly about: string;
  readonly chunks: number;
}

/** Keep the header; answers which pieces are there. */
export async function begin(beginning: Beginning, stop: AbortSignal): Promise<number[]> {
  const body = new FormData();
  for (const [name, value] of Object.entries(beginning)) body.set(name, String(value));
  const answer = await ask("begin", { method: "POST", body }, stop);
  return ((await answer.json()) as { present: number[] }).present;
}

/** Let others see it: all pieces are there. A signed header comes with its author's entry. */
export async function finish(
  id: string,
  signed: { about: string; pen: Pen } | null,
  stop: AbortSignal,
): Promise<void> {
  const body = new FormData();
  if (signed) {
    body.set("about", signed.about);
    body.set("authored", JSON.stringify(signed.pen.entries));
  }
  await ask(`${id}/finish`, { method: "POST", body }, stop);
}

/** Which pieces of one's own document are there. */
export async function present(id: string): Promise<number[]> {
  const answer = await ask(`${id}/present`, {});
  return ((await answer.json()) as { present: number[] }).present;
}

/** Keep one piece. */
export async function put(
  id: string,
  index: number,
  sealed: Bytes,
  stop: AbortSignal,
): Promise<void> {
  await ask(`${id}/pieces/${index}`, { method: "PUT", body: sealed }, stop);
}

/** Be written down as who opens this; answers the ticket for its pieces. */
export async function noteOpening(id: string): Promise<string> {
  const answer = await ask(`${id}/opened`, { method: "POST" });
  return ((await answer.json()) as { ticket: string }).ticket;
}

/** Be written down as who takes a copy. */
export async function noteSaving(id: string): Promise<void> {
  await ask(`${id}/saved`, { method: "POST" });
}

/** One sealed piece. */
export async function piece(
  id: string,
  index: number,
  ticket: string,
  stop: AbortSignal,
): Promise<Bytes> {
  const answer = await ask(`${id}/pieces/${index}`, { headers: { [TICKET]: ticket } }, stop);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Delete a document, or what was begun; a pen has noted that its header is taken away. */
export async function forget(id: string, pen: Pen | null = null): Promise<void> {
  const body = new FormData();
  if (pen) body.set("authored", JSON.stringify(pen.entries));
  await ask(`${id}/delete`, { method: "POST", body });
}

/** The list of a place as the server draws it. */
export async function list(home: string, subject: string): Promise<string> {
  return (await ask(`at/${home}/${subject}/documents`, {})).text();
}

/** The words of a refusal, "" when it had none. */
export function wordsOf(error: unknown): string {
  return error instanceof Refused ? error.message : "";
}

async function ask(address: string, init: RequestInit, stop?: AbortSignal): Promise<Response> {
  const known = await parts();
  const token = known.root.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
  const own = { "X-CSRFToken": token?.value ?? "", "X-Ravny-Fetch": "1" };
  const headers = { ...own, ...(init.headers as Record<string, string> | undefined) };
  const ended = new AbortController();
  const end = (): void => ended.abort();
  const timer = setTimeout(end, PATIENCE_MS);
  stop?.addEventListener("abort", end);
  try {
    const options: RequestInit = { ...init, headers, cache: "no-store", redirect: "manual" };
    return await checked(await fetch(ROOT + address, { ...options, signal: ended.signal }));
  } catch (error) {
    if (error instanceof Refused || error instanceof SignedOut) throw error;
    throw new LostConnection();
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener("abort", end);
  }
}

async function checked(response: Response): Promise<Response> {
  if (response.type === "opaqueredirect") throw new SignedOut();
  if (response.ok) return response;
  const told = (await response.json().catch(() => ({}))) as { error?: string };
  throw new Refused(response.status, told.error ?? "", false);
}

/** Whether asking again may help: the line was cut, or the server has a bad moment. */
export function mayPass(error: unknown): boolean {
  const busy = error instanceof Refused && (error.status >= 500 || error.status === 429);
  return busy || error instanceof LostConnection;
}
