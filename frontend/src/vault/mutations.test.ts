/**
 * Runs under `node --test` after bundling; tests/vault/test_mutations_browser.py calls it.
 * RAVNY_TRIES: lines of JSON, each a mutated envelope, where it is presented, and Python's refusal.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Bytes, type Context, EnvelopeError, openKey, openSealed, unwrap } from "./envelope.ts";

interface Try {
  attack: string;
  suite: 1 | 2;
  context: Context;
  key: string;
  verify: string | null;
  envelope: string;
  code: string;
}

const lines = readFileSync(process.env["RAVNY_TRIES"] ?? "", "utf8").trim().split("\n");

test("the browser's code refuses each mutation, for the reason that Python gives", async () => {
  const wrong: unknown[] = [];
  let opened = 0;
  for (const line of lines) {
    const attempt = JSON.parse(line) as Try;
    const code = await codeOf(attempt);
    if (code === "OPENED") opened += 1;
    if (code !== attempt.code) wrong.push({ ...attempt, code, python: attempt.code });
  }
  assert.deepEqual(wrong.slice(0, 3), []);
  assert.equal(opened, lines.filter((line) => line.includes('"code": "OPENED"')).length);
  console.log(`${lines.length} tries, ${opened} opened`);
});

async function codeOf(attempt: Try): Promise<string> {
  try {
    await openIt(attempt);
  } catch (error) {
    return error instanceof EnvelopeError ? error.code : String(error);
  }
  return "OPENED";
}

function openIt({ suite, context, key, verify, envelope }: Try): Promise<unknown> {
  if (suite === 2) return unwrap(octets(key), context, octets(envelope));
  if (context.kind.startsWith("key.")) return openKey(octets(key), context, octets(envelope));
  const verifyKey = verify === null ? undefined : octets(verify);
  return openSealed(octets(key), context, octets(envelope), verifyKey);
}

function octets(base64: string): Bytes {
  return Uint8Array.from(Buffer.from(base64, "base64"));
}
