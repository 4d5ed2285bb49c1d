/** The window a document is shown in. What it holds goes when it is closed and when notes lock. */
import type { Bytes } from "../vault/framing.ts";
import { type About, fileName } from "./header.ts";
import type { Pages } from "./pdf.ts";
import { kindOf } from "./sniff.ts";
import { noteSaving } from "./wire.ts";
import { type Panel, need, say } from "./words.ts";

const LARGER = 2;

/** Show an opened document; `bytes` are wiped when the window closes. */
export async function showDocument(
  panel: Panel,
  id: string,
  about: About,
  bytes: Bytes,
): Promise<void> {
  const dialog = panel.piece("window") as HTMLDialogElement;
  need(dialog, "[data-name]").textContent = about.name;
  panel.root.append(dialog);
  const url = URL.createObjectURL(new Blob([bytes], { type: about.type }));
  let pages: Pages | null = null;
  const close = (): void => dialog.close();
  dialog.addEventListener("close", () => {
    document.removeEventListener("ravny:locked", close);
    URL.revokeObjectURL(url);
    bytes.fill(0);
    void pages?.close();
    for (const canvas of dialog.querySelectorAll("canvas")) canvas.width = canvas.height = 0;
    dialog.remove();
  });
  document.addEventListener("ravny:locked", close);
  need(dialog, "[data-close]").addEventListener("click", close);
  offerSaving(panel, dialog, id, about, url);
  dialog.showModal();
  const kind = kindOf(about.type);
  try {
    if (kind === "pdf") {
      pages = await showPages(panel, dialog, bytes);
      if (!dialog.isConnected) await pages.close();
    } else if (kind === "image") await showPicture(dialog, about, url);
    else hear(dialog, url);
  } catch {
    say(need(dialog, "[data-failed]"), panel.text("unfitBroken"));
  }
}

async function showPicture(dialog: HTMLElement, about: About, url: string): Promise<void> {
  const picture = document.createElement("img");
  picture.alt = about.name;
  picture.src = url;
  need(dialog, "[data-shown]").append(picture);
  await picture.decode();
  enlarge(dialog, async () => undefined);
}

function hear(dialog: HTMLElement, url: string): void {
  const sound = document.createElement("audio");
  sound.controls = true;
  sound.src = url;
  need(dialog, "[data-shown]").append(sound);
}

async function showPages(panel: Panel, dialog: HTMLElement, bytes: Bytes): Promise<Pages> {
  const { urlPdf = "", urlPdfWorker = "", urlPdfParts = "" } = panel.root.dataset;
  const { openPdf } = (await import(urlPdf)) as typeof import("./pdf.ts");
  const pages = await openPdf(bytes, urlPdfWorker, urlPdfParts);
  const shown = need(dialog, "[data-shown]");
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  shown.append(canvas);
  let page = 1;
  let drawing = Promise.resolve();
  const draw = async (): Promise<void> => {
    const larger = dialog.hasAttribute("data-large") ? LARGER : 1;
    const words = panel.text("page", { page, pages: pages.count });
    need(dialog, "[data-page]").textContent = words;
    canvas.setAttribute("aria-label", words);
    need<HTMLButtonElement>(dialog, "[data-before]").disabled = page === 1;
    need<HTMLButtonElement>(dialog, "[data-after]").disabled = page === pages.count;
    await pages.draw(page, canvas, shown.clientWidth * larger);
  };
  const turn = (by: number): void => {
    page = Math.min(pages.count, Math.max(1, page + by));
    shown.scrollTop = 0;
    drawing = drawing.then(draw, draw);
  };
  need(dialog, "[data-before]").addEventListener("click", () => turn(-1));
  need(dialog, "[data-after]").addEventListener("click", () => turn(1));
  need(dialog, "[data-pages]").hidden = false;
  enlarge(dialog, () => {
    turn(0);
    return drawing;
  });
  await draw();
  return pages;
}

function enlarge(dialog: HTMLElement, redraw: () => Promise<void>): void {
  const button = need<HTMLButtonElement>(dialog, "[data-larger]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(dialog.toggleAttribute("data-large")));
    void redraw();
  });
}

/** A copy leaves the seal: a second press, and the journal knows before it is made. */
function offerSaving(
  panel: Panel,
  dialog: HTMLElement,
  id: string,
  about: About,
  url: string,
): void {
  const warning = need(dialog, "[data-warning]");
  need(dialog, "[data-save]").addEventListener("click", () => {
    warning.hidden = false;
    need(warning, "[data-not-now]").focus();
  });
  need(warning, "[data-not-now]").addEventListener("click", () => {
    warning.hidden = true;
  });
  need(warning, "[data-save-anyway]").addEventListener("click", () => {
    warning.hidden = true;
    noteSaving(id).then(
      () => {
        const link = document.createElement("a");
        link.href = url;
        link.download = fileName(about);
        link.click();
      },
      () => say(need(dialog, "[data-failed]"), panel.text("failed")),
    );
  });
}
