import { canary } from './canaries.ts';

/** Secrets that are canaries themselves: whatever shows them lets a stranger in. */
export const API_KEY = canary('secret api key').words.join('-');
export const SHARED_SECRET = canary('secret shared secret').words.join('-').padEnd(36, '0');
export const TOKEN = `${canary('secret token 1').words.join('')}.${canary('secret token 2').words.join('')}`;
export const SESSION_URL = `https://alchemy.veriff.com/v/${TOKEN}`;
