import { html, render } from './core/preact.js';
import { language, setLanguage } from './core/i18n.js';
import { App } from './app.js';

setLanguage(language.get());
render(html`<${App} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
