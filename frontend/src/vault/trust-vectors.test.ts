/** Under Node: the frozen sheets and statements of tests/vault/vectors/trust.json, and fresh ones. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { newSeed, publicKeyOf, verifyKeyOf } from "./envelope.ts";
import type { Bytes } from "./framing.ts";
import { combine, keysOf, read, split, written } from "./shares.ts";
import { signingKey } from "./signature.ts";
import {
  NO_STATEMENT,
  authoredStatement,
  epochStatement,
  keyHash,
  personStatement,
  phoneStatement,
  rootStatement,
} from "./statements.ts";
import { hex, unhex } from "./vectors.ts";

interface Vector {
  seed: string;
  signing_seed: string;
  recovery_seed: string;
  root_public: string;
  recovery_public: string;
  shares: string[];
  sheets: string[][];
  house: string;
  person: string;
  phone: string;
  circle: string;
  statements: Record<string, { said: string; signature: string }>;
}

type Ids = Pick<Vector, "house" | "person" | "phone" | "circle">;

const frozen = JSON.parse(readFileSync(process.env["RAVNY_VECTORS"] ?? "", "utf8")) as Vector;

async function saidOf(ids: Ids, root: Bytes, recovery: Bytes): Promise<Record<string, Bytes>> {
  const { house, person, phone, circle } = ids;
  const hashed = await keyHash(recovery);
  const entry = {
    author: person,
    counter: 2n ** 63n + 1n,
    circle,
    kind: "client.note",
    objectId: phone,
    digest: hashed,
    previous: NO_STATEMENT,
  };
  return {
    root: rootStatement(house, root, recovery),
    officer: personStatement("officer", house, person, hashed, root),
    member: personStatement("member", house, person, hashed, root),
    phone: phoneStatement(house, phone, person, hashed),
    epoch: epochStatement(circle, 2 ** 32 - 1, recovery),
    authored: authoredStatement(entry),
  };
}

test("any two frozen sheets give the seed, and the seed every key", async () => {
  const root = unhex(frozen.root_public);
  const parts = [];
  for (const rows of frozen.sheets) parts.push(await read(rows, root));
  assert.deepEqual(parts.map(hex), frozen.shares);
  for (const [place, part] of parts.entries()) {
    assert.deepEqual(await written(part, root), frozen.sheets[place]);
    const other = parts[(place + 1) % parts.length] as Bytes;
    assert.equal(hex(await combine([part, other])), frozen.seed);
  }
  const keys = await keysOf(unhex(frozen.seed));
  assert.equal(hex(keys.signingSeed), frozen.signing_seed);
  assert.equal(hex(keys.recoverySeed), frozen.recovery_seed);
  assert.equal(hex(await publicKeyOf(keys.recoverySeed)), frozen.recovery_public);
  assert.equal(hex(await verifyKeyOf(keys.signingSeed)), frozen.root_public);
});

test("every statement is the same byte for byte, and so is its signature", async () => {
  const root = unhex(frozen.root_public);
  const said = await saidOf(frozen, root, unhex(frozen.recovery_public));
  const key = await signingKey(unhex(frozen.signing_seed));
  for (const [name, bytes] of Object.entries(said)) {
    assert.equal(hex(bytes), frozen.statements[name]?.said, name);
    const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", key, bytes));
    assert.equal(hex(signature), frozen.statements[name]?.signature, name);
  }
});

test("new sheets and statements for Python to understand", async () => {
  const seed = newSeed();
  const keys = await keysOf(seed);
  const root = await verifyKeyOf(keys.signingSeed);
  const recovery = await publicKeyOf(keys.recoverySeed);
  const key = await signingKey(keys.signingSeed);
  const { house, person, phone, circle } = frozen;
  const parts = await split(seed);
  const sheets = [];
  for (const part of parts) sheets.push(await written(part, root));
  const statements: Vector["statements"] = {};
  for (const [name, bytes] of Object.entries(await saidOf(frozen, root, recovery))) {
    const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", key, bytes));
    statements[name] = { said: hex(bytes), signature: hex(signature) };
  }
  const fresh: Vector = {
    seed: hex(seed),
    signing_seed: hex(keys.signingSeed),
    recovery_seed: hex(keys.recoverySeed),
    root_public: hex(root),
    recovery_public: hex(recovery),
    shares: parts.map(hex),
    sheets,
    house,
    person,
    phone,
    circle,
    statements,
  };
  writeFileSync(process.env["RAVNY_FRESH"] ?? "", JSON.stringify(fresh));
});
