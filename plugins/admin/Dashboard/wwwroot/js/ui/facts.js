import { html } from '../core/preact.js';

/**
 * A list of names with values; what is not known is left out.
 * @param {{ facts: [string, any][] }} props
 */
export const Facts = ({ facts }) => html`
  <dl class="facts">${facts.filter(([, value]) => value !== null && value !== undefined).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

/**
 * @param {{ title: string, tools?: any, flush?: boolean, children?: any }} props
 */
export const Panel = ({ title, tools, flush = false, children }) => html`
  <section class="panel" aria-label=${title}>
    <header><h2 class="grow">${title}</h2>${tools}</header>
    <div class=${flush ? 'body flush' : 'body'}>${children}</div>
  </section>`;
