import { html, useEffect } from './core/preact.js';
import { get } from './core/api.js';
import { ago, duration } from './core/format.js';
import { language, setLanguage, t } from './core/i18n.js';
import { useResource } from './core/resource.js';
import { href } from './core/router.js';
import { role, signOut } from './core/session.js';
import { useStore } from './core/store.js';
import { setTheme, theme } from './core/theme.js';
import { groups } from './screens.js';
import { Icon } from './ui/icon.js';

/** @param {{ current: string }} props */
export function Side({ current }) {
  const who = useResource(signal => get('/v1/whoami', {}, signal), [], 60_000).data;
  useEffect(() => { if (who) role.set(who.role); }, [who]);
  return html`
    <div class="side">
      <div class="brand"><img src="favicon.svg" alt="" />Gmqtt</div>
      <nav aria-label=${t('shell.screens')}>
        ${groups.map(group => html`
          <section>
            <h2>${t(`shell.${group.id}`)}</h2>
            <ul>
              ${group.screens.map(({ id }) => html`
                <li><a href=${href([id])} aria-current=${id === current ? 'page' : undefined}><${Icon} name=${id} />${t(`${id}.title`)}</a></li>`)}
            </ul>
          </section>`)}
      </nav>
      ${who && html`
        <footer>
          <p><span>${t('shell.version')}</span><span class="num">${who.version}</span></p>
          <p><span>${t('shell.up')}</span><span class="num">${duration(ago(who.started_at))}</span></p>
          <p><span>${t('shell.token')}</span><span>${who.name} (${who.role})</span></p>
        </footer>`}
    </div>`;
}

/** @param {{ title: string, above: { text: string, href: string } | null }} props */
export function Top({ title, above }) {
  const may = useStore(role);
  return html`
    <header class="top">
      <div class="row grow">
        ${above && html`<a class="crumb" href=${above.href}>${above.text}</a><span class="muted" aria-hidden="true">/</span>`}
        <h1>${title}</h1>
      </div>
      ${may === 'viewer' && html`<span class="badge info" title=${t('shell.readOnly.what')}>${t('shell.readOnly')}</span>`}
      <${Preferences} />
      <button type="button" class="button quiet" onClick=${() => signOut()}><${Icon} name="out" />${t('shell.signOut')}</button>
    </header>`;
}

/** Language and theme. */
export function Preferences() {
  const chosen = useStore(theme);
  const spoken = useStore(language);
  const next = /** @type {const} */ ({ system: 'light', light: 'dark', dark: 'system' })[chosen];
  const name = t('shell.theme', { theme: t(`theme.${chosen}`) });
  return html`
    <button type="button" class="button quiet" lang=${spoken === 'zh' ? 'en' : 'zh-CN'} onClick=${() => setLanguage(spoken === 'zh' ? 'en' : 'zh')}>
      ${spoken === 'zh' ? 'English' : '中文'}
    </button>
    <button type="button" class="button quiet icon" aria-label=${name} title=${name} onClick=${() => setTheme(next)}><${Icon} name=${chosen} /></button>`;
}
