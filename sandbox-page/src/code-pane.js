/** The rotating code: drawn, renewed when its time is over, put away where it says who somebody is. */

/** @import { App, Code, OfferedScene } from './types.d.ts' */

import { button, fill, h, svg, symbol } from "./elements.js";
import { sentence } from "./notices.js";
import { call, CallError } from "./sandbox.js";
import { text } from "./texts.js";
import { disclosedRows, duration } from "./words.js";

/** Milliseconds until a code that could not be made is tried again. */
const AGAIN = 3000;

/**
 * @param {App} app
 * @param {string} card
 * @param {OfferedScene} scene
 * @param {Code | null} answer a code that answers a request: it is shown once
 * @param {(work: () => Promise<unknown>) => Promise<void>} attempt
 * @param {() => void} end puts the pane away
 */
export function codePane(app, card, scene, answer, attempt, end) {
  const { language, memory } = app;
  const root = h("div", { class: "code" });
  const closed = new AbortController();
  const signal = AbortSignal.any([app.signal, closed.signal]);
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  /** @type {ReturnType<typeof setInterval>} */
  let ticking;
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    clearInterval(ticking);
  });

  // A code of somebody's identity isn't left on the screen, and an answer is good for one reading.
  const isPutAway = scene.profile === "identity" || answer !== null;

  async function renew(fresh = false) {
    if (signal.aborted) return;
    // Where nobody looks, nothing is signed.
    if (document.visibilityState === "hidden") {
      document.addEventListener("visibilitychange", () => renew(fresh), { once: true, signal });
      return;
    }
    try {
      const code = /** @type {Code} */ (
        await call("phone/codes", { card, scene: scene.code, fresh })
      );
      if (!signal.aborted) draw(code);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof CallError)) throw error;
      memory.code = null;
      fill(
        root,
        h("p", { class: "trouble", role: "alert" }, sentence(error.texts[language], language)),
      );
      if (error.word === "unreachable" || error.word === "too_many_codes")
        timer = setTimeout(() => renew(fresh), AGAIN);
    }
  }

  /** @param {Code} code */
  function draw(code) {
    const isNew = memory.code?.text !== code.text;
    memory.code = code;
    app.update();
    // A gate that has just begun refuses codes from before (protocol §6.3): it gets one from after.
    const untilWarm = app.state.gate.warm_at - Date.now() / 1000;
    const isEarly = !isPutAway && untilWarm > 0 && untilWarm < code.rotate_after_s;
    const shown = answer === null ? code.rotate_after_s : code.life_s;
    const seconds = Math.max(1, isEarly ? untilWarm : shown);
    const over = performance.now() + seconds * 1000;
    const left = h("span", { class: "left", "aria-hidden": "true" });
    const tick = () => {
      const rest = Math.max(0, Math.ceil((over - performance.now()) / 1000));
      left.textContent = remaining(rest);
    };
    clearInterval(ticking);
    ticking = setInterval(tick, 250);
    tick();
    clearTimeout(timer);
    timer = setTimeout(() => (isPutAway ? putAway() : renew(isEarly)), seconds * 1000);
    const whole = answer === null ? Math.max(seconds, scene.rotate_after_s) : seconds;
    fill(
      root,
      h(
        "figure",
        { class: isNew ? "ringed fresh" : "ringed" },
        ring(seconds, whole),
        symbol(code.qr, picture()),
      ),
      h(
        "p",
        { class: "code-foot" },
        left,
        h(
          "span",
          {},
          `${text(language, "code_good")} ${duration(language, code.life_s)} · QR ${code.version}-M`,
        ),
      ),
      h(
        "div",
        { class: "row" },
        button(text(language, "hold"), () => attempt(() => app.hold(code.text)), { class: "main" }),
        button(text(language, "hide"), putAway),
      ),
      h(
        "dl",
        { class: "told", "aria-label": text(language, "sees") },
        disclosedRows(app, code.discloses).map(([name, value]) => [
          h("dt", {}, name),
          h("dd", {}, value),
        ]),
      ),
      h(
        "details",
        {},
        h("summary", {}, text(language, "code_text")),
        h(
          "textarea",
          {
            readonly: true,
            rows: 4,
            "aria-label": text(language, "code_text"),
            class: "code-text",
          },
          code.text,
        ),
      ),
    );
  }

  function picture() {
    const name = scene.name[language];
    return language === "zh" ? `“${name}”的二维码` : `QR code for “${name}”`;
  }

  /** @param {number} seconds */
  function remaining(seconds) {
    if (isPutAway) return language === "zh" ? `${seconds} 秒后收起` : `Put away in ${seconds} s`;
    return language === "zh" ? `${seconds} 秒后换新码` : `New code in ${seconds} s`;
  }

  function putAway() {
    closed.abort();
    memory.code = null;
    end();
  }

  if (answer !== null) draw(answer);
  else renew();
  return { root, close: () => closed.abort() };
}

/**
 * A frame that runs out in so many seconds of a whole.
 *
 * @param {number} seconds
 * @param {number} whole
 */
function ring(seconds, whole) {
  /** @param {string} name */
  const frame = (name) =>
    svg("rect", { class: name, x: 1.5, y: 1.5, width: 97, height: 97, rx: 7, pathLength: 1 });
  const running = frame("running");
  const from = 1 - seconds / whole;
  // Where nothing is to move, the seconds beside it tell the same.
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    running.setAttribute("stroke-dashoffset", String(from));
  } else {
    running.animate([{ strokeDashoffset: from }, { strokeDashoffset: 1 }], {
      duration: seconds * 1000,
      fill: "forwards",
    });
  }
  return svg(
    "svg",
    { class: "ring", viewBox: "0 0 100 100", "aria-hidden": "true" },
    frame("track"),
    running,
  );
}
