/** Whether an import names the package that flows are written with. */
export function isStepwell(specifier: string): boolean {
  return specifier === 'stepwell';
}
