/** A client's code: nine digits and Damm's check digit; the twin of the server's kit.codes. */

// H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004 (table of order 10).
const TABLE = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
];

export function digitsOf(text: string): string {
  return text.replace(/\D/g, "").slice(0, 10);
}

/** Ten digits of which the last checks the others. */
export function isCode(text: string): boolean {
  if (!/^[0-9]{10}$/.test(text)) return false;
  return Array.from(text).reduce((row, digit) => TABLE[Number(row)]?.[Number(digit)] ?? "1", "0") === "0";
}

/** "1234567890" as people read it aloud: "123 456 789-0"; a part of it likewise. */
export function grouped(code: string): string {
  const front = [code.slice(0, 3), code.slice(3, 6), code.slice(6, 9)].filter(Boolean).join(" ");
  return code.length > 9 ? `${front}-${code.slice(9)}` : front;
}
