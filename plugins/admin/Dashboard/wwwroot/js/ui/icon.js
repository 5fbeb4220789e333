import { html } from '../core/preact.js';

// 16 by 16, drawn with lines; one path each.
const paths = {
  overview: 'M2 13V8m4 5V3m4 10V6m4 7v-3',
  clients: 'M3 3.5h10v7H3zM5.5 13.5h5M8 10.5v3',
  subscriptions: 'M3 12.5a.5.5 0 1 0 1 0 .5.5 0 0 0-1 0M3 8a5 5 0 0 1 5 5M3 3a10 10 0 0 1 10 10',
  topics: 'M3 3h4M3 3v10h4M3 8h4M9.5 3h4M9.5 8h4M9.5 13h4',
  trace: 'M1.5 8h3l2-5 3 10 2-5h3',
  access: 'M8 1.8l5 2v3.7c0 3.2-2.2 5.6-5 6.7-2.8-1.1-5-3.5-5-6.7V3.8zM5.8 8l1.6 1.6 3-3.2',
  mqtt: 'M2.5 3h11v8h-6l-3 2.5V11h-2zM5.5 7h5',
  plugins: 'M6 2v3m4-3v3M4 5h8v3a4 4 0 0 1-8 0zM8 12v2.5',
  configuration: 'M2.5 4.5h6m3 0h2M10 3v3M2.5 11.5h2m3 0h6M6 10v3',
  audit: 'M4 2h6l2.5 2.5V14H4zM6.5 7h4M6.5 9.5h4M6.5 12h2.5',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3L14 14',
  close: 'M4 4l8 8m0-8l-8 8',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3',
  download: 'M8 2.5v7m-3-3l3 3 3-3M3 13h10',
  columns: 'M2.5 3h11v10h-11zM6.5 3v10M10 3v10',
  filter: 'M2.5 3.5h11L9.5 8.5v4l-3 1v-5z',
  warning: 'M8 2.5L14 13H2zM8 6.5v3m0 1.8v.1',
  error: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 5v4m0 2v.1',
  ok: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M5.5 8.2l1.8 1.8 3.3-3.6',
  info: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 7.5V11m0-6v.1',
  light: 'M8 5.3a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4M8 1.5v1.3m0 10.4v1.3M1.5 8h1.3m10.4 0h1.3M3.4 3.4l.9.9m7.4 7.4l.9.9m0-9.2l-.9.9m-7.4 7.4l-.9.9',
  dark: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5',
  system: 'M2 3h12v8H2zM6 13.5h4',
  out: 'M6 2.5H3v11h3M7 8h6.5m-2.5-3l3 3-3 3',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  pause: 'M5.5 3.5v9m5-9v9',
  play: 'M5 3.5l7.5 4.5L5 12.5z',
  trash: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.6l.7-9',
  plus: 'M8 3v10M3 8h10',
  back: 'M10 3L5 8l5 5',
  next: 'M6 3l5 5-5 5',
};

/**
 * A decoration: what it stands beside or in has the name.
 * @param {{ name: keyof typeof paths }} props
 */
export const Icon = ({ name }) => html`
  <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
    <path d=${paths[name]} />
  </svg>`;
