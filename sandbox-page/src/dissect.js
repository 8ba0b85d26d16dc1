/** A code taken apart: its bytes with the specification's names (protocol §4.1). Nothing is believed. */

/** @import { Localized } from './language.js' */

/**
 * @typedef {object} Field
 * @property {Localized} name
 * @property {string} bytes in hex
 * @property {string} value what they say, where that is a number, a time or a text
 * @property {'head' | 'card' | 'issuer' | 'code' | 'device'} of
 */

const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/**
 * Strict base45 (RFC 9285); null for a text that is none.
 *
 * @param {string} text
 */
export function base45(text) {
  if (text.length % 3 === 1) return null;
  const bytes = [];
  for (let at = 0; at < text.length; at += 3) {
    const digits = [...text.slice(at, at + 3)].map((one) => BASE45.indexOf(one));
    if (digits.includes(-1)) return null;
    const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (digits.length === 3) {
      if (value > 0xffff) return null;
      bytes.push(value >> 8, value & 0xff);
    } else {
      if (value > 0xff) return null;
      bytes.push(value);
    }
  }
  return Uint8Array.from(bytes);
}

/** Bytes of everything that is always there: 53 before the attributes, 133 after them. */
const LEAST = 53 + 64 + 3 + 2 + 64;

const PROFILES = ["validity", "entitlement", "masked", "identity"];
const PROTECTION = ["software", "trusted environment", "secure element"];
const FUNCTIONS = ["identity", "query", "medical", "transit", "payment", "disbursement"];

/**
 * The fields of a code of this version, in their order; null for any other text.
 *
 * @param {string} text
 * @returns {Field[] | null}
 */
export function dissect(text) {
  const bytes = text.startsWith("SSC1:") ? base45(text.slice(5).replace(/\r?\n$/, "")) : null;
  if (bytes === null || bytes.length < LEAST || bytes[0] !== 0x10) return null;
  const hasHint = ((bytes[1] ?? 0) & 1) === 1;
  const attributes = bytes.length - LEAST - (hasHint ? 2 : 0);
  if (attributes < 0) return null;
  const reader = new Reader(bytes);
  const { field } = reader;
  field("head", 1, "版本，套件", "version, suite", ([one = 0]) => `${one >> 4}, ${one & 15}`);
  field("head", 1, "出示内容等级，标志", "profile, flags", ([one = 0]) => {
    return `${PROFILES[one >> 4] ?? one >> 4}, ${(one & 15).toString(2).padStart(4, "0")}`;
  });
  field("card", 4, "发卡机构密钥的 kid", "kid of the issuer key");
  const nbf = field("card", 4, "卡凭证的 nbf", "card nbf", time);
  field("card", 2, "卡凭证的有效时长，分钟", "card lifetime, minutes", String);
  field("card", 2, "失效名单编号", "status list number", String);
  field("card", 3, "状态索引", "status index", String);
  field("card", 2, "功能", "functions", functions);
  field("card", 1, "max_code_age，秒", "max_code_age, seconds", String);
  field("card", 33, "设备密钥，SEC 1 压缩形式", "device key, SEC 1 compressed");
  if (attributes > 0) field("card", attributes, "属性", "attributes");
  field("issuer", 64, "发卡机构对卡凭证的签名", "issuer signature over the card");
  field("code", 3, "码的 iat − 卡凭证的 nbf，秒", "code iat − card nbf, seconds", (_, offset) => {
    return `${offset} → ${time(null, nbf + offset)}`;
  });
  field("code", 2, "场景", "scene", (_, scene) => String(scene).padStart(4, "0"));
  if (hasHint) field("code", 2, "挑战提示", "challenge hint");
  field("device", 64, "设备对码的签名", "device signature over the code");
  return reader.fields;
}

/** Reads fields one after the other. */
class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    /** @type {Field[]} */
    this.fields = [];
  }

  /**
   * Takes the next bytes; their number, the highest first.
   *
   * @param {Field["of"]} of
   * @param {number} length
   * @param {string} zh
   * @param {string} en
   * @param {(bytes: number[], number: number) => string} [say]
   */
  field = (of, length, zh, en, say = () => "") => {
    const taken = [...this.bytes.subarray(this.at, this.at + length)];
    this.at += length;
    const number = length <= 4 ? taken.reduce((sum, byte) => sum * 256 + byte, 0) : 0;
    const bytes = taken.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const value = say === String ? String(number) : say(taken, number);
    this.fields.push({ name: { zh, en }, bytes, value, of });
    return number;
  };
}

/**
 * @param {unknown} _
 * @param {number} seconds
 */
function time(_, seconds) {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/**
 * @param {unknown} _
 * @param {number} word
 */
function functions(_, word) {
  const loaded = FUNCTIONS.filter((_, at) => (word >> (6 + at)) & 1);
  const delegated = (word >> 5) & 1 ? ["delegated"] : [];
  return [`level ${word & 7}`, PROTECTION[(word >> 3) & 3] ?? "?", ...delegated, ...loaded].join(
    ", ",
  );
}
