/**
 * What the stub's Secrets Manager holds, for those who have it without a call. It is written here and not in a variable,
 * since the rehearsal of a bundle sets the variables of the product and no others.
 */
export const ENVIRONMENT_SECRET = JSON.stringify({
  integrations: [
    {
      name: 'main',
      apiKey: 'api-key',
      baseUrl: 'https://stationapi.veriff.com',
      sharedSecrets: [{ value: '00000000-0000-4000-8000-000000000000' }],
    },
  ],
});
