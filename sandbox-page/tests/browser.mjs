// A sandbox of its own for each test, and a browser to look at it with.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

/** Longest that anything on the page may take, in milliseconds, on a machine with much else to do. */
const PATIENCE = 60_000;

const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A sandbox in a folder of its own, until it is stopped. */
export class Sandbox {
  #process;
  #folder;

  /** @param {string} [bind] */
  static async start(bind = "127.0.0.1:0", folder = mkdtempSync(join(tmpdir(), "essc-page-"))) {
    const sandbox = new Sandbox();
    sandbox.#folder = folder;
    const args = ["sandbox", "--json", "--bind", bind, "--data", join(folder, "sandbox")];
    const essc = process.env.ESSC_CLI;
    if (essc === undefined) throw new Error("ESSC_CLI names the command essc");
    sandbox.#process = spawn(essc, args, { stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: sandbox.#process.stdout });
    for await (const line of lines) {
      sandbox.ready = JSON.parse(line);
      return sandbox;
    }
    throw new Error("the sandbox did not start");
  }

  /** Starts one beside what is done meanwhile; gives what waits for it. */
  static soon() {
    const started = Sandbox.start();
    // Told to whoever waits.
    started.catch(() => {});
    return () => started;
  }

  /** The page's address. */
  get url() {
    return this.ready.page;
  }

  /** Ends it; its folder stays for another start. */
  async stop() {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGTERM");
    await ended;
  }

  /** Starts it again on the same folder and port. */
  again() {
    return Sandbox.start(new URL(this.url).host, this.#folder);
  }

  /** Ends it for good. */
  async end() {
    if (this.#process.exitCode === null) await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Asks it what the page asks it. */
  async call(path, body) {
    const post = { method: "POST", headers: { "content-type": "application/json" } };
    const answer = await fetch(
      new URL(`/sandbox/${path}`, this.url),
      body && { ...post, body: JSON.stringify(body) },
    );
    return { status: answer.status, ...(await answer.json()) };
  }
}

function onThePath(name) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (found === undefined)
    throw new Error(`there is no ${name}: install it, or name one with ESSC_CHROMIUM`);
  return found;
}

/** The browser that all tests share. */
export function launch() {
  const executablePath = process.env.ESSC_CHROMIUM ?? onThePath("chromium");
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: isRoot ? [...FLAGS, "--no-sandbox"] : FLAGS });
}

/** A page of a sandbox, watched: whatever it complains about, or asks of another address, is kept. */
export async function open(
  browser,
  sandbox,
  { language = "en", width = 1440, height = 900, ...more } = {},
) {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const context = await browser.newContext({ locale, viewport: { width, height }, ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.complaints = [];
  watch(page, sandbox.url);
  await page.goto(sandbox.url);
  await page.locator("#gate[data-warm]").waitFor();
  return page;
}

function watch(page, url) {
  const { origin } = new URL(url);
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      page.complaints.push(message.text());
  });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("request", (request) => {
    const own = request.url().startsWith(`${origin}/`) || request.url().startsWith("data:");
    if (!own) page.complaints.push(`asked ${request.url()}`);
  });
}

/** What axe finds that is serious or worse. */
export async function findings(page) {
  // By the debugger, which the page's policy doesn't bind.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
