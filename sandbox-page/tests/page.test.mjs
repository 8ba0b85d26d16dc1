// The page in a browser, with a sandbox of its own: what a person does there, and what they see.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { Sandbox, findings, launch, open } from "./browser.mjs";
import { words } from "./words.mjs";

const ACCEPTED = "accepted";
const REJECTED = "rejected";

/** How many sandboxes are started before their tests. */
const AHEAD = 4;

let browser;
let sandbox;
let pages = [];

/** Sandboxes of the next tests: meanwhile their gates come to take codes (protocol §6.3). */
const ahead = [];

before(async () => {
  for (let count = 0; count < AHEAD; count += 1) ahead.push(Sandbox.soon());
  browser = await launch();
});
after(async () => {
  await browser?.close();
  for (const soon of ahead) await (await soon()).end();
});
beforeEach(async () => {
  sandbox = await ahead.shift()();
  ahead.push(Sandbox.soon());
});
afterEach(async () => {
  const complaints = pages.flatMap((page) => page.complaints);
  await Promise.all(pages.map((page) => page.context().close()));
  pages = [];
  await sandbox.end();
  assert.deepEqual(complaints, []);
});

/** A person at the page, in their language. */
class Person {
  static async at(options) {
    const person = new Person();
    person.page = await open(browser, sandbox, options);
    person.say = words(options?.language ?? "en");
    pages.push(person.page);
    return person;
  }

  get verdict() {
    return this.page.locator("#gate .verdict");
  }

  press(name, part = "body") {
    return this.page
      .locator(part)
      .getByRole("button", { name: this.say.text(name), exact: true })
      .click();
  }

  choose(name) {
    return this.page.locator("#authority .holder").filter({ hasText: name }).click();
  }

  async enroll(cardNumber = "SBX000001") {
    await this.choose(cardNumber);
    await this.press("make_offer");
    await this.press("enroll_here");
    await this.page.locator("#phone .face").first().waitFor();
  }

  async pick(part, scene) {
    const name = part === "phone" ? "scene_pick" : "scene";
    await this.page.locator(`#${part}`).getByLabel(this.say.text(name)).selectOption(scene);
  }

  async show() {
    await this.press("show", "#phone");
    await this.page.locator("#phone .ringed").waitFor();
  }

  /** Holds the code to the gate; what it says, which has to be the outcome and reason. */
  async hold(outcome, reason) {
    await this.press("hold", "#phone");
    const shown = this.page.locator(`#gate .verdict[data-outcome=${outcome}]`);
    const right = reason ? shown.getByText(reason, { exact: true }) : shown;
    await right.waitFor().catch(async (error) => {
      throw new Error(`the gate says: ${await this.verdict.innerText()}`, { cause: error });
    });
    return this.verdict.innerText();
  }

  /** Waits until the gate has been there long enough to take codes (protocol §6.3). */
  warm() {
    return this.page.locator("#gate[data-warm=true]").waitFor();
  }

  scan(text) {
    return this.page
      .locator("#gate")
      .getByLabel(this.say.text("scanned"))
      .fill(text)
      .then(() =>
        this.page
          .locator("#gate")
          .getByRole("button", { name: this.say.text("verify"), exact: true })
          .click(),
      );
  }

  codeText() {
    return this.page.locator("#phone .code-text").inputValue();
  }

  picture(name) {
    const folder = process.env.ESSC_PICTURES;
    if (folder === undefined) return undefined;
    mkdirSync(folder, { recursive: true });
    return this.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }
}

for (const [language, width] of [
  ["zh", 1440],
  ["en", 1440],
  ["zh", 320],
  ["en", 390],
]) {
  test(`from a sample holder to an accepted code, a loss and a release: ${language}, ${width} px`, async () => {
    const person = await Person.at({ language, width });
    const { page } = person;
    const name = (step) => person.picture(`${language}-${width}-${step}`);
    await person.warm();
    await name("0-first");
    await person.choose("SBX000001");
    await person.press("make_offer");
    await page.locator("#authority .offer .symbol").waitFor();
    await name("1-offer");
    await person.press("enroll_here");
    await page.locator("#phone .face").waitFor();
    await name("2-card");
    await person.show();
    const said = await person.hold(ACCEPTED);
    assert.ok(said.includes(language === "zh" ? "通过" : "Accepted"), said);
    await name("3-accepted");
    await person.hold(REJECTED, "REPLAYED");
    await name("4-replayed");

    await page.locator("#phone summary").last().click();
    await person.press("lose", "#phone");
    await person.press("lost_report", "#phone");
    await page.getByText(person.say.text("lost_reported")).waitFor();
    await person.press("lost_sync", "#phone");
    await page
      .locator("#phone .notice")
      .getByText(person.say.text("updated"), { exact: true })
      .waitFor();
    await person.hold(REJECTED, "CARD_SUSPENDED");
    await name("5-suspended");

    await person.choose("SBX000001");
    await page
      .locator("#authority")
      .getByRole("button", { name: person.say.act("release"), exact: true })
      .click();
    await page
      .locator("#authority .notice")
      .getByText(person.say.text("published"), { exact: true })
      .waitFor();
    await person.press("found", "#phone");
    await person.press("sync", "#gate");
    await page
      .locator("#gate .notice")
      .getByText(person.say.text("updated"), { exact: true })
      .waitFor();
    // The guard remembers the card at this door; at another one it is taken.
    await person.pick("phone", "0901");
    await person.show();
    await person.hold(ACCEPTED);

    const { wide, high } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      high: document.documentElement.clientHeight,
    }));
    assert.ok(high > 0 && wide <= 0, `${wide} px stand over the page's side`);
  });
}

test("every attack is refused for its reason", async () => {
  const person = await Person.at();
  const { page } = person;
  await person.enroll();
  await person.warm();
  const attack = (name) => page.locator(`[data-attack=${name}]`);
  await attack("card").getByRole("button").click();
  await page.locator("#attacks .notice .trouble").waitFor();
  await person.show();
  for (const [name, reason] of [
    ["replay", "REPLAYED"],
    ["photograph", "CODE_EXPIRED"],
    ["scene", "SCENE_MISMATCH"],
    ["card", "CARD_FORGED"],
    ["richer_card", "CARD_FORGED"],
    ["stranger", "ISSUER_UNKNOWN"],
    ["code", "CODE_FORGED"],
    ["torn", "UNREADABLE"],
  ]) {
    await attack(name).getByRole("button").click();
    await attack(name).locator("code").filter({ hasText: reason }).waitFor();
  }
  await attack("venue").getByRole("button").click();
  await attack("venue").locator(".attack-outcome.rejected").waitFor();
  assert.equal(await page.locator("[data-attack]").count(), 9);
  page.complaints = page.complaints.filter((one) => !/status of 409/.test(one));
  await person.picture("en-1440-8-attacks");
  await person.press("apart_phone", "#apart");
  const bytes = await page.locator("#apart .stream").innerText();
  assert.match(bytes, /^[0-9a-f\s]{370,}$/);
  assert.equal(await page.locator("#apart tbody tr").count(), 14);
  await person.picture("en-1440-9-apart");
});

test("the camera sees the rotating code, and a picture is read", async () => {
  const person = await Person.at();
  const { page } = person;
  await person.enroll();
  await person.warm();
  // The phone's pane as the camera: what is drawn there is what the gate sees.
  await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 640, height: 480 });
    const paint = canvas.getContext("2d");
    setInterval(() => {
      paint.fillStyle = "#667";
      paint.fillRect(0, 0, 640, 480);
      const code = document.querySelector("#phone .code .symbol");
      if (code?.complete) paint.drawImage(code, 140, 60, 360, 360);
    }, 100);
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(10);
  });
  await person.press("camera_open", "#gate");
  await page.locator("#gate video").waitFor();
  await person.show();
  await page.locator("#gate .verdict[data-outcome=accepted]").waitFor();
  await person.picture("en-1440-a-camera");
  await person.press("camera_close", "#gate");
  await page.locator("#gate video").waitFor({ state: "detached" });

  const code = await page.locator("#phone .code .symbol").screenshot();
  const choose = page.locator("#gate input[type=file]");
  await choose.setInputFiles({ name: "code.png", mimeType: "image/png", buffer: code });
  await page.locator("#gate .verdict").getByText("REPLAYED", { exact: true }).waitFor();
  const trouble = page.locator("#gate .notice .trouble");
  await choose.setInputFiles({
    name: "none.png",
    mimeType: "image/png",
    buffer: Buffer.from("none"),
  });
  await trouble.waitFor();

  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException("denied", "NotAllowedError");
    };
  });
  await person.press("camera_open", "#gate");
  await trouble.filter({ hasText: person.say.text("camera_denied") }).waitFor();
});

test("a venue asks for money, the holder reads who asks, agrees, and the answer is taken once", async () => {
  const person = await Person.at();
  const { page } = person;
  await person.enroll();
  await person.warm();
  await person.pick("phone", "0302");
  await page.locator("#gate").getByLabel(person.say.text("amount_yuan")).fill("123.5");
  await page.locator("#gate").getByLabel(person.say.text("purpose")).fill("门诊结算");
  await person.press("make_request", "#gate");
  await page.locator("#gate .ask .symbol").waitFor();
  await person.press("request_from_gate", "#phone");
  const asked = await page.locator("#phone .consent").innerText();
  for (const part of ["沙箱演示场所", "CNY 123.50", "门诊结算", "测试"])
    assert.ok(asked.includes(part), asked);
  await person.picture("en-1440-6-consent");
  await person.press("agree", "#phone");
  await page.locator("#phone .ringed").waitFor();
  const said = await person.hold(ACCEPTED);
  assert.ok(said.includes("SBX000001"), said);
  await person.hold(REJECTED, "REPLAYED");
});

test("what was brought to the wrong place is told apart, and nothing breaks", async () => {
  const person = await Person.at();
  const { page } = person;
  const unreadable = page.locator("#gate .verdict[data-outcome=unreadable]");
  for (const [text, hint] of [
    ["openid-credential-offer://?credential_offer=%7B%7D", "is_offer"],
    ["SSCQ1:ABC", "is_request"],
    ["https://example.org/pay", "is_link"],
    ["HC1:6BFOXN", "is_other"],
    ["00020101021229300012D156000000000510A93FO3230Q", "is_other"],
  ]) {
    await person.scan(text);
    await unreadable.getByText(person.say.text(hint)).waitFor();
  }
  for (const text of [
    "",
    "HC1:6BF",
    "x".repeat(100_000),
    "<img src=x onerror=alert(1)>",
    "\u0000\u202e",
  ]) {
    await person.scan(text);
    await unreadable.waitFor();
  }

  await person.enroll();
  await person.show();
  const code = await person.codeText();
  await page
    .locator("#phone summary")
    .filter({ hasText: person.say.text("enroll_another") })
    .click();
  const offer = page.locator("#phone").getByLabel(person.say.text("offer"), { exact: true });
  for (const [text, told] of [
    [code, person.say.text("is_code")],
    ["openid-credential-offer://?credential_offer=%7B%7D", "offer"],
    ["nonsense", "offer"],
    ["", "offer"],
  ]) {
    await offer.fill(text);
    await person.press("enroll", "#phone");
    await page.locator("#phone .notice .trouble").filter({ hasText: told }).waitFor();
  }
  // A code that was used up, and a wrong transaction code.
  const made = await sandbox.call("authority/offers", { card_number: "SBX000000" });
  await offer.fill(made.offer);
  await page.locator("#phone").getByLabel(person.say.text("tx_code")).fill("000000");
  await person.press("enroll", "#phone");
  await page.locator("#phone .notice .trouble").waitFor();
  // The page asked for things that were refused: the browser notes their status.
  page.complaints = page.complaints.filter((one) => !/status of 4\d\d/.test(one));
});

test("two tabs show one sandbox, and a page that stays open goes on after a restart", async () => {
  const first = await Person.at();
  const second = await Person.at();
  await first.enroll();
  await second.page.locator("#phone .face").waitFor();
  await first.show();
  await second.show();
  assert.equal(await first.codeText(), await second.codeText(), "one phone has one code");

  await sandbox.stop();
  await first.page.locator(".alarm").waitFor();
  sandbox = await sandbox.again();
  await first.page.locator(".alarm").waitFor({ state: "hidden" });
  // A code from before the gate remembered anything is refused: the next one is shown.
  await first.warm();
  await first.press("hide", "#phone");
  await first.show();
  await first.hold(ACCEPTED);
  for (const { page } of [first, second]) {
    page.complaints = page.complaints.filter(
      (one) => !/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/.test(one),
    );
  }
});

test("a phone and a gate without a network go on", async () => {
  const person = await Person.at();
  const { page } = person;
  await person.enroll();
  await person.warm();
  for (const part of ["phone", "gate"]) {
    await page.locator(`#${part} summary`).last().click();
    await page.locator(`#${part}`).getByRole("switch").check();
  }
  await person.press("sync", "#gate");
  await page.locator("#gate .notice .trouble").waitFor();
  await person.show();
  await person.hold(ACCEPTED);
  page.complaints = page.complaints.filter((one) => !/status of 409/.test(one));
});

test("it is used with the keyboard alone", async () => {
  const person = await Person.at();
  const { page } = person;
  await person.warm();
  const reach = async (name) => {
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press("Tab");
      const here = await page.evaluate(() => document.activeElement?.textContent ?? "");
      if (here === name) return page.keyboard.press("Enter");
    }
    throw new Error(`${name} is not reached`);
  };
  await reach(person.say.text("make_offer"));
  await page.locator("#authority .offer").waitFor();
  await reach(person.say.text("enroll_here"));
  await page.locator("#phone .face").waitFor();
  await reach(person.say.text("show"));
  await page.locator("#phone .ringed").waitFor();
  await reach(person.say.text("hold"));
  await page.locator("#gate .verdict[data-outcome=accepted]").waitFor();
});

test("what helps to read is kept, and is not needed", async () => {
  const person = await Person.at({ language: "en" });
  const { page } = person;
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("heading", { name: words("zh").text("gate") }).waitFor();
  await page.getByRole("button", { name: words("zh").text("large_print") }).click();
  await page.reload();
  await page.getByRole("heading", { name: words("zh").text("gate") }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.className), "large");
  // Large letters on the narrowest phone, in both languages: nothing stands over the side.
  await page.setViewportSize({ width: 320, height: 640 });
  for (const language of ["zh", "en"]) {
    person.say = words(language);
    await page.getByRole("button", { name: language === "zh" ? "中文" : "English" }).click();
    if (language === "zh") {
      await person.enroll();
      await person.warm();
      await person.show();
      await person.hold(ACCEPTED);
    }
    await page.locator("details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
    const over = await page.evaluate(() =>
      [...document.querySelectorAll("#page *")]
        .filter((one) => one.closest(".table, .guilloche, .away") === null)
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => `${one.tagName}.${one.getAttribute("class")}`),
    );
    assert.deepEqual(over, [], language);
    await person.picture(`${language}-320-b-large`);
  }

  const denied = await browser.newContext({ locale: "en-GB" });
  await denied.addInitScript(() => {
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  const other = await denied.newPage();
  await other.goto(sandbox.url);
  await other.getByRole("button", { name: "中文" }).click();
  await other.getByRole("heading", { name: words("zh").text("gate") }).waitFor();
  await denied.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const language of ["zh", "en"]) {
    test(`axe finds nothing serious: ${language}, ${colorScheme}`, async () => {
      const person = await Person.at({ language, colorScheme });
      const { page } = person;
      assert.deepEqual(await findings(page), []);
      await person.enroll();
      await person.warm();
      await person.show();
      await person.hold(ACCEPTED);
      await page.locator("details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
      assert.deepEqual(await findings(page), []);
      await person.hold(REJECTED, "REPLAYED");
      assert.deepEqual(await findings(page), []);
      await person.picture(`${language}-1440-7-${colorScheme}`);
    });
  }
}
