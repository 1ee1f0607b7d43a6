/**
 * The same flow with loops that go round more often, and with what holds on some of their visits holding on others: of a loop that goes round
 * twice, no run comes to what takes three turns.
 */
export function turning(text: string): string[] {
  if (!text.includes('this.current.iteration')) return [];
  const longer = text.replaceAll('this.current.iteration % 2 < 1', 'this.current.iteration % 4 < 3');
  return ['< 1', '< 2', '< 3', '=== 1', '=== 2', '=== 3'].map(visits =>
    longer.replaceAll('this.current.iteration < 1', `this.current.iteration ${visits}`),
  );
}
