/** Why a file is not taken; the page has the words. */
export type Why =
  | "heic"
  | "unknown"
  | "video"
  | "large"
  | "broken"
  | "comments"
  | "empty"
  | "canvas";

/** A file that is not taken. */
export class Unfit extends Error {
  readonly why: Why;

  constructor(why: Why) {
    super(why);
    this.why = why;
  }
}
