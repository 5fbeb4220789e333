import { html } from '../core/preact.js';
export const Screen = () => html`<p>later</p>`;
