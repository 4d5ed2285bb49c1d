/** Choosing this computer's passkey for today, in the lock window and on the page of own keys. */
import { PasskeyError, armPasskey, makePasskey, ownPasskeys, secretOf } from "../vault/passkey.ts";
import type { Parts } from "../vault/wire.ts";

/**
 * Let this computer's passkey open again until tonight. With `make` a new one is made when none
 * of one's own is here; one that is here already is used. Throws PasskeyError, and as `call`.
 */
export async function armHere(make: boolean): Promise<void> {
  const { passkeys } = await ownPasskeys();
  const { id, secret } = await found();
  await armPasskey(id, secret);

  async function found(): ReturnType<typeof secretOf> {
    if (passkeys.length > 0 && !make) return secretOf(passkeys);
    try {
      return await makePasskey(passkeys);
    } catch (error) {
      if (error instanceof PasskeyError && error.why === "present") return secretOf(passkeys);
      throw error;
    }
  }
}

/** Why it did not work, in words that came with the page. */
export function wordsOfPasskey(known: Parts, error: PasskeyError): string {
  return known.text(error.why === "no-prf" ? "NoPrf" : "PasskeyDeclined");
}
