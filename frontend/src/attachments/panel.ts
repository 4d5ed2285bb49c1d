/** The documents of a client, a referral, a test: shown, opened, added. */
import { Adding } from "./adding.ts";
import { refresh, startList } from "./list.ts";
import { startOpening } from "./opening.ts";
import { startVoice } from "./voice.ts";
import { need, panelOf } from "./words.ts";

/** Start where the page has `[data-attachments]`. */
export function startAttachments(root: HTMLElement): void {
  const panel = panelOf(root);
  startList(panel);
  startOpening(panel);
  const { circle, epoch, key } = root.dataset;
  const place = root.querySelector<HTMLElement>("[data-attachment-add]");
  if (!place || !circle || !epoch || !key) return;
  const target = { circle, epoch: Number(epoch), key };
  const adding = new Adding(panel, target, () => refresh(panel));
  place.hidden = false;
  listenToFiles(root, adding);
  startVoice(panel, (sound) => adding.add([sound], panel.text("voice")));
}

function listenToFiles(root: HTMLElement, adding: Adding): void {
  const input = need<HTMLInputElement>(root, "[data-attachment-file]");
  input.addEventListener("change", () => {
    adding.add([...(input.files ?? [])]);
    input.value = ""; // so that the same file can be chosen again
  });
  root.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    root.dataset["over"] = "";
  });
  root.addEventListener("dragleave", () => delete root.dataset["over"]);
  root.addEventListener("drop", (event) => {
    delete root.dataset["over"];
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    adding.add([...event.dataTransfer.files]);
  });
}
