/** A new version waits until nobody is in the middle of something; the queue is not touched. */
import { part, when } from "./page.ts";

let asked = false;

function offer(registration: ServiceWorkerRegistration): void {
  when("update", registration.waiting !== null);
}

function takeOver(registration: ServiceWorkerRegistration): void {
  asked = true;
  registration.waiting?.postMessage("skipWaiting");
}

/** Another language is another version: fetch it, then take it at once. */
async function changeLanguage(
  link: HTMLAnchorElement,
  registration: ServiceWorkerRegistration,
): Promise<void> {
  await fetch(link.href, { redirect: "manual", cache: "no-store" });
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed") takeOver(registration);
    });
  });
  await registration.update();
}

/** The shell is kept in the language of this page, whatever the worker would ask for. */
async function keepLanguage(links: HTMLAnchorElement[]): Promise<void> {
  const own = links.find((link) => link.lang === document.documentElement.lang);
  if (own) await fetch(own.href, { redirect: "manual", cache: "no-store" });
}

/** Keep the shell on the phone and offer what is newer. */
export async function startUpdates(): Promise<void> {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  workers.addEventListener("controllerchange", () => {
    if (asked) location.reload();
  });
  const links = [...document.querySelectorAll<HTMLAnchorElement>("[data-language]")];
  if (!workers.controller) await keepLanguage(links).catch(() => undefined);
  const registration = await workers.register("/sw.js", { updateViaCache: "none" });
  offer(registration);
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", () => {
      if (workers.controller) offer(registration);
    });
  });
  part("update-now").addEventListener("click", () => takeOver(registration));
  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      void changeLanguage(link, registration).catch(() => undefined);
    });
  }
}
