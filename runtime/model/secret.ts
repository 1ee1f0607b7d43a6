/** What stands for the value of a secret parameter wherever parameters are shown. */
export const shownSecret = '(secret)';
