/** The desk's script: each feature starts where its own data-attribute stands on the page. */
import { startAttachments } from "../attachments/panel.ts";
import { startAuthors } from "./authors-page.ts";
import { startCircles } from "./circles-page.ts";
import { startCopying } from "./copying.ts";
import { startForWhom } from "./for-whom.ts";
import { enhance } from "../kit/enhance.ts";
import { startJoining } from "./join.ts";
import { startLock, startLockingEverywhere } from "./lock.ts";
import { startToday } from "./own-keys.ts";
import { startOwnWords } from "./own-words.ts";
import { startPhraseChange } from "./phrase-change.ts";
import { startQuestionnaire } from "./questionnaire.ts";
import { startRootBanner } from "./root-banner.ts";
import { startPhoneCode } from "./phone-code.ts";
import { startSealedForms } from "./sealed-form.ts";
import { startSealedText } from "./sealed-text.ts";
import { startTrend } from "./self-check.ts";
import { startSignIn } from "./signin.ts";
import { startWatchingRegister } from "./signing.ts";
import { startHint } from "./uic.ts";

const features: [string, (root: HTMLElement) => void][] = [
  ["[data-sign-in]", startSignIn],
  ["[data-join]", startJoining],
  ["[data-lockstate]", startLock],
  ["[data-circles]", startCircles],
  ["[data-for-whom]", startForWhom],
  ["[data-authors]", startAuthors],
  ["[data-copying]", startCopying],
  ["[data-hint]", startHint],
  ["[data-phone-code]", startPhoneCode],
  ["[data-attachments]", startAttachments],
  ["[data-questionnaire]", startQuestionnaire],
  ["[data-today]", startToday],
  ["[data-trend]", startTrend],
  ["[data-own-words]", startOwnWords],
  ["[data-change-phrase]", startPhraseChange],
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

startRootBanner();
startSealedText();
startSealedForms();
startWatchingRegister();
