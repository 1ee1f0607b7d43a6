import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { made, summed } from './large.js';

/** The same work as large.flow.ts by hand: the numbers are made, written to a file, read back and summed. */
const numbers = made(Number(process.argv[2]));
writeFileSync('large.bin', numbers);
const { buffer, byteOffset, byteLength } = readFileSync('large.bin');
console.log(summed(new Float64Array(buffer, byteOffset, byteLength / 8)));
rmSync('large.bin');
