import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseEvent } from '../../../runtime/store/event-tail.js';
import { secretHash, secretHashes } from '../../../runtime/store/secret-hash.js';
import { userCache } from '../../../runtime/store/user-cache.js';
import { userKey } from '../../../runtime/store/user-key.js';
import { recordedRun } from '../recordedRun.js';

function cache(): { env: NodeJS.ProcessEnv; folder: string; key: string } {
  const made = mkdtempSync(join(tmpdir(), 'stepwell-test-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  const folder = join(made, 'own', 'cache');
  return { env: { STEPWELL_CACHE: folder }, folder, key: join(folder, 'stepwell-key') };
}

test('made once, and only for its user', () => {
  const { env, folder, key } = cache();
  const made = userKey(env);
  expect(made).toHaveLength(32);
  expect(userKey(env)).toEqual(made);
  expect(readFileSync(key)).toEqual(made);
  expect(readdirSync(folder)).toEqual(['stepwell-key']);
  if (process.platform === 'win32') return;
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(key).mode & 0o777).toBe(0o600);
});

test.skipIf(process.platform === 'win32')('a file that others could know or have put there is no key', () => {
  const made = (put: (key: string, folder: string) => void) => {
    const { env, folder, key } = cache();
    mkdirSync(folder, { recursive: true });
    put(key, folder);
    const before = readdirSync(folder);
    expect(userKey(env)).toBeNull();
    expect(readdirSync(folder)).toEqual(before);
  };
  const good = Buffer.alloc(32, 7);
  made((key, folder) => {
    writeFileSync(join(folder, 'other'), good, { mode: 0o600 });
    symlinkSync(join(folder, 'other'), key);
  });
  made((key, folder) => symlinkSync(join(folder, 'nothing'), key));
  made(key => mkdirSync(key));
});

test.skipIf(process.platform === 'win32')('a key that others could read is replaced', () => {
  const { env, folder, key } = cache();
  mkdirSync(folder, { recursive: true });
  writeFileSync(key, Buffer.alloc(32, 7));
  chmodSync(key, 0o644);
  expect(userKey(env)).toHaveLength(32);
  expect(readFileSync(key)).toEqual(userKey(env));
  expect(readFileSync(key)).not.toEqual(Buffer.alloc(32, 7));
  expect(statSync(key).mode & 0o777).toBe(0o600);
});

test.skipIf(process.platform === 'win32')(
  'what looks like no key of ours is left alone, and there is none',
  () => {
    const { env, folder, key } = cache();
    mkdirSync(folder, { recursive: true });
    writeFileSync(key, 'something of the user', { mode: 0o600 });
    writeFileSync(join(folder, 'key'), 'PRIVATE', { mode: 0o600 });
    expect(userKey(env)).toBeNull();
    expect(readFileSync(key, 'utf8')).toBe('something of the user');
    expect(readFileSync(join(folder, 'key'), 'utf8')).toBe('PRIVATE');
  },
);

test.skipIf(process.platform === 'win32')('no cache where others could put another in its place', () => {
  const { env, folder } = cache();
  mkdirSync(join(folder, '..'), { recursive: true });
  chmodSync(join(folder, '..'), 0o777);
  expect(userCache(env)).toBeNull();
  chmodSync(join(folder, '..'), 0o1777);
  expect(userCache({ STEPWELL_CACHE: `${folder}2` })).not.toBeNull();
});

test.skipIf(process.platform === 'win32')('no folder, no key', () => {
  const { env, folder } = cache();
  mkdirSync(join(folder, '..'), { recursive: true });
  writeFileSync(folder, 'a file');
  expect(userKey(env)).toBeNull();
});

test('a hash says of which name and value it is, and only with the key', () => {
  const key = Buffer.alloc(32, 1);
  const hash = secretHash(key, 'token', 'a');
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(secretHash(key, 'token', 'a')).toBe(hash);
  for (const other of [
    secretHash(key, 'token', 'b'),
    secretHash(key, 'toke', 'na'),
    secretHash(Buffer.alloc(32, 2), 'token', 'a'),
  ])
    expect(other).not.toBe(hash);
  expect(secretHashes(key, ['token'], { token: 'a', other: 'b' })).toEqual({ token: hash });
  expect(secretHashes(null, ['token'], { token: 'a' })).toEqual({ token: null });
});

test('a log says of a secret its hash, or that there is none, and nothing else', () => {
  const line = (secrets: unknown) => JSON.stringify({ ...recordedRun()[0], secrets });
  for (const good of [undefined, {}, { a: null }, { a: 'f'.repeat(64) }])
    expect(parseEvent(line(good))).not.toBeNull();
  for (const bad of [[], { a: 'hunter2' }, { a: 1 }, { a: 'F'.repeat(64) }, 'a'])
    expect(parseEvent(line(bad))).toBeNull();
});
