/** The artifacts of a made-up flow: those of the first list are given values, those of the second hold others. */
export const single = ['a', 'b', 'c', 'd'] as const;
export const lists = ['list', 'map', 'box', 'nest'] as const;
