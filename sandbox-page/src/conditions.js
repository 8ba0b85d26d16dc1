/** What can be wrong with a device: no network, a clock set off. */

/** @import { App } from './types.d.ts' */

import { button, h } from "./elements.js";
import { call } from "./sandbox.js";
import { text } from "./texts.js";
import { duration } from "./words.js";

/** Seconds of a step of the clock's slider. */
const STEP = 60;
const FARTHEST = 3600;

/**
 * The switches of a device.
 *
 * @param {App} app
 * @param {'phone' | 'gate'} device
 * @param {(work: () => Promise<unknown>) => Promise<void>} attempt
 */
export function conditions(app, device, attempt) {
  const { language } = app;
  /** @param {object} change */
  const set = (change) =>
    attempt(async () => {
      await call(`${device}/conditions`, change);
      await app.look();
    });
  const { offline, clock_offset_s: offset } = app.state[device];
  const off = h("input", {
    type: "checkbox",
    role: "switch",
    checked: offline,
    "data-key": `${device}-offline`,
    on: { change: () => set({ offline: off.checked }) },
  });
  const said = h("output", {}, offsetText(language, offset));
  const slider = h("input", {
    type: "range",
    min: -FARTHEST,
    max: FARTHEST,
    step: STEP,
    value: offset,
    "aria-valuetext": offsetText(language, offset),
    "data-key": `${device}-clock`,
    on: {
      input: () => {
        said.textContent = offsetText(language, Number(slider.value));
        slider.setAttribute("aria-valuetext", said.textContent);
      },
      change: () => set({ clock_offset_s: Number(slider.value) }),
    },
  });
  return h(
    "div",
    { class: "conditions" },
    h("label", { class: "switch" }, off, h("span", {}, text(language, "offline"))),
    h("label", { class: "field" }, h("span", {}, text(language, "clock_off"), " ", said), slider),
    offset !== 0 &&
      button(text(language, "clock_reset"), () => set({ clock_offset_s: 0 }), { class: "small" }),
  );
}

/**
 * @param {import('./language.js').Language} language
 * @param {number} seconds
 */
function offsetText(language, seconds) {
  if (seconds === 0) return text(language, "clock_right");
  return `${seconds > 0 ? "+" : "−"} ${duration(language, seconds)}`;
}
