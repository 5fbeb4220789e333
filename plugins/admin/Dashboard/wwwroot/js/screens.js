// Every screen: where it is, what it is called, which file draws it. A screen is loaded when it is first looked at.

/**
 * @typedef {{ id: string, load: () => Promise<{ Screen: any }> }} ScreenEntry
 */

/** @type {{ id: string, screens: ScreenEntry[] }[]} */
export const groups = [
  {
    id: 'watch',
    screens: [
      { id: 'overview', load: () => import('./screens/overview.js') },
      { id: 'clients', load: () => import('./screens/clients.js') },
      { id: 'subscriptions', load: () => import('./screens/subscriptions.js') },
      { id: 'topics', load: () => import('./screens/topics.js') },
    ],
  },
  {
    id: 'diagnose',
    screens: [
      { id: 'trace', load: () => import('./screens/trace.js') },
      { id: 'access', load: () => import('./screens/access.js') },
      { id: 'mqtt', load: () => import('./screens/mqtt.js') },
    ],
  },
  {
    id: 'broker',
    screens: [
      { id: 'plugins', load: () => import('./screens/plugins.js') },
      { id: 'configuration', load: () => import('./screens/configuration.js') },
      { id: 'audit', load: () => import('./screens/audit.js') },
    ],
  },
];

/** @type {ScreenEntry[]} */
export const screens = groups.flatMap(group => group.screens);

/** The screen of one client is below that of all. @type {ScreenEntry} */
export const clientScreen = { id: 'clients', load: () => import('./screens/client.js') };
