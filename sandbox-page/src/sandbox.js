/** The sandbox behind the page: its calls, and its state as it changes. */

/** @import { Localized } from './language.js' */
/** @import { State } from './types.d.ts' */

/** Milliseconds between two looks at the state. */
const LOOK = 2500;

/** Why a call was not done, in words for people. */
export class CallError extends Error {
  /**
   * @param {string} word for the page
   * @param {Localized} texts
   */
  constructor(word, texts) {
    super(texts.en);
    this.word = word;
    this.texts = texts;
  }
}

const UNREACHABLE = new CallError("unreachable", {
  zh: "沙箱没有应答：运行 essc sandbox 的终端还在吗？",
  en: "The sandbox does not answer: is the terminal still running essc sandbox?",
});

/**
 * Asks the sandbox.
 *
 * @param {string} path below `/sandbox/`
 * @param {object} [body] none: only reads
 * @returns {Promise<any>}
 */
export function call(path, body) {
  return body === undefined ? send(path) : send(path, "application/json", JSON.stringify(body));
}

/**
 * Has the sandbox read a picture.
 *
 * @param {string} path below `/sandbox/`
 * @param {Blob} picture
 * @returns {Promise<any>}
 */
export function read(path, picture) {
  return send(path, "application/octet-stream", picture);
}

/**
 * @param {string} path
 * @param {string} [type]
 * @param {BodyInit} [body]
 */
async function send(path, type, body) {
  const request =
    type === undefined ? {} : { method: "POST", headers: { "content-type": type }, body };
  let response;
  let answer;
  try {
    response = await fetch(`/sandbox/${path}`, request);
    answer = await response.json();
  } catch {
    throw UNREACHABLE;
  }
  if (response.ok) return answer;
  const { error = "unknown", zh = "沙箱拒绝了请求", en = "the sandbox refused" } = answer ?? {};
  throw new CallError(error, { zh, en });
}

/**
 * Tells the state whenever it has changed, by this page, another one or a command; and when the sandbox
 * is gone.
 *
 * @param {(state: State) => void} tell
 * @param {(gone: boolean) => void} gone
 */
export function watch(tell, gone) {
  let last = "";
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  /** @type {Promise<void> | undefined} */
  let looking;
  const look = async () => {
    try {
      const state = await call("state");
      gone(false);
      const { now, ...rest } = state;
      const text = JSON.stringify(rest);
      if (text !== last) {
        last = text;
        tell(state);
      }
    } catch (error) {
      gone(error === UNREACHABLE);
    }
  };
  const again = async () => {
    clearTimeout(timer);
    looking ??= look().finally(() => {
      looking = undefined;
    });
    await looking;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.visibilityState === "visible") again();
    }, LOOK);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") again();
  });
  return again;
}
