/** The desk's script: each feature starts where its own data-attribute stands on the page. */
import { startJoining } from "./join.ts";
import { startSignIn } from "./signin.ts";

const features: [string, (root: HTMLElement) => void][] = [
  ["[data-sign-in]", startSignIn],
  ["[data-join]", startJoining],
];

for (const [selector, start] of features) {
  for (const root of document.querySelectorAll<HTMLElement>(selector)) start(root);
}
