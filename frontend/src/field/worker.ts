/** The service worker: the shell whole or not at all, sync never cached, the queue sent on. */
/// <reference lib="webworker" />
import { flush } from "./sync.ts";

declare const self: ServiceWorkerGlobalScope & {
  readonly __SHELL: { readonly version: string; readonly files: readonly string[] };
};

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

const PREFIX = "shell-";
const name = PREFIX + self.__SHELL.version;
const files = new Set(self.__SHELL.files);

/** All or nothing: a shell with half of a version's files would not start. */
async function install(): Promise<void> {
  const cache = await caches.open(name);
  await cache.addAll([...files].map((file) => new Request(file, { cache: "reload" })));
}

async function activate(): Promise<void> {
  for (const key of await caches.keys()) {
    if (key.startsWith(PREFIX) && key !== name) await caches.delete(key);
  }
  await self.clients.claim();
}

async function shell(request: Request, file: string): Promise<Response> {
  const cache = await caches.open(name);
  return (await cache.match(file)) ?? fetch(request);
}

/** A page in sight knows what may still be undone, so it sends; else we do. */
async function sync(): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window" });
  const inSight = windows.filter((client) => client.visibilityState === "visible");
  if (inSight.length > 0) {
    for (const client of inSight) client.postMessage("sync");
    return;
  }
  let outcome = await flush(new Set(), false);
  while (outcome.kind === "sent" && outcome.more) outcome = await flush(new Set(), false);
  for (const client of windows) client.postMessage("sent");
  // The browser asks again later, at its own pace.
  if (outcome.kind === "failed") throw new Error("sync");
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", ({ data }: ExtendableMessageEvent) => {
  if (data === "skipWaiting") void self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (files.has(pathname)) event.respondWith(shell(event.request, pathname));
});
self.addEventListener("sync", ((event: SyncEvent) => {
  if (event.tag === "sync") event.waitUntil(sync());
}) as EventListener);
