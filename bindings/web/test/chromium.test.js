// The same vectors and sequences in a browser, under a strict Content-Security-Policy: a page loads the
// module over HTTP, judges, and posts what was otherwise than the files say.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { vectors } from './module.js';

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
  '--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage',
];

const TYPES = { js: 'text/javascript', wasm: 'application/wasm' };

/** The package's own files; nothing outside of it is served. */
const FILES = ['essc.js', 'generated/essc.wasm', 'test/vectors.js', 'test/chromium-page.js'];

const given = () => {
  const { verdicts, sequences } = vectors;
  const names = verdicts.flatMap(({ lists }) => [lists.trust, ...lists.status, ...lists.catalogues]);
  const lists = [...new Set(names)].filter((name) => name !== null);
  const texts = Object.fromEntries(lists.map((name) => [name, vectors.listFile(name)]));
  return JSON.stringify({ verdicts, sequences, lists: texts });
};

/** Serves the page; the promise is what it posts. */
function served() {
  let posted;
  const report = new Promise((resolve) => (posted = resolve));
  const server = createServer((request, response) => {
    const answer = (type, body) => {
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
      response.end(body);
    };
    const path = request.url.slice(1);
    if (request.method === 'POST') {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        answer('text/plain', '');
        posted(JSON.parse(Buffer.concat(chunks).toString()));
      });
    } else if (path === '') {
      answer('text/html', '<!doctype html><script type="module" src="/test/chromium-page.js"></script>');
    } else if (path === 'vectors.json') {
      answer('application/json', given());
    } else if (FILES.includes(path)) {
      answer(TYPES[path.split('.').at(-1)], readFileSync(new URL(`../${path}`, import.meta.url)));
    } else {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ server, report, port: server.address().port }));
  });
}

test('every vector and every sequence in Chromium', async () => {
  const { server, report, port } = await served();
  const profile = mkdtempSync(join(tmpdir(), 'essc-chromium-'));
  const browser = spawn('chromium', [...FLAGS, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = [];
  browser.stderr.on('data', (chunk) => said.push(chunk));
  const ended = new Promise((resolve, reject) => {
    browser.on('error', reject);
    browser.on('exit', resolve);
  });
  const left = ended.then((code) => {
    throw new Error(`the browser ended with ${code}:\n${Buffer.concat(said)}`);
  });
  left.catch(() => {});
  try {
    const { error, different, judged } = await Promise.race([report, left]);
    assert.equal(error, null);
    assert.deepEqual(different, []);
    assert.equal(judged, vectors.verdicts.length + vectors.sequences.length);
  } finally {
    browser.kill();
    await ended.catch(() => {});
    server.close();
    server.closeAllConnections();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
