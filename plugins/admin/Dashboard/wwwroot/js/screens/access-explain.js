import { html } from '../core/preact.js';
/** @param {any} props */
export const Explain = props => html`<p>${JSON.stringify(props)}</p>`;
