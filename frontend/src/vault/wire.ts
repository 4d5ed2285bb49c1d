/** What unlocking asks of the server: one small page of addresses and words, then JSON. */
import type { Bytes } from "./framing.ts";

const PARTS = "/vault/lock";

/** The request did not reach the server: nothing is lost, it can be repeated. */
export class LostConnection extends Error {}

/** The server no longer knows who asks. */
export class SignedOut extends Error {}

/** The server refused, with its words. */
export class Refused extends Error {
  readonly status: number;
  /** Six digits would open again. */
  readonly pin: boolean;

  constructor(status: number, message: string, pin: boolean) {
    super(message);
    this.status = status;
    this.pin = pin;
  }
}

/** What `/vault/lock` carries: whose it is, addresses, words, the window to type in. */
export interface Parts {
  readonly root: HTMLElement;
  readonly account: string;
  readonly accountName: string;
  readonly instance: string;
  readonly idleSeconds: number;
  readonly hasKeys: boolean;
  url(name: string): string;
  text(name: string): string;
}

interface Refusal {
  readonly error?: string;
  readonly pin?: boolean;
}

let asked: Promise<Parts> | null = null;

/** Ask once per page; a failed request is asked again next time. */
export function parts(): Promise<Parts> {
  asked ??= load().catch((error: unknown) => {
    asked = null;
    throw error;
  });
  return asked;
}

async function load(): Promise<Parts> {
  const response = await reach(PARTS, {});
  if (response.status >= 500) throw new Refused(response.status, "", false);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const root = page.querySelector<HTMLElement>("[data-vault-parts]");
  if (!root) throw new SignedOut();
  const words = root.dataset;
  return {
    root,
    account: words["account"] ?? "",
    accountName: words["accountName"] ?? "",
    instance: words["instance"] ?? "",
    idleSeconds: Number(words["idleSeconds"]),
    hasKeys: "hasKeys" in words,
    url: (name) => words[`url${name}`] ?? "",
    text: (name) => words[`text${name}`] ?? "",
  };
}

/** Send and read JSON. Throws LostConnection, SignedOut, Refused. */
export async function call<T>(method: string, name: string, body?: unknown, query = ""): Promise<T> {
  return callAt(method, (await parts()).url(name) + query, body);
}

/** The same at an address that stands on the page itself. */
export async function callAt<T>(method: string, address: string, body?: unknown): Promise<T> {
  const known = await parts();
  const token = known.root.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token?.value ?? "" };
  // What is taken back is taken back, even when somebody leaves the page at once.
  const init: RequestInit = { method, headers, keepalive: method === "DELETE" };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await reach(address, init);
  if (response.status === 204) return {} as T;
  const answer = (await response.json().catch(() => null)) as (T & Refusal) | null;
  if (!response.ok) throw new Refused(response.status, answer?.error ?? "", answer?.pin === true);
  // Cut off after its head, as when somebody leaves the page: no answer at all, not an empty one.
  if (answer === null) throw new LostConnection();
  return answer;
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { ...init, cache: "no-store", redirect: "manual" });
  } catch {
    throw new LostConnection();
  }
  if (response.type === "opaqueredirect") throw new SignedOut();
  return response;
}

/** Bytes as base64, in pieces: a call takes only so many arguments. */
export function base64(bytes: Bytes): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

/** The bytes of a base64 text. */
export function bytesOf(text: string): Bytes {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
