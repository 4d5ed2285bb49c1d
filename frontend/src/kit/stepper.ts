/** Steppers: the number box works alone; with script it gets a button on each side. */

/** Change the box beside a pressed button, never below its minimum or above its maximum. */
function step(button: HTMLButtonElement): void {
  const box = button.parentElement?.querySelector("input");
  if (!box) return;
  const lowest = box.min === "" ? 0 : Number(box.min);
  const highest = box.max === "" ? Number.MAX_SAFE_INTEGER : Number(box.max);
  const wanted = Number(box.value || 0) + Number(button.dataset["by"]);
  box.value = String(Math.min(highest, Math.max(lowest, wanted)));
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Show the buttons of all steppers below `root`. */
export function showSteppers(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>(".stepper > button[data-by]")) {
    button.hidden = false;
  }
}

/** Listen once for the whole page. */
export function listenToSteppers(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest<HTMLButtonElement>(".stepper > button[data-by]");
    if (button) step(button);
  });
}
