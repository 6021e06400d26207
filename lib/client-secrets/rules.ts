/** Enough to replace one without a pause; more is one that somebody forgot. */
export const mostSecrets = 2;
