/** The name of a new step, which may be left to the editor. */
export function newName(label: string) {
  return {
    field: 'name',
    by: 'name',
    label,
    hint: 'Name, or Enter for a free one',
    optional: true,
  } as const;
}
