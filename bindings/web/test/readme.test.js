// The programs of the README, run together, as a page would be that has them in this order.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import * as essc from '../essc.js';
import { vectors } from './module.js';

test('the programs of the README do what it says', async (context) => {
  const vector = vectors.verdicts.find(({ name }) => name === 'accept/masked-at-a-library.json');
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const blocks = readme.split('```js\n').slice(1).map((block) => block.split('```')[0]);
  assert.equal(blocks.length, 2);
  const program = blocks.join('\n').replace("import { load } from '@essc/web';", '');
  const given = ['load', 'fetch', 'text', 'keep', 'kept'];
  const Program = (async () => {}).constructor;
  const run = new Program(...given, `${program}\nreturn { outcome, disclosed, gate, judge, reopen };`);
  const files = { '/root.jwk': 'root.jwk', '/bundle.json': 'bundle.json' };
  const states = [];
  let now = vector.gate_started * 1000;
  context.mock.method(Date, 'now', () => now);
  const load = async () => {
    const loaded = await essc.load();
    // The gate of the README is opened, and people come a while later.
    const gate = loaded.gate.bind(loaded);
    loaded.gate = (...of) => {
      const opened = gate(...of);
      now = vector.now * 1000;
      return opened;
    };
    return loaded;
  };
  const page = await run(
    load,
    async (address) => new Response(vectors.listFile(files[address])),
    vector.text,
    async (state) => states.push(state),
    async () => states.at(-1),
  );
  assert.equal(page.outcome, 'accepted');
  assert.equal(page.disclosed.name, vector.verdict.disclosed.name);
  assert.deepEqual((await page.judge(vector.text)).reasons, ['REPLAYED']);
  assert.equal(states.length, 1);
  assert.equal(page.gate.unsaved, false);
  const again = await page.reopen();
  assert.deepEqual(again.lists(), page.gate.lists());
});

test('the line in the README of the whole project judges a code, in both languages', async () => {
  const vector = vectors.verdicts.find(({ name }) => name === 'accept/validity-at-a-museum.json');
  for (const name of ['README.md', 'README.zh-CN.md']) {
    const readme = readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
    const blocks = readme.split('```js\n').slice(1).map((block) => block.split('```')[0]);
    assert.equal(blocks.length, 1);
    const loaded = await essc.load();
    const { gate_started, lists_loaded, now, venue_region: region, lists, text } = vector;
    const gate = loaded.gate(lists.root, { region, now: gate_started });
    gate.load(vectors.listFile('bundle.json'), lists_loaded);
    const judge = new Function('gate', 'text', `${blocks[0]}\nreturn verdict;`);
    const clocked = { verify: (scanned, options) => gate.verify(scanned, { now, ...options }) };
    assert.deepEqual(judge(clocked, text).disclosed, vector.verdict.disclosed, name);
  }
});
