// What a wallet did, step by step: printed, and an error where a step ended otherwise than it must.
//
// A step that has to be refused is a step like any other: it fails when it is let through.

import { webcrypto } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What run_wallet.py hands every wallet: addresses, offers, and the folder for the cards. */
export const setting = JSON.parse(readFileSync(process.env.ESSC_FOREIGN_SETTING, "utf8"));

/** Does one thing and prints what `tell` says of the result, and what the server answered meanwhile. */
export async function step(what, work, tell = () => "") {
  answers.length = 0;
  let result;
  try {
    result = await work();
  } catch (error) {
    console.log(`  FAILED  ${what}`);
    throw error;
  }
  const told = tell(result);
  const answered = answers.length ? ` (${answers.join(", ")})` : "";
  console.log(`  passed  ${what}${told && `: ${told}`}${answered}`);
  return result;
}

/** Does one thing that must be refused; `word` gives what the refusal says, which must be `wanted`. */
export function refused(what, work, word, wanted) {
  const attempt = async () => {
    let error;
    try {
      await work();
    } catch (thrown) {
      error = thrown;
    }
    if (error === undefined) throw new Error("nothing was refused");
    const said = word(error);
    if (said !== wanted) throw new Error(`"${said}" instead of "${wanted}"`, { cause: error });
    return said;
  };
  return step(what, attempt, (said) => `refused, ${said}`);
}

/** Fails unless something is so. */
export function need(condition, what) {
  if (!condition) throw new Error(what);
}

/** A key as a browser makes it: its public form carries `ext` and `key_ops` beside the point. */
export async function deviceKey() {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pair = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const publicJwk = await webcrypto.subtle.exportKey("jwk", pair.publicKey);
  const sign = async (header, payload) => {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part(header)}.${part(payload)}`;
    const by = { name: "ECDSA", hash: "SHA-256" };
    const signature = await webcrypto.subtle.sign(by, pair.privateKey, Buffer.from(signed));
    return `${signed}.${Buffer.from(signature).toString("base64url")}`;
  };
  return { publicJwk, sign };
}

/** The last part of the path and the status of every answer in the step that is under way. */
export const answers = [];
const remember = (path, status) => answers.push(`${path.split("/").pop()} ${status}`);

/** `fetch` whose answers are remembered. */
export async function rememberingFetch(...request) {
  const response = await fetch(...request);
  remember(new URL(response.url).pathname, response.status);
  return response;
}

/** Remembers the answers to a library that brings its own `fetch`, over Node's module `https`. */
export function rememberHttps() {
  subscribe("http.client.response.finish", ({ request, response }) => {
    remember(request.path, response.statusCode);
  });
}

/** Keeps a card for run_wallet.py, which has it verified after the wallet has ended. */
export function keep(configuration, credential, publicJwk) {
  mkdirSync(setting.cards, { recursive: true });
  const card = { configuration, credential, device_key: publicJwk };
  writeFileSync(join(setting.cards, `${configuration}.json`), JSON.stringify(card));
}
