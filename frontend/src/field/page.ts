/** The page's parts: found once by what they are for, shown and filled, never worded here. */

/** The one element for which `[data-name]` holds. */
export function part<E extends HTMLElement = HTMLElement>(name: string, root?: ParentNode): E {
  const found = (root ?? document).querySelector<E>(`[data-${name}]`);
  if (!found) throw new Error(`data-${name}`);
  return found;
}

export function byId<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}

export type View = "home" | "late" | "register" | "pin" | "blank";

/** Show one view; the others cannot be reached by eye, finger or screen reader. */
export function show(view: View): void {
  for (const each of document.querySelectorAll<HTMLElement>("[data-view]")) {
    each.hidden = each.dataset["view"] !== view;
  }
  scrollTo({ top: 0 });
}

export function shows(view: View): boolean {
  return document.querySelector<HTMLElement>(`[data-view="${view}"]`)?.hidden === false;
}

/** Put text into every element that shows it. */
export function tell(name: string, text: string | number): void {
  for (const each of document.querySelectorAll(`[data-${name}]`)) each.textContent = String(text);
}

export function when(name: string, shown: boolean): void {
  for (const each of document.querySelectorAll<HTMLElement>(`[data-${name}]`)) {
    each.hidden = !shown;
  }
}

/** A word the page carries for us: `data-<word>` of an element. */
export function word(element: HTMLElement, name: string): string {
  return element.getAttribute(`data-${name}`) ?? "";
}

/** Say an error beside what it is about, or take it away. */
export function say(element: HTMLElement, text: string): void {
  element.textContent = text;
  element.hidden = text === "";
}

/** A copy of a template's first element. */
export function copyOf(template: HTMLElement): HTMLElement {
  const first = (template as HTMLTemplateElement).content.firstElementChild;
  return first?.cloneNode(true) as HTMLElement;
}

/** Every checked box of a name. */
export function checked(form: HTMLElement, name: string): string[] {
  const boxes = form.querySelectorAll<HTMLInputElement>(`[name="${name}"]:checked`);
  return Array.from(boxes, (box) => box.value);
}
