/**
 * Runs under `node --test` after bundling; tests/vault/test_browser_vectors.py calls it.
 * RAVNY_VECTORS is the folder of frozen vectors; RAVNY_FRESH, if set, a file to write new ones to.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { EnvelopeError, openSealed, publicKeyOf, sealTo } from "./envelope.ts";
import { normalisedAccount, normalisedPhrase, phraseSalt, phraseSecrets } from "./phrase.ts";
import { type Vector, allMade, hex, opened, unhex } from "./vectors.ts";

interface PhraseVector {
  phrase: string;
  normalised: string;
  account: string;
  normalised_account: string;
  instance: string;
  salt: string;
  login: string | null;
  wrapping: string | null;
}

const folder = process.env["RAVNY_VECTORS"] ?? "";
const read = <T>(name: string): T[] =>
  JSON.parse(readFileSync(join(folder, name), "utf8")) as T[];

for (const name of ["envelope.json", "envelope.browser.json"]) {
  for (const vector of read<Vector>(name)) {
    test(`${name}: ${vector.name} opens`, async () => {
      if (vector.public_key !== null)
        assert.equal(hex(await publicKeyOf(unhex(vector.key))), vector.public_key);
      assert.equal(await opened(vector), vector.content);
    });

    for (const [what, change] of Object.entries(changes(vector)))
      test(`${name}: ${vector.name} with ${what} never opens`, async () => {
        await assert.rejects(opened(change), EnvelopeError);
      });
  }
}

test("a signed payload under another key is refused with a code", async () => {
  const vector = read<Vector>("envelope.json").find(({ name }) => name === "signed");
  assert.ok(vector);
  const context = { ...vector, objectId: vector.object_id };
  await assert.rejects(
    openSealed(unhex(vector.key), context, unhex(vector.envelope), new Uint8Array(32).fill(1)),
    { code: "signature" },
  );
});

test("content above 16 MiB and a bad public key are refused with a code", async () => {
  const context = {
    circle: crypto.randomUUID(),
    epoch: 0,
    kind: "client.note",
    objectId: crypto.randomUUID(),
  };
  const content = new Uint8Array(2 ** 24);
  await assert.rejects(sealTo(new Uint8Array(1216), context, content), { code: "length" });
  const empty = new Uint8Array();
  await assert.rejects(sealTo(new Uint8Array(1216).fill(255), context, empty), { code: "key" });
  await assert.rejects(sealTo(empty, context, empty), { code: "key" });
});

for (const vector of read<PhraseVector>("phrase.json"))
  test(`phrase.json: ${JSON.stringify(vector.phrase)} gives equal bytes`, async () => {
    assert.equal(normalisedPhrase(vector.phrase), vector.normalised);
    assert.equal(normalisedAccount(vector.account), vector.normalised_account);
    assert.equal(hex(await phraseSalt(vector.instance, vector.account)), vector.salt);
    if (vector.login === null) return;
    const secrets = await phraseSecrets(vector.phrase, vector.instance, vector.account);
    assert.equal(hex(secrets.login), vector.login);
    assert.equal(hex(secrets.wrapping), vector.wrapping);
  });

const fresh = process.env["RAVNY_FRESH"];
if (fresh)
  test("new vectors are written for Python to open", async () => {
    writeFileSync(fresh, `${JSON.stringify(await allMade(), null, 1)}\n`);
  });

function changes(vector: Vector): Record<string, Vector> {
  const other = "00000000-0000-4000-8000-000000000000";
  const kind = vector.kind.startsWith("key.") ? "key.other" : "other.kind";
  const at = (index: number): Vector => {
    const bytes = unhex(vector.envelope);
    const place = index < 0 ? bytes.length + index : index;
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    return { ...vector, envelope: hex(bytes) };
  };
  return {
    "another circle": { ...vector, circle: other },
    "another epoch": { ...vector, epoch: 7 },
    "another kind": { ...vector, kind },
    "another object": { ...vector, object_id: other },
    "another version": at(0),
    "another suite": at(1),
    "a flipped circle bit": at(2),
    "a flipped epoch bit": at(21),
    "a flipped first body bit": at(22),
    "a flipped last bit": at(-1),
    "a missing byte": { ...vector, envelope: vector.envelope.slice(0, -2) },
    "nothing but a header": { ...vector, envelope: vector.envelope.slice(0, 44) },
  };
}
