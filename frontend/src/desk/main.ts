/** The desk's script: each feature starts where its own data-attribute stands on the page. */
import { startCircles } from "./circles-page.ts";
import { enhance } from "../kit/enhance.ts";
import { startJoining } from "./join.ts";
import { startLock, startLockingEverywhere } from "./lock.ts";
import { startSealedForms } from "./sealed-form.ts";
import { startSealedText } from "./sealed-text.ts";
import { startSignIn } from "./signin.ts";
import { startHint } from "./uic.ts";

const features: [string, (root: HTMLElement) => void][] = [
  ["[data-sign-in]", startSignIn],
  ["[data-join]", startJoining],
  ["[data-lockstate]", startLock],
  ["[data-circles]", startCircles],
  ["[data-hint]", startHint],
  ["[data-lock-everywhere]", startLockingEverywhere],
];

function start(page: ParentNode): void {
  for (const [selector, begin] of features) {
    for (const root of page.querySelectorAll<HTMLElement>(selector)) begin(root);
  }
}

enhance();
start(document);
// A refused form came back as new elements, which nobody listens to yet.
document.addEventListener("ravny:swapped", (event) => {
  if (event instanceof CustomEvent && event.detail instanceof HTMLElement) start(event.detail);
});

startSealedText();
startSealedForms();
