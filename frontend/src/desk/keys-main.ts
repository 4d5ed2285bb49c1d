/**
 * The desk's script on the few pages where keys are signed, split and brought back: all of the
 * desk, and what would only weigh on every other page.
 */
import { startCeremony } from "./ceremony.ts";
import "./main.ts";
import { startOfficers } from "./officers.ts";
import { startRecovery } from "./recovery.ts";

const features: [string, (root: HTMLElement) => void][] = [
  ["[data-ceremony]", startCeremony],
  ["[data-officers]", startOfficers],
  ["[data-recovery]", startRecovery],
];

for (const [selector, begin] of features) {
  for (const root of document.querySelectorAll<HTMLElement>(selector)) begin(root);
}
