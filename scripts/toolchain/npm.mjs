/**
 * What an npm that this process starts must not inherit when it was started by an npm itself: how quiet that one is,
 * and which Node that one runs on (install scripts read it there).
 */
export const freshNpm = { npm_config_loglevel: 'warn', npm_config_user_agent: undefined };
