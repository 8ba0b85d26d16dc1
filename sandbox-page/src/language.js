/** The language of the page, and what else its reader has chosen: remembered where the browser lets it. */

/** @typedef {'zh' | 'en'} Language */
/** @typedef {{ zh: string, en: string }} Localized */

const LANGUAGE = "essc.language";
const LARGE = "essc.large-print";

/** @param {string} name */
function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    // Storage is denied: the page works, and asks again the next time.
    return null;
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // As above.
  }
}

/**
 * The language chosen before, else the first one of the browser's that there is.
 *
 * @returns {Language}
 */
export function language() {
  const chosen = recall(LANGUAGE);
  if (chosen === "zh" || chosen === "en") return chosen;
  const preferred = navigator.languages.find((one) => /^(zh|en)\b/i.test(one)) ?? "zh";
  return preferred.toLowerCase().startsWith("en") ? "en" : "zh";
}

/** @param {Language} chosen */
export function choose(chosen) {
  remember(LANGUAGE, chosen);
}

/** Whether letters are large. */
export function largePrint() {
  return recall(LARGE) === "yes";
}

/** @param {boolean} large */
export function chooseLargePrint(large) {
  remember(LARGE, large ? "yes" : "no");
}
