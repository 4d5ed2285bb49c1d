/** A questionnaire shows and hides questions as answers are given; without script the server does. */

type Rule = readonly { readonly question: string; readonly codes: ReadonlySet<string> }[];

/** "therapy=taking paused; low=half" as a rule: each question has one of its answers. */
export function ruleOf(text: string): Rule {
  return text
    .split(";")
    .map((part) => part.split("="))
    .flatMap(([question = "", codes = ""]) =>
      codes ? [{ question: question.trim(), codes: new Set(codes.trim().split(" ")) }] : [],
    );
}

function answersOf(question: HTMLElement | undefined): string[] {
  if (!question || question.hidden) return [];
  return [...question.querySelectorAll<HTMLInputElement>("input:checked")].map((box) => box.value);
}

/** Start where the page has `[data-questionnaire]`. Questions ask only about ones before them. */
export function startQuestionnaire(form: HTMLElement): void {
  const questions = [...form.querySelectorAll<HTMLFieldSetElement>("[data-question]")];
  const byCode = new Map(questions.map((one) => [one.dataset["question"] ?? "", one]));

  const settle = (): void => {
    for (const question of questions) {
      const rule = ruleOf(question.dataset["showIf"] ?? "");
      const isAsked = rule.every((part) =>
        answersOf(byCode.get(part.question)).some((code) => part.codes.has(code)),
      );
      // What is disabled is not sent, so the server knows which questions stood here.
      question.hidden = question.disabled = !isAsked;
    }
    for (const section of form.querySelectorAll<HTMLElement>("[data-section]")) {
      section.hidden = !section.querySelector("[data-question]:not([hidden])");
    }
  };
  form.addEventListener("change", settle);
  settle();
}
