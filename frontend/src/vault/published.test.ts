/**
 * Runs under `node --test` after bundling; tests/vault/test_published.py calls it.
 * RAVNY_VECTORS: the folder with published.json; RAVNY_MADE: envelopes around published secrets;
 * RAVNY_FRESH: where to write what was encapsulated here, for Python to open.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { argon2id } from "hash-wasm";
import { type Context, openSealed, publicKeyOf, signingKey, verifyKeyOf } from "./envelope.ts";
import { sign, verified } from "./signature.ts";
import { hex, unhex } from "./vectors.ts";

type Vector = Readonly<Record<string, string>>;
interface Ends {
  readonly source: string;
  readonly seed: string;
  readonly eseed: string;
  readonly public_key: readonly [string, string];
  readonly enc: readonly [string, string];
  readonly shared_secret: string;
}
interface Costs {
  readonly passes: number;
  readonly memory_kib: number;
  readonly lanes: number;
}
type Made = Context & { readonly seed: string; readonly content: string; readonly envelope: string };

const read = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;
const published = read<Record<string, Vector[]>>(
  join(process.env["RAVNY_VECTORS"] ?? "", "published.json"),
);
const each = <T>(name: string, about: (vector: T) => Promise<void>): void => {
  for (const vector of published[name] ?? [])
    test(`${name}: ${vector["source"]}`, () => about(vector as unknown as T));
};
const of = (vector: Vector, name: string) => unhex(vector[name] ?? "");
const bytes = (buffer: ArrayBuffer): string => hex(new Uint8Array(buffer));

async function encapsulated(seed: string, eseed: string): Promise<{ enc: string; secret: string }> {
  const kem = new XWing();
  const recipientPublicKey = await kem.deserializePublicKey((await publicKeyOf(unhex(seed))).buffer);
  const { enc, sharedSecret } = await kem.encap({ recipientPublicKey, ekm: unhex(eseed).buffer });
  return { enc: bytes(enc), secret: bytes(sharedSecret) };
}

each<Vector>("x_wing", async (vector) => {
  assert.equal(hex(await publicKeyOf(of(vector, "seed"))), vector["public_key"]);
  const { enc, secret } = await encapsulated(vector["seed"] ?? "", vector["eseed"] ?? "");
  assert.deepEqual([enc, secret], [vector["enc"], vector["shared_secret"]]);
});

const fresh: Record<string, string> = {};
each<Ends>("x_wing_ends", async ({ source, seed, eseed, public_key, enc, shared_secret }) => {
  const key = hex(await publicKeyOf(unhex(seed)));
  assert.ok(key.startsWith(public_key[0]) && key.endsWith(public_key[1]));
  const made = await encapsulated(seed, eseed);
  assert.ok(made.enc.startsWith(enc[0]) && made.enc.endsWith(enc[1]));
  assert.equal(made.secret, shared_secret);
  fresh[source] = made.enc;
  writeFileSync(process.env["RAVNY_FRESH"] ?? "", JSON.stringify(fresh));
});

each<Vector>("hpke", async (vector) => {
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
  const recipientKey = await suite.kem.deserializePrivateKey(of(vector, "private_key").buffer);
  const [enc, info] = [of(vector, "enc").buffer, of(vector, "info").buffer];
  const recipient = await suite.createRecipientContext({ recipientKey, enc, info });
  const opened = await recipient.open(of(vector, "ciphertext").buffer, of(vector, "aad").buffer);
  assert.equal(bytes(opened), vector["plaintext"]);
});

each<Vector>("ed25519", async (vector) => {
  const [seed, message] = [of(vector, "seed"), of(vector, "message")];
  assert.equal(hex(await verifyKeyOf(seed)), vector["public_key"]);
  const signature = await sign(await signingKey(seed), message);
  assert.equal(hex(signature), vector["signature"]);
  assert.equal(await verified(of(vector, "public_key"), signature, message), true);
  const other = Uint8Array.of(...message, 0);
  assert.equal(await verified(of(vector, "public_key"), signature, other), false);
});

each<Vector & Costs>("argon2id", async (vector) => {
  // hash-wasm takes no associated data: the RFC's own example is Python's alone.
  if (vector["ad"]) return;
  const hashed = await argon2id({
    password: of(vector, "password"),
    salt: of(vector, "salt"),
    iterations: vector.passes,
    memorySize: vector.memory_kib,
    parallelism: vector.lanes,
    hashLength: 32,
  });
  assert.equal(hashed, vector["output"]);
});

each<Vector>("hkdf", async (vector) => {
  const key = await crypto.subtle.importKey("raw", of(vector, "secret"), "HKDF", false, ["deriveBits"]);
  const parameters = { hash: "SHA-256", salt: of(vector, "salt"), info: of(vector, "info") };
  const size = (vector["output"]?.length ?? 0) * 4;
  const bits = await crypto.subtle.deriveBits({ name: "HKDF", ...parameters }, key, size);
  assert.equal(bytes(bits), vector["output"]);
});

each<Vector>("aes_gcm", async (vector) => {
  const parameters = { name: "AES-GCM", iv: of(vector, "nonce"), additionalData: of(vector, "aad") };
  const key = await crypto.subtle.importKey("raw", of(vector, "key"), "AES-GCM", false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt(parameters, key, of(vector, "plaintext"));
  assert.equal(bytes(sealed), vector["ciphertext"]);
});

for (const made of read<Made[]>(process.env["RAVNY_MADE"] ?? ""))
  test("an envelope around a published secret opens", async () => {
    const opened = await openSealed(unhex(made.seed), made, unhex(made.envelope));
    assert.equal(hex(opened.content), made.content);
  });
