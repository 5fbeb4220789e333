import { html, useState } from '../core/preact.js';
import { t } from '../core/i18n.js';
import { bytes } from '../core/format.js';
import { fromBase64, hex, json } from '../core/bytes.js';
import { Choice } from './field.js';
import { Given } from './given.js';

/** @typedef {{ size: number, text: string | null, json: boolean, base64: string, truncated: boolean }} Payload */

const shownLimit = 65_536;

/**
 * A payload as text, JSON or bytes.
 * @param {{ payload: Payload }} props
 */
export function PayloadView({ payload }) {
  const [chosen, setChosen] = useState(payload.json ? 'json' : payload.text === null ? 'hex' : 'text');
  const kinds = [...(payload.json ? ['json'] : []), ...(payload.text === null ? [] : ['text']), 'hex', 'base64'];
  const kind = kinds.includes(chosen) ? chosen : kinds[0];
  return html`
    <div class="stack">
      <div class="row apart">
        <${Choice} label=${t('payload.as')} value=${kind} onChange=${setChosen} options=${kinds.map(k => [k, t(`payload.${k}`)])} />
        <span class="muted small">${bytes(payload.size)}${payload.truncated ? ` · ${t('payload.truncated')}` : ''}</span>
      </div>
      ${payload.size === 0 ? html`<p class="muted">${t('payload.empty')}</p>`
        : html`<pre class="payload" tabindex="0" aria-label=${t('payload')}><${Given} value=${asText(payload, kind)} limit=${shownLimit} breaks=${true} /></pre>`}
    </div>`;
}

/**
 * One line of it, for tables.
 * @param {{ payload: Payload | null }} props
 */
export const PayloadLine = ({ payload }) => payload === null ? html`<span class="muted">–</span>`
  : payload.size === 0 ? html`<span class="muted">${t('payload.empty')}</span>`
    : payload.text !== null ? html`<${Given} value=${payload.text} limit=${120} mono=${true} />`
      : html`<span class="mono muted">${hex(fromBase64(payload.base64), 16).slice(8, 55).trim()}${payload.size > 16 ? ' …' : ''}</span>`;

/** @param {Payload} payload @param {string} kind */
function asText(payload, kind) {
  if (kind === 'base64') return payload.base64;
  if (kind === 'hex') return hex(fromBase64(payload.base64), 16_384);
  return (kind === 'json' ? json(payload.text) : null) ?? payload.text ?? '';
}
