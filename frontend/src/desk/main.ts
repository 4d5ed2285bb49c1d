/** The desk's script: each feature starts where its own data-attribute stands on the page. */
import { startCircles } from "./circles-page.ts";
import { enhance } from "../kit/enhance.ts";
import { startJoining } from "./join.ts";
import { startLock } from "./lock.ts";
import { startSealedForms } from "./sealed-form.ts";
import { startSealedText } from "./sealed-text.ts";
import { startSignIn } from "./signin.ts";

const features: [string, (root: HTMLElement) => void][] = [
  ["[data-sign-in]", startSignIn],
  ["[data-join]", startJoining],
  ["[data-lockstate]", startLock],
  ["[data-circles]", startCircles],
];

enhance();
for (const [selector, start] of features) {
  for (const root of document.querySelectorAll<HTMLElement>(selector)) start(root);
}

startSealedText();
startSealedForms();
