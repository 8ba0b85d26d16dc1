// The page's files: how large they are, and that every text is there in both languages.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";

import { base45, dissect } from "../src/dissect.js";
import { ACTS, ALL, AREAS, CARD_STATES, STATES } from "../src/texts.js";
import { ago, duration, misplacedKind, money } from "../src/words.js";

const src = new URL("../src/", import.meta.url);
const served = readdirSync(src).filter((name) => !name.endsWith(".d.ts"));
const content = (name) => readFileSync(new URL(name, src));

/** Texts whose names are words of docs/json.md. */
const DOCUMENTS = ["trust_list", "status_list", "catalogue"];

/** Most bytes of the whole page, compressed with brotli. */
const MOST = 60 * 1024;

test("the whole page is small", (t) => {
  const compress = (bytes) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  const sizes = served.map((name) => compress(content(name)));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  t.diagnostic(`${all} bytes of at most ${MOST}`);
  assert.ok(all <= MOST, `${all} bytes`);
});

test("every text is there in both languages, and each is used", () => {
  const scripts = served.filter((name) => name.endsWith(".js") && name !== "texts.js");
  const source = scripts.map((name) => content(name).toString()).join("\n");
  for (const [name, [zh, en, ...rest]] of Object.entries(ALL)) {
    assert.match(zh, /\p{Script=Han}|essc/u, name);
    assert.doesNotMatch(en, /\p{Script=Han}/u, name);
    assert.equal(rest.length, 0, name);
    const made = ["is_offer", "is_code", "is_request", "is_link", "is_other"].concat(DOCUMENTS);
    assert.ok(
      made.includes(name) || source.includes(`'${name}'`) || source.includes(`"${name}"`),
      `${name} is not used`,
    );
  }
  for (const words of [ACTS, STATES, CARD_STATES, AREAS]) {
    for (const [name, texts] of Object.entries(words)) {
      texts.forEach((one, at) =>
        assert.equal(/\p{Script=Han}/u.test(one), at % 2 === 0, `${name}: ${one}`),
      );
    }
  }
});

test("times and amounts are said in both languages", () => {
  assert.equal(duration("en", 3725), "1 h 2 min");
  assert.equal(duration("zh", 59), "59 秒");
  assert.equal(duration("en", 0), "0 s");
  assert.equal(duration("zh", 86400), "1 天");
  assert.equal(ago("en", 2), "just now");
  assert.equal(ago("zh", 90), "1 分钟 30 秒前");
  assert.equal(ago("en", -60), "in 1 min");
  assert.equal(money("en", 12350), "CNY 123.50");
  assert.equal(money("zh", 5), "0.05 元");
});

test("what was brought to the wrong place is known for what it is", () => {
  assert.equal(misplacedKind("openid-credential-offer://?x", "code"), "offer");
  assert.equal(misplacedKind(" SSC1:ABC", "offer"), "code");
  assert.equal(misplacedKind("SSCQ1:ABC", "code"), "request");
  assert.equal(misplacedKind("https://example.org/", "code"), "link");
  assert.equal(misplacedKind("weixin://x", "code"), "link");
  assert.equal(misplacedKind("SSC1:ABC", "code"), null);
  assert.equal(misplacedKind("ssc2:abc", "code"), null);
  assert.equal(misplacedKind("ＳＳＣ１：ＡＢＣ", "code"), null, "a scanner's setting");
  assert.equal(misplacedKind("", "code"), null);
  assert.equal(misplacedKind("00020101021229", "code"), "other");
  assert.equal(misplacedKind("nonsense", "offer"), null, "the wallet says what is wrong with it");
  assert.equal(misplacedKind("HC1:ABC", "code"), "other");
});

test("a code is taken apart as the specification lays it out, and nothing else is", () => {
  const sample = readFileSync(
    new URL("../../tests/vectors/sample-code.txt", import.meta.url),
    "utf8",
  );
  const fields = dissect(sample);
  const value = (name) => fields.find((one) => one.name.en === name)?.value;
  assert.equal(value("version, suite"), "1, 0");
  assert.equal(value("profile, flags"), "masked, 0000");
  assert.equal(value("scene"), "0502");
  assert.equal(value("max_code_age, seconds"), "60");
  const bytes = fields.reduce((sum, one) => sum + one.bytes.length / 2, 0);
  assert.equal(bytes, base45(sample.trimEnd().slice(5)).length);
  for (const other of ["", "SSC1:", "SSC2:AAA", "HC1:6BF", sample.slice(0, 200), `${sample}x`]) {
    assert.equal(dissect(other), null, other);
  }
  assert.deepEqual([...base45("QED8WEX0")], [...Buffer.from("ietf!")]);
  for (const wrong of ["A", "::", "GGW", "a00"]) assert.equal(base45(wrong), null, wrong);
});
