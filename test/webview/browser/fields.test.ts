/** Parameters and artifacts, changed in the details. */
import { describe, expect, test } from 'vitest';
import { flowSubject, snapshot, trainFlow } from '../graphs.js';
import { openedView } from './opened.js';

describe('what a flow holds', () => {
  const view = openedView();
  const choice = {
    name: 'mode',
    type: 'choice',
    required: false,
    default: 'a',
    choices: ['a', 'b'],
    doc: '',
  } as const;
  const flow = flowSubject(
    { ...trainFlow, parameters: [...trainFlow.parameters, choice] },
    {
      data: { start: { reads: [], writes: ['rows', 'loose'] } },
      artifacts: [{ name: 'rows', type: 'number[]', value: '[]', doc: 'All <b>rows</b>.' }],
    },
  );
  const opened = async (changes: Partial<typeof flow> = {}) => {
    const given = await view.page();
    await given.host.show(snapshot({ ...flow, ...changes }));
    await given.page.waitForSelector('.step');
    await given.page.keyboard.press('i');
    return given;
  };

  test('an artifact that is chosen says how it is declared, and its type is changed where it stands', async () => {
    const { page, host } = await opened();
    await page.getByRole('button', { name: 'rows', exact: true }).click();
    const declared = page.locator('.artifact-declared');
    expect(await declared.locator('code').textContent()).toBe(': number[] = []');
    expect(await declared.locator('p').textContent()).toBe('All <b>rows</b>.');
    await declared.getByRole('button', { name: 'Type' }).click();
    const field = page.getByLabel('Type of rows');
    expect(await field.inputValue()).toBe('number[]');
    await field.fill('readonly number[]');
    await page.keyboard.press('Enter');
    expect((await host.sent('edit')).map(({ edit }) => edit)).toEqual([
      { kind: 'setArtifact', name: 'rows', part: 'type', value: 'readonly number[]' },
    ]);
    await page.close();
  });

  test('a parameter becomes one of another kind, and what can be chosen is changed', async () => {
    const { page, host } = await opened();
    const [limit, mode] = [
      page.locator('.parameters li', { hasText: 'holdout' }),
      page.locator('.parameters li', { hasText: 'mode' }),
    ];
    expect(await limit.getByRole('button', { name: 'Choices' }).count()).toBe(0);
    await mode.getByRole('button', { name: 'Choices' }).click();
    const choices = page.getByLabel('What can be chosen of mode');
    expect(await choices.inputValue()).toBe("['a', 'b']");
    await choices.fill("['a', 'c']");
    await page.keyboard.press('Enter');
    await limit.getByRole('button', { name: 'Kind' }).click();
    await page.getByLabel('Kind of holdout').selectOption('string');
    await page.getByRole('button', { name: 'Change' }).click();
    expect((await host.sent('edit')).map(({ edit }) => edit)).toEqual([
      { kind: 'setChoices', name: 'mode', value: "['a', 'c']" },
      { kind: 'setKind', name: 'holdout', type: 'string' },
    ]);
    await page.close();
  });

  test('nothing is offered for what is not declared here, or can only be read', async () => {
    const { page } = await opened();
    await page.locator('[data-step="start"]').click();
    await page.getByRole('button', { name: 'loose', exact: true }).click();
    expect(await page.locator('.artifact-declared').count()).toBe(0);
    await page.getByRole('button', { name: 'rows', exact: true }).click();
    expect(await page.locator('.artifact-declared').getByRole('button').count()).toBeGreaterThan(3);
    await page.close();
    const other = await opened({ readOnly: 'The file is read-only.' });
    await other.page.getByRole('button', { name: 'rows', exact: true }).click();
    expect(await other.page.locator('.artifact-declared code').count()).toBe(1);
    expect(await other.page.locator('.artifact-declared').getByRole('button').count()).toBe(0);
    await other.page.close();
  });
});
