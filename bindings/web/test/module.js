// The module and the vectors, from this repository's files.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { load } from '../essc.js';
import { vectorsIn } from './vectors.js';

const folder = new URL('../../../tests/vectors/', import.meta.url);

export const moduleFile = fileURLToPath(new URL('../generated/essc.wasm', import.meta.url));

export const vectors = vectorsIn({
  read: (path) => readFileSync(new URL(path, folder), 'utf8'),
  list: (name) => readdirSync(new URL(name, folder)).sort(),
});

let compiled;

/** An instance of its own for each caller; compiled once. */
export const fresh = () => load((compiled ??= new WebAssembly.Module(readFileSync(moduleFile))));
