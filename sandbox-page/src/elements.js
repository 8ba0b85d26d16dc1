/** Elements of the page, made without any text being read as HTML. */

/** @typedef {Node | string | number | null | undefined | false | Child[]} Child */
/** @typedef {Record<string, unknown> & { on?: Record<string, (event: any) => void> }} Attributes */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element of HTML.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes] attributes by name; `on` has listeners. What is false, null or
 *   undefined is left out.
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  dress(element, attributes);
  append(element, children);
  return element;
}

/**
 * Makes an element of SVG.
 *
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  dress(element, attributes);
  append(element, children);
  return element;
}

/**
 * @param {Element} element
 * @param {Attributes} attributes
 */
function dress(element, { on = {}, ...attributes }) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "value" && element instanceof HTMLInputElement) element.value = String(value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener);
}

/**
 * @param {Element} element
 * @param {Child[]} children
 */
function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child !== null && child !== undefined && child !== false)
      element.append(/** @type {Node} */ (child));
  }
}

/** What takes the focus. */
const FOCUSABLE = "button, select, input, textarea, summary, [tabindex='0']";

/**
 * Puts other children into an element. Whoever had the focus inside keeps it: on the element of the
 * same `data-key`, or on the first that takes it.
 *
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  const focused = document.activeElement;
  const key =
    focused instanceof HTMLElement && element.contains(focused) ? focused.dataset.key : undefined;
  const scrolled = [...element.querySelectorAll("[data-scrolls]")].map((one) => one.scrollTop);
  element.replaceChildren();
  append(element, children);
  element.querySelectorAll("[data-scrolls]").forEach((one, at) => {
    one.scrollTop = scrolled[at] ?? 0;
  });
  if (key === undefined) return;
  const again =
    [...element.querySelectorAll("[data-key]")].find(
      (one) => one instanceof HTMLElement && one.dataset.key === key,
    ) ?? element.querySelector(FOCUSABLE);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/**
 * A button. While what it does is under way it can't be pressed again.
 *
 * @param {string} label
 * @param {() => unknown} act
 * @param {Attributes} [attributes]
 */
export function button(label, act, attributes = {}) {
  const made = h("button", { type: "button", "data-key": label, ...attributes }, label);
  made.addEventListener("click", async () => {
    if (made.getAttribute("aria-disabled") === "true") return;
    made.setAttribute("aria-disabled", "true");
    try {
      await act();
    } finally {
      made.removeAttribute("aria-disabled");
    }
  });
  return made;
}

/**
 * A choice of one.
 *
 * @param {string} label
 * @param {{ value: string, text: string, group?: string }[]} options
 * @param {string} chosen
 * @param {(value: string) => void} choose
 * @param {string} key
 */
export function choice(label, options, chosen, choose, key) {
  const groups = [...new Set(options.map((one) => one.group ?? ""))];
  /** @param {{ value: string, text: string }} one */
  const option = (one) =>
    h("option", { value: one.value, selected: one.value === chosen }, one.text);
  const select = h(
    "select",
    { "data-key": key, on: { change: () => choose(select.value) } },
    groups.map((group) => {
      const inside = options.filter((one) => (one.group ?? "") === group).map(option);
      return group === "" ? inside : h("optgroup", { label: group }, inside);
    }),
  );
  return h("label", { class: "field" }, h("span", {}, label), select);
}

/**
 * A QR symbol, drawn by the sandbox.
 *
 * @param {string} drawing SVG
 * @param {string} description
 */
export function symbol(drawing, description) {
  return h("img", {
    class: "symbol",
    src: `data:image/svg+xml,${encodeURIComponent(drawing)}`,
    alt: description,
  });
}

/**
 * Brings a part of the page into view, where its head is not: below each other on a phone.
 *
 * @param {string} id
 */
export function show(id) {
  const part = document.getElementById(id);
  if (part === null) return;
  const { top } = part.getBoundingClientRect();
  if (top >= 0 && top < innerHeight / 2) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  part.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
}
