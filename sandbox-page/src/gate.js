/** The gate: where it stands and for what it judges, the verdict, its lists, its requests. */

/** @import { App, HeldList, Part, VenueRequest } from './types.d.ts' */

import { eye } from "./camera.js";
import { conditions } from "./conditions.js";
import { button, choice, fill, h, symbol } from "./elements.js";
import { sync } from "./gate-source.js";
import { noticed, part } from "./notices.js";
import { call } from "./sandbox.js";
import { text } from "./texts.js";
import { line, verdict } from "./verdict.js";
import { ago, areaName, duration, moment, regionName } from "./words.js";

/**
 * @param {App} app
 * @returns {Part}
 */
export function gate(app) {
  const { language, memory } = app;
  /** @param {import('./texts.js').TextName} name */
  const say = (name) => text(language, name);
  const notice = noticed(language);
  const place = h("div", { class: "standing" });
  const reading = h("div", { class: "reading-code" });
  const panel = h("div", {
    class: "verdict",
    role: "status",
    "aria-live": "polite",
    "aria-atomic": "true",
  });
  const last = h("div");
  const asking = h("div");
  const lists = h("div", { class: "listed" });
  /** What each place shows: not drawn again while it is the same. @type {Map<Element, string>} */
  const drawn = new Map();

  /** @param {Element} element @param {unknown} shown @param {() => void} draw */
  const keep = (element, shown, draw) => {
    const now = JSON.stringify(shown);
    if (drawn.get(element) === now) return;
    drawn.set(element, now);
    draw();
  };

  const scene = () => app.state.gate.scenes.find(({ code }) => code === memory.gateScene);

  function drawPlace() {
    const { place: here, places, scenes } = app.state.gate;
    const cities = places.map((one) => ({ value: one, text: regionName(app, one) }));
    const options = scenes.map(({ code, name, area }) => ({
      value: code,
      text: `${code} ${name[language]}`,
      group: areaName(language, area),
    }));
    if (!options.some(({ value }) => value === memory.gateScene)) {
      options.unshift({ value: memory.gateScene, text: memory.gateScene, group: "" });
    }
    fill(
      place,
      choice(
        say("place"),
        cities,
        here,
        (region) =>
          notice.attempt(async () => {
            await call("gate/place", { region });
            await app.look();
          }),
        "place",
      ),
      choice(
        say("scene"),
        options,
        memory.gateScene,
        (code) => {
          Object.assign(memory, { gateScene: code, gateSceneChosen: true, request: null });
          app.draw();
        },
        "gate-scene",
      ),
      memory.gateSceneChosen &&
        memory.gateScene !== memory.phoneScene &&
        button(
          say("follows"),
          () => {
            Object.assign(memory, {
              gateScene: memory.phoneScene,
              gateSceneChosen: false,
              request: null,
            });
            app.draw();
          },
          { class: "small quiet" },
        ),
    );
  }

  const field = h("input", {
    class: "mono",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    placeholder: "SSC1:…",
    "data-key": "scanned",
  });
  const scan = h(
    "form",
    {
      class: "scan",
      on: {
        submit: (event) => {
          event.preventDefault();
          const scanned = field.value;
          field.value = "";
          notice.attempt(() => app.hold(scanned));
        },
      },
    },
    h("label", { class: "field" }, h("span", {}, say("scanned")), field),
    h("button", { type: "submit" }, say("verify")),
  );

  function drawReading() {
    const { code } = memory;
    fill(
      reading,
      code !== null &&
        button(say("hold_phone"), () => notice.attempt(() => app.hold(code.text)), {
          class: "wide",
        }),
    );
  }

  function drawVerdict() {
    const [now] = memory.seen;
    if (now !== undefined) {
      panel.dataset.outcome = now.verdict.outcome;
      return fill(panel, verdict(app, now));
    }
    fill(
      panel,
      h(
        "div",
        { class: "verdict-idle" },
        h("p", { class: "outcome" }, say("waiting")),
        h("p", { class: "muted" }, say("waiting_lead")),
      ),
    );
  }

  function drawLast() {
    const [, ...before] = memory.seen;
    fill(
      last,
      before.length > 0 && [
        h("h3", {}, say("last")),
        h(
          "ul",
          { class: "last" },
          before.map((one) => line(app, one)),
        ),
      ],
    );
  }

  function drawAsking() {
    if (!scene()?.needs_request) return fill(asking);
    const amount = h("input", {
      inputmode: "decimal",
      autocomplete: "off",
      "data-key": "amount",
      placeholder: "123.50",
    });
    const purpose = h("input", { maxlength: 60, "data-key": "purpose" });
    const make = () =>
      notice.attempt(async () => {
        const typed = amount.value.trim();
        const [, yuan, fen = ""] = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(typed) ?? [];
        if (typed !== "" && yuan === undefined) return notice.warn(say("amount_wrong"));
        const amountFen =
          yuan === undefined ? null : Number(yuan) * 100 + Number(fen.padEnd(2, "0"));
        if (amountFen === 0) return notice.warn(say("amount_wrong"));
        memory.request = /** @type {VenueRequest} */ (
          await call("gate/requests", {
            scene: memory.gateScene,
            amount_fen: amountFen,
            purpose: purpose.value,
          })
        );
        memory.asked = null;
        app.draw();
      });
    const { request } = memory;
    fill(
      asking,
      h(
        "section",
        { class: "ask", "aria-label": say("ask") },
        h("h3", {}, say("ask")),
        h("p", { class: "muted" }, say("ask_lead")),
        request && symbol(request.qr, say("request_symbol")),
        request &&
          h(
            "p",
            { class: "muted" },
            `${say("request_good")} ${duration(language, request.life_s)}`,
          ),
        h(
          "div",
          { class: "row" },
          h("label", { class: "field" }, h("span", {}, say("amount_yuan")), amount),
          h("label", { class: "field" }, h("span", {}, say("purpose")), purpose),
          button(say("make_request"), make),
        ),
      ),
    );
  }

  /** @param {HeldList} list */
  const listed = (list) => {
    const {
      gate: { clock_offset_s: offset },
    } = app.state;
    const region = list.region === null ? "" : ` · ${regionName(app, list.region)}`;
    const number = list.number === null ? "" : ` ${list.number}`;
    const grade = app.texts.freshness[list.freshness]?.[language];
    const age = ago(language, Date.now() / 1000 + offset - list.as_of);
    return h(
      "li",
      {},
      h("span", {}, `${say(list.document)}${number}${region}`),
      h(
        "span",
        {
          class: `badge ${list.freshness === "fresh" ? "good" : "bad"}`,
          title: moment(language, list.as_of),
        },
        grade,
      ),
      h("span", { class: "muted" }, age),
    );
  };

  function drawLists() {
    const { lists: all, folder } = app.state.gate;
    const open = lists.querySelector("details")?.open ?? false;
    fill(
      lists,
      h("h3", {}, say("lists")),
      all.length === 0
        ? h("p", { class: "trouble" }, say("no_lists"))
        : h("ul", { class: "lists" }, all.map(listed)),
      button(say("sync"), () =>
        notice.attempt(async () => {
          await sync();
          await app.look();
          notice.say(say("updated"));
        }),
      ),
      h(
        "details",
        { class: "more", open },
        h("summary", {}, say("more")),
        conditions(app, "gate", notice.attempt),
        button(
          say("new_gate"),
          () =>
            notice.attempt(async () => {
              await call("gate/new", {});
              Object.assign(memory, { seen: [], request: null });
              await app.look();
            }),
          { class: "danger", title: say("new_gate_lead") },
        ),
        h("p", { class: "fine" }, say("gate_is"), " ", h("span", { class: "mono path" }, folder)),
      ),
    );
  }

  const warming = h("p", { class: "warming", hidden: true }, say("warming"));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let warm;
  app.signal.addEventListener("abort", () => clearTimeout(warm));
  function drawWarming() {
    clearTimeout(warm);
    const wait = app.state.gate.warm_at * 1000 - Date.now();
    warming.hidden = wait <= 0;
    root.dataset.warm = String(wait <= 0);
    if (wait > 0) warm = setTimeout(drawWarming, wait);
  }

  function update() {
    const { gate: all } = app.state;
    keep(
      place,
      [all.place, all.places, all.scenes, memory.gateScene, memory.gateSceneChosen],
      drawPlace,
    );
    keep(reading, memory.code?.text, drawReading);
    keep(panel, [memory.seen[0]?.at, memory.seen.length], drawVerdict);
    keep(
      last,
      memory.seen.map((one) => one.at),
      drawLast,
    );
    keep(asking, [memory.gateScene, memory.request, all.scenes.length], drawAsking);
    keep(lists, [all.lists, all.offline, all.clock_offset_s, all.folder], drawLists);
    drawWarming();
  }

  const root = part("gate", 3, say("gate"), say("gate_lead"), [
    place,
    warming,
    panel,
    notice.root,
    reading,
    eye(app, notice),
    scan,
    asking,
    last,
    lists,
  ]);
  return { root, update };
}
