/** What every worker's page gains from script. Each of its parts works without. */
import { listenToDialogs } from "./dialog.ts";
import { listenToSteppers, showSteppers } from "./stepper.ts";

const TOAST_STAYS_MS = 8000;

/** Lead a reader to the summary of what was wrong with the form just sent. */
function focusSummary(root: ParentNode): void {
  root.querySelector<HTMLElement>("[data-focus]")?.focus();
}

/** Take away what was said after a while; one with a way back stays. */
function fadeToasts(): void {
  for (const toast of document.querySelectorAll<HTMLElement>("#toasts > .toast")) {
    if (!toast.querySelector("form")) setTimeout(() => toast.remove(), TOAST_STAYS_MS);
  }
}

/** Start once, when the page is there; fragments that htmx brings are enhanced as they come. */
export function enhance(): void {
  listenToSteppers();
  listenToDialogs();
  showSteppers(document);
  focusSummary(document);
  fadeToasts();
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target instanceof Element) showSteppers(event.target);
  });
  document.addEventListener("ravny:swapped", (event) => {
    const form: unknown = event instanceof CustomEvent ? event.detail : null;
    if (form instanceof Element) showSteppers(form);
  });
}
