/** Under Node: a whole chain from the root to an epoch, and every way in which it may be bent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { newSeed, publicKeyOf, verifyKeyOf } from "./envelope.ts";
import type { Bytes } from "./framing.ts";
import {
  type Proven,
  type RawCertificate,
  type RawProofs,
  prove,
  provenRoot,
  requireCertified,
  requireFitting,
  requireSigned,
  succeeds,
} from "./proofs.ts";
import { sign, signingKey } from "./signature.ts";
import { epochStatement, keyHash, personStatement, rootStatement } from "./statements.ts";

const [HOUSE, OFFICER, MEMBER, CIRCLE] = [1, 2, 3, 4].map(
  (end) => `018f0000-0000-7000-8000-00000000000${end}`,
) as [string, string, string, string];
const PLACE = `${CIRCLE}/2`;
const text = (bytes: Bytes): string => Buffer.from(bytes).toString("base64");

interface Made {
  readonly raw: RawProofs;
  readonly memberKey: Bytes;
  readonly epochKey: Bytes;
  readonly rootSeed: Bytes;
}

async function signed(seed: Bytes, said: Bytes): Promise<string> {
  return text(await sign(await signingKey(seed), said));
}

async function certificate(
  kind: "officer" | "member",
  subject: string,
  seeds: { by: Bytes; key: Bytes; own: Bytes },
): Promise<RawCertificate> {
  const hashed = await keyHash(seeds.key);
  const own = await verifyKeyOf(seeds.own);
  return {
    kind,
    subject,
    key_hash: text(hashed),
    signing_public: text(own),
    signed_by: kind === "officer" ? null : OFFICER,
    signature: await signed(seeds.by, personStatement(kind, HOUSE, subject, hashed, own)),
  };
}

async function made(): Promise<Made> {
  const [rootSeed, officer, member] = [newSeed(), newSeed(), newSeed()];
  const [officerKey, memberKey, epochKey, recovery] = await Promise.all(
    [newSeed(), newSeed(), newSeed(), newSeed()].map(publicKeyOf),
  ) as [Bytes, Bytes, Bytes, Bytes];
  const root = await verifyKeyOf(rootSeed);
  const raw: RawProofs = {
    root: {
      id: CIRCLE,
      organisation: HOUSE,
      root_public: text(root),
      recovery_public: text(recovery),
      signature: await signed(rootSeed, rootStatement(HOUSE, root, recovery)),
    },
    certificates: [
      await certificate("officer", OFFICER, { by: rootSeed, key: officerKey, own: officer }),
      await certificate("member", MEMBER, { by: officer, key: memberKey, own: member }),
    ],
    epochs: [
      {
        circle: CIRCLE,
        epoch: 2,
        public_key: text(epochKey),
        signed_by: MEMBER,
        signature: await signed(member, epochStatement(CIRCLE, 2, epochKey)),
      },
    ],
  };
  return { raw, memberKey, epochKey, rootSeed };
}

function bits(line: object): string[] {
  return Object.entries(line).flatMap(([name, value]) =>
    typeof value === "string" && value.length > 40 ? [name] : [],
  );
}

function flipped(value: string): string {
  const bytes = Buffer.from(value, "base64");
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes.toString("base64");
}

async function doubt(work: () => void | Promise<void>): Promise<string> {
  try {
    await work();
  } catch (error) {
    return (error as { doubt?: string }).doubt ?? String(error);
  }
  return "";
}

const sealing = (proven: Proven): Promise<string> => doubt(() => requireSigned(proven, PLACE));

test("an unbent chain proves the epoch and the colleague", async () => {
  const { raw, memberKey, epochKey } = await made();
  const proven = await prove(raw);
  requireSigned(proven, PLACE, epochKey);
  requireFitting(proven, PLACE, epochKey);
  await requireCertified(proven, MEMBER, memberKey);
  assert.equal(await doubt(() => requireSigned(proven, PLACE, memberKey)), "swapped");
  assert.equal(await doubt(() => requireFitting(proven, PLACE, memberKey)), "swapped");
  assert.equal(await doubt(() => requireSigned(proven, `${CIRCLE}/3`)), "unsigned");
  assert.equal(await doubt(() => requireCertified(proven, MEMBER, epochKey)), "swapped");
  assert.equal(await doubt(() => requireCertified(proven, HOUSE, memberKey)), "unsigned");
});

test("one changed bit anywhere in the chain is refused", async () => {
  const { raw } = await made();
  const lists = ["certificates", "epochs"] as const;
  for (const list of lists)
    for (const [place, line] of raw[list].entries())
      for (const name of bits(line)) {
        const bent = raw[list].map((one, at) =>
          at === place ? { ...one, [name]: flipped(one[name as never]) } : one,
        );
        assert.notEqual(await sealing(await prove({ ...raw, [list]: bent })), "", `${list} ${name}`);
      }
  for (const name of ["root_public", "recovery_public", "signature"] as const) {
    const root = { ...raw.root!, [name]: flipped(raw.root![name]) };
    assert.equal(await doubt(async () => void (await prove({ ...raw, root }))), "root", name);
  }
});

test("links of one kind do not stand for another, nor for another person or house", async () => {
  const { raw } = await made();
  const [officer, member] = raw.certificates as [RawCertificate, RawCertificate];
  const bends: [string, RawCertificate[]][] = [
    ["no officer", [member]],
    ["no member", [officer]],
    ["a member as officer", [officer, { ...member, kind: "officer", signed_by: null }]],
    ["an officer's as another's", [{ ...officer, subject: MEMBER }, member]],
    ["signed by somebody else", [officer, { ...member, signed_by: MEMBER }]],
  ];
  for (const [what, certificates] of bends)
    assert.notEqual(await sealing(await prove({ ...raw, certificates })), "", what);
  const house = { ...raw.root!, organisation: CIRCLE };
  assert.equal(await doubt(async () => void (await prove({ ...raw, root: house }))), "root");
});

test("a withdrawn certificate proves what was signed, and is given nothing new", async () => {
  const { raw, memberKey } = await made();
  const certificates = raw.certificates.map((one) => ({ ...one, withdrawn: true }));
  const proven = await prove({ ...raw, certificates });
  requireSigned(proven, PLACE);
  assert.equal(await doubt(() => requireCertified(proven, MEMBER, memberKey)), "unsigned");
});

test("an epoch of somebody whose keys are gone is read on and not sealed to", async () => {
  const { raw, epochKey } = await made();
  const proven = await prove({ ...raw, certificates: raw.certificates.slice(0, 1) });
  requireFitting(proven, PLACE, epochKey);
  assert.equal(await sealing(proven), "unsigned");
});

test("only the root before it makes a root a successor", async () => {
  const { raw, rootSeed } = await made();
  const next = (await made()).raw.root!;
  const said = rootStatement(
    HOUSE,
    new Uint8Array(Buffer.from(next.root_public, "base64")),
    new Uint8Array(Buffer.from(next.recovery_public, "base64")),
  );
  const pinned = new Uint8Array(Buffer.from(raw.root!.root_public, "base64"));
  assert.equal(await succeeds(await provenRoot(next), pinned), false);
  for (const [seed, follows] of [[rootSeed, true], [newSeed(), false]] as const) {
    const root = await provenRoot({ ...next, succession: await signed(seed, said) });
    assert.equal(await succeeds(root, pinned), follows);
  }
});
