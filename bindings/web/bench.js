// What a verification takes in Node.js: a card at its first sight, and one whose issuer signature was
// checked before. `cargo xtask bench --only web` runs it, on a module that was just made.
import { fresh, vectors } from './test/module.js';

const MOST_MS = 3;
const ROUNDS = 300;

const vector = vectors.verdicts.find(({ name }) => name === 'accept/identity-at-a-counter.json');
const { venue_region: region, scene, now, lists } = vector;
const bundle = JSON.stringify({
  trust: vectors.listFile(lists.trust),
  status: lists.status.map(vectors.listFile),
  catalogues: lists.catalogues.map(vectors.listFile),
});
const essc = await fresh();
const opened = () => {
  const gate = essc.gate(lists.root, { region, now: vector.gate_started });
  gate.load(bundle, vector.lists_loaded);
  for (const request of vector.requests) gate.keepRequest(request, vector.lists_loaded);
  return gate;
};

const timed = (gate) => {
  const began = performance.now();
  const { outcome, reasons } = gate.verify(vector.text, { scene, now });
  const took = performance.now() - began;
  if (outcome === 'unreadable') throw new Error(`${reasons}`);
  return took;
};

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];
const first = [];
const seen = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const gate = opened();
  first.push(timed(gate));
  seen.push(timed(gate));
  gate.close();
}
const rows = [['verify, first sight', median(first)], ['verify, issuer signature seen before', median(seen)]];
console.log(`\n${'gate for web pages, Node.js'.padEnd(40)}       ms   budget  ok`);
for (const [name, ms] of rows) {
  const ok = ms <= MOST_MS ? 'yes' : 'NO';
  console.log(`${name.padEnd(40)} ${ms.toFixed(2).padStart(8)} ${String(MOST_MS).padStart(8)}  ${ok}`);
}
if (rows.some(([, ms]) => ms > MOST_MS)) process.exitCode = 1;
