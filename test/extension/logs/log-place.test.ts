import { expect, test } from 'vitest';
import { logPlaceFrom } from '../../../extension/logs/log-place.js';

const run = '20260314t150926535-7k2m9qxe';

test('an address names a run, a step of it, or a task', () => {
  for (const place of [{ run }, { run, step: 'fit' }, { run, step: 'fit', task: '4.2@3' }])
    expect(logPlaceFrom(JSON.stringify(place))).toEqual(place);
  expect(logPlaceFrom(JSON.stringify({ run, step: 'fit', more: 1 }))).toEqual({ run, step: 'fit' });
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '{}',
  '{"run":1}',
  '{"run":"../../etc"}',
  `{"run":"${run}","step":1}`,
  `{"run":"${run}","step":""}`,
  `{"run":"${run}","task":"0"}`,
  `{"run":"${run}","step":"a","task":null}`,
  `{"run":"${run}","step":"${'a'.repeat(1_001)}"}`,
])('%s names none', query => {
  expect(logPlaceFrom(query)).toBeNull();
});
