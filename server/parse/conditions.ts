/**
 * One label for nested conditions. An `else` that only says "none of the ones before" is left out when a condition
 * follows, so that the arms of `if … else if … else` read `a`, `b`, `else`.
 */
export function conditionLabel(conditions: readonly string[]): string | null {
  const telling = conditions.filter((condition, at) => condition !== 'else' || at === conditions.length - 1);
  if (telling.length === 0) return null;
  if (telling.length === 1) return telling[0]!;
  return telling.map(inConjunction).join(' && ');
}

/** Parentheses where `&&` would bind more tightly than what is inside. */
function inConjunction(condition: string): string {
  return /\|\||\?/.test(condition) ? `(${condition})` : condition;
}
