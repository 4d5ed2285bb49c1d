/** A decision is modal. Without script the same element opens as a popover. */

/** Open or shut a dialog by the button that names it in `popovertarget`. */
function answer(event: Event, button: HTMLButtonElement): void {
  const dialog = document.getElementById(button.getAttribute("popovertarget") ?? "");
  if (!(dialog instanceof HTMLDialogElement) || !("modal" in dialog.dataset)) return;
  event.preventDefault();
  if (button.getAttribute("popovertargetaction") === "hide") {
    dialog.close();
  } else if (!dialog.open) {
    dialog.removeAttribute("popover"); // an element cannot be both
    dialog.showModal();
  }
}

/** Listen once for the whole page. */
export function listenToDialogs(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest<HTMLButtonElement>("button[popovertarget]");
    if (button) answer(event, button);
  });
}
