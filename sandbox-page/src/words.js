/** Sentences made of what the sandbox answers: what a code tells, how long ago, how much. */

/** @import { Language, Localized } from './language.js' */
/** @import { App, Disclosed, Profile } from './types.d.ts' */

import { AREAS, text } from "./texts.js";

/** @type {Record<Profile, Localized>} */
const WILL_DISCLOSE = {
  validity: {
    zh: "只有：持有有效的社保卡，以及发卡城市。没有姓名和号码。",
    en: "Only that you hold a valid card, and the city that issued it. No name, no number.",
  },
  entitlement: {
    zh: "只有：是否符合此处的优待条件，以及发卡城市。没有姓名和号码。",
    en: "Only whether you are entitled here, and the city that issued the card. No name, no number.",
  },
  masked: {
    zh: "遮住一部分的姓名和证件号，以及发卡城市。",
    en: "Your name and document number with parts hidden, and the city that issued the card.",
  },
  identity: {
    zh: "姓名、证件号、社保卡号和发卡城市，全部可见。",
    en: "Your full name, document number, card number, and the city that issued the card.",
  },
};

/** @type {Record<string, Localized>} */
const KINDS = {
  mainland: { zh: "公民身份号码", en: "citizen number" },
  residence_permit: { zh: "港澳台居民居住证", en: "residence permit" },
  foreign_permanent_resident: { zh: "外国人永久居留身份证", en: "permanent residence card" },
  passport: { zh: "护照", en: "passport" },
};

/** @type {Record<string, Localized>} */
const ANSWERS = {
  senior_60: { zh: "年满 60 岁", en: "aged 60 or over" },
  senior_65: { zh: "年满 65 岁", en: "aged 65 or over" },
  minor: { zh: "未成年人", en: "a minor" },
  resident: { zh: "本市居民", en: "a resident of the city" },
  disability: { zh: "持残疾人证", en: "has a disability certificate" },
};

/**
 * What a scene would be told, before anything is signed.
 *
 * @param {Language} language
 * @param {Profile} profile
 */
export function willDisclose(language, profile) {
  return WILL_DISCLOSE[profile][language];
}

/**
 * @param {Language} language
 * @param {string} kind
 */
export function kindName(language, kind) {
  return KINDS[kind]?.[language] ?? kind;
}

/**
 * @param {App} app
 * @param {string} region
 */
export function regionName({ texts, language }, region) {
  return texts.regions[region]?.[language] ?? region;
}

/**
 * @param {Language} language
 * @param {string} area
 */
export function areaName(language, area) {
  const names = AREAS[area];
  return names ? names[language === "zh" ? 0 : 1] : area;
}

/**
 * What a code tells: rows of what it is and what it says.
 *
 * @param {App} app
 * @param {Disclosed} disclosed
 * @returns {[string, string][]}
 */
export function disclosedRows(app, disclosed) {
  const { language } = app;
  /** @param {string} zh @param {string} en */
  const named = (zh, en) => (language === "zh" ? zh : en);
  /** @type {[string, string][]} */
  const rows = [[named("发卡城市", "Issued in"), regionName(app, disclosed.region)]];
  if (disclosed.name) rows.push([named("姓名", "Name"), disclosed.name]);
  if (disclosed.number)
    rows.push([capital(kindName(language, disclosed.kind ?? "")), disclosed.number]);
  if (disclosed.card_number) rows.push([named("卡号", "Card number"), disclosed.card_number]);
  if (disclosed.profile === "validity") {
    rows.push([named("结论", "Says"), named("持有有效的社保卡", "holds a valid card")]);
  }
  for (const answer of disclosed.answers ?? []) {
    rows.push([named("判断结果", "Answer"), ANSWERS[answer]?.[language] ?? answer]);
  }
  return rows;
}

/** @param {string} words */
export function capital(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * How long, in the one or two units that matter.
 *
 * @param {Language} language
 * @param {number} seconds
 */
export function duration(language, seconds) {
  const whole = Math.abs(Math.round(seconds));
  /** @type {[number, string, string][]} */
  const units = [
    [86400, "天", "d"],
    [3600, "小时", "h"],
    [60, "分钟", "min"],
    [1, "秒", "s"],
  ];
  const first = units.findIndex(([size]) => whole >= size);
  if (first < 0) return language === "zh" ? "0 秒" : "0 s";
  let rest = whole;
  const parts = [];
  for (const [size, zh, en] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${language === "zh" ? zh : en}`);
  }
  return parts.join(" ");
}

/**
 * When, seen from now.
 *
 * @param {Language} language
 * @param {number} seconds that have passed
 */
export function ago(language, seconds) {
  if (Math.abs(seconds) < 5) return language === "zh" ? "刚刚" : "just now";
  const long = duration(language, seconds);
  if (seconds < 0) return language === "zh" ? `${long}后` : `in ${long}`;
  return language === "zh" ? `${long}前` : `${long} ago`;
}

/**
 * A moment as people write it.
 *
 * @param {Language} language
 * @param {number | Date} moment seconds since 1970, or a date
 */
export function moment(language, moment) {
  const date = typeof moment === "number" ? new Date(moment * 1000) : moment;
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
  }).format(date);
}

/**
 * A time of day.
 *
 * @param {Language} language
 * @param {Date} date
 * @param {boolean} [withSeconds]
 */
export function timeOfDay(language, date, withSeconds = false) {
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: withSeconds ? "2-digit" : undefined,
  }).format(date);
}

/**
 * An amount of money.
 *
 * @param {Language} language
 * @param {number} fen
 */
export function money(language, fen) {
  const yuan = `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
  return language === "zh" ? `${yuan} 元` : `CNY ${yuan}`;
}

/** @typedef {'offer' | 'code' | 'request' | 'link' | 'other'} Kind */

/**
 * What a text is that was brought to the wrong place; null when it may be in the right one.
 *
 * @param {string} pasted
 * @param {Kind} wanted
 * @returns {Kind | null}
 */
export function misplacedKind(pasted, wanted) {
  const start = pasted.trim().toLowerCase();
  /** @type {[Kind, boolean][]} */
  const kinds = [
    ["offer", start.startsWith("openid-credential-offer:")],
    ["code", start.startsWith("ssc1:")],
    ["request", start.startsWith("sscq1:")],
    ["link", /^(https?|weixin|alipays?|wxp):/.test(start)],
    // At a gate, anything but what a scanner's setting made of a code, which the gate explains.
    ["other", wanted === "code" && start !== "" && !start.normalize("NFKC").startsWith("ssc")],
  ];
  const found = kinds.find(([, is]) => is)?.[0];
  return found === undefined || found === wanted ? null : found;
}

/**
 * The same in words.
 *
 * @param {Language} language
 * @param {string} pasted
 * @param {Kind} wanted
 */
export function misplaced(language, pasted, wanted) {
  const kind = misplacedKind(pasted, wanted);
  return kind && text(language, `is_${kind}`);
}
