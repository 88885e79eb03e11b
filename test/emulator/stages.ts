/** What is deployed where a whole stack is looked at: the defaults, and production with what it asks for. */
export const STAGES = { dev: {}, prod: { alarms: { emails: ['on-call@example.com'] } } };
